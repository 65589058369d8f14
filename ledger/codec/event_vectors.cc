#include "ledger/codec/event_vectors.h"

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>

#include "ledger/base/encoding.h"
#include "ledger/codec/batch.h"
#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json.h"
#include "ledger/codec/signing.h"
#include "ledger/crypto/sha256.h"

namespace sworn::codec {
namespace {

using nlohmann::ordered_json;

constexpr auto kBatchCounts = std::to_array<std::uint32_t>({1, 2, 3, 4095, 4096});
constexpr int kIndent = 1;

std::string Format(const ordered_json& json) { return json.dump(kIndent) + "\n"; }

ordered_json SignedEvents() {
  ordered_json list = ordered_json::array();
  for (const std::string_view type : EventTypeNames()) {
    const std::string bytes = SignSample(SampleEvent(type));
    const DecodedEvent event = DecodeSignedEvent(bytes).value();
    ordered_json streams = ordered_json::array();
    for (const auto& stream : event.streams()) streams.push_back(stream.text());
    list.push_back({{"type", type},
                    {"signed_event", EncodeHex(bytes)},
                    {"payload", EncodeHex(event.payload())},
                    {"payload_sha256", event.payload_hash().ToHex()},
                    {"event_key", event.key().ToHex()},
                    {"streams", streams},
                    {"json", EventToJson(event)}});
  }
  return {{"comment", "One event of every type, signed with Ed25519 by the key of seed 01 x 32."},
          {"public_key", EncodeHex(SampleSigner().public_key().spki())},
          {"ledger_id", SampleLedgerId().ToHex()},
          {"events", list}};
}

ordered_json Batch(std::uint32_t count) {
  const std::vector<event::v1::Event> events = BatchEvents(count);
  const std::vector<std::string> signed_events = SignBatch(events, SampleSigner()).value();
  ordered_json members = ordered_json::array();
  for (const std::uint32_t index : std::set<std::uint32_t>{0, 1 % count, count / 2, count - 1}) {
    const DecodedEvent event = DecodeSignedEvent(signed_events[index]).value();
    ordered_json path = ordered_json::array();
    for (const NodeHash& hash : event.batch()->path) path.push_back(hash.ToHex());
    members.push_back({{"index", index},
                       {"leaf_hash", BatchLeafHash(event.payload()).ToHex()},
                       {"path", path},
                       {"signed_event", EncodeHex(signed_events[index])}});
  }
  const DecodedEvent first = DecodeSignedEvent(signed_events.front()).value();
  const BatchClaim claim = ResolveBatch(first).value();
  return {{"count", count},
          {"root", claim.root.ToHex()},
          {"statement_pae", EncodeHex(claim.statement_encoding)},
          {"signature", EncodeHex(first.batch()->signature)},
          {"members", members}};
}

ordered_json Refused() {
  ordered_json list = ordered_json::array();
  for (const RefusedCase& refused : RefusedCases()) {
    list.push_back({{"name", refused.name},
                    {"reason", ReasonName(refused.reason)},
                    {"field", refused.field},
                    {"bytes", EncodeHex(refused.bytes)}});
  }
  return {{"comment", "Bytes that are no signed event, with the reason and field of the refusal."},
          {"cases", list}};
}

}  // namespace

std::vector<event::v1::Event> BatchEvents(std::uint32_t count) {
  std::vector<event::v1::Event> events(count, SampleEvent("CompletionRecorded"));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string draw = crypto::Sha256Of("batch event " + std::to_string(i)).ToBytes();
    events[i].mutable_header()->set_event_id(draw.substr(0, 16));
    events[i].mutable_header()->set_nonce(draw.substr(16));
  }
  return events;
}

std::vector<VectorFile> MakeVectorFiles() {
  ordered_json batches = ordered_json::array();
  for (const std::uint32_t count : kBatchCounts) batches.push_back(Batch(count));
  return {{"signed_events.json", Format(SignedEvents())},
          {"batches.json", Format({{"public_key", EncodeHex(SampleSigner().public_key().spki())},
                                   {"batches", batches}})},
          {"refused.json", Format(Refused())}};
}

}  // namespace sworn::codec
