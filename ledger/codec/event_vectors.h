// The published vectors of tests/vectors/events, made afresh: signed events of every type, batches,
// and refused bytes with the reason and field of each refusal.
//
//   for (const VectorFile& file : MakeVectorFiles()) Write(file.name, file.text);
//
// Test code. Pure and thread-safe.
#pragma once

#include <string>
#include <vector>

#include "ledger/base/reason.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// Bytes that DecodeSignedEvent must refuse.
struct RefusedCase {
  std::string name;
  std::string bytes;
  Reason reason = Reason::kMalformed;
  std::string field;
};
std::vector<RefusedCase> RefusedCases();

// `count` events of the sample ledger that differ in event id and nonce.
std::vector<event::v1::Event> BatchEvents(std::uint32_t count);

struct VectorFile {
  std::string name;  // "signed_events.json"
  std::string text;
};
std::vector<VectorFile> MakeVectorFiles();

}  // namespace sworn::codec
