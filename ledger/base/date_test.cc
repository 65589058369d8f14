#include "ledger/base/date.h"

#include <gtest/gtest.h>

#include "tests/support/result_matchers.h"

namespace sworn {
namespace {

using testing_support::IsError;

Date Day(std::string_view text) { return Date::Parse(text).value(); }

TEST(Date, ParsesAndPrintsIsoDates) {
  for (const std::string text :
       {"1900-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "9999-12-31"}) {
    ASSERT_OK_AND_ASSIGN(const Date date, Date::Parse(text));
    EXPECT_EQ(date.ToString(), text);
  }
}

TEST(Date, RefusesWhatTheCalendarDoesNotHold) {
  for (const std::string text :
       {"2024-02-30", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-10", "2024-04-31",
        "2024-01-00", "1899-12-31", "0000-01-01", "24-01-01", "2024-1-01", "2024/01/01", "",
        "2024-01-01 ", "2024-01-0x", "-024-01-01"}) {
    EXPECT_THAT(Date::Parse(text), IsError(Reason::kInvalidDate)) << text;
  }
}

TEST(Date, AddsYearsSoThatALeapDayLosesNoDay) {
  EXPECT_EQ(Day("2023-11-20").PlusYears(3), Day("2026-11-20"));
  EXPECT_EQ(Day("2024-02-29").PlusYears(3), Day("2027-03-01"));
  EXPECT_EQ(Day("2024-02-29").PlusYears(4), Day("2028-02-29"));
  EXPECT_EQ(Day("2024-02-28").PlusYears(3), Day("2027-02-28"));
  EXPECT_EQ(Day("9998-01-01").PlusYears(3), Date::Last());
}

TEST(Date, CountsDaysAcrossTheWholeRange) {
  EXPECT_EQ(Day("1970-01-01").days_since_epoch(), 0);
  EXPECT_EQ(Day("2024-02-28").PlusDays(1), Day("2024-02-29"));
  EXPECT_EQ(Day("2024-03-01").PlusDays(-1), Day("2024-02-29"));
  EXPECT_EQ(Date::Last().PlusDays(1), Date::Last());
  EXPECT_EQ(Date::First().PlusDays(-1), Date::First());
  Date date = Date::First();
  int day_of_week = date.day_of_week();
  EXPECT_EQ(day_of_week, 1);  // 1 January 1900 was a Monday.
  while (date < Day("2101-01-01")) {
    const Date next = date.PlusDays(1);
    ASSERT_EQ(Day(date.ToString()), date);
    ASSERT_LT(date.ToString(), next.ToString());
    ASSERT_EQ(next.day_of_week(), (date.day_of_week() + 1) % 7);
    date = next;
  }
}

TEST(DateInterval, IsHalfOpen) {
  const DateInterval interval{Day("2024-01-01"), Day("2024-02-01")};
  EXPECT_FALSE(interval.Contains(Day("2023-12-31")));
  EXPECT_TRUE(interval.Contains(Day("2024-01-01")));
  EXPECT_TRUE(interval.Contains(Day("2024-01-31")));
  EXPECT_FALSE(interval.Contains(Day("2024-02-01")));
  EXPECT_FALSE(interval.Overlaps({Day("2024-02-01"), std::nullopt}));
  EXPECT_TRUE(interval.Overlaps({Day("2024-01-31"), std::nullopt}));
}

}  // namespace
}  // namespace sworn
