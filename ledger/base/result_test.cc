#include "ledger/base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

#include "ledger/base/digest.h"
#include "tests/support/result_matchers.h"

namespace sworn {
namespace {

using testing_support::IsErrorAt;

Result<int> Half(int value) {
  if (value % 2 != 0) return Fail(Reason::kInvalidField, "must be even", "value");
  return value / 2;
}

Result<int> Quarter(int value) {
  SWORN_ASSIGN_OR_RETURN(const int half, Half(value));
  return Half(half);
}

TEST(Result, CarriesValuesAndErrorsThrough) {
  EXPECT_EQ(Quarter(8).value(), 2);
  EXPECT_THAT(Quarter(6), IsErrorAt(Reason::kInvalidField, "value"));
  const Result<std::unique_ptr<int>> moved = std::make_unique<int>(3);
  EXPECT_EQ(**moved, 3);
}

TEST(ResultDeathTest, AbortsWhenTheWrongSideIsTaken) {
  EXPECT_DEATH(static_cast<void>(Half(1).value()), "broken invariant");
  EXPECT_DEATH(static_cast<void>(Half(2).error()), "broken invariant");
}

TEST(Error, JoinsFieldPaths) {
  EXPECT_EQ(Within("header", Fail(Reason::kInvalidDate, "", "effective_from")).field,
            "header.effective_from");
  EXPECT_EQ(Within("signers", Fail(Reason::kInvalidField, "", "[1].role")).field,
            "signers[1].role");
  EXPECT_EQ(Within("header", Fail(Reason::kInvalidDate, "")).field, "header");
}

TEST(Reason, NamesAreDistinctAndHaveACode) {
  std::set<std::string_view> names;
#define SWORN_TEST_REASON(id, name, code)                   \
  EXPECT_TRUE(names.insert(ReasonName(Reason::id)).second); \
  EXPECT_NE(ErrorCodeName(CodeOf(Reason::id)), "UNKNOWN");
  SWORN_REASONS(SWORN_TEST_REASON)
#undef SWORN_TEST_REASON
}

TEST(Digest, ParsesOnlyItsOwnLength) {
  EXPECT_EQ(LeafHash::FromHex(std::string(64, 'a')).value().ToHex(), std::string(64, 'a'));
  EXPECT_FALSE(LeafHash::FromHex(std::string(62, 'a')).has_value());
  EXPECT_FALSE(LeafHash::FromBytes(std::string(33, 'a')).has_value());
}

}  // namespace
}  // namespace sworn
