// Plans proofs: says which perfect subtrees' hashes a proof is made of. The caller fetches them, so
// that this code needs no store.
//
//   SWORN_ASSIGN_OR_RETURN(const ProofPlan plan, PlanInclusion(LeafIndex(5), TreeSize(8)));
//   std::vector<NodeHash> hashes = store.Fetch(plan.nodes);     // in the plan's order
//   std::vector<NodeHash> proof = AssembleProof(plan, hashes);  // in RFC 6962's order
//
// Pure and thread-safe.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::merkle {

// A perfect subtree: that of the leaves [index * 2^level, (index + 1) * 2^level).
struct NodeId {
  std::uint32_t level = 0;
  std::uint64_t index = 0;

  auto operator<=>(const NodeId&) const = default;
};

// The nodes to fetch, and how they make up the proof. Element i of the proof is the fold, from the
// right, of the next `element_sizes[i]` nodes: one for a perfect subtree, more for the one ragged
// subtree at the tree's right edge. The nodes of an element stand from left to right.
struct ProofPlan {
  std::vector<NodeId> nodes;
  std::vector<std::size_t> element_sizes;

  bool operator==(const ProofPlan&) const = default;
};

// Tree sizes stay below this bound: 2^63.
inline constexpr TreeSize kTreeSizeBound = TreeSize(std::uint64_t{1} << 63);

// RFC 6962 section 2.1.1, the leaf's sibling first. INDEX_OUT_OF_RANGE unless index < size < 2^63.
Result<ProofPlan> PlanInclusion(LeafIndex index, TreeSize size);
// RFC 6962 section 2.1.2. No elements where the sizes are equal or the old size is 0.
// INDEX_OUT_OF_RANGE unless old_size <= new_size < 2^63.
Result<ProofPlan> PlanConsistency(TreeSize old_size, TreeSize new_size);
// The perfect subtrees that cover a tree of `size` leaves, from left to right, each smaller than
// the one before; none for size 0. The size must be below 2^63 (checked).
std::vector<NodeId> PlanRoot(TreeSize size);

// The proof from the hashes of plan.nodes, in their order. Both must be of one length (checked).
std::vector<NodeHash> AssembleProof(const ProofPlan& plan, std::span<const NodeHash> fetched);
// The tree's root from the hashes of PlanRoot(size), in their order; the empty tree's for none.
RootHash FoldRoot(std::span<const NodeHash> nodes);

}  // namespace sworn::merkle
