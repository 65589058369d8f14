// Civil dates of the Gregorian calendar, whole days in Eastern time, and half-open intervals of
// them.
//
//   SWORN_ASSIGN_OR_RETURN(const Date granted, Date::Parse("2023-11-20"));
//   const Date expiry = granted.PlusYears(3);            // 2026-11-20: the first day on which it
//   is expired DateInterval{granted, expiry}.Contains(expiry);      // false
//
// Range: 1900-01-01 to 9999-12-31. No clock, locale or time-zone data is consulted.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn {

class Date {
 public:
  // 1900-01-01, the first representable date.
  constexpr Date() = default;

  // INVALID_DATE for 30 February, a month 13 and everything outside the range.
  static Result<Date> FromCivil(int year, int month, int day);
  // Exactly "YYYY-MM-DD" (ISO 8601), else INVALID_DATE.
  static Result<Date> Parse(std::string_view text);
  // Days since 1970-01-01; must be in range (checked).
  static Date FromDaysSinceEpoch(std::int32_t days);

  static constexpr Date First() { return Date(kFirstDay); }
  static constexpr Date Last() { return Date(kLastDay); }

  int year() const;
  int month() const;        // 1 … 12
  int day() const;          // 1 … 31
  int day_of_week() const;  // 0 = Sunday … 6 = Saturday
  constexpr std::int32_t days_since_epoch() const { return days_; }

  // Saturates at the ends of the range.
  Date PlusDays(std::int32_t days) const;
  // The same month and day `years` later. From 29 February to a year without one it is 1 March: an
  // interval of whole years that starts on a leap day then loses no day (DECISIONS.md).
  Date PlusYears(int years) const;

  std::string ToString() const;  // "2024-02-29"

  constexpr auto operator<=>(const Date&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Date& date) {
    return H::combine(std::move(state), date.days_);
  }

 private:
  static constexpr std::int32_t kFirstDay = -25567;  // 1900-01-01
  static constexpr std::int32_t kLastDay = 2932896;  // 9999-12-31
  constexpr explicit Date(std::int32_t days) : days_(days) {}

  std::int32_t days_ = kFirstDay;
};

// [from, to): `to` is the first day that no longer belongs to it; none means open-ended.
struct DateInterval {
  Date from;
  std::optional<Date> to;

  bool Contains(Date date) const { return from <= date && (!to || date < *to); }
  bool Overlaps(const DateInterval& other) const {
    return (!other.to || from < *other.to) && (!to || other.from < *to);
  }
  bool operator==(const DateInterval&) const = default;
};

}  // namespace sworn
