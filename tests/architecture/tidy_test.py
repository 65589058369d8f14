"""Self-test: clang-tidy's findings come through, and what passed is kept only while it holds."""

import json
import os
import unittest

import tidy
from scratch_tree import ScratchTree

CONFIG = "Checks: '-*,modernize-use-override'\nWarningsAsErrors: '*'\nHeaderFilterRegex: '/ledger/'\n"
HEADER = "struct A { virtual void f(); virtual ~A(); };\n"
GOOD = '#include "ledger/a.h"\nstruct B : A { void f() override; };\n'
BAD = '#include "ledger/a.h"\nstruct B : A { virtual void f(); };\n'


class Tidy(unittest.TestCase):
    def tree(self, text):
        tree = ScratchTree(self, {".clang-tidy": CONFIG, "ledger/a.h": HEADER, "ledger/a.cc": text})
        command = {
            "directory": tree.root,
            "file": os.path.join(tree.root, "ledger/a.cc"),
            "command": f"clang++-14 -I{tree.root} -c ledger/a.cc",
        }
        generated = {**command, "file": os.path.join(tree.root, "build/generated/b.cc")}
        tree.write("build/compile_commands.json", json.dumps([command, generated]))
        return tree

    def check(self, tree):
        return tidy.check(tree.root, os.path.join(tree.root, "build"), jobs=1)

    def passed(self, tree):
        return os.listdir(os.path.join(tree.root, "build/tidy-passed"))

    def test_reports_a_finding_every_time(self):
        tree = self.tree(BAD)
        for _ in range(2):
            problems, checked = self.check(tree)
            self.assertEqual(1, checked)
            self.assertIn("modernize-use-override", problems[0])
            self.assertEqual([], self.passed(tree))

    def test_keeps_what_passed(self):
        tree = self.tree(GOOD)
        self.assertEqual(([], 1), self.check(tree))
        self.assertEqual(1, len(self.passed(tree)))
        ran = []
        run_one, tidy.run_one = tidy.run_one, lambda *arguments: ran.append(arguments)
        self.addCleanup(setattr, tidy, "run_one", run_one)
        self.assertEqual(([], 1), self.check(tree))
        self.assertEqual([], ran)

    def test_looks_again_when_a_header_changes(self):
        tree = self.tree(GOOD)
        self.check(tree)
        tree.write("ledger/a.h", HEADER + "struct C : A { virtual void f(); };\n")
        problems, _ = self.check(tree)
        self.assertEqual(1, len(problems))
        self.assertEqual([], self.passed(tree))

    def test_looks_again_when_the_configuration_changes(self):
        tree = self.tree(GOOD.replace("struct B", "typedef int number;\nstruct B"))
        self.assertEqual([], self.check(tree)[0])
        tree.write(".clang-tidy", CONFIG.replace("modernize-use-override", "modernize-use-using"))
        self.assertEqual(1, len(self.check(tree)[0]))


class ReachedFiles(unittest.TestCase):
    def test_follows_headers_and_takes_the_protos_behind_generated_code(self):
        tree = ScratchTree(self, {
            "ledger/a.cc": '#include "ledger/a.h"\n#include <vector>\n',
            "ledger/a.h": '#include "sworn/event/v1/event.pb.h"\n',
            "ledger/other.h": "",
            "proto/sworn/event/v1/event.proto": "",
        })
        self.assertEqual(
            ["ledger/a.cc", "ledger/a.h", "proto/sworn/event/v1/event.proto"],
            tidy.reached_files(tree.root, "ledger/a.cc"),
        )


if __name__ == "__main__":
    unittest.main()
