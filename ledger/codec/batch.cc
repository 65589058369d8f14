#include "ledger/codec/batch.h"

#include <cstdint>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/dsse.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "sworn/event/v1/envelope.pb.h"

namespace sworn::codec {
namespace {

constexpr std::string_view kLeafTag = "sworn-batch-leaf-v1";

// The level above: pairs are hashed, an odd last node rises as it is (RFC 6962 section 2.1).
std::vector<NodeHash> LevelAbove(const std::vector<NodeHash>& level) {
  std::vector<NodeHash> above;
  above.reserve((level.size() + 1) / 2);
  for (std::size_t i = 0; i + 1 < level.size(); i += 2) {
    above.push_back(merkle::HashNode(level[i], level[i + 1]));
  }
  if (level.size() % 2 == 1) above.push_back(level.back());
  return above;
}

}  // namespace

LeafHash BatchLeafHash(std::string_view payload) {
  const Sha256Hash encoding =
      crypto::Sha256Of(crypto::PreAuthenticationEncoding(kEventPayloadType, payload));
  return merkle::HashLeaf(kLeafTag, encoding.view());
}

Result<BatchTree> BuildBatchTree(std::span<const std::string> payloads) {
  if (payloads.empty()) return Fail(Reason::kMissingField, "a batch has at least one event");
  if (payloads.size() > limits::kMaxBatchEvents) {
    return Fail(Reason::kTooLarge, "a batch has at most " +
                                       std::to_string(limits::kMaxBatchEvents) +
                                       " events, this has " + std::to_string(payloads.size()));
  }
  std::vector<NodeHash> level;
  level.reserve(payloads.size());
  for (const std::string& payload : payloads) {
    level.push_back(NodeHash::From(BatchLeafHash(payload)));
  }
  BatchTree tree;
  tree.paths.resize(payloads.size());
  for (std::size_t height = 0; level.size() > 1; ++height) {
    for (std::size_t leaf = 0; leaf < payloads.size(); ++leaf) {
      const std::size_t sibling = (leaf >> height) ^ 1;
      if (sibling < level.size()) tree.paths[leaf].push_back(level[sibling]);
    }
    level = LevelAbove(level);
  }
  tree.root = RootHash::From(level.front());
  return tree;
}

std::string BatchStatementEncoding(const BatchTerms& terms) {
  event::v1::BatchStatement statement;
  statement.set_ledger_id(terms.ledger_id.ToBytes());
  statement.set_count(terms.count);
  statement.set_root(terms.root.ToBytes());
  statement.set_key_fingerprint(terms.key.ToBytes());
  std::string bytes;
  SWORN_CHECK(statement.SerializeToString(&bytes));
  return crypto::PreAuthenticationEncoding(kBatchPayloadType, bytes);
}

Result<BatchClaim> ResolveBatch(const DecodedEvent& event) {
  SWORN_CHECK(event.batch().has_value());
  const BatchSignature& batch = *event.batch();
  Result<RootHash> root = merkle::RootFromInclusion(LeafIndex(batch.index), TreeSize(batch.count),
                                                    BatchLeafHash(event.payload()), batch.path);
  if (!root) return Fail(Reason::kMalformed, root.error().message, "batch.path");
  SWORN_ASSIGN_OR_RETURN(const LedgerId ledger_id, LedgerId::FromBytes(event.header().ledger_id()));
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint key,
                         KeyFingerprint::FromBytes(event.header().signers(0).key_fingerprint()));
  return BatchClaim{.root = *root,
                    .statement_encoding = BatchStatementEncoding(
                        {.ledger_id = ledger_id, .count = batch.count, .root = *root, .key = key})};
}

}  // namespace sworn::codec
