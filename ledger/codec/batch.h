// One signature for many events. The signer signs the root of a Merkle tree over the events; each
// event carries its path, so that it proves itself alone, and a whole batch costs one verification.
//
//   SWORN_ASSIGN_OR_RETURN(const BatchClaim claim, ResolveBatch(event));
//   key.Verify(claim.statement_encoding, event.batch()->signature);   // cache by both
//
// The leaf is "sworn-batch-leaf-v1" ‖ SHA-256(PAE of the event), the tree RFC 6962's. The statement
// has its own payload type, so neither signature is ever taken for the other. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"

namespace sworn::codec {

inline constexpr std::string_view kBatchPayloadType = "application/vnd.sworn.batch.v1+protobuf";

// The RFC 6962 hash of the tagged leaf of the event with this payload.
LeafHash BatchLeafHash(std::string_view payload);

// The tree over payloads in their order, and every leaf's path.
struct BatchTree {
  RootHash root;
  std::vector<std::vector<NodeHash>> paths;
};
// 1 to limits::kMaxBatchEvents payloads, else TOO_LARGE or MISSING_FIELD.
Result<BatchTree> BuildBatchTree(std::span<const std::string> payloads);

struct BatchTerms {
  LedgerId ledger_id;
  std::uint32_t count = 0;
  RootHash root;
  KeyFingerprint key;
};
// PAE(kBatchPayloadType, the serialised BatchStatement): what a batch's signer signs.
std::string BatchStatementEncoding(const BatchTerms& terms);

// What the batch's signature must cover for this event to be signed.
struct BatchClaim {
  RootHash root;
  std::string statement_encoding;
};
// `event` must have a batch() (checked). MALFORMED at "batch.path" if the path does not fit.
Result<BatchClaim> ResolveBatch(const DecodedEvent& event);

}  // namespace sworn::codec
