#!/usr/bin/env python3
"""Checks every #include and every CMake DEPENDS of our folders against include_rules.txt."""

import os
import re
from dataclasses import dataclass, field

import source_tree

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
_CMAKE_CALL = re.compile(
    r"\b(sworn_library|sworn_test|sworn_program|sworn_fuzzer|target_link_libraries)\s*\(([^)]*)\)"
)
_CMAKE_ALIAS = re.compile(r"\badd_library\s*\(\s*(sworn::\w+)\s+ALIAS\b")
_KEYWORDS = {"SOURCES", "TESTS", "DEPENDS", "PRIVATE_DEPENDS", "TEST_DEPENDS", "CORPUS"}
_STANDARD_C = {"assert.h", "errno.h", "limits.h", "stddef.h", "stdint.h", "stdio.h", "stdlib.h", "string.h", "time.h"}


@dataclass
class Folder:
    folders: set
    libraries: set = field(default_factory=set)
    for_tests: set = field(default_factory=set)


@dataclass
class Library:
    headers: list
    targets: list = field(default_factory=list)


@dataclass
class Rules:
    folders: dict = field(default_factory=dict)  # In the order of the file.
    libraries: dict = field(default_factory=dict)
    forbidden: dict = field(default_factory=dict)
    for_every_test: set = field(default_factory=set)

    def folder_of(self, path):
        """The longest declared folder that holds the path, or None."""
        parts = path.split("/")[:-1]
        while parts:
            if "/".join(parts) in self.folders:
                return "/".join(parts)
            parts.pop()
        return None

    def library_of_header(self, header):
        for name, library in self.libraries.items():
            if any(header == p or (p.endswith("/") and header.startswith(p)) for p in library.headers):
                return name
        return None

    def library_of_target(self, target):
        for name, library in self.libraries.items():
            if any(target == p or (p.endswith("::") and target.startswith(p)) for p in library.targets):
                return name
        return None

    def allowed(self, folder, in_test):
        rule = self.folders[folder]
        names = {folder} | rule.folders | rule.libraries
        return names | rule.for_tests | self.for_every_test if in_test else names


def _expand(names, rules, number):
    """Folders by name or as "ledger/*"; each must stand above, which keeps the graph acyclic."""
    result = set()
    for name in names:
        if name.endswith("/*"):
            result |= {f for f in rules.folders if f.startswith(name[:-1])}
        elif name in rules.folders or name in rules.libraries:
            result.add(name)
        else:
            raise ValueError(f"include_rules.txt:{number}: {name} is not declared above this line")
    return result


def parse(text):
    rules = Rules()
    tests_of_folder = []
    current = None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#")[0].rstrip()
        if not line:
            continue
        # A target may hold "::", so the key ends at the first ": " or at the line's end.
        match = re.match(r"(\s*)(.*?):(?:\s+(.*))?$", line)
        if not match:
            raise ValueError(f"include_rules.txt:{number}: expected 'KEY: VALUES'")
        indent, key, values = match.group(1), match.group(2), (match.group(3) or "").split()
        kind, _, name = key.partition(" ")
        if indent and key == "targets" and isinstance(current, Library):
            current.targets = values
        elif indent and key == "libraries" and isinstance(current, Folder):
            current.libraries = _expand(values, rules, number)
        elif indent and key == "tests also" and isinstance(current, Folder):
            tests_of_folder.append((current, values, number))
        elif indent:
            raise ValueError(f"include_rules.txt:{number}: {key} does not belong here")
        elif kind == "library":
            current = rules.libraries[name] = Library(values)
        elif kind == "folder":
            current = Folder(_expand(values, rules, number))
            rules.folders[name] = current
        elif kind == "forbidden":
            rules.forbidden[name] = " ".join(values)
        elif key == "tests":
            tests_of_folder.append((None, values, number))
        else:
            raise ValueError(f"include_rules.txt:{number}: what is {key}?")
    # Tests may look down as well as up: nothing includes a test, so they make no cycle.
    for folder, values, number in tests_of_folder:
        (folder.for_tests if folder else rules.for_every_test).update(_expand(values, rules, number))
    return rules


def _is_standard(header):
    return re.fullmatch(r"[a-z_0-9]+", header) is not None or header in _STANDARD_C


@dataclass
class Dependencies:
    """What one folder's CMakeLists.txt files name."""

    product: set = field(default_factory=set)
    test: set = field(default_factory=set)


