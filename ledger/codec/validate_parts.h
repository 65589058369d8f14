// How validate.h's work is divided. Internal to ledger/codec.
#pragma once

#include "ledger/base/result.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// The header alone; errors start at "ledger_id" and so on.
Status ValidateHeader(const event::v1::Header& header);
// The body, and what it demands of the header (its subject above all).
Status ValidateBody(const event::v1::Header& header, const event::v1::Body& body);
// Errors start at "family" and so on.
Status ValidatePolicy(const event::v1::PolicyPublished& policy);

}  // namespace sworn::codec
