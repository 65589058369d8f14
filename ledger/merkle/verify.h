// Verifies proofs by the iterative algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. Every
// failure is VERIFICATION_FAILED with a message that says what is wrong. A proof has exactly one
// accepted length.
//
//   Status included = VerifyInclusion(LeafIndex(5), TreeSize(8), leaf, proof, root);
//
// Pure and thread-safe.
#pragma once

#include <span>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::merkle {

// Whether `leaf` is leaf `index` of the tree of `size` leaves with this root.
Status VerifyInclusion(LeafIndex index, TreeSize size, const LeafHash& leaf,
                       std::span<const NodeHash> proof, const RootHash& root);

// The root that the proof leads to. It means something only once it has been compared with a root
// that is trusted. Fails if index >= size or the proof has another length than it must.
Result<RootHash> RootFromInclusion(LeafIndex index, TreeSize size, const LeafHash& leaf,
                                   std::span<const NodeHash> proof);

struct ConsistencyClaim {
  TreeSize old_size;
  TreeSize new_size;
  RootHash old_root;
  RootHash new_root;
};

// Whether the old tree is a prefix of the new one. Equal sizes: the proof is empty and the roots
// are equal. From size 0: the proof is empty and the old root is the empty tree's; nothing is
// thereby proved of the new root (unless the new size is 0 too).
Status VerifyConsistency(const ConsistencyClaim& claim, std::span<const NodeHash> proof);

// The number of hashes in the inclusion proof of leaf `index`; index < size (checked).
std::size_t InclusionProofLength(LeafIndex index, TreeSize size);

}  // namespace sworn::merkle
