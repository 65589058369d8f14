// Whether an answer rests on the very log whose head was signed: what a daemon says of its basis is
// compared with a checkpoint, never believed.
//
//   SWORN_ASSIGN_OR_RETURN(const VerifiedBasis verified, VerifyBasis(client, response.basis()));
//
// Whatever does not fit is VERIFICATION_FAILED. CheckBasis is pure; the rest is for one thread.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/checkpoint/checkpoint.h"
#include "services/sworn/client.h"
#include "sworn/api/v1/certification.pb.h"

namespace sworn::cli {

// The hashes of a proof as it came over the wire; VERIFICATION_FAILED unless each has 32 bytes.
Result<std::vector<NodeHash>> HashesOf(const google::protobuf::RepeatedPtrField<std::string>& wire);

// The id of the ledger whose entry 0 is `leaf`, which `proof` shows to be in the signed tree.
Result<LedgerId> LedgerIdOfSignedTree(std::string_view leaf, std::span<const NodeHash> proof,
                                      const checkpoint::Checkpoint& head);

// Whether the basis is of this ledger and its root that of the first basis.tree_size() entries of
// the signed tree, which `proof` shows where the two sizes differ.
Status CheckBasis(const api::v1::Basis& basis, const LedgerId& ledger_id,
                  const checkpoint::Checkpoint& head, std::span<const NodeHash> proof);

struct VerifiedBasis {
  TreeSize checkpoint_size;
};

// Fetches the newest checkpoint and the proofs, and checks all with the home's keys/log.vkey.
Result<VerifiedBasis> VerifyBasis(Client& client, const api::v1::Basis& basis);

}  // namespace sworn::cli
