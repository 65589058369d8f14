#include "ledger/merkle/proof.h"

#include <algorithm>
#include <bit>
#include <string>

#include "ledger/base/check.h"
#include "ledger/merkle/hash.h"

namespace sworn::merkle {
namespace {

// The leaves [begin, begin + size) of a subtree; begin is a multiple of every power of two <= size.
struct Subtree {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

// The largest power of two strictly below `size`, which is at least 2.
std::uint64_t SplitPoint(std::uint64_t size) { return std::bit_floor(size - 1); }

// The perfect subtrees that make up `subtree`, from left to right.
void AppendPerfectSubtrees(Subtree subtree, std::vector<NodeId>& nodes) {
  while (subtree.size > 0) {
    const std::uint64_t width = std::bit_floor(subtree.size);
    const auto level = static_cast<std::uint32_t>(std::countr_zero(width));
    nodes.push_back(NodeId{level, subtree.begin >> level});
    subtree.begin += width;
    subtree.size -= width;
  }
}

// The plan whose elements are the subtrees in reverse: they were met from the root downwards, and a
// proof starts at the leaves.
ProofPlan PlanOfReversed(const std::vector<Subtree>& subtrees) {
  ProofPlan plan;
  for (auto subtree = subtrees.rbegin(); subtree != subtrees.rend(); ++subtree) {
    const std::size_t before = plan.nodes.size();
    AppendPerfectSubtrees(*subtree, plan.nodes);
    plan.element_sizes.push_back(plan.nodes.size() - before);
  }
  return plan;
}

NodeHash FoldFromRight(std::span<const NodeHash> nodes) {
  NodeHash hash = nodes.back();
  for (std::size_t i = nodes.size() - 1; i > 0; --i) hash = HashNode(nodes[i - 1], hash);
  return hash;
}

Status CheckTreeSize(TreeSize size) {
  if (size < kTreeSizeBound) return Ok();
  return Fail(Reason::kIndexOutOfRange, "tree size " + ToString(size) + " is not below 2^63");
}

}  // namespace

Result<ProofPlan> PlanInclusion(LeafIndex index, TreeSize size) {
  SWORN_RETURN_IF_ERROR(CheckTreeSize(size));
  if (!Contains(size, index)) {
    return Fail(Reason::kIndexOutOfRange,
                "index " + ToString(index) + " is not below the tree size " + ToString(size));
  }
  std::vector<Subtree> siblings;
  Subtree rest{0, size.value()};
  while (rest.size > 1) {
    const std::uint64_t split = SplitPoint(rest.size);
    const Subtree left{rest.begin, split};
    const Subtree right{rest.begin + split, rest.size - split};
    const bool in_left = index.value() < right.begin;
    siblings.push_back(in_left ? right : left);
    rest = in_left ? left : right;
  }
  return PlanOfReversed(siblings);
}

Result<ProofPlan> PlanConsistency(TreeSize old_size, TreeSize new_size) {
  SWORN_RETURN_IF_ERROR(CheckTreeSize(new_size));
  if (old_size > new_size) {
    return Fail(Reason::kIndexOutOfRange, "the old tree size " + ToString(old_size) +
                                              " is above the new one, " + ToString(new_size));
  }
  if (old_size.value() == 0) return ProofPlan{};
  std::vector<Subtree> parts;
  Subtree rest{0, new_size.value()};
  std::uint64_t old_rest = old_size.value();  // How many leaves of `rest` the old tree has.
  while (old_rest != rest.size) {
    const std::uint64_t split = SplitPoint(rest.size);
    const Subtree left{rest.begin, split};
    const Subtree right{rest.begin + split, rest.size - split};
    if (old_rest <= split) {
      parts.push_back(right);
      rest = left;
    } else {
      parts.push_back(left);
      rest = right;
      old_rest -= split;
    }
  }
  // A subtree that begins at 0 is the old tree itself: the verifier has its root.
  if (rest.begin != 0) parts.push_back(rest);
  return PlanOfReversed(parts);
}

std::vector<NodeId> PlanRoot(TreeSize size) {
  SWORN_CHECK(size < kTreeSizeBound);
  std::vector<NodeId> nodes;
  AppendPerfectSubtrees(Subtree{0, size.value()}, nodes);
  return nodes;
}

std::vector<NodeHash> AssembleProof(const ProofPlan& plan, std::span<const NodeHash> fetched) {
  SWORN_CHECK(plan.nodes.size() == fetched.size());
  std::vector<NodeHash> proof;
  proof.reserve(plan.element_sizes.size());
  for (const std::size_t count : plan.element_sizes) {
    SWORN_CHECK(count > 0 && count <= fetched.size());
    proof.push_back(FoldFromRight(fetched.first(count)));
    fetched = fetched.subspan(count);
  }
  SWORN_CHECK(fetched.empty());
  return proof;
}

RootHash FoldRoot(std::span<const NodeHash> nodes) {
  return nodes.empty() ? EmptyRoot() : RootHash::From(FoldFromRight(nodes));
}

}  // namespace sworn::merkle
