#!/usr/bin/env python3
"""Lints our .proto files and guards their wire format.

The lint follows buf's standard rules. The guard compares every field, enum value and call with
proto_snapshot.txt: what has once been written there may be added to, never changed, and removed
only by reserving its number.

    proto_lint.py                       check
    proto_lint.py --update              record additions
    proto_lint.py --update --breaking   record anything; only while the formats are a draft
"""

import os
import re
import subprocess
import tempfile

import source_tree

_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_UPPER_SNAKE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
_PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*")
_TOKEN = re.compile(r'(?P<key>\w+)\s*(?:(?P<open>\{)|:\s*(?P<value>"(?:\\.|[^"\\])*"|[^\s{}]+))|(?P<close>\})')


class Node:
    """A message of protobuf's text format: named values, each a list."""

    def __init__(self):
        self.fields = {}

    def all(self, key):
        return self.fields.get(key, [])

    def one(self, key, default=""):
        return self.fields.get(key, [default])[0]


def parse_text_format(text):
    stack = [Node()]
    for match in _TOKEN.finditer(text):
        if match["close"]:
            stack.pop()
        elif match["open"]:
            node = Node()
            stack[-1].fields.setdefault(match["key"], []).append(node)
            stack.append(node)
        else:
            stack[-1].fields.setdefault(match["key"], []).append(match["value"].strip('"'))
    return stack[0]


def describe(proto_root, paths):
    """The files as protoc understands them; raises ValueError with protoc's message."""
    with tempfile.NamedTemporaryFile() as out:
        run = subprocess.run(
            ["protoc", f"-I{proto_root}", f"--descriptor_set_out={out.name}", *paths],
            capture_output=True, text=True, check=False,
        )
        # A warning, such as an import that nothing uses, counts too.
        if run.returncode != 0 or run.stderr.strip():
            raise ValueError(run.stderr.strip())
        with open(out.name, "rb") as descriptors:
            decoded = subprocess.run(
                ["protoc", "--decode=google.protobuf.FileDescriptorSet", "google/protobuf/descriptor.proto"],
                stdin=descriptors, capture_output=True, text=True, check=True,
            )
    return parse_text_format(decoded.stdout).all("file")


def _messages(scope, prefix, key="message_type"):
    for message in scope.all(key):
        name = f"{prefix}.{message.one('name')}"
        yield name, message
        yield from _messages(message, name, "nested_type")


def _enums(file, package):
    for enum in file.all("enum_type"):
        yield f"{package}.{enum.one('name')}", enum
    for name, message in _messages(file, package):
        for enum in message.all("enum_type"):
            yield f"{name}.{enum.one('name')}", enum


# --- Lint ---------------------------------------------------------------------------------------


def _lint_file(path, file):
    package = file.one("package")
    problems = []
    if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*\.v[1-9][0-9]*", package):
        problems.append(f"package {package} ends with no version such as .v1")
    if package.replace(".", "/") != os.path.dirname(path):
        problems.append(f"package {package} does not match the folder {os.path.dirname(path)}")
    if not _SNAKE.fullmatch(os.path.basename(path).removesuffix(".proto")):
        problems.append("the file's name is not lower_snake_case")
    if file.one("syntax") != "proto3":
        problems.append("the syntax is not proto3")
    return problems


def _lint_messages(file, package):
    problems = []
    for name, message in _messages(file, package):
        if not _PASCAL.fullmatch(message.one("name")):
            problems.append(f"message {name} is not PascalCase")
        for field in message.all("field") + message.all("oneof_decl"):
            if not _SNAKE.fullmatch(field.one("name")):
                problems.append(f"field {name}.{field.one('name')} is not lower_snake_case")
    return problems


def _lint_enums(file, package):
    problems = []
    for name, enum in _enums(file, package):
        short = enum.one("name")
        if not _PASCAL.fullmatch(short):
            problems.append(f"enum {name} is not PascalCase")
        prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", short).upper() + "_"
        for value in enum.all("value"):
            label = value.one("name")
            if not _UPPER_SNAKE.fullmatch(label) or not label.startswith(prefix):
                problems.append(f"enum value {name}.{label} does not begin with {prefix}")
            if value.one("number") == "0" and label != prefix + "UNSPECIFIED":
                problems.append(f"enum {name}: the zero value is {label}, not {prefix}UNSPECIFIED")
    return problems


def _lint_services(file, package):
    problems = []
    used = {}
    for service in file.all("service"):
        name = service.one("name")
        if not _PASCAL.fullmatch(name) or not name.endswith("Service"):
            problems.append(f"service {package}.{name} is not PascalCase ending with Service")
        for method in service.all("method"):
            call = method.one("name")
            if not _PASCAL.fullmatch(call):
                problems.append(f"call {name}.{call} is not PascalCase")
            for key, suffix in (("input_type", "Request"), ("output_type", "Response")):
                short = method.one(key).split(".")[-1]
                if short != call + suffix:
                    problems.append(f"call {name}.{call}: {short} should be {call}{suffix}")
                if used.setdefault(short, call) != call:
                    problems.append(f"call {name}.{call}: {short} is {used[short]}'s")
    return problems


