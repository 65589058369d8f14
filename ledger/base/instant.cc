#include "ledger/base/instant.h"

#include <cstdio>

namespace sworn {
namespace {

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kStandardOffset = -5 * 3600;
constexpr std::int64_t kDaylightOffset = -4 * 3600;

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

std::int64_t Seconds(Instant instant) {
  return FloorDivide(instant.microseconds(), kMicrosecondsPerSecond);
}

Date NthSunday(int year, int month, int n) {
  const Date first = Date::FromCivil(year, month, 1).value();
  return first.PlusDays((7 - first.day_of_week()) % 7 + 7 * (n - 1));
}

Date LastSundayOfOctober(int year) {
  const Date last = Date::FromCivil(year, 10, 31).value();
  return last.PlusDays(-last.day_of_week());
}

struct DaylightDays {
  Date start;  // 02:00 standard time
  Date end;    // 02:00 daylight time
};

DaylightDays DaylightDaysOf(int year) {
  if (year >= 2007) return {NthSunday(year, 3, 2), NthSunday(year, 11, 1)};
  return {NthSunday(year, 4, 1), LastSundayOfOctober(year)};
}

// Seconds to add to UTC.
std::int64_t OffsetAt(std::int64_t utc_seconds) {
  const std::int64_t standard_day = FloorDivide(utc_seconds + kStandardOffset, kSecondsPerDay);
  const int year =
      Date::First()
          .PlusDays(static_cast<std::int32_t>(standard_day) - Date::First().days_since_epoch())
          .year();
  const DaylightDays days = DaylightDaysOf(year);
  const std::int64_t start =
      days.start.days_since_epoch() * kSecondsPerDay + 2 * 3600 - kStandardOffset;
  const std::int64_t end =
      days.end.days_since_epoch() * kSecondsPerDay + 2 * 3600 - kDaylightOffset;
  return utc_seconds >= start && utc_seconds < end ? kDaylightOffset : kStandardOffset;
}

int TwoDigits(std::string_view text, std::size_t at) {
  const char a = text[at];
  const char b = text[at + 1];
  if (a < '0' || a > '9' || b < '0' || b > '9') return -1;
  return (a - '0') * 10 + (b - '0');
}

Date DateOfDay(std::int64_t day) {
  return Date::First().PlusDays(static_cast<std::int32_t>(day - Date::First().days_since_epoch()));
}

}  // namespace

Result<Instant> Instant::Parse(std::string_view text) {
  const auto refuse = [] {
    return Fail(Reason::kInvalidDate, "write the time as YYYY-MM-DDTHH:MM:SSZ, in UTC");
  };
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.back() != 'Z')
    return refuse();
  SWORN_ASSIGN_OR_RETURN(const Date date, Date::Parse(text.substr(0, 10)));
  const int hour = TwoDigits(text, 11);
  const int minute = TwoDigits(text, 14);
  const int second = TwoDigits(text, 17);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return refuse();
  std::int64_t fraction = 0;
  if (text.size() > 20) {
    const std::string_view digits = text.substr(20, text.size() - 21);
    if (text[19] != '.' || digits.empty() || digits.size() > 6) return refuse();
    for (std::size_t i = 0; i < 6; ++i) {
      const char c = i < digits.size() ? digits[i] : '0';
      if (c < '0' || c > '9') return refuse();
      fraction = fraction * 10 + (c - '0');
    }
  }
  const std::int64_t seconds =
      date.days_since_epoch() * kSecondsPerDay + hour * 3600 + minute * 60 + second;
  return FromMicroseconds(seconds * kMicrosecondsPerSecond + fraction);
}

std::string Instant::ToString() const {
  const std::int64_t seconds = Seconds(*this);
  const std::int64_t fraction = count_ - seconds * kMicrosecondsPerSecond;
  const std::int64_t day = FloorDivide(seconds, kSecondsPerDay);
  const int within = static_cast<int>(seconds - day * kSecondsPerDay);
  char text[32];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d", within / 3600, within / 60 % 60, within % 60);
  std::string result = DateOfDay(day).ToString() + text;
  if (fraction != 0) {
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(fraction));
    result += text;
  }
  return result + "Z";
}

Date EasternDate(Instant instant) {
  const std::int64_t seconds = Seconds(instant);
  return DateOfDay(FloorDivide(seconds + OffsetAt(seconds), kSecondsPerDay));
}

Instant EasternTime(Date date, int seconds) {
  SWORN_CHECK(seconds >= 0 && seconds < kSecondsPerDay);
  const std::int64_t local = date.days_since_epoch() * kSecondsPerDay + seconds;
  // Daylight time comes first where autumn repeats an hour; in spring's gap neither offset maps
  // back, and standard time puts the moment after the gap.
  const std::int64_t daylight = local - kDaylightOffset;
  const std::int64_t standard = local - kStandardOffset;
  const std::int64_t utc = OffsetAt(daylight) == kDaylightOffset ? daylight : standard;
  return Instant::FromMicroseconds(utc * kMicrosecondsPerSecond);
}

Instant EasternStartOfDay(Date date) { return EasternTime(date, 0); }

std::string EasternText(Instant instant) {
  const std::int64_t utc = Seconds(instant);
  const std::int64_t offset = OffsetAt(utc);
  const std::int64_t local = utc + offset;
  const std::int64_t day = FloorDivide(local, kSecondsPerDay);
  const int within = static_cast<int>(local - day * kSecondsPerDay);
  char text[32];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d %s", within / 3600, within / 60 % 60,
                within % 60, offset == kDaylightOffset ? "EDT" : "EST");
  return DateOfDay(day).ToString() + text;
}

}  // namespace sworn
