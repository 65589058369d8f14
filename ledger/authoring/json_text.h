// Strict JSON: what people write by hand is read without guessing.
//
//   SWORN_ASSIGN_OR_RETURN(const nlohmann::json value, ParseJson(text));
//   JsonObject event(value, "");
//   std::string subject;
//   SWORN_RETURN_IF_ERROR(event.String("subject", &subject));   // left alone where it is absent
//   SWORN_RETURN_IF_ERROR(event.NothingElse());                 // unknown members are refused
//
// Pure and thread-safe; a JsonObject borrows its value.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn::authoring {

// One JSON value and nothing after it. MALFORMED with line and column for anything else, a member
// named twice and more than 64 levels included.
Result<nlohmann::json> ParseJson(std::string_view text);

// "signers" and 1 to "signers[1]"; "" and "body" to "body"; "header" and "reason" to
// "header.reason".
std::string JoinPath(std::string_view outer, std::string_view member);
std::string JoinPath(std::string_view outer, std::size_t index);

// Reads the members of one object, each at most once, and knows which were never asked for.
class JsonObject {
 public:
  // `value` must be an object (checked); `path` is its place in the file, for errors.
  JsonObject(const nlohmann::json& value, std::string path);

  // Null where the member is absent or null.
  const nlohmann::json* Find(std::string_view name);
  // INVALID_FIELD when the member is there but no string. Untouched where it is absent.
  Status String(std::string_view name, std::string* out);
  Status Bool(std::string_view name, bool* out);
  Status Unsigned(std::string_view name, std::uint64_t* out);
  // INVALID_FIELD naming the first member that was not asked for.
  Status NothingElse() const;

  std::string PathOf(std::string_view name) const { return JoinPath(path_, name); }

 private:
  const nlohmann::json& value_;
  std::string path_;
  std::set<std::string, std::less<>> asked_;
};

// "a string", "a number", for messages.
std::string_view JsonTypeName(const nlohmann::json& value);

}  // namespace sworn::authoring