def lint(files):
    problems = []
    for file in files:
        path, package = file.one("name"), file.one("package")
        found = _lint_file(path, file) + _lint_messages(file, package)
        found += _lint_enums(file, package) + _lint_services(file, package)
        problems += [f"{path}: {problem}" for problem in found]
    return problems


# --- Guard --------------------------------------------------------------------------------------


def _field_type(message, field):
    kind = field.one("type_name").lstrip(".") or field.one("type").removeprefix("TYPE_").lower()
    if field.one("label") == "LABEL_REPEATED":
        return f"repeated {kind}"
    if field.one("proto3_optional") == "true":
        return f"optional {kind}"
    if "oneof_index" in field.fields:
        oneof = message.all("oneof_decl")[int(field.one("oneof_index"))].one("name")
        return f"{kind} in {oneof}"
    return kind


def snapshot(files):
    """Sorted lines: "message.field=number:type", "enum.VALUE=number:enum", "service.call=call:…"."""
    lines = []
    for file in files:
        package = file.one("package")
        for name, message in _messages(file, package):
            for field in message.all("field"):
                lines.append((name, int(field.one("number")), field.one("name"), _field_type(message, field)))
        for name, enum in _enums(file, package):
            for value in enum.all("value"):
                lines.append((name, int(value.one("number")), value.one("name"), "enum"))
        for service in file.all("service"):
            for method in service.all("method"):
                streams = [("stream " if method.one(s) == "true" else "") for s in ("client_streaming", "server_streaming")]
                kind = f"{streams[0]}{method.one('input_type').lstrip('.')} -> {streams[1]}{method.one('output_type').lstrip('.')}"
                lines.append((f"{package}.{service.one('name')}", 0, method.one("name"), kind))
    return [f"{name}.{label}={number}:{kind}" for name, number, label, kind in sorted(lines)]


def _keyed(lines):
    """By what identifies a line on the wire: scope and number, or a call's name."""
    result = {}
    for line in lines:
        left, _, kind = line.partition(":")
        path, _, number = left.partition("=")
        scope, _, label = path.rpartition(".")
        result[(scope, label if number == "0" and kind != "enum" else number)] = line
    return result


def reserved_numbers(files):
    numbers = set()
    for file in files:
        for name, message in _messages(file, file.one("package")):
            for span in message.all("reserved_range"):  # Half-open, unlike an enum's.
                numbers |= {(name, str(n)) for n in range(int(span.one("start")), int(span.one("end")))}
        for name, enum in _enums(file, file.one("package")):
            for span in enum.all("reserved_range"):
                numbers |= {(name, str(n)) for n in range(int(span.one("start")), int(span.one("end")) + 1)}
    return numbers


def compare(old_lines, new_lines, reserved):
    """(what breaks the wire format, what the snapshot does not hold yet)."""
    old, new = _keyed(old_lines), _keyed(new_lines)
    breaking = []
    for key, line in old.items():
        if key not in new and key not in reserved:
            breaking.append(f"removed without reserving its number: {line}")
        elif key in new and new[key] != line:
            breaking.append(f"changed: {line} is now {new[key]}")
    behind = [f"new: {new[key]}" for key in new if key not in old]
    behind += [f"reserved: {old[key]}" for key in old if key not in new and key in reserved]
    return breaking, behind


def main():
    parser = source_tree.argument_parser(__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--breaking", action="store_true")
    arguments = parser.parse_args()
    proto_root = os.path.join(arguments.root, "proto")
    snapshot_path = os.path.join(arguments.root, "tests/architecture/proto_snapshot.txt")

    paths = [path.removeprefix("proto/") for path in source_tree.files(arguments.root, ("proto/sworn",), (".proto",))]
    paths = [path for path in paths if not path.startswith("google/")]  # Others' packages keep others' names.
    try:
        files = describe(proto_root, paths)
    except ValueError as error:
        source_tree.report([str(error)], len(paths))
    problems = lint(files)
    lines = snapshot(files)
    old = []
    if os.path.exists(snapshot_path):
        old = source_tree.read(arguments.root, "tests/architecture/proto_snapshot.txt").splitlines()
    breaking, behind = compare(old, lines, reserved_numbers(files))
    if arguments.update and (arguments.breaking or not breaking):
        with open(snapshot_path, "w", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n")
        breaking = behind = []
    if behind:
        behind.append("record it: tests/architecture/proto_lint.py --update")
    source_tree.report(problems + breaking + behind, len(paths))


if __name__ == "__main__":
    main()
