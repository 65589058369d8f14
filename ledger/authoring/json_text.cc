#include "ledger/authoring/json_text.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "ledger/base/check.h"

namespace sworn::authoring {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;

// Builds the value itself, because the library's own builder lets the last of two members of one
// name win, and reports errors by exception.
class Builder final : public nlohmann::json_sax<json> {
 public:
  bool null() override { return Put(json(nullptr)); }
  bool boolean(bool value) override { return Put(json(value)); }
  bool number_integer(number_integer_t value) override { return Put(json(value)); }
  bool number_unsigned(number_unsigned_t value) override { return Put(json(value)); }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return Put(json(value));
  }
  bool string(string_t& value) override { return Put(json(std::move(value))); }
  bool binary(binary_t& /*value*/) override { return false; }  // Not in text.

  bool start_object(std::size_t /*elements*/) override { return Open(json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t /*elements*/) override { return Open(json::array()); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    if (open_.back().value.contains(name)) {
      problem_ = "the member \"" + name + "\" is there twice";
      return false;
    }
    open_.back().member = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    position_ = position;
    problem_ = "this is not JSON";
    return false;
  }

  const std::string& problem() const { return problem_; }
  std::size_t position() const { return position_; }
  json Take() { return std::move(root_); }

 private:
  struct Level {
    json value;
    std::string member;
  };

  bool Put(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (open_.back().value.is_array()) {
      open_.back().value.push_back(std::move(value));
    } else {
      open_.back().value[open_.back().member] = std::move(value);
    }
    return true;
  }
  bool Open(json value) {
    if (open_.size() == kMaxDepth) {
      problem_ = "more than " + std::to_string(kMaxDepth) + " levels";
      return false;
    }
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool Close() {
    json value = std::move(open_.back().value);
    open_.pop_back();
    return Put(std::move(value));
  }

  std::vector<Level> open_;
  json root_;
  std::string problem_;
  std::size_t position_ = 0;
};

std::string LineAndColumn(std::string_view text, std::size_t position) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (std::size_t i = 0; i + 1 < position && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
  }
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

Error WrongType(std::string_view expected, const json& value, std::string field) {
  return Fail(Reason::kInvalidField,
              "must be " + std::string(expected) + ", is " + std::string(JsonTypeName(value)),
              std::move(field));
}

}  // namespace

Result<json> ParseJson(std::string_view text) {
  Builder builder;
  if (json::sax_parse(text.begin(), text.end(), &builder)) return builder.Take();
  if (builder.position() == 0) return Fail(Reason::kMalformed, builder.problem());
  return Fail(Reason::kMalformed,
              builder.problem() + " (" + LineAndColumn(text, builder.position()) + ")");
}

std::string JoinPath(std::string_view outer, std::string_view member) {
  std::string path(outer);
  if (!path.empty() && !member.empty()) path += '.';
  return path.append(member);
}

std::string JoinPath(std::string_view outer, std::size_t index) {
  return std::string(outer) + "[" + std::to_string(index) + "]";
}

std::string_view JsonTypeName(const json& value) {
  switch (value.type()) {
    case json::value_t::null:
      return "null";
    case json::value_t::object:
      return "an object";
    case json::value_t::array:
      return "a list";
    case json::value_t::string:
      return "a string";
    case json::value_t::boolean:
      return "true or false";
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
    case json::value_t::number_float:
      return "a number";
    case json::value_t::binary:
    case json::value_t::discarded:
      break;
  }
  return "something else";
}

JsonObject::JsonObject(const json& value, std::string path)
    : value_(value), path_(std::move(path)) {
  SWORN_CHECK(value.is_object());
}

const json* JsonObject::Find(std::string_view name) {
  asked_.emplace(name);
  const auto found = value_.find(std::string(name));
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

Status JsonObject::String(std::string_view name, std::string* out) {
  const json* value = Find(name);
  if (value == nullptr) return Ok();
  if (!value->is_string()) return WrongType("a string", *value, PathOf(name));
  *out = *value->get_ptr<const std::string*>();
  return Ok();
}

Status JsonObject::Bool(std::string_view name, bool* out) {
  const json* value = Find(name);
  if (value == nullptr) return Ok();
  if (!value->is_boolean()) return WrongType("true or false", *value, PathOf(name));
  *out = *value->get_ptr<const bool*>();
  return Ok();
}

Status JsonObject::Unsigned(std::string_view name, std::uint64_t* out) {
  const json* value = Find(name);
  if (value == nullptr) return Ok();
  const auto* number = value->get_ptr<const json::number_unsigned_t*>();
  if (number == nullptr) return WrongType("a whole number, not negative", *value, PathOf(name));
  *out = *number;
  return Ok();
}

Status JsonObject::NothingElse() const {
  for (const auto& [name, value] : value_.items()) {
    if (asked_.find(name) == asked_.end()) {
      return Fail(Reason::kInvalidField, "there is no such member here; check its spelling",
                  JoinPath(path_, name));
    }
  }
  return Ok();
}

}  // namespace sworn::authoring
