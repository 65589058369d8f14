// Errors on the wire, both ways: an Error as a grpc::Status with google.rpc details, and as the
// verdict of one event in a stream.
//
//   return ToStatus(result.error());          // in a handler
//   const Error error = ToError(status);      // in a client
//
// The details are ErrorInfo {reason, domain "sworn"} and, where the error names a field, BadRequest
// {field}. An Error comes back from its Status as it was. Pure and thread-safe.
#pragma once

#include <grpcpp/support/status.h>

#include <string_view>

#include "ledger/base/result.h"
#include "sworn/api/v1/ledger.pb.h"

namespace sworn::rpc {

inline constexpr std::string_view kErrorDomain = "sworn";

// Never OK.
grpc::Status ToStatus(const Error& error);
// OK for success, so that a handler can end with it.
grpc::Status ToStatus(const Status& status);

// `status` must not be OK (checked). A status without our details (gRPC's own: a deadline that
// passed, no connection, a message over the limit) gets the reason nearest to its code, and so does
// one with a reason that this program does not know; the message then begins with what was given.
Error ToError(const grpc::Status& status);

api::v1::Refused ToRefused(const Error& error);
Error ToError(const api::v1::Refused& refused);

}  // namespace sworn::rpc
