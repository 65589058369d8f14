#include "services/swornd/ledger_service.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/codec/event_key.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/validate.h"
#include "ledger/merkle/hash.h"
#include "services/swornd/append.h"
#include "services/swornd/append_stream.h"
#include "services/swornd/call.h"
#include "services/swornd/ledger_messages.h"
#include "services/swornd/tail.h"

namespace sworn::daemon {
namespace {

constexpr std::size_t kEventIdBytes = 16;

// A page's count: what was asked for, or as many as a page holds.
std::size_t PageCount(std::uint32_t asked) {
  return asked == 0 ? limits::kMaxEntriesPerPage
                    : std::min<std::size_t>(asked, limits::kMaxEntriesPerPage);
}

Result<LeafIndex> FindEvent(const runtime::Ledger& ledger, const api::v1::EventIdentity& identity) {
  SWORN_RETURN_IF_ERROR(
      codec::ValidateIdentifier(identity.acting_authority(), "identity.acting_authority"));
  if (identity.event_id().size() != kEventIdBytes) {
    return Fail(Reason::kInvalidField, "an event id has 16 bytes", "identity.event_id");
  }
  SWORN_ASSIGN_OR_RETURN(
      const std::optional<LeafIndex> index,
      ledger.log().FindEvent(codec::EventKeyOf(identity.acting_authority(), identity.event_id())));
  if (index) return *index;
  return Fail(Reason::kNotFound, "no such event has been accepted", "identity");
}

Result<LeafIndex> ResolveReceipt(const runtime::Ledger& ledger,
                                 const api::v1::GetReceiptRequest& request) {
  switch (request.event_case()) {
    case api::v1::GetReceiptRequest::kIndex:
      return LeafIndex(request.index());
    case api::v1::GetReceiptRequest::kIdentity:
      return FindEvent(ledger, request.identity());
    case api::v1::GetReceiptRequest::EVENT_NOT_SET:
      break;
  }
  return Fail(Reason::kMissingField, "say which event: by index or identity", "event");
}

Status ReadPage(const ServiceParts& parts, const api::v1::ReadEntriesRequest& request,
                Duration timeout, api::v1::ReadEntriesResponse& response) {
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.start(), "start"));
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.minimum_tree_size(), "minimum_tree_size"));
  const tlog::Log& log = parts.ledger.log();
  const TreeSize size = log.WaitForSize(TreeSize(request.minimum_tree_size()), timeout);
  if (size.value() < request.minimum_tree_size()) {
    return Fail(Reason::kNotYetKnown, "the log has " + ToString(size) + " entries so far",
                "minimum_tree_size");
  }
  if (request.start() > size.value()) {
    return Fail(Reason::kIndexOutOfRange, "the log has " + ToString(size) + " entries", "start");
  }
  SWORN_ASSIGN_OR_RETURN(std::vector<tlog::StoredEntry> entries,
                         log.ReadEntries(LeafIndex(request.start()), PageCount(request.count()),
                                         ByteCount(limits::kMaxPageBytes)));
  for (tlog::StoredEntry& entry : entries) response.add_entries(std::move(entry.leaf));
  response.set_next(request.start() + entries.size());
  response.set_tree_size(log.Snapshot().head.size.value());
  return Ok();
}

Status ReadStreamPage(const tlog::Log& log, const api::v1::ReadStreamRequest& request,
                      api::v1::ReadStreamResponse& response) {
  Result<tlog::StreamName> stream = tlog::StreamName::Parse(request.stream());
  if (!stream) return Within("stream", std::move(stream).error());
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.from_revision(), "from_revision"));
  const TreeSize size = log.Snapshot().head.size;
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                         log.StreamHead(*stream, size));
  if (!head) return Fail(Reason::kUnknownStream, "nothing is recorded under this name", "stream");
  SWORN_ASSIGN_OR_RETURN(
      const std::vector<tlog::StreamPosition> positions,
      log.ReadStream(*stream, Revision(request.from_revision()), PageCount(request.count()), size));
  for (const tlog::StreamPosition& position : positions) {
    response.add_indices(position.index.value());
  }
  const std::uint64_t next = request.from_revision() + positions.size();
  response.set_next_revision(next);
  response.set_complete(next > head->revision.value());
  response.set_tree_size(size.value());
  return Ok();
}

Status ReadSealedContent(const tlog::Log& log, const api::v1::ReadSealedRequest& request,
                         api::v1::ReadSealedResponse& response) {
  SWORN_ASSIGN_OR_RETURN(const Commitment commitment, ToCommitment(request.commitment()));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> stored, log.ReadSealed(commitment));
  if (!stored) {
    return Fail(Reason::kNotFound, "this content was never stored, or has been erased",
                "commitment");
  }
  SWORN_ASSIGN_OR_RETURN(const event::v1::SealedContent content,
                         codec::DecodeSealedContent(*stored));
  SWORN_RETURN_IF_ERROR(codec::CheckSealedContent(content, commitment));
  *response.mutable_content() = ToMessage(content);
  return Ok();
}

Status ProveInclusion(const runtime::Ledger& ledger,
                      const api::v1::GetInclusionProofRequest& request,
                      api::v1::GetInclusionProofResponse& response) {
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.index(), "index"));
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.tree_size(), "tree_size"));
  const Checkpoint checkpoint = ledger.checkpoint();
  const TreeSize size =
      request.tree_size() == 0 ? checkpoint->head.size : TreeSize(request.tree_size());
  const LeafIndex index(request.index());
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,
                         ledger.log().InclusionProof(index, size));
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, ledger.log().ReadEntry(index));
  response.set_tree_size(size.value());
  AddHashes(proof, response.mutable_proof());
  response.set_leaf_hash(merkle::HashLeaf(leaf).ToBytes());
  response.set_checkpoint(checkpoint->note);
  return Ok();
}

