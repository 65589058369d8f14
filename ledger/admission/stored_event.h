// Reading entries back while deciding: the event of a stored or staged leaf.
//
//   SWORN_ASSIGN_OR_RETURN(const StoredEvent stored, ReadStoredEvent(leaf));
//
// The entry passed strict decoding when it was admitted, so that it is only parsed here. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/tlog/entry.h"
#include "sworn/event/v1/envelope.pb.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::admission {

struct StoredEvent {
  tlog::EntryPrefix prefix;
  std::string payload;
  event::v1::Event event;
};

// CORRUPT for a leaf that is no signed event.
Result<StoredEvent> ReadStoredEvent(std::string_view leaf);

}  // namespace sworn::admission
