#include "ledger/admission/prepare.h"

#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/batch.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/signing.h"

namespace sworn::admission {

namespace {

Status CheckLedger(const codec::DecodedEvent& event, const LedgerId& ledger_id) {
  constexpr std::string_view kField = "header.ledger_id";
  if (event.is_genesis()) {
    return Fail(Reason::kWrongLedger,
                "this ledger has begun already: a genesis event stands only as entry 0",
                std::string(kField));
  }
  if (event.header().ledger_id() == ledger_id.view()) return Ok();
  return Fail(Reason::kWrongLedger,
              "the event was signed for the ledger " + EncodeHex(event.header().ledger_id()) +
                  ", this is " + ledger_id.ToHex() + ": sign it anew for this one",
              std::string(kField));
}

Status CheckPossession(const event::v1::PublicKey& key, std::string_view authority,
                       const LedgerId& ledger_id, const std::string& field) {
  Result<crypto::PublicKey> parsed = crypto::PublicKey::FromSpki(key.subject_public_key_info());
  if (!parsed) {
    return Fail(Reason::kBadKey, parsed.error().message, field + ".subject_public_key_info");
  }
  Status proven = codec::VerifyPossession(*parsed, ledger_id, authority, key.proof_of_possession());
  if (proven) return Ok();
  return Fail(Reason::kBadProofOfPossession,
              proven.error().message +
                  ": sign ledger id, fingerprint and authority with the key "
                  "that is being registered",
              field + ".proof_of_possession");
}

Status CheckNewKeys(const codec::DecodedEvent& event, const LedgerId& ledger_id) {
  const event::v1::Body& body = event.body();
  if (body.has_key_added()) {
    return CheckPossession(body.key_added().key(), body.key_added().authority(), ledger_id,
                           "body.key_added.key");
  }
  if (body.has_key_rotated()) {
    return CheckPossession(body.key_rotated().new_key(), body.key_rotated().authority(), ledger_id,
                           "body.key_rotated.new_key");
  }
  return Ok();
}

}  // namespace

std::size_t PreparedEvent::bytes() const {
  std::size_t total = decoded_.bytes().size();
  for (const tlog::SealedPart& part : sealed_parts_) total += part.content.size();
  return total;
}

Preparer::Preparer(const LedgerId& ledger_id, const KeySource& keys)
    : ledger_id_(ledger_id), keys_(keys) {}

Result<PreparedEvent> Preparer::Prepare(std::string_view signed_event,
                                        std::span<const event::v1::SealedContent> sealed) {
  SWORN_ASSIGN_OR_RETURN(codec::DecodedEvent decoded, codec::DecodeSignedEvent(signed_event));
  SWORN_RETURN_IF_ERROR(CheckLedger(decoded, ledger_id_));
  SWORN_RETURN_IF_ERROR(codec::CheckSealedContents(decoded.event(), sealed));
  SWORN_ASSIGN_OR_RETURN(PreparedEvent event, CheckDecoded(std::move(decoded)));
  for (const event::v1::SealedContent& content : sealed) {
    event.sealed_parts_.push_back(
        {codec::CommitmentOf(content), codec::EncodeSealedContent(content)});
  }
  return event;
}

Result<PreparedEvent> Preparer::PrepareStored(std::string_view signed_event) {
  SWORN_ASSIGN_OR_RETURN(codec::DecodedEvent decoded, codec::DecodeSignedEvent(signed_event));
  SWORN_RETURN_IF_ERROR(CheckLedger(decoded, ledger_id_));
  return CheckDecoded(std::move(decoded));
}

Result<PreparedEvent> Preparer::CheckDecoded(codec::DecodedEvent decoded) {
  SWORN_RETURN_IF_ERROR(CheckNewKeys(decoded, ledger_id_));
  PreparedEvent event(std::move(decoded));
  const event::v1::Header& header = event.decoded_.header();
  event.signer_keys_.reserve(static_cast<std::size_t>(header.signers_size()));
  for (const event::v1::Signer& signer : header.signers()) {
    SWORN_ASSIGN_OR_RETURN(KeyFingerprint fingerprint,
                           KeyFingerprint::FromBytes(signer.key_fingerprint()));
    event.signer_keys_.push_back(fingerprint);
  }
  SWORN_RETURN_IF_ERROR(CheckSignatures(event));
  return event;
}

Status Preparer::CheckSignatures(PreparedEvent& event) {
  if (event.decoded_.batch()) return CheckBatchSignature(event);
  const std::vector<std::string>& signatures = event.decoded_.signatures();
  SWORN_CHECK(signatures.size() == event.signer_keys_.size());
  const std::string message = event.decoded_.PreAuthenticationEncoding();
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    const std::optional<crypto::PublicKey> key = keys_.Find(event.signer_keys_[i]);
    if (!key) {
      event.pending_.push_back({i, message, signatures[i], /*batch=*/false});
      continue;
    }
    if (Status valid = key->Verify(message, signatures[i]); !valid) {
      return SignatureRefused(i, /*batch=*/false, event.signer_keys_[i]);
    }
  }
  return Ok();
}

Status Preparer::CheckBatchSignature(PreparedEvent& event) {
  SWORN_ASSIGN_OR_RETURN(codec::BatchClaim claim, codec::ResolveBatch(event.decoded_));
  SWORN_CHECK(event.signer_keys_.size() == 1);
  const std::string& signature = event.decoded_.batch()->signature;
  const std::optional<crypto::PublicKey> key = keys_.Find(event.signer_keys_[0]);
  if (!key) {
    event.pending_.push_back({0, std::move(claim.statement_encoding), signature, /*batch=*/true});
    return Ok();
  }
  if (Status valid = batches_.Verify(*key, claim.statement_encoding, signature); !valid) {
    return SignatureRefused(0, /*batch=*/true, event.signer_keys_[0]);
  }
  return Ok();
}

std::vector<Result<PreparedEvent>> Preparer::PrepareMany(std::span<const SubmittedEvent> events) {
  std::vector<Result<PreparedEvent>> results;
  results.reserve(events.size());
  for (const SubmittedEvent& event : events) {
    results.push_back(Prepare(event.signed_event, event.sealed));
  }
  return results;
}

Error SignatureRefused(std::size_t signer, bool batch, const KeyFingerprint& fingerprint) {
  return Fail(Reason::kBadSignature,
              "the signature is not the key " + fingerprint.ToHex() + "'s over exactly these " +
                  (batch ? "batch terms" : "bytes") + ": sign the event's bytes as they are sent",
              batch ? "batch.signature" : "signatures[" + std::to_string(signer) + "]");
}

}  // namespace sworn::admission
