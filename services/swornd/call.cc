#include "services/swornd/call.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "ledger/base/limits.h"
#include "services/rpc/error_details.h"

namespace sworn::daemon {

Duration TimeLeft(const grpc::ServerContextBase& context, Duration otherwise) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return otherwise;
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
      deadline - std::chrono::system_clock::now());
  return std::clamp(Duration::Microseconds(left.count()), Duration(), otherwise);
}

grpc::ServerUnaryReactor* Refuse(grpc::CallbackServerContext& context, const Error& error) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(rpc::ToStatus(error));
  return reactor;
}

grpc::ServerUnaryReactor* RunCall(grpc::CallbackServerContext& context, const AccessPolicy& access,
                                  std::string_view method, Executor& executor,
                                  std::function<Status()> handler) {
  if (Status allowed = access.Check(context, method); !allowed) {
    return Refuse(context, allowed.error());
  }
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  Status queued = executor.TryRun([&context, reactor, handler = std::move(handler)] {
    if (context.IsCancelled()) {  // A deadline that has passed counts as that, too.
      reactor->Finish(rpc::ToStatus(Fail(Reason::kCancelled, "nobody waits for the answer")));
      return;
    }
    reactor->Finish(rpc::ToStatus(handler()));
  });
  if (!queued) reactor->Finish(rpc::ToStatus(queued));
  return reactor;
}

Status CheckReplySize(std::size_t bytes) {
  if (bytes <= limits::kMaxReplyBytes) return Ok();
  return Fail(Reason::kTooLarge, "the reply would have " + std::to_string(bytes) +
                                     " bytes, a message has at most " +
                                     std::to_string(limits::kMaxReplyBytes));
}

}  // namespace sworn::daemon
