"""Which files the architecture tests look at, and how they report.

The working tree is walked, not asked of git, so that the tests also hold for files not yet added
and in a tree without history.
"""

import argparse
import os
import re
import sys

# Where code of ours lives; everything else is documentation, data or generated.
CODE_ROOTS = ("ledger", "services", "tests")
_SKIPPED = {"build", "node_modules", "third_party", "__pycache__"}


def files(root, tops, suffixes):
    """Paths relative to root, with forward slashes, sorted."""
    found = []
    for top in tops:
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = [f for f in folders if f not in _SKIPPED and not f.startswith(".")]
            for name in names:
                if name.endswith(suffixes):
                    found.append(os.path.relpath(os.path.join(folder, name), root))
    return sorted(found)


def code_files(root):
    return files(root, CODE_ROOTS, (".h", ".cc"))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def is_test(path):
    """True for code that no product links: tests, and the doubles that they use."""
    parts = path.split("/")
    return (
        parts[0] == "tests"
        or "testing" in parts[:-1]
        or path.endswith(("_test.cc", "_testing.h", "_testing.cc"))
    )


_COMMENT_OR_STRING = re.compile(
    r"""R"(?P<tag>[^()\\\s]{0,16})\((?:.|\n)*?\)(?P=tag)"   # raw string
      | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'
      | //[^\n]* | /\*(?:.|\n)*?\*/""",
    re.VERBOSE,
)
_DIGIT_SEPARATOR = re.compile(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])")


def without_comments_and_strings(text):
    """The same number of lines, so that positions stay true."""
    text = _DIGIT_SEPARATOR.sub("", text)
    return _COMMENT_OR_STRING.sub(lambda match: "\n" * match.group().count("\n"), text)


def argument_parser(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), "..", ".."))
    return parser


def report(problems, checked):
    """Prints the problems, and exits non-zero if there are any or nothing was checked."""
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s) in {checked} file(s)")
    if not checked:
        print("nothing was checked: is --root right?")
    sys.exit(1 if problems or not checked else 0)
