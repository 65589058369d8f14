#include "ledger/base/date.h"

#include <chrono>
#include <cstdio>

namespace sworn {
namespace {

using std::chrono::year_month_day;

year_month_day Civil(std::int32_t days) {
  return year_month_day(std::chrono::sys_days(std::chrono::days(days)));
}

int Digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

Result<Date> Date::FromCivil(int year, int month, int day) {
  const year_month_day civil{std::chrono::year(year),
                             std::chrono::month(static_cast<unsigned>(month)),
                             std::chrono::day(static_cast<unsigned>(day))};
  if (year < 1900 || year > 9999)
    return Fail(Reason::kInvalidDate, "the year must lie between 1900 and 9999");
  if (month < 1 || day < 1 || !civil.ok())
    return Fail(Reason::kInvalidDate, "there is no such day in the calendar");
  return Date(static_cast<std::int32_t>(std::chrono::sys_days(civil).time_since_epoch().count()));
}

Result<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return Fail(Reason::kInvalidDate, "write the date as YYYY-MM-DD");
  }
  const int year = Digits(text.substr(0, 4));
  const int month = Digits(text.substr(5, 2));
  const int day = Digits(text.substr(8, 2));
  if (year < 0 || month < 0 || day < 0)
    return Fail(Reason::kInvalidDate, "write the date as YYYY-MM-DD");
  return FromCivil(year, month, day);
}

Date Date::FromDaysSinceEpoch(std::int32_t days) {
  SWORN_CHECK(days >= kFirstDay && days <= kLastDay);
  return Date(days);
}

int Date::year() const { return static_cast<int>(Civil(days_).year()); }
int Date::month() const { return static_cast<int>(static_cast<unsigned>(Civil(days_).month())); }
int Date::day() const { return static_cast<int>(static_cast<unsigned>(Civil(days_).day())); }

int Date::day_of_week() const {
  return static_cast<int>(
      std::chrono::weekday(std::chrono::sys_days(std::chrono::days(days_))).c_encoding());
}

Date Date::PlusDays(std::int32_t days) const {
  const std::int64_t sum = std::int64_t{days_} + days;
  if (sum < kFirstDay) return First();
  if (sum > kLastDay) return Last();
  return Date(static_cast<std::int32_t>(sum));
}

Date Date::PlusYears(int years) const {
  const int target = year() + years;
  if (target < 1900) return First();
  if (target > 9999) return Last();
  const Result<Date> same_day = FromCivil(target, month(), day());
  return same_day ? *same_day : FromCivil(target, 3, 1).value();
}

std::string Date::ToString() const {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year(), month(), day());
  return text;
}

}  // namespace sworn
