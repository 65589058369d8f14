// Result<T>: a value or an Error, shaped like std::expected (which C++20 lacks).
//
//   Result<Date> ParseDay(std::string_view text) {
//     SWORN_ASSIGN_OR_RETURN(const Date date, Date::Parse(text));
//     if (date < kFirstDay) return Fail(Reason::kInvalidDate, "before 1900-01-01",
//     "effective_from"); return date;
//   }
//
// Nothing in Sworn throws; bad input comes back as an Error, a broken invariant aborts (check.h).
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "ledger/base/check.h"
#include "ledger/base/reason.h"

namespace sworn {

// What went wrong, where, and (in the message) what to do about it.
struct Error {
  Reason reason = Reason::kInternal;
  std::string message;  // One or two sentences for a person. Never holds keys or personal data.
  std::string
      field;  // Path of the offending field, "header.effective_from"; empty where there is none.

  ErrorCode code() const { return CodeOf(reason); }
  bool operator==(const Error&) const = default;
};

// "INVALID_DATE at header.effective_from: …", for logs and terminals.
std::string ToString(const Error& error);

[[nodiscard]] inline Error Fail(Reason reason, std::string message, std::string field = {}) {
  return Error{reason, std::move(message), std::move(field)};
}

// The same error with `outer` set before its field path: "body" + "offering" = "body.offering".
[[nodiscard]] Error Within(std::string_view outer, Error error);

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // Abort unless has_value().
  const T& value() const& { return Held(*this); }
  T& value() & { return Held(*this); }
  T&& value() && { return std::move(Held(*this)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  // Abort if has_value().
  const Error& error() const& {
    SWORN_CHECK(!has_value());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    SWORN_CHECK(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  template <typename Self>
  static auto& Held(Self& self) {
    SWORN_CHECK(self.has_value());
    return *std::get_if<0>(&self.state_);
  }

  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)), failed_(true) {}

  bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  void value() const { SWORN_CHECK(!failed_); }
  const Error& error() const& {
    SWORN_CHECK(failed_);
    return error_;
  }
  Error&& error() && {
    SWORN_CHECK(failed_);
    return std::move(error_);
  }

 private:
  Error error_;
  bool failed_ = false;
};

using Status = Result<void>;
inline Status Ok() { return {}; }

}  // namespace sworn

#define SWORN_CONCAT_INNER(a, b) a##b
#define SWORN_CONCAT(a, b) SWORN_CONCAT_INNER(a, b)

// Leaves the function with the error of `expression`, if it has one.
#define SWORN_RETURN_IF_ERROR(expression)                              \
  do {                                                                 \
    if (auto sworn_status = (expression); !sworn_status.has_value()) { \
      return std::move(sworn_status).error();                          \
    }                                                                  \
  } while (false)

// Declares or assigns `target` from the value of `expression`, or leaves with its error.
#define SWORN_ASSIGN_OR_RETURN(target, expression) \
  SWORN_ASSIGN_OR_RETURN_INNER(SWORN_CONCAT(sworn_result_, __LINE__), target, expression)
#define SWORN_ASSIGN_OR_RETURN_INNER(result, target, expression) \
  auto result = (expression);                                    \
  if (!result.has_value()) return std::move(result).error();     \
  target = std::move(result).value()
