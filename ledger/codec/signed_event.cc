#include "ledger/codec/signed_event.h"

#include <cstddef>
#include <string>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/streams.h"
#include "ledger/codec/strict_decode.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/dsse.h"
#include "ledger/crypto/key.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/verify.h"
#include "sworn/event/v1/envelope.pb.h"

namespace sworn::codec {
namespace {

using event::v1::SignedEvent;

Status CheckSize(std::size_t size) {
  if (size <= limits::kMaxSignedEventBytes) return Ok();
  return Fail(Reason::kTooLarge, "a signed event has at most " +
                                     std::to_string(limits::kMaxSignedEventBytes) +
                                     " bytes, this has " + std::to_string(size));
}

// Parses what the schema has already accepted.
template <typename Message>
Status Parse(std::string_view bytes, Message* message) {
  if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return Ok();
  return Fail(Reason::kMalformed, "not a " + message->GetTypeName());
}

// The payload is the envelope's first field: one byte of tag, then its length.
std::size_t PayloadOffset(std::string_view envelope) {
  constexpr char kPayloadTag = 0x0A;
  SWORN_CHECK(envelope.size() > 1 && envelope[0] == kPayloadTag);
  std::size_t at = 1;
  while ((static_cast<unsigned char>(envelope[at]) & 0x80) != 0) ++at;
  return at + 1;
}

Status CheckEnvelope(const SignedEvent& envelope) {
  if (envelope.payload_type() != kEventPayloadType) {
    return Fail(Reason::kUnknownPayloadType,
                "the payload type must be " + std::string(kEventPayloadType), "payload_type");
  }
  if (envelope.payload().empty()) {
    return Fail(Reason::kMissingField, "the envelope holds no event", "payload");
  }
  if (envelope.signatures().empty() && !envelope.has_batch()) {
    return Fail(Reason::kMissingSignature, "the event is not signed", "signatures");
  }
  if (!envelope.signatures().empty() && envelope.has_batch()) {
    return Fail(Reason::kInvalidField, "an event is signed by itself or in a batch, not both",
                "batch");
  }
  return Ok();
}

Status CheckSignatureBytes(const std::string& signature, const std::string& field) {
  if (signature.empty()) return Fail(Reason::kMissingSignature, "the signature is empty", field);
  if (signature.size() <= crypto::kMaxEcdsaP256SignatureBytes) return Ok();
  return Fail(Reason::kTooLarge,
              "a signature has at most " + std::to_string(crypto::kMaxEcdsaP256SignatureBytes) +
                  " bytes, this has " + std::to_string(signature.size()),
              field);
}

Result<std::vector<std::string>> TakeSignatures(const event::v1::Header& header,
                                                SignedEvent* envelope) {
  auto& signatures = *envelope->mutable_signatures();
  if (signatures.size() < header.signers_size()) {
    return Fail(Reason::kMissingSignature,
                "the header lists " + std::to_string(header.signers_size()) +
                    " signers, the envelope has " + std::to_string(signatures.size()) +
                    " signatures",
                "signatures");
  }
  if (signatures.size() > header.signers_size()) {
    return Fail(Reason::kInvalidField, "a signature of nobody whom the header lists",
                "signatures[" + std::to_string(header.signers_size()) + "]");
  }
  std::vector<std::string> taken;
  for (int i = 0; i < signatures.size(); ++i) {
    const std::string field = "signatures[" + std::to_string(i) + "]";
    SWORN_RETURN_IF_ERROR(CheckSignatureBytes(signatures[i].sig(), field + ".sig"));
    // The hint is not signed, so it may say nothing that the header does not.
    if (!signatures[i].keyid().empty() &&
        signatures[i].keyid() != EncodeHex(header.signers(i).key_fingerprint())) {
      return Fail(Reason::kInvalidField,
                  "a key id is empty or the signer's key fingerprint in lower-case hexadecimal",
                  field + ".keyid");
    }
    taken.push_back(std::move(*signatures[i].mutable_sig()));
  }
  return taken;
}

Result<BatchSignature> TakeBatch(const event::v1::Event& event, SignedEvent* envelope) {
  auto& batch = *envelope->mutable_batch();
  if (event.header().signers_size() != 1 || event.body().has_genesis()) {
    return Fail(Reason::kInvalidField, "only an event with one signer, not genesis, is in a batch",
                "batch");
  }
  if (batch.count() == 0 || batch.count() > limits::kMaxBatchEvents) {
    return Fail(batch.count() == 0 ? Reason::kMissingField : Reason::kTooLarge,
                "a batch has 1 to " + std::to_string(limits::kMaxBatchEvents) +
                    " events, this says " + std::to_string(batch.count()),
                "batch.count");
  }
  if (batch.index() >= batch.count()) {
    return Fail(Reason::kInvalidField, "the index must be below the count", "batch.index");
  }
  SWORN_RETURN_IF_ERROR(CheckSignatureBytes(batch.signature(), "batch.signature"));
  const std::size_t length =
      merkle::InclusionProofLength(LeafIndex(batch.index()), TreeSize(batch.count()));
  if (static_cast<std::size_t>(batch.path_size()) != length) {
    return Fail(Reason::kInvalidField,
                "the path must have " + std::to_string(length) + " hashes, this has " +
                    std::to_string(batch.path_size()),
                "batch.path");
  }
  BatchSignature taken{.signature = std::move(*batch.mutable_signature()),
                       .index = batch.index(),
                       .count = batch.count(),
                       .path = {}};
  for (int i = 0; i < batch.path_size(); ++i) {
    Result<NodeHash> hash = NodeHash::FromBytes(batch.path(i));
    if (!hash) {
      return Fail(Reason::kInvalidField, hash.error().message,
                  "batch.path[" + std::to_string(i) + "]");
    }
    taken.path.push_back(*hash);
  }
  return taken;
}

}  // namespace

std::string DecodedEvent::PreAuthenticationEncoding() const {
  return crypto::PreAuthenticationEncoding(kEventPayloadType, payload());
}

Result<DecodedEvent> DecodeSignedEvent(std::string_view bytes) {
  SWORN_RETURN_IF_ERROR(CheckSize(bytes.size()));
  SWORN_RETURN_IF_ERROR(SignedEventSchema().Check(bytes));
  SignedEvent envelope;
  SWORN_RETURN_IF_ERROR(Parse(bytes, &envelope));
  SWORN_RETURN_IF_ERROR(CheckEnvelope(envelope));

  DecodedEvent decoded;
  decoded.bytes_ = std::string(bytes);
  decoded.payload_offset_ = PayloadOffset(bytes);
  decoded.payload_size_ = envelope.payload().size();
  SWORN_RETURN_IF_ERROR(EventSchema().Check(decoded.payload()));
  SWORN_RETURN_IF_ERROR(Parse(decoded.payload(), &decoded.event_));
  SWORN_RETURN_IF_ERROR(ValidateEvent(decoded.event_));
  SWORN_ASSIGN_OR_RETURN(decoded.streams_, StreamsOf(decoded.event_));

  if (envelope.has_batch()) {
    SWORN_ASSIGN_OR_RETURN(decoded.batch_, TakeBatch(decoded.event_, &envelope));
  } else {
    SWORN_ASSIGN_OR_RETURN(decoded.signatures_, TakeSignatures(decoded.header(), &envelope));
  }
  SWORN_ASSIGN_OR_RETURN(decoded.not_after_,
                         ToInstant(decoded.header().not_after(), "header.not_after"));
  decoded.payload_hash_ = PayloadHash::From(crypto::Sha256Of(decoded.payload()));
  decoded.type_ = EventTypeName(decoded.body());
  decoded.key_ = EventKeyOf(decoded.header());
  return decoded;
}

}  // namespace sworn::codec
