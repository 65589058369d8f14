// Makes signed events, batches and proofs of possession, and verifies them against given keys.
//
//   Result<std::string> bytes = SignEvent(event, {{&chief_key, &superintendent_key}});
//   Result<std::vector<std::string>> all = SignBatch(events, clerk_key);
//
// Whether a key might sign is not asked here. Pure but for ECDSA's nonce; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"
#include "ledger/crypto/key.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

inline constexpr std::string_view kPossessionPayloadType = "application/vnd.sworn.possession.v1";

// The one serialisation of an event: fields in the order of their numbers.
std::string SerializeEvent(const event::v1::Event& event);

// SHA-256 of the genesis event's payload.
LedgerId LedgerIdOf(std::string_view genesis_payload);

// The signed event's bytes. `keys` are those of header.signers, in their order (BAD_KEY at
// "header.signers[i].key_fingerprint" otherwise). The event must pass ValidateEvent and StreamsOf
// and fit limits::kMaxSignedEventBytes.
Result<std::string> SignEvent(const event::v1::Event& event,
                              std::span<const crypto::PrivateKey* const> keys);

// One signature for all: 1 to limits::kMaxBatchEvents events of one ledger, each with `key` as its
// only signer. The result has one signed event for each, in their order; errors name "events[i]".
Result<std::vector<std::string>> SignBatch(std::span<const event::v1::Event> events,
                                           const crypto::PrivateKey& key);

// Whether every signature of the event is right, given the public keys of header.signers in their
// order: else BAD_KEY or BAD_SIGNATURE at "signatures[i]" or "batch". The plain way; admission does
// the same with caches.
Status VerifySignatures(const DecodedEvent& event, std::span<const crypto::PublicKey* const> keys);

// Proof that whoever registers a key holds it: a signature by the key over
// PAE(kPossessionPayloadType, ledger id ‖ key fingerprint ‖ authority). In genesis, which has no
// ledger id yet, pass the all-zero id.
Result<std::string> ProvePossession(const crypto::PrivateKey& key, const LedgerId& ledger_id,
                                    std::string_view authority);
// BAD_PROOF_OF_POSSESSION unless it is.
Status VerifyPossession(const crypto::PublicKey& key, const LedgerId& ledger_id,
                        std::string_view authority, std::string_view proof);

}  // namespace sworn::codec
