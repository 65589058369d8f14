#include "ledger/certification/holidays.h"

#include <algorithm>

namespace sworn::certification {
namespace {

constexpr int kSunday = 0;
constexpr int kMonday = 1;
constexpr int kThursday = 4;
constexpr int kSaturday = 6;

bool IsFixedHoliday(Date date) {
  const int day = date.day();
  switch (date.month()) {
    case 1:
      return day == 1;
    case 6:
      return day == 19 && date.year() >= 2021;
    case 7:
      return day == 4;
    case 11:
      return day == 11;
    case 12:
      return day == 25;
    default:
      return false;
  }
}

// Which Monday (Thursday) of its month a day is: 1 for the first.
int WeekOfMonth(Date date) { return (date.day() - 1) / 7 + 1; }

}  // namespace

bool IsLegalHoliday(Date date) {
  if (IsFixedHoliday(date)) return true;
  const int weekday = date.day_of_week();
  if (weekday == kThursday) return date.month() == 11 && WeekOfMonth(date) == 4;
  if (weekday != kMonday) return false;
  if (IsFixedHoliday(date.PlusDays(-1))) return true;
  switch (date.month()) {
    case 1:
    case 2:
    case 4:
      return WeekOfMonth(date) == 3;
    case 5:
      return date.day() > 24;
    case 9:
      return WeekOfMonth(date) == 1;
    case 10:
      return WeekOfMonth(date) == 2;
    default:
      return false;
  }
}

Date LastDay(Date first, std::uint32_t days, bool rolls) {
  Date last = first.PlusDays(static_cast<std::int32_t>(std::min(days, 1'000'000U)));
  while (
      rolls && last != Date::Last() &&
      (last.day_of_week() == kSaturday || last.day_of_week() == kSunday || IsLegalHoliday(last))) {
    last = last.PlusDays(1);
  }
  return last;
}

}  // namespace sworn::certification
