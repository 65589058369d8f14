// What an event must be, whatever the ledger holds: the checks that need nothing but the event.
//
//   SWORN_RETURN_IF_ERROR(ValidateEvent(event));   // MISSING_FIELD at header.not_after: …
//
// Strict decoding has settled the bytes; this settles the meaning of single fields and of fields
// together. Authority, revisions and targets are judged at admission. Pure and thread-safe.
#pragma once

#include <string_view>

#include "ledger/base/date.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// The first offence, by the order of the fields: MISSING_FIELD, INVALID_FIELD, INVALID_DATE,
// TOO_LARGE (a bound of limits.h, with the number) or UNKNOWN_SCHEMA_VERSION, at its path.
Status ValidateEvent(const event::v1::Event& event);

// 1 to limits::kMaxIdentifierBytes of [A-Za-z0-9._-], else MISSING_FIELD, TOO_LARGE or
// INVALID_FIELD at `field`.
Status ValidateIdentifier(std::string_view identifier, std::string_view field);

// From 1900 to 9999 in whole microseconds, else INVALID_DATE at `field`.
Result<Instant> ToInstant(const google::protobuf::Timestamp& timestamp, std::string_view field);
google::protobuf::Timestamp ToTimestamp(Instant instant);

}  // namespace sworn::codec
