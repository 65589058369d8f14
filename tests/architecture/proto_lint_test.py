"""Self-test: the lint finds each slip, and the guard each change of the wire format."""

import unittest

import proto_lint
from scratch_tree import ScratchTree

GOOD = """syntax = "proto3";
package sworn.a.v1;
enum Colour { COLOUR_UNSPECIFIED = 0; COLOUR_RED = 1; }
message Thing {
  Colour colour = 1;
  repeated string name = 2;
  oneof kind { uint32 size = 3; }
  message Inner { bytes raw = 1; }
}
message GetRequest {}
message GetResponse {}
service ThingService { rpc Get(GetRequest) returns (stream GetResponse); }
"""


def files_of(test, text, path="sworn/a/v1/thing.proto"):
    tree = ScratchTree(test, {f"proto/{path}": text})
    return proto_lint.describe(f"{tree.root}/proto", [path])


class Lint(unittest.TestCase):
    def assert_found(self, old, new, words, path="sworn/a/v1/thing.proto"):
        self.assertIn(old, GOOD)
        problems = proto_lint.lint(files_of(self, GOOD.replace(old, new), path))
        self.assertEqual(1, len(problems), problems)
        self.assertIn(words, problems[0])

    def test_accepts_good_files(self):
        self.assertEqual([], proto_lint.lint(files_of(self, GOOD)))

    def test_refuses_a_package_elsewhere_or_without_version(self):
        self.assert_found("sworn.a.v1", "sworn.b.v1", "does not match the folder")
        self.assert_found("sworn.a.v1", "sworn.a", "no version", "sworn/a/thing.proto")

    def test_refuses_names_of_the_wrong_form(self):
        self.assert_found("string name", "string fullName", "lower_snake_case")
        self.assert_found("message Inner", "message inner", "PascalCase")
        self.assert_found("oneof kind", "oneof Kind", "lower_snake_case")
        self.assert_found("package", "package", "file's name", "sworn/a/v1/TheThing.proto")

    def test_refuses_enum_values_of_the_wrong_form(self):
        self.assert_found("COLOUR_UNSPECIFIED", "COLOUR_NONE", "zero value")
        self.assert_found("COLOUR_RED", "RED", "does not begin with COLOUR_")

    def test_refuses_services_and_calls_of_the_wrong_form(self):
        self.assert_found("ThingService", "Things", "ending with Service")
        self.assert_found("rpc Get(GetRequest)", "rpc Get(Thing)", "should be GetRequest")

    def test_reports_what_protoc_refuses(self):
        with self.assertRaisesRegex(ValueError, "already been used"):
            files_of(self, GOOD.replace("repeated string name = 2", "repeated string name = 1"))


class Guard(unittest.TestCase):
    def compare(self, old, new):
        self.assertIn(old, GOOD)
        before, after = files_of(self, GOOD), files_of(self, GOOD.replace(old, new))
        return proto_lint.compare(proto_lint.snapshot(before), proto_lint.snapshot(after), proto_lint.reserved_numbers(after))

    def test_describes_every_kind_of_line(self):
        self.assertEqual([
            "sworn.a.v1.Colour.COLOUR_UNSPECIFIED=0:enum",
            "sworn.a.v1.Colour.COLOUR_RED=1:enum",
            "sworn.a.v1.Thing.colour=1:sworn.a.v1.Colour",
            "sworn.a.v1.Thing.name=2:repeated string",
            "sworn.a.v1.Thing.size=3:uint32 in kind",
            "sworn.a.v1.Thing.Inner.raw=1:bytes",
            "sworn.a.v1.ThingService.Get=0:sworn.a.v1.GetRequest -> stream sworn.a.v1.GetResponse",
        ], proto_lint.snapshot(files_of(self, GOOD)))

    def test_says_nothing_when_nothing_changed(self):
        self.assertEqual(([], []), self.compare("syntax", "syntax"))

    def assert_breaking(self, old, new, words):
        breaking, _ = self.compare(old, new)
        self.assertEqual(1, len(breaking), breaking)
        self.assertIn(words, breaking[0])

    def test_refuses_a_changed_type_name_number_or_label(self):
        self.assert_breaking("Colour colour = 1", "uint32 colour = 1", "changed")
        self.assert_breaking("Colour colour = 1", "Colour tint = 1", "changed")
        self.assert_breaking("string name = 2", "string name = 5", "removed")
        self.assert_breaking("repeated string", "string", "changed")
        self.assert_breaking("oneof kind { uint32 size = 3; }", "uint32 size = 3;", "changed")
        self.assert_breaking("COLOUR_RED = 1", "COLOUR_BLUE = 1", "changed")
        self.assert_breaking("stream GetResponse", "GetResponse", "changed")

    def test_refuses_a_removal_unless_the_number_is_reserved(self):
        self.assert_breaking("  repeated string name = 2;\n", "", "removed without reserving")
        breaking, behind = self.compare("repeated string name = 2;", "reserved 2;")
        self.assertEqual([], breaking)
        self.assertEqual(1, len(behind))

    def test_refuses_a_removed_call(self):
        self.assert_breaking("rpc Get(GetRequest) returns (stream GetResponse);", "", "removed")

    def test_asks_for_additions_to_be_recorded(self):
        breaking, behind = self.compare("COLOUR_RED = 1;", "COLOUR_RED = 1; COLOUR_BLUE = 2;")
        self.assertEqual(([], ["new: sworn.a.v1.Colour.COLOUR_BLUE=2:enum"]), (breaking, behind))


if __name__ == "__main__":
    unittest.main()
