// GoogleTest matchers for Result: EXPECT_THAT(Parse("x"), IsError(Reason::kMalformed));
// ASSERT_OK(result);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "ledger/base/result.h"

namespace sworn {

inline void PrintTo(const Error& error, std::ostream* out) { *out << ToString(error); }
inline void PrintTo(Reason reason, std::ostream* out) { *out << ReasonName(reason); }
template <typename T>
void PrintTo(const Result<T>& result, std::ostream* out) {
  *out << (result ? std::string("a value") : ToString(result.error()));
}

namespace testing_support {

MATCHER(IsOk, "") {
  if (arg.has_value()) return true;
  *result_listener << ToString(arg.error());
  return false;
}

MATCHER_P(IsError, reason, std::string("fails with ") + std::string(ReasonName(reason))) {
  if (arg.has_value()) {
    *result_listener << "holds a value";
    return false;
  }
  *result_listener << ToString(arg.error());
  return arg.error().reason == reason;
}

MATCHER_P2(IsErrorAt, reason, field,
           std::string("fails with ") + std::string(ReasonName(reason)) + " at " + field) {
  if (arg.has_value()) {
    *result_listener << "holds a value";
    return false;
  }
  *result_listener << ToString(arg.error());
  return arg.error().reason == reason && arg.error().field == field;
}

}  // namespace testing_support
}  // namespace sworn

#define ASSERT_OK(expression) ASSERT_THAT((expression), ::sworn::testing_support::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT((expression), ::sworn::testing_support::IsOk())

// ASSERT_OK_AND_ASSIGN(const Date date, Date::Parse(text)): declares the target, or fails the test.
#define ASSERT_OK_AND_ASSIGN(target, expression) \
  SWORN_ASSERT_OK_AND_ASSIGN_INNER(SWORN_CONCAT(sworn_result_, __LINE__), target, expression)
#define SWORN_ASSERT_OK_AND_ASSIGN_INNER(result, target, expression) \
  auto result = (expression);                                        \
  ASSERT_THAT(result, ::sworn::testing_support::IsOk());             \
  target = std::move(result).value()
