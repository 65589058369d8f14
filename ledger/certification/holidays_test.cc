#include "ledger/certification/holidays.h"

#include "ledger/certification/testing/case_builder.h"
#include "tests/support/result_matchers.h"

namespace sworn::certification {
namespace {

using testing::Day;

TEST(LegalHoliday, FollowsTheStatuteForTheYear2024) {
  std::vector<std::string> holidays;
  for (Date date = Day("2024-01-01"); date < Day("2025-01-01"); date = date.PlusDays(1)) {
    if (IsLegalHoliday(date)) holidays.push_back(date.ToString());
  }
  EXPECT_EQ(holidays,
            (std::vector<std::string>{"2024-01-01", "2024-01-15", "2024-02-19", "2024-04-15",
                                      "2024-05-27", "2024-06-19", "2024-07-04", "2024-09-02",
                                      "2024-10-14", "2024-11-11", "2024-11-28", "2024-12-25"}));
}

TEST(LegalHoliday, OnASundayIsKeptOnTheMondayToo) {
  EXPECT_TRUE(IsLegalHoliday(Day("2023-01-02")));
  EXPECT_TRUE(IsLegalHoliday(Day("2022-06-20")));
  EXPECT_FALSE(IsLegalHoliday(Day("2020-06-19")));
}

TEST(LastDay, ExcludesTheFirstAndRollsOffWeekendsAndHolidays) {
  EXPECT_EQ(LastDay(Day("2024-01-16"), 21, true), Day("2024-02-06"));
  EXPECT_EQ(LastDay(Day("2024-03-15"), 5, true), Day("2024-03-20"));
  EXPECT_EQ(LastDay(Day("2024-06-30"), 90, false), Day("2024-09-28"));
  EXPECT_EQ(LastDay(Day("2024-06-30"), 90, true), Day("2024-09-30"));
  // A Saturday before Veterans Day on the Monday.
  EXPECT_EQ(LastDay(Day("2024-11-04"), 5, true), Day("2024-11-12"));
}

}  // namespace
}  // namespace sworn::certification
