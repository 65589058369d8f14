// Why a request was refused, as a stable identifier that clients may match on.
//
// Each reason belongs to exactly one code; the codes are gRPC's. Names are part of the API: they
// are never reused or renamed, only added (ErrorInfo.reason on the wire is ReasonName()).
//
//   if (!result) std::cerr << ReasonName(result.error().reason);   // "STALE_REVISION"
#pragma once

#include <string_view>

namespace sworn {

// Mirrors grpc::StatusCode, value by value, so that the services' conversion is a cast that a test
// checks.
enum class ErrorCode {
  kCancelled = 1,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// clang-format off
#define SWORN_REASONS(X)                                                                     \
  /* The bytes. */                                                                           \
  X(kMalformed,              "MALFORMED",               kInvalidArgument)                    \
  X(kTooLarge,               "TOO_LARGE",               kInvalidArgument)                    \
  X(kUnknownPayloadType,     "UNKNOWN_PAYLOAD_TYPE",    kInvalidArgument)                    \
  X(kUnknownSchemaVersion,   "UNKNOWN_SCHEMA_VERSION",  kInvalidArgument)                    \
  X(kInvalidUtf8,            "INVALID_UTF8",            kInvalidArgument)                    \
  X(kMissingField,           "MISSING_FIELD",           kInvalidArgument)                    \
  X(kInvalidField,           "INVALID_FIELD",           kInvalidArgument)                    \
  X(kInvalidDate,            "INVALID_DATE",            kInvalidArgument)                    \
  X(kWrongLedger,            "WRONG_LEDGER",            kInvalidArgument)                    \
  X(kSealedPartMismatch,     "SEALED_PART_MISMATCH",    kInvalidArgument)                    \
  /* The signatures. */                                                                      \
  X(kMissingSignature,       "MISSING_SIGNATURE",       kUnauthenticated)                    \
  X(kBadSignature,           "BAD_SIGNATURE",           kUnauthenticated)                    \
  X(kBadKey,                 "BAD_KEY",                 kInvalidArgument)                    \
  X(kBadProofOfPossession,   "BAD_PROOF_OF_POSSESSION", kInvalidArgument)                    \
  X(kUnknownKey,             "UNKNOWN_KEY",             kPermissionDenied)                   \
  X(kKeyNotYetValid,         "KEY_NOT_YET_VALID",       kPermissionDenied)                   \
  X(kKeyExpired,             "KEY_EXPIRED",             kPermissionDenied)                   \
  X(kKeyRevoked,             "KEY_REVOKED",             kPermissionDenied)                   \
  X(kRoleMissing,            "ROLE_MISSING",            kPermissionDenied)                   \
  X(kNotAuthorized,          "NOT_AUTHORIZED",          kPermissionDenied)                   \
  /* The ledger's state. */                                                                  \
  X(kExpired,                "EXPIRED",                 kFailedPrecondition)                 \
  X(kNotAfterTooFar,         "NOT_AFTER_TOO_FAR",       kInvalidArgument)                    \
  X(kEventIdConflict,        "EVENT_ID_CONFLICT",       kAlreadyExists)                      \
  X(kAlreadyRegistered,      "ALREADY_REGISTERED",      kAlreadyExists)                      \
  X(kStaleRevision,          "STALE_REVISION",          kAborted)                            \
  X(kUnknownOfficer,         "UNKNOWN_OFFICER",         kNotFound)                           \
  X(kUnknownCourse,          "UNKNOWN_COURSE",          kNotFound)                           \
  X(kUnknownOffering,        "UNKNOWN_OFFERING",        kNotFound)                           \
  X(kUnknownMou,             "UNKNOWN_MOU",             kNotFound)                           \
  X(kUnknownAuthority,       "UNKNOWN_AUTHORITY",       kNotFound)                           \
  X(kUnknownPolicy,          "UNKNOWN_POLICY",          kNotFound)                           \
  X(kUnknownTarget,          "UNKNOWN_TARGET",          kNotFound)                           \
  X(kWrongTarget,            "WRONG_TARGET",            kFailedPrecondition)                 \
  X(kUnknownStream,          "UNKNOWN_STREAM",          kNotFound)                           \
  /* Questions. */                                                                           \
  X(kNotYetKnown,            "NOT_YET_KNOWN",           kOutOfRange)                         \
  X(kIndexOutOfRange,        "INDEX_OUT_OF_RANGE",      kOutOfRange)                         \
  X(kInvalidPageToken,       "INVALID_PAGE_TOKEN",      kInvalidArgument)                    \
  X(kNotFound,               "NOT_FOUND",               kNotFound)                           \
  /* The service. */                                                                         \
  X(kAccessDenied,           "ACCESS_DENIED",           kPermissionDenied)                   \
  X(kQueueFull,              "QUEUE_FULL",              kResourceExhausted)                  \
  X(kTooManyStreams,         "TOO_MANY_STREAMS",        kResourceExhausted)                  \
  X(kClock,                  "CLOCK",                   kUnavailable)                        \
  X(kShuttingDown,           "SHUTTING_DOWN",           kUnavailable)                        \
  X(kUnavailable,            "UNAVAILABLE",             kUnavailable)                        \
  X(kDeadlineExceeded,       "DEADLINE_EXCEEDED",       kDeadlineExceeded)                   \
  X(kCancelled,              "CANCELLED",               kCancelled)                          \
  X(kStorageFailed,          "STORAGE_FAILED",          kUnavailable)                        \
  X(kCorrupt,                "CORRUPT",                 kDataLoss)                           \
  X(kRolledBack,             "ROLLED_BACK",             kDataLoss)                           \
  X(kVerificationFailed,     "VERIFICATION_FAILED",     kDataLoss)                           \
  X(kInternal,               "INTERNAL",                kInternal)
// clang-format on

enum class Reason {
#define SWORN_ENUMERATE(id, name, code) id,
  SWORN_REASONS(SWORN_ENUMERATE)
#undef SWORN_ENUMERATE
};

// "BAD_SIGNATURE": upper-case snake case, stable.
std::string_view ReasonName(Reason reason);

// The gRPC code that a reason travels under.
ErrorCode CodeOf(Reason reason);

// "PERMISSION_DENIED".
std::string_view ErrorCodeName(ErrorCode code);

}  // namespace sworn
