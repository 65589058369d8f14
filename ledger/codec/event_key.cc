#include "ledger/codec/event_key.h"

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/sha256.h"

namespace sworn::codec {

EventKey EventKeyOf(std::string_view acting_authority, std::string_view event_id) {
  SWORN_CHECK(acting_authority.size() <= limits::kMaxIdentifierBytes);
  const char length = static_cast<char>(acting_authority.size());
  return EventKey::From(crypto::Sha256OfParts(
      {"sworn-event-key-v1", std::string_view(&length, 1), acting_authority, event_id}));
}

EventKey EventKeyOf(const event::v1::Header& header) {
  return EventKeyOf(header.acting_authority(), header.event_id());
}

}  // namespace sworn::codec
