#include "ledger/codec/signing.h"

#include <cstddef>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/codec/batch.h"
#include "ledger/codec/streams.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/dsse.h"
#include "ledger/crypto/sha256.h"
#include "sworn/event/v1/envelope.pb.h"

namespace sworn::codec {
namespace {

using event::v1::Event;
using event::v1::SignedEvent;

std::string Indexed(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

// Refuses to sign what would not be admitted, and for a header that names other keys.
Status CheckSignable(const Event& event, std::span<const crypto::PrivateKey* const> keys) {
  SWORN_RETURN_IF_ERROR(ValidateEvent(event));
  SWORN_RETURN_IF_ERROR(StreamsOf(event));
  const auto& signers = event.header().signers();
  if (static_cast<std::size_t>(signers.size()) != keys.size()) {
    return Fail(Reason::kBadKey,
                "the header lists " + std::to_string(signers.size()) + " signers, here are " +
                    std::to_string(keys.size()) + " keys",
                "header.signers");
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (signers[static_cast<int>(i)].key_fingerprint() !=
        keys[i]->public_key().fingerprint().view()) {
      return Fail(Reason::kBadKey, "the header lists another key in this place",
                  Indexed("header.signers", i) + ".key_fingerprint");
    }
  }
  return Ok();
}

Result<std::string> SerializeEnvelope(const SignedEvent& envelope) {
  std::string bytes;
  SWORN_CHECK(envelope.SerializeToString(&bytes));
  if (bytes.size() > limits::kMaxSignedEventBytes) {
    return Fail(Reason::kTooLarge, "a signed event has at most " +
                                       std::to_string(limits::kMaxSignedEventBytes) +
                                       " bytes, this has " + std::to_string(bytes.size()));
  }
  return bytes;
}

std::string PossessionEncoding(const KeyFingerprint& fingerprint, const LedgerId& ledger_id,
                               std::string_view authority) {
  std::string statement = ledger_id.ToBytes();
  statement += fingerprint.view();
  statement += authority;
  return crypto::PreAuthenticationEncoding(kPossessionPayloadType, statement);
}

Status CheckOneBatch(std::span<const Event> events, const crypto::PrivateKey& key) {
  const crypto::PrivateKey* const only_key = &key;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string place = Indexed("events", i);
    if (Status status = CheckSignable(events[i], {&only_key, 1}); !status) {
      return Within(place, status.error());
    }
    if (events[i].body().has_genesis() ||
        events[i].header().ledger_id() != events[0].header().ledger_id()) {
      return Fail(Reason::kWrongLedger, "all events of a batch belong to one existing ledger",
                  place + ".header.ledger_id");
    }
  }
  return Ok();
}

}  // namespace

std::string SerializeEvent(const Event& event) {
  // Without maps and unknown fields the serialiser has no choice to make: numbers ascend.
  std::string bytes;
  SWORN_CHECK(event.SerializeToString(&bytes));
  return bytes;
}

LedgerId LedgerIdOf(std::string_view genesis_payload) {
  return LedgerId::From(crypto::Sha256Of(genesis_payload));
}

Result<std::string> SignEvent(const Event& event, std::span<const crypto::PrivateKey* const> keys) {
  SWORN_RETURN_IF_ERROR(CheckSignable(event, keys));
  SignedEvent envelope;
  envelope.set_payload(SerializeEvent(event));
  envelope.set_payload_type(std::string(kEventPayloadType));
  const std::string encoding =
      crypto::PreAuthenticationEncoding(kEventPayloadType, envelope.payload());
  for (const crypto::PrivateKey* key : keys) {
    SWORN_ASSIGN_OR_RETURN(std::string signature, key->Sign(encoding));
    envelope.add_signatures()->set_sig(std::move(signature));
  }
  return SerializeEnvelope(envelope);
}

Result<std::vector<std::string>> SignBatch(std::span<const Event> events,
                                           const crypto::PrivateKey& key) {
  SWORN_RETURN_IF_ERROR(CheckOneBatch(events, key));
  std::vector<std::string> payloads;
  payloads.reserve(events.size());
  for (const Event& event : events) payloads.push_back(SerializeEvent(event));
  SWORN_ASSIGN_OR_RETURN(const BatchTree tree, BuildBatchTree(payloads));
  SWORN_ASSIGN_OR_RETURN(const LedgerId ledger_id,
                         LedgerId::FromBytes(events[0].header().ledger_id()));
  const auto count = static_cast<std::uint32_t>(events.size());
  SWORN_ASSIGN_OR_RETURN(const std::string signature,
                         key.Sign(BatchStatementEncoding({.ledger_id = ledger_id,
                                                          .count = count,
                                                          .root = tree.root,
                                                          .key = key.public_key().fingerprint()})));
  std::vector<std::string> signed_events;
  signed_events.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    SignedEvent envelope;
    envelope.set_payload(std::move(payloads[i]));
    envelope.set_payload_type(std::string(kEventPayloadType));
    auto& batch = *envelope.mutable_batch();
    batch.set_signature(signature);
    batch.set_index(static_cast<std::uint32_t>(i));
    batch.set_count(count);
    for (const NodeHash& hash : tree.paths[i]) batch.add_path(hash.ToBytes());
    Result<std::string> bytes = SerializeEnvelope(envelope);
    if (!bytes) return Within(Indexed("events", i), bytes.error());
    signed_events.push_back(std::move(bytes).value());
  }
  return signed_events;
}

Status VerifySignatures(const DecodedEvent& event, std::span<const crypto::PublicKey* const> keys) {
  const auto& signers = event.header().signers();
  if (static_cast<std::size_t>(signers.size()) != keys.size()) {
    return Fail(Reason::kBadKey, "one key is needed for each signer", "header.signers");
  }
  std::string encoding;
  if (event.batch()) {
    SWORN_ASSIGN_OR_RETURN(BatchClaim claim, ResolveBatch(event));
    encoding = std::move(claim.statement_encoding);
  } else {
    encoding = event.PreAuthenticationEncoding();
  }
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string place = event.batch() ? "batch" : Indexed("signatures", i);
    if (signers[static_cast<int>(i)].key_fingerprint() != keys[i]->fingerprint().view()) {
      return Fail(Reason::kBadKey, "not the key that the header lists", place);
    }
    const std::string& signature = event.batch() ? event.batch()->signature : event.signatures()[i];
    Status status = keys[i]->Verify(encoding, signature);
    if (!status) return Fail(status.error().reason, status.error().message, place);
  }
  return Ok();
}

Result<std::string> ProvePossession(const crypto::PrivateKey& key, const LedgerId& ledger_id,
                                    std::string_view authority) {
  return key.Sign(PossessionEncoding(key.public_key().fingerprint(), ledger_id, authority));
}

Status VerifyPossession(const crypto::PublicKey& key, const LedgerId& ledger_id,
                        std::string_view authority, std::string_view proof) {
  if (key.Verify(PossessionEncoding(key.fingerprint(), ledger_id, authority), proof)) return Ok();
  return Fail(Reason::kBadProofOfPossession,
              "the proof of possession is not this key's signature for this ledger and authority",
              "proof_of_possession");
}

}  // namespace sworn::codec
