// The name of a stream: all entries about one subject.
//
//   SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(StreamKind::kOfficer,
//   "MA-4711")); stream.text();          // "officer/MA-4711" StreamName::Policies()  //
//   "policies": one stream for all policies
//
// Value type; compares by bytes, which is the order of the streams in an entry and in the store.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/result.h"

namespace sworn::tlog {

enum class StreamKind : std::uint8_t {
  kOfficer,
  kAgency,
  kSchool,
  kMou,
  kCourse,
  kOffering,
  kCase,
  kPolicies,   // One stream, without identifier.
  kAuthority,  // One stream, without identifier.
};

class StreamName {
 public:
  // "policies", "authority", or a kind, a slash and an identifier of 1 to 64 bytes of
  // [A-Za-z0-9._-]; else INVALID_FIELD.
  static Result<StreamName> Parse(std::string_view text);
  // `identifier` is empty for the two streams that have none.
  static Result<StreamName> Of(StreamKind kind, std::string_view identifier);
  static StreamName Policies();
  static StreamName Authority();

  StreamKind kind() const { return kind_; }
  const std::string& text() const { return text_; }
  // What follows the slash; empty for "policies" and "authority".
  std::string_view identifier() const;

  bool operator==(const StreamName& other) const { return text_ == other.text_; }
  std::strong_ordering operator<=>(const StreamName& other) const { return text_ <=> other.text_; }
  template <typename H>
  friend H AbslHashValue(H state, const StreamName& name) {
    return H::combine(std::move(state), name.text_);
  }

 private:
  StreamName(StreamKind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

  StreamKind kind_;
  std::string text_;
};

}  // namespace sworn::tlog

template <>
struct std::hash<sworn::tlog::StreamName> {
  std::size_t operator()(const sworn::tlog::StreamName& name) const noexcept {
    return std::hash<std::string>()(name.text());
  }
};
