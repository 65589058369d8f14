#include "ledger/base/reason.h"

namespace sworn {

std::string_view ReasonName(Reason reason) {
  switch (reason) {
#define SWORN_NAME(id, name, code) \
  case Reason::id:                 \
    return name;
    SWORN_REASONS(SWORN_NAME)
#undef SWORN_NAME
  }
  return "INTERNAL";
}

ErrorCode CodeOf(Reason reason) {
  switch (reason) {
#define SWORN_CODE(id, name, code) \
  case Reason::id:                 \
    return ErrorCode::code;
    SWORN_REASONS(SWORN_CODE)
#undef SWORN_CODE
  }
  return ErrorCode::kInternal;
}

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kCancelled:
      return "CANCELLED";
    case ErrorCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case ErrorCode::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case ErrorCode::kNotFound:
      return "NOT_FOUND";
    case ErrorCode::kAlreadyExists:
      return "ALREADY_EXISTS";
    case ErrorCode::kPermissionDenied:
      return "PERMISSION_DENIED";
    case ErrorCode::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case ErrorCode::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case ErrorCode::kAborted:
      return "ABORTED";
    case ErrorCode::kOutOfRange:
      return "OUT_OF_RANGE";
    case ErrorCode::kInternal:
      return "INTERNAL";
    case ErrorCode::kUnavailable:
      return "UNAVAILABLE";
    case ErrorCode::kDataLoss:
      return "DATA_LOSS";
    case ErrorCode::kUnauthenticated:
      return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

}  // namespace sworn
