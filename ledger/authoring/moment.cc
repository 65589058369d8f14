#include "ledger/authoring/moment.h"

#include <cctype>
#include <cstdint>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace sworn::authoring {
namespace {

constexpr int kSecondsPerHour = 3600;
constexpr int kMorningSeconds = 9 * kSecondsPerHour;

// Decimal digits only, at most nine of them; -1 for anything else.
int Number(std::string_view text) {
  if (text.empty() || text.size() > 9) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

Error NoMoment(std::string_view text) {
  return Fail(Reason::kInvalidDate,
              "\"" + std::string(text) +
                  "\" is no time; write \"2024-01-10 09:00\" for Eastern time, or "
                  "\"2024-01-10T14:00:00Z\"");
}

Instant OfBareDay(Date date, BareDay bare) {
  switch (bare) {
    case BareDay::kMidnight:
      return EasternStartOfDay(date);
    case BareDay::kMorning:
      return EasternTime(date, kMorningSeconds);
    case BareDay::kLastMoment:
      return EasternStartOfDay(date.PlusDays(1)) - Duration::Microseconds(1);
  }
  SWORN_CHECK(false);
}

}  // namespace

Result<Instant> ParseMoment(std::string_view text, BareDay bare) {
  constexpr std::size_t kDayLength = 10;
  if (!text.empty() && text.back() == 'Z') return Instant::Parse(text);
  if (text.size() == kDayLength) {
    SWORN_ASSIGN_OR_RETURN(const Date date, Date::Parse(text));
    return OfBareDay(date, bare);
  }
  const bool with_seconds = text.size() == kDayLength + 9;
  if (text.size() != kDayLength + 6 && !with_seconds) return NoMoment(text);
  if (text[kDayLength] != ' ' && text[kDayLength] != 'T') return NoMoment(text);
  const std::string_view time = text.substr(kDayLength + 1);
  if (time[2] != ':' || (with_seconds && time[5] != ':')) return NoMoment(text);
  const int hours = Number(time.substr(0, 2));
  const int minutes = Number(time.substr(3, 2));
  const int seconds = with_seconds ? Number(time.substr(6, 2)) : 0;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) {
    return NoMoment(text);
  }
  SWORN_ASSIGN_OR_RETURN(const Date date, Date::Parse(text.substr(0, kDayLength)));
  return EasternTime(date, hours * kSecondsPerHour + minutes * 60 + seconds);
}

Result<Date> ParseDay(std::string_view text) {
  const std::size_t first = text.find('/');
  if (first == std::string_view::npos) return Date::Parse(text);
  const std::size_t second = text.find('/', first + 1);
  const auto fail = [&] {
    return Fail(
        Reason::kInvalidDate,
        "\"" + std::string(text) + "\" is no date of the calendar; write YYYY-MM-DD or MM/DD/YYYY");
  };
  if (second == std::string_view::npos || first > 2 || second - first > 3) return fail();
  const std::string_view year = text.substr(second + 1);
  if (year.size() != 4) return fail();  // Two digits would leave the century to a guess.
  const Result<Date> date = Date::FromCivil(Number(year), Number(text.substr(0, first)),
                                            Number(text.substr(first + 1, second - first - 1)));
  if (!date) return fail();
  return *date;
}

std::string FormatUuid(std::string_view bytes) {
  SWORN_CHECK(bytes.size() == 16);
  std::string text = EncodeHex(bytes);
  for (const std::size_t position : {20U, 16U, 12U, 8U}) text.insert(position, 1, '-');
  return text;
}

Result<std::string> ParseUuid(std::string_view text) {
  std::string hex;
  bool formed = text.size() == 36;
  for (std::size_t i = 0; formed && i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash) {
      formed = text[i] == '-';
    } else {
      hex += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    }
  }
  const Result<std::string> bytes =
      formed ? DecodeHex(hex) : Result<std::string>(Fail(Reason::kMalformed, ""));
  if (!bytes) {
    return Fail(Reason::kMalformed,
                "\"" + std::string(text) + "\" is no UUID (8-4-4-4-12 hexadecimal digits)");
  }
  return *bytes;
}

std::string MakeUuid(std::string bytes, int version) {
  SWORN_CHECK(bytes.size() >= 16);
  bytes.resize(16);
  const auto set = [&bytes](std::size_t position, unsigned keep, unsigned bits) {
    bytes[position] =
        static_cast<char>((static_cast<unsigned char>(bytes[position]) & keep) | bits);
  };
  set(6, 0x0F, static_cast<unsigned>(version) << 4U);
  set(8, 0x3F, 0x80);
  return bytes;
}

}  // namespace sworn::authoring
