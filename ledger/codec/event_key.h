// The identity of an event: the acting authority together with the event id.
//
//   EventKey key = EventKeyOf("post", event_id);
//
// SHA-256("sworn-event-key-v1" ‖ length of the authority as one byte ‖ authority ‖ event id): of
// fixed size, and no submitter can reach another authority's keys. Pure and thread-safe.
#pragma once

#include <string_view>

#include "ledger/tlog/store.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

using EventKey = tlog::EventKey;

// `acting_authority` has at most limits::kMaxIdentifierBytes (checked).
EventKey EventKeyOf(std::string_view acting_authority, std::string_view event_id);
EventKey EventKeyOf(const event::v1::Header& header);

}  // namespace sworn::codec
