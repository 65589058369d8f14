// The definitions of RFC 6962 section 2.1 word for word: recursive, slow, and sharing nothing with
// the code under test but the two hash functions. For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/proof.h"

namespace sworn::merkle::testing_support {

using Leaves = std::span<const LeafHash>;

inline std::size_t ReferenceSplit(std::size_t size) {
  std::size_t split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

// MTH(D[n]) for n >= 1.
inline NodeHash ReferenceHash(Leaves leaves) {
  if (leaves.size() == 1) return NodeHash::From(leaves[0]);
  const std::size_t split = ReferenceSplit(leaves.size());
  return HashNode(ReferenceHash(leaves.first(split)), ReferenceHash(leaves.subspan(split)));
}

inline RootHash ReferenceRoot(Leaves leaves) {
  return leaves.empty() ? EmptyRoot() : RootHash::From(ReferenceHash(leaves));
}

// PATH(m, D[n]).
inline std::vector<NodeHash> ReferenceInclusion(std::size_t index, Leaves leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t split = ReferenceSplit(leaves.size());
  const Leaves left = leaves.first(split);
  const Leaves right = leaves.subspan(split);
  const bool in_left = index < split;
  std::vector<NodeHash> path =
      in_left ? ReferenceInclusion(index, left) : ReferenceInclusion(index - split, right);
  path.push_back(ReferenceHash(in_left ? right : left));
  return path;
}

// SUBPROOF(m, D[n], whole) for 0 < m <= n; PROOF(m, D[n]) is the one with `whole` true.
inline std::vector<NodeHash> ReferenceConsistency(std::size_t old_size, Leaves leaves,
                                                  bool whole = true) {
  if (old_size == leaves.size()) {
    if (whole) return {};
    return {ReferenceHash(leaves)};
  }
  const std::size_t split = ReferenceSplit(leaves.size());
  const Leaves left = leaves.first(split);
  const Leaves right = leaves.subspan(split);
  const bool in_left = old_size <= split;
  std::vector<NodeHash> proof = in_left ? ReferenceConsistency(old_size, left, whole)
                                        : ReferenceConsistency(old_size - split, right, false);
  proof.push_back(ReferenceHash(in_left ? right : left));
  return proof;
}

// `count` different leaves.
inline std::vector<LeafHash> DistinctLeaves(std::size_t count) {
  std::vector<LeafHash> leaves;
  for (std::size_t i = 0; i < count; ++i) leaves.push_back(HashLeaf("leaf " + std::to_string(i)));
  return leaves;
}

// The hashes of all perfect subtrees, as a store would keep them.
class NodeStore {
 public:
  explicit NodeStore(Leaves leaves) {
    CompactRange range;
    for (const LeafHash& leaf : leaves) {
      range.Append(leaf, [this](NodeId id, const NodeHash& hash) { nodes_.emplace(id, hash); });
    }
  }
  std::vector<NodeHash> Fetch(std::span<const NodeId> ids) const {
    std::vector<NodeHash> hashes;
    for (const NodeId& id : ids) hashes.push_back(nodes_.at(id));
    return hashes;
  }
  std::vector<NodeHash> Prove(const ProofPlan& plan) const {
    return AssembleProof(plan, Fetch(plan.nodes));
  }

 private:
  std::map<NodeId, NodeHash> nodes_;
};

}  // namespace sworn::merkle::testing_support
