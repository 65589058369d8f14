#include "ledger/base/instant.h"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.h"

namespace sworn {
namespace {

using testing_support::IsError;

Instant At(std::string_view text) { return Instant::Parse(text).value(); }
Date Day(std::string_view text) { return Date::Parse(text).value(); }

TEST(Instant, ParsesAndPrintsRfc3339) {
  for (const std::string text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z",
                                 "1969-12-31T23:59:59.500000Z", "2024-03-15T14:30:00.000001Z"}) {
    ASSERT_OK_AND_ASSIGN(const Instant instant, Instant::Parse(text));
    EXPECT_EQ(instant.ToString(), text);
  }
  EXPECT_EQ(At("2024-01-01T00:00:00.5Z").ToString(), "2024-01-01T00:00:00.500000Z");
}

TEST(Instant, RefusesOtherForms) {
  for (const std::string text :
       {"2024-03-15T24:00:00Z", "2024-03-15T14:60:00Z", "2024-03-15T14:30:60Z",
        "2024-03-15 14:30:00Z", "2024-03-15T14:30:00", "2024-03-15T14:30:00+00:00",
        "2024-02-30T14:30:00Z", "2024-03-15T14:30:00.Z", "2024-03-15T14:30:00.1234567Z", ""}) {
    EXPECT_THAT(Instant::Parse(text), IsError(Reason::kInvalidDate)) << text;
  }
}

TEST(EasternDate, ChangesAtMidnightInBothHalvesOfTheYear) {
  EXPECT_EQ(EasternDate(At("2024-01-16T04:59:59Z")), Day("2024-01-15"));
  EXPECT_EQ(EasternDate(At("2024-01-16T05:00:00Z")), Day("2024-01-16"));
  EXPECT_EQ(EasternDate(At("2024-07-16T03:59:59Z")), Day("2024-07-15"));
  EXPECT_EQ(EasternDate(At("2024-07-16T04:00:00Z")), Day("2024-07-16"));
}

TEST(EasternDate, FollowsTheStatuteOnTheDaysOfChange) {
  // 10 March and 3 November 2024; 2 April and 29 October 2006, under the older rule.
  EXPECT_EQ(EasternText(At("2024-03-10T06:59:59Z")), "2024-03-10 01:59:59 EST");
  EXPECT_EQ(EasternText(At("2024-03-10T07:00:00Z")), "2024-03-10 03:00:00 EDT");
  EXPECT_EQ(EasternText(At("2024-11-03T05:59:59Z")), "2024-11-03 01:59:59 EDT");
  EXPECT_EQ(EasternText(At("2024-11-03T06:00:00Z")), "2024-11-03 01:00:00 EST");
  EXPECT_EQ(EasternText(At("2006-04-02T07:00:00Z")), "2006-04-02 03:00:00 EDT");
  EXPECT_EQ(EasternText(At("2006-10-29T06:00:00Z")), "2006-10-29 01:00:00 EST");
}

TEST(EasternTime, InvertsEasternDateOnEveryDay) {
  for (Date date = Day("2005-01-01"); date < Day("2040-01-01"); date = date.PlusDays(1)) {
    const Instant start = EasternStartOfDay(date);
    ASSERT_EQ(EasternDate(start), date) << date.ToString();
    ASSERT_EQ(EasternDate(start - Duration::Microseconds(1)), date.PlusDays(-1)) << date.ToString();
    ASSERT_EQ(EasternText(EasternTime(date, 17 * 3600)).substr(0, 19),
              date.ToString() + " 17:00:00");
  }
}

TEST(EasternTime, ResolvesTheRepeatedAndTheSkippedHour) {
  EXPECT_EQ(EasternText(EasternTime(Day("2024-11-03"), 3600 + 1800)), "2024-11-03 01:30:00 EDT");
  EXPECT_EQ(EasternText(EasternTime(Day("2024-03-10"), 2 * 3600 + 1800)),
            "2024-03-10 03:30:00 EDT");
}

}  // namespace
}  // namespace sworn