Status ProveConsistency(const runtime::Ledger& ledger,
                        const api::v1::GetConsistencyProofRequest& request,
                        api::v1::GetConsistencyProofResponse& response) {
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.old_size(), "old_size"));
  SWORN_RETURN_IF_ERROR(CheckOrdinal(request.new_size(), "new_size"));
  const Checkpoint checkpoint = ledger.checkpoint();
  const TreeSize old_size(request.old_size());
  const TreeSize new_size =
      request.new_size() == 0 ? checkpoint->head.size : TreeSize(request.new_size());
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,
                         ledger.log().ConsistencyProof(old_size, new_size));
  response.set_old_size(old_size.value());
  response.set_new_size(new_size.value());
  AddHashes(proof, response.mutable_proof());
  response.set_checkpoint(checkpoint->note);
  return Ok();
}

}  // namespace

grpc::ServerUnaryReactor* LedgerService::Append(Context* context,
                                                const api::v1::AppendRequest* request,
                                                api::v1::AppendResponse* response) {
  return StartAppend(parts_, *context, *request, *response);
}

grpc::ServerBidiReactor<api::v1::AppendStreamRequest, api::v1::AppendStreamResponse>*
LedgerService::AppendStream(Context* context) {
  return AppendStreamCall::Start(parts_, *context);
}

grpc::ServerWriteReactor<api::v1::TailResponse>* LedgerService::Tail(
    Context* context, const api::v1::TailRequest* request) {
  return TailCall::Start(parts_, *context, *request);
}

grpc::ServerUnaryReactor* LedgerService::GetReceipt(Context* context,
                                                    const api::v1::GetReceiptRequest* request,
                                                    api::v1::GetReceiptResponse* response) {
  return RunCall(
      *context, parts_.access, "/sworn.api.v1.LedgerService/GetReceipt", parts_.reads,
      [this, request, response]() -> Status {
        SWORN_ASSIGN_OR_RETURN(const LeafIndex index, ResolveReceipt(parts_.ledger, *request));
        SWORN_ASSIGN_OR_RETURN(*response->mutable_receipt(), ReadReceipt(parts_.ledger, index));
        return Ok();
      });
}

grpc::ServerUnaryReactor* LedgerService::ReadEntries(Context* context,
                                                     const api::v1::ReadEntriesRequest* request,
                                                     api::v1::ReadEntriesResponse* response) {
  const bool waits =
      request->minimum_tree_size() > parts_.ledger.log().Snapshot().head.size.value();
  return RunCall(*context, parts_.access, "/sworn.api.v1.LedgerService/ReadEntries",
                 waits ? parts_.waits : parts_.reads, [this, context, request, response] {
                   return ReadPage(parts_, *request,
                                   TimeLeft(*context, limits::kDefaultQueryTimeout), *response);
                 });
}

grpc::ServerUnaryReactor* LedgerService::ReadStream(Context* context,
                                                    const api::v1::ReadStreamRequest* request,
                                                    api::v1::ReadStreamResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.LedgerService/ReadStream", parts_.reads,
                 [this, request, response] {
                   return ReadStreamPage(parts_.ledger.log(), *request, *response);
                 });
}

grpc::ServerUnaryReactor* LedgerService::ReadSealed(Context* context,
                                                    const api::v1::ReadSealedRequest* request,
                                                    api::v1::ReadSealedResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.LedgerService/ReadSealed", parts_.reads,
                 [this, request, response] {
                   return ReadSealedContent(parts_.ledger.log(), *request, *response);
                 });
}

grpc::ServerUnaryReactor* LedgerService::GetCheckpoint(Context* context,
                                                       const api::v1::GetCheckpointRequest*,
                                                       api::v1::GetCheckpointResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.LedgerService/GetCheckpoint", parts_.reads,
                 [this, response] {
                   response->set_checkpoint(parts_.ledger.checkpoint()->note);
                   return Ok();
                 });
}

grpc::ServerUnaryReactor* LedgerService::GetInclusionProof(
    Context* context, const api::v1::GetInclusionProofRequest* request,
    api::v1::GetInclusionProofResponse* response) {
  return RunCall(
      *context, parts_.access, "/sworn.api.v1.LedgerService/GetInclusionProof", parts_.reads,
      [this, request, response] { return ProveInclusion(parts_.ledger, *request, *response); });
}

grpc::ServerUnaryReactor* LedgerService::GetConsistencyProof(
    Context* context, const api::v1::GetConsistencyProofRequest* request,
    api::v1::GetConsistencyProofResponse* response) {
  return RunCall(
      *context, parts_.access, "/sworn.api.v1.LedgerService/GetConsistencyProof", parts_.reads,
      [this, request, response] { return ProveConsistency(parts_.ledger, *request, *response); });
}

grpc::ServerUnaryReactor* LedgerService::GetLedger(Context* context,
                                                   const api::v1::GetLedgerRequest*,
                                                   api::v1::GetLedgerResponse* response) {
  return RunCall(*context, parts_.access, "/sworn.api.v1.LedgerService/GetLedger", parts_.reads,
                 [this, response] {
                   *response = DescribeLedger(parts_.ledger);
                   return Ok();
                 });
}

}  // namespace sworn::daemon
