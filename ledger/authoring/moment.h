// Times and identifiers as people write them.
//
//   ParseMoment("2024-01-10 09:00")            // Eastern time
//   ParseMoment("2024-01-10T14:00:00Z")        // RFC 3339, UTC
//   ParseMoment("2024-01-10")                  // kMorning: 09:00, Eastern time
//
// Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/date.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"

namespace sworn::authoring {

// What a day without a time means, in seconds from midnight.
enum class BareDay { kMidnight, kMorning, kLastMoment };

// INVALID_DATE for any other form.
Result<Instant> ParseMoment(std::string_view text, BareDay bare = BareDay::kMorning);

// "2024-03-13" or, as spreadsheets write it, "3/13/2024"; else INVALID_DATE.
Result<Date> ParseDay(std::string_view text);

// "6f1b0c3e-…" of 16 bytes, and back; MALFORMED for anything but 36 characters in that form.
std::string FormatUuid(std::string_view bytes);
Result<std::string> ParseUuid(std::string_view text);

// Sets version and variant, so that 16 bytes are a UUID of RFC 9562: 4 for random ones, 8 for those
// that are derived from content.
std::string MakeUuid(std::string bytes, int version);

}  // namespace sworn::authoring
