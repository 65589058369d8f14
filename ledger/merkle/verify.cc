#include "ledger/merkle/verify.h"

#include <bit>
#include <string>

#include "ledger/base/check.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/proof.h"

namespace sworn::merkle {
namespace {

Error Failed(std::string message) { return Fail(Reason::kVerificationFailed, std::move(message)); }

// The position on a tree level of the node that a verifier holds, and of that level's last node.
// RFC 9162 calls them fn and sn.
struct Position {
  std::uint64_t node = 0;
  std::uint64_t last = 0;

  void Up() {
    node >>= 1;
    last >>= 1;
  }
  // Whether the next hash of the proof is the node's left neighbour.
  bool NeighbourIsLeft() const { return (node & 1) == 1 || node == last; }
  // At the ragged right edge some levels have no neighbour: passes them by.
  void SkipLevelsWithoutNeighbour() {
    while ((node & 1) == 0 && node != 0) Up();
  }
};

Status CheckTreeSize(TreeSize size) {
  if (size < kTreeSizeBound) return Ok();
  return Failed("tree size " + ToString(size) + " is not below 2^63");
}

// Both trees' roots by a consistency proof; `hashes` starts with the hash of the largest perfect
// subtree at the old tree's right edge.
Status FoldConsistency(const ConsistencyClaim& claim, const NodeHash& first,
                       std::span<const NodeHash> hashes) {
  Position position{claim.old_size.value() - 1, claim.new_size.value() - 1};
  while ((position.node & 1) == 1) position.Up();
  NodeHash old_hash = first;
  NodeHash new_hash = first;
  for (const NodeHash& hash : hashes) {
    if (position.last == 0) return Failed("the consistency proof has too many hashes");
    if (position.NeighbourIsLeft()) {
      old_hash = HashNode(hash, old_hash);
      new_hash = HashNode(hash, new_hash);
      position.SkipLevelsWithoutNeighbour();
    } else {
      new_hash = HashNode(new_hash, hash);
    }
    position.Up();
  }
  if (position.last != 0) return Failed("the consistency proof has too few hashes");
  if (RootHash::From(old_hash) != claim.old_root) {
    return Failed("the consistency proof does not lead to the old root");
  }
  if (RootHash::From(new_hash) != claim.new_root) {
    return Failed("the consistency proof does not lead to the new root");
  }
  return Ok();
}

}  // namespace

std::size_t InclusionProofLength(LeafIndex index, TreeSize size) {
  SWORN_CHECK(Contains(size, index));
  const std::uint64_t last = size.value() - 1;
  // Below the level where the paths of this leaf and of the last leaf meet, every level has a
  // neighbour; above it, only those where the path comes from the right.
  const auto inner = static_cast<std::size_t>(std::bit_width(index.value() ^ last));
  const std::uint64_t border = inner < 64 ? index.value() >> inner : 0;
  return inner + static_cast<std::size_t>(std::popcount(border));
}

Result<RootHash> RootFromInclusion(LeafIndex index, TreeSize size, const LeafHash& leaf,
                                   std::span<const NodeHash> proof) {
  SWORN_RETURN_IF_ERROR(CheckTreeSize(size));
  if (!Contains(size, index)) {
    return Failed("index " + ToString(index) + " is not below the tree size " + ToString(size));
  }
  const std::size_t expected = InclusionProofLength(index, size);
  if (proof.size() != expected) {
    return Failed("the inclusion proof has " + std::to_string(proof.size()) +
                  " hashes, it must have " + std::to_string(expected));
  }
  Position position{index.value(), size.value() - 1};
  NodeHash hash = NodeHash::From(leaf);
  for (const NodeHash& neighbour : proof) {
    SWORN_CHECK(position.last != 0);
    if (position.NeighbourIsLeft()) {
      hash = HashNode(neighbour, hash);
      position.SkipLevelsWithoutNeighbour();
    } else {
      hash = HashNode(hash, neighbour);
    }
    position.Up();
  }
  SWORN_CHECK(position.last == 0);
  return RootHash::From(hash);
}

Status VerifyInclusion(LeafIndex index, TreeSize size, const LeafHash& leaf,
                       std::span<const NodeHash> proof, const RootHash& root) {
  SWORN_ASSIGN_OR_RETURN(const RootHash computed, RootFromInclusion(index, size, leaf, proof));
  if (computed == root) return Ok();
  return Failed("the inclusion proof of index " + ToString(index) + " in size " + ToString(size) +
                " leads to root " + computed.ToHex() + ", not to " + root.ToHex());
}

Status VerifyConsistency(const ConsistencyClaim& claim, std::span<const NodeHash> proof) {
  SWORN_RETURN_IF_ERROR(CheckTreeSize(claim.new_size));
  if (claim.old_size > claim.new_size) {
    return Failed("the old tree size " + ToString(claim.old_size) + " is above the new one, " +
                  ToString(claim.new_size));
  }
  const bool from_empty = claim.old_size.value() == 0;
  if (from_empty && claim.old_root != EmptyRoot()) {
    return Failed("the old root is not the root of the empty tree");
  }
  if (from_empty || claim.old_size == claim.new_size) {
    if (!proof.empty()) {
      return Failed("a consistency proof from size 0, or between equal sizes, must be empty");
    }
    if (claim.old_size == claim.new_size && claim.old_root != claim.new_root) {
      return Failed("two different roots for tree size " + ToString(claim.new_size));
    }
    return Ok();
  }
  if (proof.empty()) return Failed("the consistency proof is empty although the sizes differ");
  // The root of a perfect old tree is not transmitted: the verifier has it.
  if (std::has_single_bit(claim.old_size.value())) {
    return FoldConsistency(claim, NodeHash::From(claim.old_root), proof);
  }
  return FoldConsistency(claim, proof.front(), proof.subspan(1));
}

}  // namespace sworn::merkle
