#include "services/swornd/ledger_messages.h"

#include <utility>
#include <vector>

#include "ledger/codec/validate.h"
#include "ledger/tlog/entry.h"
#include "services/rpc/error_details.h"

namespace sworn::daemon {

Result<runtime::Submission> TakeSubmission(api::v1::Submission& submission) {
  runtime::Submission taken;
  taken.signed_event = std::move(*submission.mutable_signed_event());
  for (int i = 0; i < submission.sealed_size(); ++i) {
    api::v1::SealedContent& sealed = *submission.mutable_sealed(i);
    const int kind = static_cast<int>(sealed.kind());
    if (!event::v1::SealedKind_IsValid(kind)) {
      return Fail(Reason::kInvalidField,
                  "there is no kind " + std::to_string(sealed.kind()) + " of sealed part",
                  "sealed[" + std::to_string(i) + "].kind");
    }
    event::v1::SealedContent& content = taken.sealed.emplace_back();
    content.set_kind(static_cast<event::v1::SealedKind>(kind));
    content.set_salt(std::move(*sealed.mutable_salt()));
    content.set_content(std::move(*sealed.mutable_content()));
  }
  if (submission.has_simulated_recorded_at()) {
    SWORN_ASSIGN_OR_RETURN(
        taken.simulated_recorded_at,
        codec::ToInstant(submission.simulated_recorded_at(), "simulated_recorded_at"));
  }
  return taken;
}

api::v1::SealedContent ToMessage(const event::v1::SealedContent& content) {
  api::v1::SealedContent message;
  message.set_kind(static_cast<std::uint32_t>(content.kind()));
  message.set_salt(content.salt());
  message.set_content(content.content());
  return message;
}

Result<api::v1::Receipt> MakeReceipt(const runtime::Ledger& ledger, LeafIndex index,
                                     std::string prefix, const Checkpoint& checkpoint) {
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,
                         ledger.log().InclusionProof(index, checkpoint->head.size));
  api::v1::Receipt receipt;
  receipt.set_prefix(std::move(prefix));
  receipt.set_index(index.value());
  AddHashes(proof, receipt.mutable_inclusion_proof());
  receipt.set_checkpoint(checkpoint->note);
  return receipt;
}

Result<api::v1::Receipt> ReadReceipt(const runtime::Ledger& ledger, LeafIndex index) {
  // Taken after the entry was found, so it covers it.
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, ledger.log().ReadEntry(index));
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  const Checkpoint checkpoint = ledger.checkpoint();
  if (!Contains(checkpoint->head.size, index)) {
    return Fail(Reason::kUnavailable, "the entry is being signed; ask again in a moment");
  }
  return MakeReceipt(ledger, index, leaf.substr(0, entry.prefix_bytes), checkpoint);
}

api::v1::Verdict ToVerdict(Result<runtime::Acceptance> outcome) {
  api::v1::Verdict verdict;
  if (!outcome) {
    *verdict.mutable_refused() = rpc::ToRefused(outcome.error());
    return verdict;
  }
  api::v1::Accepted& accepted = *verdict.mutable_accepted();
  accepted.set_prefix(std::move(outcome->prefix));
  accepted.set_index(outcome->index.value());
  accepted.set_duplicate(outcome->duplicate);
  return verdict;
}

api::v1::GetLedgerResponse DescribeLedger(const runtime::Ledger& ledger) {
  const runtime::LedgerIdentity& identity = ledger.identity();
  api::v1::GetLedgerResponse response;
  response.set_ledger_id(identity.ledger_id.ToBytes());
  response.set_origin(identity.origin);
  response.set_title(identity.title);
  response.set_log_verifier_key(identity.log_verifier_key);
  response.set_simulated_time(identity.simulated_time);
  *response.mutable_created_at() = codec::ToTimestamp(identity.created_at);
  const std::optional<Error> stopped = ledger.WriteStopped();
  response.set_state(stopped ? ToString(*stopped) : "SERVING");
  response.set_tree_size(ledger.checkpoint()->head.size.value());
  return response;
}

Status CheckOrdinal(std::uint64_t value, std::string_view field) {
  if (value < (std::uint64_t{1} << 63)) return Ok();
  return Fail(Reason::kInvalidField, "must be below 2^63", std::string(field));
}

Result<Commitment> ToCommitment(std::string_view bytes) {
  Result<Commitment> commitment = Commitment::FromBytes(bytes);
  if (commitment) return commitment;
  return Fail(Reason::kInvalidField, commitment.error().message, "commitment");
}

}  // namespace sworn::daemon
