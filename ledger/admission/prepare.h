// The first half of admission: everything that can be said of an event without the ledger's state,
// on any number of threads at once.
//
//   Preparer preparer(ledger_id, keys);
//   SWORN_ASSIGN_OR_RETURN(PreparedEvent event, preparer.Prepare(bytes, std::move(sealed)));
//   decider.Decide(event, recorded_at, group, view);     // sequencer thread
//
// In this order: bounds and strict decoding (codec), the ledger's id, sealed contents against their
// commitments, proofs of possession, signatures. A batch's signature is verified once, however many
// of its events come by.
//
// A key that is not known yet may be registered by an event that is still queued, even in the same
// group: its signature is then left pending, and decide verifies it.
//
// Thread-safe. Borrows the key source, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/admission/key_directory.h"
#include "ledger/admission/verified_batches.h"
#include "ledger/base/digest.h"
#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"
#include "ledger/tlog/store.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::admission {

// An event whose bytes, contents and known signatures are right. Only Preparer makes one, so that
// nothing unchecked can reach decide. Movable.
class PreparedEvent {
 public:
  const codec::DecodedEvent& decoded() const { return decoded_; }
  // The keys of header.signers, in their order.
  const std::vector<KeyFingerprint>& signer_keys() const { return signer_keys_; }
  // In their stored form.
  const std::vector<tlog::SealedPart>& sealed_parts() const { return sealed_parts_; }
  // True when a signer's key was not known yet.
  bool has_pending_signatures() const { return !pending_.empty(); }
  // What the event takes up in a group.
  std::size_t bytes() const;

  // What decide still has to verify.
  struct PendingSignature {
    std::size_t signer = 0;  // Position in signer_keys().
    std::string message;     // What the signature covers.
    std::string signature;
    bool batch = false;
  };
  const std::vector<PendingSignature>& pending_signatures() const { return pending_; }

 private:
  friend class Preparer;
  explicit PreparedEvent(codec::DecodedEvent decoded) : decoded_(std::move(decoded)) {}

  codec::DecodedEvent decoded_;
  std::vector<KeyFingerprint> signer_keys_;
  std::vector<tlog::SealedPart> sealed_parts_;
  std::vector<PendingSignature> pending_;
};

// What a submitter sends.
struct SubmittedEvent {
  std::string_view signed_event;
  std::vector<event::v1::SealedContent> sealed;
};

// BAD_SIGNATURE at "signatures[i]" or "batch.signature"; for both halves.
Error SignatureRefused(std::size_t signer, bool batch, const KeyFingerprint& fingerprint);

class Preparer {
 public:
  Preparer(const LedgerId& ledger_id, const KeySource& keys);

  // Errors of DecodeSignedEvent; WRONG_LEDGER at "header.ledger_id"; SEALED_PART_MISMATCH at
  // "sealed_contents[i]"; BAD_KEY and BAD_PROOF_OF_POSSESSION at "body.key_added.key" or
  // "body.key_rotated.new_key"; BAD_SIGNATURE at "signatures[i]" or "batch.signature".
  Result<PreparedEvent> Prepare(std::string_view signed_event,
                                std::span<const event::v1::SealedContent> sealed = {});

  // The same for an event that is in the log already, whose contents lie elsewhere or are erased:
  // without sealed contents and their check. For verifiers.
  Result<PreparedEvent> PrepareStored(std::string_view signed_event);

  // One result for each event, in order.
  std::vector<Result<PreparedEvent>> PrepareMany(std::span<const SubmittedEvent> events);

  // Signature verifications of batches made so far; at most one for each distinct batch.
  std::uint64_t batch_verifications() const { return batches_.verifications(); }

 private:
  Result<PreparedEvent> CheckDecoded(codec::DecodedEvent decoded);
  Status CheckSignatures(PreparedEvent& event);
  Status CheckBatchSignature(PreparedEvent& event);

  const LedgerId ledger_id_;
  const KeySource& keys_;
  VerifiedBatches batches_;
};

}  // namespace sworn::admission
