#!/usr/bin/env python3
"""Checks that clang-format would change nothing in our C++ files."""

import subprocess

import source_tree

CLANG_FORMAT = "clang-format-14"


def check(root):
    paths = source_tree.code_files(root)
    if not paths:
        return [], 0
    run = subprocess.run(
        [CLANG_FORMAT, "--style=file", "--dry-run", "-Werror", *paths],
        cwd=root, capture_output=True, text=True, check=False,
    )
    # One line for each file; the diagnostics below a position are of no help.
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "-Wclang-format-violations" in line})
    if run.returncode != 0 and not wrong:
        return [run.stderr.strip() or f"{CLANG_FORMAT} failed"], len(paths)
    return [f"{path}: run {CLANG_FORMAT} -i on it" for path in wrong], len(paths)


def main():
    arguments = source_tree.argument_parser(__doc__).parse_args()
    source_tree.report(*check(arguments.root))


if __name__ == "__main__":
    main()
