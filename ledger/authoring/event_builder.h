// From what a person asked for to a signed event: fills in ids, nonces, times and fingerprints,
// seals what must not stand in the entry, and signs.
//
//   EventBuilder builder(ring, {.ledger_id = id}, clock, random);
//   SWORN_ASSIGN_OR_RETURN(const BuiltEvent event, builder.Build(request));
//   SWORN_ASSIGN_OR_RETURN(const SignedItem item, SignOne(event));
//   SWORN_ASSIGN_OR_RETURN(const std::vector<SignedItem> items, SignTogether(events));  // a batch
//
// In a body, the name of a ring's key may stand for the key itself: "key" of KeyAdded (with its
// proof of possession), of RoleAssigned, RoleEnded and KeyRevoked, "old_key" and "new_key" of
// KeyRotated. The id of a target may be written as a UUID, and a
// time such as "valid_from" as moment.h takes it, a day meaning its start.
//
// The builder borrows ring, clock and randomness. Belongs to one thread. Events point into the
// ring, which must outlive them.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/authoring/event_request.h"
#include "ledger/authoring/key_ring.h"
#include "ledger/base/clock.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::authoring {

// How long a signed event may be sent, unless its request says otherwise.
inline constexpr Duration kDefaultValidity = Duration::Days(30);

struct BuilderOptions {
  LedgerId ledger_id;
  // Where documents named by relative paths lie.
  std::filesystem::path documents = ".";
};

struct BuiltEvent {
  event::v1::Event event;
  std::vector<const crypto::PrivateKey*> keys;  // Of the signers, in their order.
  std::vector<event::v1::SealedContent> sealed;
  std::optional<Instant> recorded_at;
};

// What is sent: these very bytes, as often as need be.
struct SignedItem {
  std::string signed_event;
  std::vector<event::v1::SealedContent> sealed;
  std::optional<Instant> recorded_at;
  std::string event_id;  // 16 bytes.
  Instant not_after;
};

class EventBuilder {
 public:
  EventBuilder(const KeyRing& ring, BuilderOptions options, const Clock& clock,
               RandomSource& random);

  // Errors carry the path in the request ("signers[1].key", "body.hours"). NOT_FOUND for a key that
  // the ring has not.
  Result<BuiltEvent> Build(const EventRequest& request) const;

 private:
  Status AddSigners(const EventRequest& request, BuiltEvent* built) const;
  Status AddTimes(const EventRequest& request, event::v1::Header* header) const;
  Status AddPapers(const EventRequest& request, event::v1::Header* header) const;
  Result<std::string> DocumentDigest(const std::string& document, const std::string& path) const;
  Result<nlohmann::json> ExpandKeys(const EventRequest& request) const;

  const KeyRing& ring_;
  const BuilderOptions options_;
  const Clock& clock_;
  RandomSource& random_;
};

// One signature for each signer. Errors as codec::SignEvent.
Result<SignedItem> SignOne(const BuiltEvent& event);
// One signature for all: each must have the same single signer (INVALID_FIELD at
// "events[i].signers").
Result<std::vector<SignedItem>> SignTogether(std::span<const BuiltEvent> events);

}  // namespace sworn::authoring
