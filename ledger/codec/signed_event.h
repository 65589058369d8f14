// A signed event as it arrived, decoded strictly and checked for meaning; its signatures are not
// yet verified.
//
//   SWORN_ASSIGN_OR_RETURN(const DecodedEvent event, DecodeSignedEvent(bytes));
//   key.Verify(event.PreAuthenticationEncoding(), event.signatures()[0]);
//   store(event.bytes());                             // exactly what arrived
//
// Only DecodeSignedEvent makes one. It owns all that it refers to; movable, copyable, and safe to
// read from many threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/codec/event_key.h"
#include "ledger/tlog/stream_name.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

inline constexpr std::string_view kEventPayloadType = "application/vnd.sworn.event.v1+protobuf";
inline constexpr std::uint32_t kSchemaVersion = 1;

// The envelope's batch signature: one signature over the root of many events' leaves.
struct BatchSignature {
  std::string signature;
  std::uint32_t index = 0;
  std::uint32_t count = 0;     // 1 to limits::kMaxBatchEvents, above index.
  std::vector<NodeHash> path;  // Of the length that index and count demand.
};

class DecodedEvent {
 public:
  // The signed event, byte for byte as it arrived.
  const std::string& bytes() const { return bytes_; }
  // What was signed, a view into bytes().
  std::string_view payload() const {
    return std::string_view(bytes_).substr(payload_offset_, payload_size_);
  }
  const PayloadHash& payload_hash() const { return payload_hash_; }
  // What each signature of signatures() covers: PAE(kEventPayloadType, payload()).
  std::string PreAuthenticationEncoding() const;

  const event::v1::Event& event() const { return event_; }
  const event::v1::Header& header() const { return event_.header(); }
  const event::v1::Body& body() const { return event_.body(); }
  // "SroCertificationGranted"; static storage.
  std::string_view type() const { return type_; }
  bool is_genesis() const { return event_.body().has_genesis(); }

  // One for each of header().signers(), in their order; empty if and only if there is a batch().
  const std::vector<std::string>& signatures() const { return signatures_; }
  const std::optional<BatchSignature>& batch() const { return batch_; }

  const EventKey& key() const { return key_; }
  Instant not_after() const { return not_after_; }
  // Ascending, each once, 1 to limits::kMaxStreamsPerEntry.
  const std::vector<tlog::StreamName>& streams() const { return streams_; }

 private:
  friend Result<DecodedEvent> DecodeSignedEvent(std::string_view bytes);
  DecodedEvent() = default;

  std::string bytes_;
  std::size_t payload_offset_ = 0;
  std::size_t payload_size_ = 0;
  PayloadHash payload_hash_;
  event::v1::Event event_;
  std::string_view type_;
  std::vector<std::string> signatures_;
  std::optional<BatchSignature> batch_;
  EventKey key_;
  Instant not_after_;
  std::vector<tlog::StreamName> streams_;
};

// Bounds, strict decoding of envelope and payload, ValidateEvent, StreamsOf. Errors: TOO_LARGE,
// MALFORMED, INVALID_UTF8, UNKNOWN_PAYLOAD_TYPE, MISSING_SIGNATURE (none, or not one for each
// signer), and those of validate.h and streams.h; paths of the payload start at "header" or "body",
// those of the envelope at "payload_type", "signatures" or "batch".
Result<DecodedEvent> DecodeSignedEvent(std::string_view bytes);

}  // namespace sworn::codec
