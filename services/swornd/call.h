// The frame of a unary call: access, then a thread that may block, then the reply.
//
//   return RunCall(*context, access, kGetCheckpoint, executor, [=]() -> Status {
//     response->set_checkpoint(…);
//     return Ok();
//   });
//
// gRPC keeps request and response alive until the call ends, so `handler` may use both.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <string_view>

#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "services/swornd/access.h"
#include "services/swornd/executor.h"

namespace sworn::daemon {

// The time that `context`'s call has left: its deadline, or `otherwise` if that comes first. Never
// negative.
Duration TimeLeft(const grpc::ServerContextBase& context, Duration otherwise);

// Ends the call at once with an error.
grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext& context, const Error& error);

// Runs `handler` on `executor` and ends the call with what it returns. Without running it:
// ACCESS_DENIED, QUEUE_FULL, and DEADLINE_EXCEEDED or CANCELLED when nobody waits any more.
grpc::ServerUnaryReactor* RunCall(grpc::CallbackServerContext& context, const AccessPolicy& access,
                                  std::string_view method, Executor& executor,
                                  std::function<Status()> handler);

// TOO_LARGE for a reply of over limits::kMaxReplyBytes.
Status CheckReplySize(std::size_t bytes);

}  // namespace sworn::daemon
