#include "services/sworn/proven_entry.h"

#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "services/sworn/basis_check.h"

namespace sworn::cli {
namespace {

using LedgerStub = api::v1::LedgerService::Stub;

}  // namespace

Result<std::string> ReadEntry(Client& client, std::uint64_t index) {
  api::v1::ReadEntriesRequest request;
  request.set_start(index);
  request.set_count(1);
  SWORN_ASSIGN_OR_RETURN(const api::v1::ReadEntriesResponse response,
                         client.Call(client.ledger(), &LedgerStub::ReadEntries, request));
  if (response.entries_size() == 0) {
    return Fail(Reason::kIndexOutOfRange, "the log has no entry " + std::to_string(index));
  }
  return response.entries(0);
}

Result<std::string> ReadProvenEntry(Client& client, std::uint64_t index) {
  SWORN_ASSIGN_OR_RETURN(std::string leaf, ReadEntry(client, index));
  api::v1::GetInclusionProofRequest request;
  request.set_index(index);
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetInclusionProofResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetInclusionProof, request));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof, HashesOf(response.proof()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  SWORN_RETURN_IF_ERROR(merkle::VerifyInclusion(LeafIndex(index), head.size, merkle::HashLeaf(leaf),
                                                proof, head.root));
  return leaf;
}

}  // namespace sworn::cli
