"""Self-test: the format check finds a file that clang-format would change."""

import unittest

import format_check
from scratch_tree import ScratchTree

STYLE = "BasedOnStyle: Google\n"


class FormatCheck(unittest.TestCase):
    def check(self, text):
        tree = ScratchTree(self, {".clang-format": STYLE, "ledger/a.cc": text, "ledger/b.h": "int b();\n"})
        return format_check.check(tree.root)

    def test_accepts_formatted_code(self):
        self.assertEqual(([], 2), self.check("int a() { return 1; }\n"))

    def test_names_a_file_that_is_not_formatted(self):
        problems, _ = self.check("int a(){return 1;}\n")
        self.assertEqual(["ledger/a.cc: run clang-format-14 -i on it"], problems)

    def test_reports_a_style_file_that_it_cannot_read(self):
        tree = ScratchTree(self, {".clang-format": "BasedOnStyle: None such\n", "ledger/a.cc": "int a;\n"})
        self.assertEqual(1, len(format_check.check(tree.root)[0]))


if __name__ == "__main__":
    unittest.main()
