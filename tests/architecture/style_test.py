"""Self-test: the style check finds each thing that it is there to find."""

import unittest

import source_tree
import style
from scratch_tree import ScratchTree

GOOD = {"ledger/base/README.md": "Base.\n", "ledger/base/a.h": "#pragma once\n"}


class Style(unittest.TestCase):
    def check(self, files):
        return style.check(ScratchTree(self, {**GOOD, **files}).root)[0]

    def assert_found(self, path, text, words):
        problems = self.check({path: text})
        self.assertEqual(1, len(problems), problems)
        self.assertIn(path, problems[0])
        self.assertIn(words, problems[0])

    def test_accepts_good_code(self):
        text = 'int a = 1\'000;  // We never throw.\nconst char* b = "throw";\nconst char* c = R"(throw)";\n'
        self.assertEqual([], self.check({"ledger/base/a.cc": text}))

    def test_refuses_a_long_file(self):
        self.assertEqual([], self.check({"ledger/base/a.cc": "\n" * 500}))
        self.assert_found("ledger/base/a.cc", "\n" * 501, "501 lines")

    def test_refuses_unfinished_work(self):
        self.assert_found("ledger/base/a.cc", "// TO" + "DO: later\n", "finish it")
        self.assert_found("deploy/a.sh", "# FIX" + "ME\n", "finish it")

    def test_refuses_throw(self):
        self.assert_found("ledger/base/a.cc", "int a() {\n  throw 1;\n}\n", "a.cc:2: return an Error")
        self.assertEqual([], self.check({"tests/fuzz/a.cc": "int a() { throw 1; }\n"}))

    def test_refuses_sleeping_tests(self):
        text = "void f() { std::this_thread::sleep_for(x); }\n"
        self.assert_found("ledger/base/a_test.cc", text, "does not sleep")
        self.assertEqual([], self.check({"services/a.cc": text}))

    def test_refuses_a_clock_in_a_pure_folder(self):
        text = "auto t = std::chrono::system_clock::now();\n"
        files = {"ledger/queries/README.md": "", "ledger/queries/a.cc": text}
        self.assertEqual(["ledger/queries/a.cc:1: this folder consults no clock, randomness, locale or environment"], self.check(files))
        self.assertEqual([], self.check({"ledger/base/a.cc": text}))

    def test_refuses_paths_of_one_machine(self):
        self.assert_found("ledger/base/a.cc", 'auto p = "/ho' + 'me/me/x";\n', "one machine")
        self.assertEqual([], self.check({"ledger/base/a.cc": '// see docs/wo' + 'rk/x\n'}))

    def test_refuses_a_header_without_pragma_once(self):
        self.assert_found("ledger/base/b.h", "int b();\n", "#pragma once")

    def test_refuses_a_folder_without_readme(self):
        self.assertEqual(["ledger/new: a folder has a README.md"], self.check({"ledger/new/a.cc": ""}))


class WithoutCommentsAndStrings(unittest.TestCase):
    def test_keeps_code_and_line_numbers(self):
        text = 'a /* x\ny */ b // c\n"d\\"e" f R"q(\n)" )q" g\n\'\\\'\' h 1\'000 i'
        self.assertEqual("a \n b \n f \n g\n h 1000 i", source_tree.without_comments_and_strings(text))


if __name__ == "__main__":
    unittest.main()
