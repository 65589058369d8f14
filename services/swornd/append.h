// Append: one event a call.
//
// The call answers when its event is synced to disk and covered by a signed checkpoint. When the
// client's deadline passes first, or it cancels, the call ends for the client, but the event may be
// stored all the same: the client then sends the same bytes again and gets the same index.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include "services/swornd/service_parts.h"
#include "sworn/api/v1/ledger.pb.h"

namespace sworn::daemon {

grpc::ServerUnaryReactor* StartAppend(const ServiceParts& parts,
                                      grpc::CallbackServerContext& context,
                                      const api::v1::AppendRequest& request,
                                      api::v1::AppendResponse& response);

}  // namespace sworn::daemon
