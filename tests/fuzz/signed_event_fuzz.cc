// Whatever the strict decoder accepts serialises to the same bytes again; nothing crashes.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/check.h"
#include "ledger/codec/fact_encoding.h"
#include "ledger/codec/facts.h"
#include "ledger/codec/signed_event.h"
#include "ledger/codec/signing.h"
#include "ledger/codec/strict_decode.h"

namespace {

using sworn::codec::DecodedEvent;

void CheckPayload(std::string_view bytes) {
  if (!sworn::codec::EventSchema().Check(bytes)) return;
  sworn::event::v1::Event event;
  SWORN_CHECK(event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  SWORN_CHECK(sworn::codec::SerializeEvent(event) == bytes);
}

void CheckSignedEvent(std::string_view bytes) {
  const sworn::Result<DecodedEvent> event = sworn::codec::DecodeSignedEvent(bytes);
  if (!event) return;
  SWORN_CHECK(event->bytes() == bytes);
  SWORN_CHECK(sworn::codec::SerializeEvent(event->event()) == event->payload());
  if (event->body().has_record_corrected()) return;
  const auto fact = sworn::codec::ToFact(sworn::LeafIndex(0), sworn::Instant(), event->event());
  SWORN_CHECK(fact.has_value());
  if (!fact->has_value()) return;
  const auto decoded = sworn::codec::DecodeFact(sworn::codec::EncodeFact(**fact));
  SWORN_CHECK(decoded.has_value() && *decoded == **fact);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  CheckPayload(bytes);
  CheckSignedEvent(bytes);
  return 0;
}
