#!/usr/bin/env python3
"""Checks what style the compiler, clang-format and clang-tidy do not see."""

import os
import re

import source_tree

_MAX_LINES = 500
_TEXT_SUFFIXES = (".h", ".cc", ".py", ".sh", ".cmake", "CMakeLists.txt", ".md", ".txt", ".toml", ".json", ".proto")
_TEXT_ROOTS = ("ledger", "services", "tests", "deploy", "proto", "policies", "docs")
# These folders are pure functions of the log: what they answer may depend on nothing else. (The
# monotonic clock, which gives no date, may bound a wait.)
_PURE = ("ledger/merkle", "ledger/certification", "ledger/codec", "ledger/projections", "ledger/queries")

# (what is refused, where, why); the pattern is sought outside comments and strings.
_REFUSED_CODE = [
    (re.compile(r"\bthrow\b"), lambda path: path.startswith(("ledger/", "services/")), "return an Error instead of throwing"),
    (
        re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b"),
        source_tree.is_test,
        "a test waits for a condition, it does not sleep",
    ),
    (
        re.compile(r"\b(system_clock|high_resolution_clock|SystemClock|random_device|localtime(_r)?|gmtime(_r)?|setlocale|getenv)\b"),
        lambda path: path.startswith(_PURE) and not source_tree.is_test(path),
        "this folder consults no clock, randomness, locale or environment",
    ),
]
# Written in halves, so that this file does not refuse itself.
_UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
_MACHINE_PATH = re.compile(r"(?<![\w.}$/-])/(wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers)/")


def _lines_matching(pattern, text):
    return [text.count("\n", 0, match.start()) + 1 for match in pattern.finditer(text)]


def _check_code(path, text):
    problems = []
    lines = text.count("\n")
    if lines > _MAX_LINES:
        problems.append(f"{path}: {lines} lines; split it at {_MAX_LINES}")
    if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.MULTILINE):
        problems.append(f"{path}: a header has #pragma once")
    code = source_tree.without_comments_and_strings(text)
    for pattern, applies, why in _REFUSED_CODE:
        if applies(path):
            problems += [f"{path}:{line}: {why}" for line in _lines_matching(pattern, code)]
    return problems


def _check_text(path, text):
    unfinished = [f"{path}:{line}: finish it, or leave it out" for line in _lines_matching(_UNFINISHED, text)]
    machine = [f"{path}:{line}: a path of one machine" for line in _lines_matching(_MACHINE_PATH, text)]
    return unfinished + machine


def check(root):
    problems = []
    code = source_tree.code_files(root)
    for path in code:
        problems += _check_code(path, source_tree.read(root, path))
    for path in source_tree.files(root, _TEXT_ROOTS, _TEXT_SUFFIXES):
        # Vectors come from elsewhere and stay as they came.
        if not path.startswith("tests/vectors/"):
            problems += _check_text(path, source_tree.read(root, path))
    for folder in sorted({"/".join(path.split("/")[:2]) for path in code if path.startswith("ledger/")}):
        if not os.path.exists(os.path.join(root, folder, "README.md")):
            problems.append(f"{folder}: a folder has a README.md")
    return problems, len(code)


def main():
    arguments = source_tree.argument_parser(__doc__).parse_args()
    source_tree.report(*check(arguments.root))


if __name__ == "__main__":
    main()
