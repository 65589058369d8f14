#include "services/swornd/append.h"

#include <memory>
#include <utility>
#include <vector>

#include "services/rpc/error_details.h"
#include "services/swornd/call.h"
#include "services/swornd/ledger_messages.h"

namespace sworn::daemon {
namespace {

Status FillResponse(const runtime::Ledger& ledger, runtime::AppendOutcome& outcome,
                    api::v1::AppendResponse& response) {
  SWORN_ASSIGN_OR_RETURN(runtime::Acceptance acceptance, std::move(outcome.verdicts.front()));
  Result<api::v1::Receipt> receipt =
      MakeReceipt(ledger, acceptance.index, std::move(acceptance.prefix), outcome.checkpoint);
  if (!receipt) {
    Error error = std::move(receipt).error();
    error.message = "the event is stored at index " + ToString(acceptance.index) +
                    ", but its receipt could not be made: " + error.message;
    return error;
  }
  *response.mutable_receipt() = *std::move(receipt);
  response.set_duplicate(acceptance.duplicate);
  return Ok();
}

}  // namespace

grpc::ServerUnaryReactor* StartAppend(const ServiceParts& parts,
                                      grpc::CallbackServerContext& context,
                                      const api::v1::AppendRequest& request,
                                      api::v1::AppendResponse& response) {
  if (Status allowed = parts.access.Check(context, "/sworn.api.v1.LedgerService/Append");
      !allowed) {
    return Refuse(context, allowed.error());
  }
  if (!request.has_submission()) {
    return Refuse(context,
                  Fail(Reason::kMissingField, "send an event as submission", "submission"));
  }
  api::v1::Submission copy = request.submission();
  Result<runtime::Submission> submission = TakeSubmission(copy);
  if (!submission) return Refuse(context, Within("submission", std::move(submission).error()));

  std::vector<runtime::Submission> submissions;
  submissions.push_back(*std::move(submission));
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  parts.ledger.Append(
      std::move(submissions), [&parts, reactor, &response](runtime::AppendOutcome outcome) {
        // Proofs read tiles, and this is the sequencer's thread.
        auto shared = std::make_shared<runtime::AppendOutcome>(std::move(outcome));
        parts.reads.Run([&parts, reactor, &response, shared] {
          reactor->Finish(rpc::ToStatus(FillResponse(parts.ledger, *shared, response)));
        });
      });
  return reactor;
}

}  // namespace sworn::daemon
