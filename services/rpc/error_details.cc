#include "services/rpc/error_details.h"

#include <optional>
#include <string>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace sworn::rpc {
namespace {

grpc::StatusCode CodeFor(ErrorCode code) {
  switch (code) {
    case ErrorCode::kCancelled:
      return grpc::StatusCode::CANCELLED;
    case ErrorCode::kInvalidArgument:
      return grpc::StatusCode::INVALID_ARGUMENT;
    case ErrorCode::kDeadlineExceeded:
      return grpc::StatusCode::DEADLINE_EXCEEDED;
    case ErrorCode::kNotFound:
      return grpc::StatusCode::NOT_FOUND;
    case ErrorCode::kAlreadyExists:
      return grpc::StatusCode::ALREADY_EXISTS;
    case ErrorCode::kPermissionDenied:
      return grpc::StatusCode::PERMISSION_DENIED;
    case ErrorCode::kResourceExhausted:
      return grpc::StatusCode::RESOURCE_EXHAUSTED;
    case ErrorCode::kFailedPrecondition:
      return grpc::StatusCode::FAILED_PRECONDITION;
    case ErrorCode::kAborted:
      return grpc::StatusCode::ABORTED;
    case ErrorCode::kOutOfRange:
      return grpc::StatusCode::OUT_OF_RANGE;
    case ErrorCode::kInternal:
      return grpc::StatusCode::INTERNAL;
    case ErrorCode::kUnavailable:
      return grpc::StatusCode::UNAVAILABLE;
    case ErrorCode::kDataLoss:
      return grpc::StatusCode::DATA_LOSS;
    case ErrorCode::kUnauthenticated:
      return grpc::StatusCode::UNAUTHENTICATED;
  }
  SWORN_CHECK(false);
}

// What a code means when nobody gave a reason of ours.
Reason NearestReason(grpc::StatusCode code) {
  switch (code) {
    case grpc::StatusCode::CANCELLED:
      return Reason::kCancelled;
    case grpc::StatusCode::INVALID_ARGUMENT:
      return Reason::kMalformed;
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Reason::kDeadlineExceeded;
    case grpc::StatusCode::NOT_FOUND:
      return Reason::kNotFound;
    case grpc::StatusCode::ALREADY_EXISTS:
      return Reason::kAlreadyRegistered;
    case grpc::StatusCode::PERMISSION_DENIED:
    case grpc::StatusCode::UNAUTHENTICATED:
      return Reason::kAccessDenied;
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return Reason::kTooLarge;
    case grpc::StatusCode::FAILED_PRECONDITION:
    case grpc::StatusCode::ABORTED:
    case grpc::StatusCode::UNAVAILABLE:
      return Reason::kUnavailable;
    case grpc::StatusCode::OUT_OF_RANGE:
      return Reason::kIndexOutOfRange;
    case grpc::StatusCode::DATA_LOSS:
      return Reason::kCorrupt;
    case grpc::StatusCode::OK:
    case grpc::StatusCode::UNKNOWN:
    case grpc::StatusCode::UNIMPLEMENTED:
    case grpc::StatusCode::INTERNAL:
    case grpc::StatusCode::DO_NOT_USE:
      return Reason::kInternal;
  }
  return Reason::kInternal;
}

std::optional<Reason> FindReason(std::string_view name) {
#define SWORN_FIND(id, text, code) \
  if (name == (text)) return Reason::id;
  SWORN_REASONS(SWORN_FIND)
#undef SWORN_FIND
  return std::nullopt;
}

Error WithReason(std::string_view name, grpc::StatusCode code, std::string message,
                 std::string field) {
  if (const std::optional<Reason> reason = FindReason(name)) {
    return Fail(*reason, std::move(message), std::move(field));
  }
  return Fail(NearestReason(code), std::string(name) + ": " + message, std::move(field));
}

}  // namespace

grpc::Status ToStatus(const Error& error) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(error.reason)));
  info.set_domain(std::string(kErrorDomain));

  google::rpc::Status status;
  const grpc::StatusCode code = CodeFor(error.code());
  status.set_code(code);
  status.set_message(error.message);
  status.add_details()->PackFrom(info);
  if (!error.field.empty()) {
    google::rpc::BadRequest bad_request;
    google::rpc::BadRequest::FieldViolation* violation = bad_request.add_field_violations();
    violation->set_field(error.field);
    violation->set_description(error.message);
    status.add_details()->PackFrom(bad_request);
  }
  return grpc::Status(code, error.message, status.SerializeAsString());
}

grpc::Status ToStatus(const Status& status) {
  return status ? grpc::Status::OK : ToStatus(status.error());
}

Error ToError(const grpc::Status& status) {
  SWORN_CHECK(!status.ok());
  google::rpc::Status details;
  std::string reason;
  std::string field;
  if (details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : details.details()) {
      google::rpc::ErrorInfo info;
      google::rpc::BadRequest bad_request;
      if (detail.UnpackTo(&info) && info.domain() == kErrorDomain) {
        reason = info.reason();
      } else if (detail.UnpackTo(&bad_request) && bad_request.field_violations_size() > 0) {
        field = bad_request.field_violations(0).field();
      }
    }
  }
  if (reason.empty()) return Fail(NearestReason(status.error_code()), status.error_message());
  return WithReason(reason, status.error_code(), status.error_message(), std::move(field));
}

api::v1::Refused ToRefused(const Error& error) {
  api::v1::Refused refused;
  refused.set_code(static_cast<std::uint32_t>(CodeFor(error.code())));
  refused.set_reason(std::string(ReasonName(error.reason)));
  refused.set_message(error.message);
  refused.set_field(error.field);
  return refused;
}

Error ToError(const api::v1::Refused& refused) {
  return WithReason(refused.reason(), static_cast<grpc::StatusCode>(refused.code()),
                    refused.message(), refused.field());
}

}  // namespace sworn::rpc
