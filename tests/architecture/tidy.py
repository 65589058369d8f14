#!/usr/bin/env python3
"""Runs clang-tidy over our .cc files, several at a time.

A file that passed is not looked at again until something that it is made of changes: its text, the
text of our headers that it reaches, the .proto files if it reaches generated code, its compile
command, .clang-tidy, or clang-tidy itself. What passed is kept in <build>/tidy-passed.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import shlex
import subprocess

import source_tree

CLANG_TIDY = "clang-tidy-14"
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
# Clang does not know every warning that g++ does, and the other way round.
_EXTRA = ["--extra-arg=-Wno-unknown-warning-option"]


def our_commands(root, build):
    """{path: compile command} of the files of ours in the compilation database."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        database = json.load(file)
    commands = {}
    for entry in database:
        path = os.path.relpath(os.path.join(entry["directory"], entry["file"]), root)
        if path.split("/")[0] in source_tree.CODE_ROOTS:
            commands[path] = entry.get("command") or shlex.join(entry["arguments"])
    return commands


def reached_files(root, path):
    """Our files that path is compiled from, and the .proto files if generated code is among them."""
    reached, todo, generated = set(), [path], False
    while todo:
        current = todo.pop()
        if current in reached or not os.path.exists(os.path.join(root, current)):
            continue
        reached.add(current)
        for header in _INCLUDE.findall(source_tree.read(root, current)):
            if header.split("/")[0] in source_tree.CODE_ROOTS:
                todo.append(header)
            elif header.endswith(".pb.h"):
                generated = True
    if generated:
        reached |= set(source_tree.files(root, ("proto",), (".proto",)))
    return sorted(reached)


def key_of(root, path, command, base):
    digest = hashlib.sha256(base)
    digest.update(command.encode())
    for name in reached_files(root, path):
        digest.update(name.encode() + b"\0" + source_tree.read(root, name).encode() + b"\0")
    return digest.hexdigest()


def run_one(root, build, path):
    """The findings as text, or None."""
    run = subprocess.run(
        [CLANG_TIDY, "-p", build, "--quiet", *_EXTRA, path],
        cwd=root, capture_output=True, text=True, check=False,
    )
    if run.returncode == 0:
        return None
    return run.stdout.strip() or run.stderr.strip() or f"{path}: {CLANG_TIDY} failed"


def check(root, build, jobs, only=None):
    root, build = os.path.abspath(root), os.path.abspath(build)
    version = subprocess.run([CLANG_TIDY, "--version"], capture_output=True, check=True).stdout
    base = version + source_tree.read(root, ".clang-tidy").encode() + " ".join(_EXTRA).encode()
    passed = os.path.join(build, "tidy-passed")
    os.makedirs(passed, exist_ok=True)

    commands = our_commands(root, build)
    keys = {p: key_of(root, p, c, base) for p, c in commands.items() if not only or re.search(only, p)}
    todo = [path for path, key in keys.items() if not os.path.exists(os.path.join(passed, key))]
    # The largest first, so that the last ones to finish are short.
    todo.sort(key=lambda path: -os.path.getsize(os.path.join(root, path)))
    print(f"{len(keys)} file(s), {len(keys) - len(todo)} unchanged since they passed")

    def look_at(path):
        findings = run_one(root, build, path)
        # Marked at once, so that an interrupted run loses nothing.
        if not findings:
            open(os.path.join(passed, keys[path]), "w", encoding="utf-8").close()
        return findings

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        problems = [findings for findings in pool.map(look_at, todo) if findings]
    if not only:
        for stale in set(os.listdir(passed)) - set(keys.values()):
            os.remove(os.path.join(passed, stale))
    return problems, len(keys)


def main():
    parser = source_tree.argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, help="folder with compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="a regular expression for the paths to look at")
    arguments = parser.parse_args()
    source_tree.report(*check(arguments.root, arguments.build, arguments.jobs, arguments.only))


if __name__ == "__main__":
    main()
