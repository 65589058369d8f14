// The right edge of a growing tree: all that appending needs, at most 63 hashes.
//
//   CompactRange range;
//   range.Append(HashLeaf(entry), [&](NodeId id, const NodeHash& hash) { batch.Put(id, hash); });
//   RootHash root = range.Root();
//
// Belongs to one thread. A regular value: a copy is a checkpoint to return to.
#pragma once

#include <vector>

#include "absl/functional/function_ref.h"
#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"

namespace sworn::merkle {

class CompactRange {
 public:
  // Told of each perfect subtree that an append completes.
  using Completed = absl::FunctionRef<void(NodeId, const NodeHash&)>;

  // The empty tree.
  CompactRange() = default;
  // The tree of `size` leaves, from the hashes of PlanRoot(size) in their order (what nodes()
  // returns). CORRUPT if their number does not fit the size.
  static Result<CompactRange> FromNodes(TreeSize size, std::vector<NodeHash> nodes);

  // Reports the leaf itself (level 0) first, then each larger subtree that it completes. The size
  // must stay below 2^63 (checked).
  void Append(const LeafHash& leaf, Completed completed);
  void Append(const LeafHash& leaf);

  TreeSize size() const { return size_; }
  RootHash Root() const;
  // The perfect subtrees' hashes from left to right: with size(), the whole state.
  const std::vector<NodeHash>& nodes() const { return nodes_; }

  bool operator==(const CompactRange&) const = default;

 private:
  TreeSize size_;
  std::vector<NodeHash> nodes_;
};

}  // namespace sworn::merkle
