#include "ledger/admission/stored_event.h"

#include <utility>

namespace sworn::admission {

Result<StoredEvent> ReadStoredEvent(std::string_view leaf) {
  Result<tlog::EntryView> entry = tlog::ParseEntry(leaf);
  if (!entry) return Fail(Reason::kCorrupt, "a stored entry is damaged: " + entry.error().message);
  event::v1::SignedEvent envelope;
  StoredEvent stored;
  if (!envelope.ParseFromArray(entry->body.data(), static_cast<int>(entry->body.size())) ||
      !stored.event.ParseFromString(envelope.payload())) {
    return Fail(Reason::kCorrupt, "entry " + ToString(entry->prefix.index) + " holds no event");
  }
  stored.prefix = std::move(entry->prefix);
  stored.payload = std::move(*envelope.mutable_payload());
  return stored;
}

}  // namespace sworn::admission
