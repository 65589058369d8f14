#include "services/sworn/exit_code.h"

#include "ledger/base/check.h"

namespace sworn::cli {
namespace {

bool IsArgument(std::string_view field) {
  if (field.substr(0, 2) == "--") return true;
  return !field.empty() && field.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == field.npos;
}

}  // namespace

ExitCode ExitCodeOf(const Error& error) {
  const bool invalid = error.code() == ErrorCode::kInvalidArgument;
  return invalid && IsArgument(error.field) ? ExitCode::kUsage : ExitCodeOf(error.reason);
}

ExitCode ExitCodeOf(Reason reason) {
  // Of an event that was sent; what a daemon shows with a wrong signature is VERIFICATION_FAILED.
  if (reason == Reason::kBadSignature || reason == Reason::kMissingSignature) {
    return ExitCode::kInputRefused;
  }
  // Asked too early: the same question can be asked again later.
  if (reason == Reason::kNotYetKnown) return ExitCode::kUnavailable;
  switch (CodeOf(reason)) {
    case ErrorCode::kDataLoss:
      return ExitCode::kVerificationFailed;
    case ErrorCode::kNotFound:
    case ErrorCode::kOutOfRange:
      return ExitCode::kNotFound;
    case ErrorCode::kPermissionDenied:
    case ErrorCode::kUnauthenticated:
      return ExitCode::kDenied;
    case ErrorCode::kAlreadyExists:
    case ErrorCode::kAborted:
      return ExitCode::kConflict;
    case ErrorCode::kUnavailable:
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kResourceExhausted:
    case ErrorCode::kCancelled:
    case ErrorCode::kInternal:
      return ExitCode::kUnavailable;
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kFailedPrecondition:
      return ExitCode::kInputRefused;
  }
  SWORN_CHECK(false);
}

std::string_view ExitCodeName(ExitCode code) {
  switch (code) {
    case ExitCode::kOk:
      return "0 ok";
    case ExitCode::kVerificationFailed:
      return "1 verification failed";
    case ExitCode::kUsage:
      return "2 usage";
    case ExitCode::kNotFound:
      return "3 not found";
    case ExitCode::kDenied:
      return "4 denied";
    case ExitCode::kConflict:
      return "5 conflict";
    case ExitCode::kUnavailable:
      return "6 unavailable";
    case ExitCode::kInputRefused:
      return "7 input refused or partly refused";
    case ExitCode::kExpectationDiffers:
      return "8 expectation differs";
  }
  SWORN_CHECK(false);
}

}  // namespace sworn::cli
