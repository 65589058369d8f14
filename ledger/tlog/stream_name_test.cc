#include "ledger/tlog/stream_name.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/support/result_matchers.h"

namespace sworn::tlog {
namespace {

using testing_support::IsError;

TEST(StreamName, RoundTripsEveryKind) {
  for (const char* text : {"officer/MA-4711", "agency/bpd", "school/S.1", "mou/a_b", "course/C",
                           "offering/x", "case/2024-0007", "policies", "authority"}) {
    ASSERT_OK_AND_ASSIGN(const StreamName name, StreamName::Parse(text));
    EXPECT_EQ(name.text(), text);
    ASSERT_OK_AND_ASSIGN(const StreamName again, StreamName::Of(name.kind(), name.identifier()));
    EXPECT_EQ(again, name);
  }
}

TEST(StreamName, RefusesEverythingElse) {
  const std::string longest(64, 'a');
  EXPECT_OK(StreamName::Parse("officer/" + longest));
  for (const std::string& text :
       {std::string(), std::string("officer"), std::string("officer/"), "officer/" + longest + "a",
        std::string("officer/a b"), std::string("officer/a/b"), std::string("officer/\xC3\xA9"),
        std::string("officer/a\0", 10), std::string("Officer/a"), std::string("policies/a"),
        std::string("authority/"), std::string("policy"), std::string("unit/a")}) {
    EXPECT_THAT(StreamName::Parse(text), IsError(Reason::kInvalidField)) << text;
  }
  EXPECT_THAT(StreamName::Of(StreamKind::kPolicies, "x"), IsError(Reason::kInvalidField));
  EXPECT_THAT(StreamName::Of(StreamKind::kCase, ""), IsError(Reason::kInvalidField));
}

TEST(StreamName, OrdersByBytes) {
  const std::set<StreamName> names = {*StreamName::Parse("policies"), *StreamName::Parse("case/b"),
                                      *StreamName::Parse("case/B"), StreamName::Authority()};
  std::string order;
  for (const StreamName& name : names) order += name.text() + " ";
  EXPECT_EQ(order, "authority case/B case/b policies ");
}

}  // namespace
}  // namespace sworn::tlog
