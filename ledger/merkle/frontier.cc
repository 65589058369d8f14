#include "ledger/merkle/frontier.h"

#include <bit>
#include <string>

#include "ledger/base/check.h"
#include "ledger/merkle/hash.h"

namespace sworn::merkle {

Result<CompactRange> CompactRange::FromNodes(TreeSize size, std::vector<NodeHash> nodes) {
  if (size >= kTreeSizeBound) {
    return Fail(Reason::kCorrupt, "tree size " + ToString(size) + " is not below 2^63");
  }
  const auto expected = static_cast<std::size_t>(std::popcount(size.value()));
  if (nodes.size() != expected) {
    return Fail(Reason::kCorrupt, "a tree of size " + ToString(size) + " has " +
                                      std::to_string(expected) + " perfect subtrees, not " +
                                      std::to_string(nodes.size()));
  }
  CompactRange range;
  range.size_ = size;
  range.nodes_ = std::move(nodes);
  return range;
}

void CompactRange::Append(const LeafHash& leaf, Completed completed) {
  const std::uint64_t index = size_.value();
  SWORN_CHECK(index + 1 < kTreeSizeBound.value());
  NodeHash hash = NodeHash::From(leaf);
  completed(NodeId{0, index}, hash);
  // One merge for each trailing 1 bit: each is a perfect subtree that waited for its right half.
  const auto merges = static_cast<std::uint32_t>(std::countr_one(index));
  for (std::uint32_t level = 1; level <= merges; ++level) {
    hash = HashNode(nodes_.back(), hash);
    nodes_.pop_back();
    completed(NodeId{level, index >> level}, hash);
  }
  nodes_.push_back(hash);
  size_ = TreeSize(index + 1);
}

void CompactRange::Append(const LeafHash& leaf) {
  Append(leaf, [](NodeId, const NodeHash&) {});
}

RootHash CompactRange::Root() const { return FoldRoot(nodes_); }

}  // namespace sworn::merkle
