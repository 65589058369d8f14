// Moments in recorded time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
//
// Civil days are Eastern. The offset follows the statute (15 U.S.C. s.260a, as amended in 1986 and
// 2005), not the system's time-zone data, so that a projection gives the same bytes on every
// machine and for ever: from 2007 daylight time runs from 02:00 on the second Sunday of March to
// 02:00 on the first Sunday of November; before that, from the first Sunday of April to the last
// Sunday of October.
//
//   EasternDate(*Instant::Parse("2024-03-16T03:59:59Z"));   // 2024-03-15
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/date.h"
#include "ledger/base/result.h"

namespace sworn {

// A span of time in microseconds; may be negative.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration Microseconds(std::int64_t count) { return Duration(count); }
  static constexpr Duration Seconds(std::int64_t count) { return Duration(count * 1'000'000); }
  static constexpr Duration Days(std::int64_t count) { return Seconds(count * 86'400); }
  constexpr std::int64_t microseconds() const { return count_; }
  constexpr auto operator<=>(const Duration&) const = default;
  friend constexpr Duration operator+(Duration a, Duration b) {
    return Duration(a.count_ + b.count_);
  }
  friend constexpr Duration operator-(Duration a, Duration b) {
    return Duration(a.count_ - b.count_);
  }

 private:
  constexpr explicit Duration(std::int64_t count) : count_(count) {}
  std::int64_t count_ = 0;
};

class Instant {
 public:
  constexpr Instant() = default;  // The epoch.
  static constexpr Instant FromMicroseconds(std::int64_t count) { return Instant(count); }
  // "2024-03-15T14:30:00Z", with up to six decimals of a second; 1900 to 9999; else INVALID_DATE.
  static Result<Instant> Parse(std::string_view text);

  constexpr std::int64_t microseconds() const { return count_; }
  // RFC 3339 in UTC, with six decimals only where they are not zero.
  std::string ToString() const;

  constexpr auto operator<=>(const Instant&) const = default;
  friend constexpr Instant operator+(Instant a, Duration b) {
    return Instant(a.count_ + b.microseconds());
  }
  friend constexpr Instant operator-(Instant a, Duration b) {
    return Instant(a.count_ - b.microseconds());
  }
  friend constexpr Duration operator-(Instant a, Instant b) {
    return Duration::Microseconds(a.count_ - b.count_);
  }

 private:
  constexpr explicit Instant(std::int64_t count) : count_(count) {}
  std::int64_t count_ = 0;
};

// The civil day in Eastern time that contains `instant`.
Date EasternDate(Instant instant);
// Midnight, Eastern time, at which `date` begins.
Instant EasternStartOfDay(Date date);
// The wall-clock time on `date`, Eastern; in the hour that autumn repeats, the first; in the hour
// that spring skips, an hour later. `seconds` counts from midnight by the clock, 0 … 86,399.
Instant EasternTime(Date date, int seconds);
// "2024-03-15 10:30:00 EDT", for people.
std::string EasternText(Instant instant);

}  // namespace sworn
