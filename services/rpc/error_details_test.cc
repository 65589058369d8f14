#include "services/rpc/error_details.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/result_matchers.h"

namespace sworn::rpc {
namespace {

std::vector<Reason> AllReasons() {
#define SWORN_LIST(id, text, code) Reason::id,
  return {SWORN_REASONS(SWORN_LIST)};
#undef SWORN_LIST
}

TEST(ErrorDetails, EveryReasonComesBackAsItWasWithItsCode) {
  for (const Reason reason : AllReasons()) {
    const Error error = Fail(reason, "what to do", "header.effective_from");
    const grpc::Status status = ToStatus(error);
    EXPECT_EQ(static_cast<int>(status.error_code()), static_cast<int>(CodeOf(reason)));
    EXPECT_EQ(ToError(status), error) << ReasonName(reason);
    EXPECT_EQ(ToError(ToRefused(error)), error) << ReasonName(reason);
  }
}

TEST(ErrorDetails, StatusCarriesReasonDomainAndField) {
  const grpc::Status status =
      ToStatus(Fail(Reason::kInvalidDate, "no such day", "body.completed_on"));
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_EQ(details.message(), "no such day");
  ASSERT_EQ(details.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_DATE");
  EXPECT_EQ(info.domain(), "sworn");
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(details.details(1).UnpackTo(&bad_request));
  ASSERT_EQ(bad_request.field_violations_size(), 1);
  EXPECT_EQ(bad_request.field_violations(0).field(), "body.completed_on");
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
}

TEST(ErrorDetails, ErrorWithoutFieldHasNoBadRequest) {
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(ToStatus(Fail(Reason::kClock, "")).error_details()));
  EXPECT_EQ(details.details_size(), 1);
}

TEST(ErrorDetails, StatusOfGrpcItselfGetsTheNearestReason) {
  EXPECT_EQ(ToError(grpc::Status(grpc::StatusCode::UNAVAILABLE, "no connection")),
            Fail(Reason::kUnavailable, "no connection"));
  EXPECT_EQ(ToError(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too big")).reason,
            Reason::kTooLarge);
  EXPECT_EQ(ToError(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "")).reason,
            Reason::kDeadlineExceeded);
  EXPECT_EQ(ToError(grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "")).reason, Reason::kInternal);
}

TEST(ErrorDetails, UnknownReasonKeepsItsNameInTheMessage) {
  api::v1::Refused refused;
  refused.set_code(static_cast<std::uint32_t>(grpc::StatusCode::NOT_FOUND));
  refused.set_reason("OF_A_LATER_VERSION");
  refused.set_message("look there");
  EXPECT_EQ(ToError(refused), Fail(Reason::kNotFound, "OF_A_LATER_VERSION: look there"));
}

TEST(ErrorDetails, DetailsThatAreNoMessageAreIgnored) {
  EXPECT_EQ(ToError(grpc::Status(grpc::StatusCode::ABORTED, "text", "\xff\xff")),
            Fail(Reason::kUnavailable, "text"));
}

TEST(ErrorDetails, SuccessIsOk) {
  EXPECT_TRUE(ToStatus(Ok()).ok());
  EXPECT_FALSE(ToStatus(Status(Fail(Reason::kInternal, ""))).ok());
}

}  // namespace
}  // namespace sworn::rpc
