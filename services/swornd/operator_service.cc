#include "services/swornd/operator_service.h"

#include <spdlog/spdlog.h>

#include <string>

#include "ledger/codec/validate.h"
#include "services/swornd/call.h"
#include "services/swornd/ledger_messages.h"

namespace sworn::daemon {

grpc::ServerUnaryReactor* OperatorService::ConfirmClock(grpc::CallbackServerContext* context,
                                                        const api::v1::ConfirmClockRequest* request,
                                                        api::v1::ConfirmClockResponse* response) {
  return RunCall(
      *context, parts_.access, "/sworn.api.v1.OperatorService/ConfirmClock", parts_.waits,
      [this, context, request, response]() -> Status {
        if (!request->has_true_time()) {
          return Fail(Reason::kMissingField, "say what the true time is", "true_time");
        }
        SWORN_ASSIGN_OR_RETURN(const Instant true_time,
                               codec::ToInstant(request->true_time(), "true_time"));
        SWORN_ASSIGN_OR_RETURN(const Instant accepted, parts_.ledger.ConfirmClock(true_time));
        spdlog::warn("{} confirmed the clock at {}", context->peer(), accepted.ToString());
        *response->mutable_accepted_time() = codec::ToTimestamp(accepted);
        return Ok();
      });
}

grpc::ServerUnaryReactor* OperatorService::EraseSealed(grpc::CallbackServerContext* context,
                                                       const api::v1::EraseSealedRequest* request,
                                                       api::v1::EraseSealedResponse*) {
  return RunCall(
      *context, parts_.access, "/sworn.api.v1.OperatorService/EraseSealed", parts_.waits,
      [this, context, request]() -> Status {
        SWORN_ASSIGN_OR_RETURN(const Commitment commitment, ToCommitment(request->commitment()));
        SWORN_RETURN_IF_ERROR(parts_.ledger.EraseSealed(commitment));
        spdlog::warn("{} erased the sealed content {}", context->peer(), commitment.ToHex());
        return Ok();
      });
}

}  // namespace sworn::daemon
