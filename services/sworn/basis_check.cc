#include "services/sworn/basis_check.h"

#include <string>

#include "ledger/codec/signed_event.h"
#include "ledger/codec/signing.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/tlog/entry.h"

namespace sworn::cli {
namespace {

using LedgerStub = api::v1::LedgerService::Stub;

// A check that failed, whatever the reason by which a lower layer names it.
Error CheckFailed(const std::string& what, const Error& error) {
  return Fail(Reason::kVerificationFailed, what + ": " + error.message);
}

Status CheckSizes(const api::v1::Basis& basis, const checkpoint::Checkpoint& head) {
  if (basis.tree_size() <= head.size.value()) return Ok();
  return Fail(Reason::kVerificationFailed,
              "the answer rests on " + std::to_string(basis.tree_size()) +
                  " entries, but the newest signed checkpoint has only " + ToString(head.size));
}

Result<LedgerId> FetchLedgerId(Client& client, const checkpoint::Checkpoint& head) {
  api::v1::ReadEntriesRequest read;
  read.set_start(0);
  read.set_count(1);
  SWORN_ASSIGN_OR_RETURN(const api::v1::ReadEntriesResponse entries,
                         client.Call(client.ledger(), &LedgerStub::ReadEntries, read));
  if (entries.entries_size() == 0) {
    return Fail(Reason::kVerificationFailed, "the daemon shows no genesis entry");
  }
  api::v1::GetInclusionProofRequest request;
  request.set_tree_size(head.size.value());
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetInclusionProofResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetInclusionProof, request));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof, HashesOf(response.proof()));
  return LedgerIdOfSignedTree(entries.entries(0), proof, head);
}

}  // namespace

Result<std::vector<NodeHash>> HashesOf(
    const google::protobuf::RepeatedPtrField<std::string>& wire) {
  std::vector<NodeHash> hashes;
  for (const std::string& bytes : wire) {
    const Result<NodeHash> hash = NodeHash::FromBytes(bytes);
    if (!hash) return CheckFailed("the daemon sent a proof that is none", hash.error());
    hashes.push_back(*hash);
  }
  return hashes;
}

Result<LedgerId> LedgerIdOfSignedTree(std::string_view leaf, std::span<const NodeHash> proof,
                                      const checkpoint::Checkpoint& head) {
  const Status included =
      merkle::VerifyInclusion(LeafIndex(0), head.size, merkle::HashLeaf(leaf), proof, head.root);
  if (!included) {
    return CheckFailed("the genesis entry that the daemon shows is not the signed tree's",
                       included.error());
  }
  const Result<tlog::EntryView> entry = tlog::ParseEntry(leaf);
  if (!entry) return CheckFailed("the genesis entry cannot be read", entry.error());
  const Result<codec::DecodedEvent> event = codec::DecodeSignedEvent(entry->body);
  if (!event) return CheckFailed("the genesis entry cannot be read", event.error());
  return codec::LedgerIdOf(event->payload());
}

Status CheckBasis(const api::v1::Basis& basis, const LedgerId& ledger_id,
                  const checkpoint::Checkpoint& head, std::span<const NodeHash> proof) {
  const Result<LedgerId> claimed = LedgerId::FromBytes(basis.ledger_id());
  if (!claimed || *claimed != ledger_id) {
    return Fail(Reason::kVerificationFailed,
                "the answer is about another ledger than the signed checkpoint, which is that of " +
                    ledger_id.ToHex());
  }
  SWORN_RETURN_IF_ERROR(CheckSizes(basis, head));
  const Result<RootHash> root = RootHash::FromBytes(basis.root());
  if (!root) return CheckFailed("the answer names no root", root.error());
  const Status consistent =
      merkle::VerifyConsistency({TreeSize(basis.tree_size()), head.size, *root, head.root}, proof);
  if (consistent) return Ok();
  return CheckFailed("the answer rests on a root of " + std::to_string(basis.tree_size()) +
                         " entries that is not the signed checkpoint's (" + ToString(head.size) +
                         " entries)",
                     consistent.error());
}

Result<VerifiedBasis> VerifyBasis(Client& client, const api::v1::Basis& basis) {
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetCheckpointResponse response,
      client.Call(client.ledger(), &LedgerStub::GetCheckpoint, api::v1::GetCheckpointRequest()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  SWORN_ASSIGN_OR_RETURN(const LedgerId ledger_id, FetchLedgerId(client, head));
  SWORN_RETURN_IF_ERROR(CheckSizes(basis, head));
  std::vector<NodeHash> proof;
  if (basis.tree_size() > 0 && basis.tree_size() < head.size.value()) {
    api::v1::GetConsistencyProofRequest request;
    request.set_old_size(basis.tree_size());
    request.set_new_size(head.size.value());
    SWORN_ASSIGN_OR_RETURN(const api::v1::GetConsistencyProofResponse consistency,
                           client.Call(client.ledger(), &LedgerStub::GetConsistencyProof, request));
    SWORN_ASSIGN_OR_RETURN(proof, HashesOf(consistency.proof()));
  }
  SWORN_RETURN_IF_ERROR(CheckBasis(basis, ledger_id, head, proof));
  return VerifiedBasis{head.size};
}

}  // namespace sworn::cli
