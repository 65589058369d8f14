#include "ledger/codec/validate_fields.h"

#include <array>

#include "ledger/base/limits.h"

namespace sworn::codec {
namespace {

constexpr std::int64_t kFirstSecond = -2'208'988'800;  // 1900-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr std::int32_t kNanosecondsPerMicrosecond = 1'000;
constexpr std::int32_t kNanosecondsPerSecond = 1'000'000'000;

constexpr auto kIdentifierBytes = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();

// Control characters reach terminals and reports; no name needs one.
bool IsControl(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool IsForbiddenInText(char c) { return IsControl(c) && c != '\n' && c != '\t'; }

template <typename Forbidden>
Status CheckCharacters(std::string_view value, std::size_t bound, std::string_view field,
                       Presence presence, Forbidden forbidden) {
  if (value.empty() && presence == Presence::kRequired) return Missing(field);
  if (value.size() > bound) return TooLarge(field, "bytes", bound, value.size());
  if (std::any_of(value.begin(), value.end(), forbidden)) {
    return Fail(Reason::kInvalidField, "control characters are not allowed here",
                std::string(field));
  }
  return Ok();
}

}  // namespace

Error Missing(std::string_view field) {
  return Fail(Reason::kMissingField, "this field is required", std::string(field));
}

Error TooLarge(std::string_view field, std::string_view unit, std::size_t bound,
               std::size_t actual) {
  return Fail(Reason::kTooLarge,
              "at most " + std::to_string(bound) + " " + std::string(unit) + ", this has " +
                  std::to_string(actual),
              std::string(field));
}

Status CheckIdentifier(std::string_view value, std::string_view field, Presence presence) {
  if (value.empty()) {
    if (presence == Presence::kOptional) return Ok();
    return Missing(field);
  }
  if (value.size() > limits::kMaxIdentifierBytes) {
    return TooLarge(field, "bytes", limits::kMaxIdentifierBytes, value.size());
  }
  for (const char c : value) {
    if (!kIdentifierBytes[static_cast<unsigned char>(c)]) {
      return Fail(Reason::kInvalidField, "an identifier consists of A-Z, a-z, 0-9, '.', '_', '-'",
                  std::string(field));
    }
  }
  return Ok();
}

Status ValidateIdentifier(std::string_view identifier, std::string_view field) {
  return CheckIdentifier(identifier, field, Presence::kRequired);
}

Status CheckName(std::string_view value, std::string_view field, Presence presence) {
  return CheckCharacters(value, limits::kMaxNameBytes, field, presence, IsControl);
}

Status CheckText(std::string_view value, std::string_view field, Presence presence) {
  return CheckCharacters(value, limits::kMaxTextBytes, field, presence, IsForbiddenInText);
}

Status CheckBytes(std::string_view value, std::size_t size, std::string_view field) {
  if (value.empty()) return Missing(field);
  if (value.size() != size) {
    return Fail(
        Reason::kInvalidField,
        "exactly " + std::to_string(size) + " bytes, this has " + std::to_string(value.size()),
        std::string(field));
  }
  return Ok();
}

Status CheckCount(int count, std::size_t bound, std::string_view field) {
  const auto actual = static_cast<std::size_t>(count);
  if (actual > bound) return TooLarge(field, "items", bound, actual);
  return Ok();
}

Status CheckRange(std::uint64_t value, std::uint64_t low, std::uint64_t high,
                  std::string_view field) {
  if (value == 0 && low > 0) return Missing(field);
  if (value < low || value > high) {
    return Fail(Reason::kInvalidField,
                "between " + std::to_string(low) + " and " + std::to_string(high) + ", this is " +
                    std::to_string(value),
                std::string(field));
  }
  return Ok();
}

Status CheckSpecified(int value, std::string_view field) {
  if (value == 0) return Missing(field);
  return Ok();
}

Result<std::optional<Date>> CheckDate(std::string_view value, std::string_view field,
                                      Presence presence) {
  if (value.empty()) {
    if (presence == Presence::kOptional) return std::optional<Date>();
    return Missing(field);
  }
  Result<Date> date = Date::Parse(value);
  if (!date) return Fail(date.error().reason, date.error().message, std::string(field));
  return std::optional<Date>(*date);
}

Status CheckEndsAfterStart(const std::optional<Date>& from, const std::optional<Date>& to,
                           std::string_view field) {
  if (from && to && *to <= *from) {
    return Fail(Reason::kInvalidDate,
                "the first day after the interval, " + to->ToString() +
                    ", must lie after its first day, " + from->ToString(),
                std::string(field));
  }
  return Ok();
}

Result<Instant> ToInstant(const google::protobuf::Timestamp& timestamp, std::string_view field) {
  if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond) {
    return Fail(Reason::kInvalidDate, "a time lies between the years 1900 and 9999",
                std::string(field));
  }
  if (timestamp.nanos() < 0 || timestamp.nanos() >= kNanosecondsPerSecond ||
      timestamp.nanos() % kNanosecondsPerMicrosecond != 0) {
    return Fail(Reason::kInvalidDate, "a time is given in whole microseconds, below one second",
                std::string(field));
  }
  return Instant::FromMicroseconds(timestamp.seconds() * kMicrosecondsPerSecond +
                                   timestamp.nanos() / kNanosecondsPerMicrosecond);
}

google::protobuf::Timestamp ToTimestamp(Instant instant) {
  std::int64_t seconds = instant.microseconds() / kMicrosecondsPerSecond;
  std::int64_t rest = instant.microseconds() % kMicrosecondsPerSecond;
  if (rest < 0) {  // Before 1970: a timestamp counts its nanoseconds forwards.
    rest += kMicrosecondsPerSecond;
    --seconds;
  }
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>(rest) * kNanosecondsPerMicrosecond);
  return timestamp;
}

}  // namespace sworn::codec