def read_cmake(root, rules):
    """(dependencies by folder, folder by target), from every CMakeLists.txt of ours."""
    named = {}
    targets = {}
    for path in source_tree.files(root, source_tree.CODE_ROOTS, ("CMakeLists.txt",)):
        folder = rules.folder_of(path)
        if folder is None:
            continue
        text = re.sub(r"#[^\n]*", "", source_tree.read(root, path))
        entry = named.setdefault(folder, Dependencies())
        targets.update({target: folder for target in _CMAKE_ALIAS.findall(text)})
        for call, arguments in _CMAKE_CALL.findall(text):
            tokens = arguments.replace('"', " ").split()
            if not tokens:
                continue
            if call == "sworn_library":
                targets[f"sworn::{tokens[0]}"] = folder
            in_test = call in ("sworn_test", "sworn_fuzzer") or tokens[0].endswith(("_test", "_testing"))
            keyword = "DEPENDS" if call == "target_link_libraries" else None
            for token in tokens[1:]:
                if token in _KEYWORDS:
                    keyword = token
                elif keyword == "TEST_DEPENDS" or (in_test and keyword in ("DEPENDS", "PRIVATE_DEPENDS")):
                    entry.test.add(token)
                elif keyword in ("DEPENDS", "PRIVATE_DEPENDS"):
                    entry.product.add(token)
    return named, targets


def check_cmake(rules, named, targets):
    problems = []
    for folder, dependencies in sorted(named.items()):
        for in_test, tokens in ((False, dependencies.product), (True, dependencies.test)):
            for token in sorted(tokens):
                # Neither a target nor a library by variable: PUBLIC, sworn_warnings, a function's own argument.
                if ("::" not in token and not token.startswith("$")) or token.startswith("${ARG_"):
                    continue
                name = rules.library_of_target(token) or targets.get(token)
                where = f"{folder}/CMakeLists.txt: {token}"
                if name is None:
                    problems.append(f"{where} is no target that include_rules.txt knows")
                elif token.endswith("_testing") and not (in_test or folder.startswith("tests")):
                    problems.append(f"{where} is for tests")
                elif name not in rules.allowed(folder, in_test or folder.startswith("tests")):
                    problems.append(f"{where}: {folder} may not depend on {name}")
    return problems


def check_includes(root, rules, named, targets):
    problems = []
    unlisted = set()  # Said once for each pair, at the first file.
    paths = source_tree.code_files(root)
    for path in paths:
        folder = rules.folder_of(path)
        if folder is None:
            problems.append(f"{path}: its folder is not declared in include_rules.txt")
            continue
        in_test = source_tree.is_test(path)
        dependencies = named.get(folder, Dependencies())
        tokens = dependencies.product | (dependencies.test if in_test else set())
        listed = {targets[token] for token in tokens if token in targets}
        text = source_tree.read(root, path)
        for match in _INCLUDE.finditer(text):
            header = match.group(1)
            problem = _problem_of(rules, folder, in_test, header)
            name = rules.folder_of(header)
            is_news = name not in listed and (folder, name) not in unlisted
            if not problem and is_news and _must_be_listed(folder, name):
                unlisted.add((folder, name))
                problem = f"{folder}/CMakeLists.txt does not list {name} in DEPENDS ({header})"
            if problem:
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line}: {problem}")
    return problems, len(paths)


def _must_be_listed(folder, name):
    # Tests of several folders (tests/e2e, tests/bench, …) share one rule, so only a library's own
    # folder is held to what its CMakeLists.txt lists. sworn_test() adds tests/support by itself.
    return folder.startswith("ledger/") and name not in (None, folder, "tests/support")


def _problem_of(rules, folder, in_test, header):
    for prefix, reason in rules.forbidden.items():
        if header.startswith(prefix):
            return f"<{header}> is refused: {reason}"
    if _is_standard(header):
        return None
    if header.split("/")[0] in source_tree.CODE_ROOTS:
        name = rules.folder_of(header)
        if name is None:
            return f'"{header}" lies in a folder that include_rules.txt does not declare'
        if not in_test and source_tree.is_test(header):
            return f'"{header}" is for tests'
    else:
        name = rules.library_of_header(header)
        if name is None:
            return f"<{header}> belongs to no library that include_rules.txt declares"
    if name not in rules.allowed(folder, in_test):
        return f"{folder} may not include {name} ({header})"
    return None


def check(root, rules_text):
    rules = parse(rules_text)
    named, targets = read_cmake(root, rules)
    problems, checked = check_includes(root, rules, named, targets)
    return check_cmake(rules, named, targets) + problems, checked


def main():
    arguments = source_tree.argument_parser(__doc__).parse_args()
    rules_path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "include_rules.txt")
    with open(rules_path, encoding="utf-8") as file:
        source_tree.report(*check(arguments.root, file.read()))


if __name__ == "__main__":
    main()
