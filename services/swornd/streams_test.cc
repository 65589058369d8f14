// AppendStream and Tail over a real channel.
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/limits.h"
#include "services/rpc/error_details.h"
#include "services/swornd/testing/served_ledger.h"
#include "tests/support/result_matchers.h"

namespace sworn::daemon {
namespace {

std::string Officer(int number) { return "MA-" + std::to_string(number); }

TEST(AppendStream, AnswersEachEventInOrderWithMixedVerdicts) {
  ServedLedger served;
  const auto stub = served.Ledger("submitter");
  grpc::ClientContext context;
  const auto stream = stub->AppendStream(&context);
  const event::v1::Event again = served.world().OfficerRegistered(Officer(3000));
  for (int message = 0; message < 3; ++message) {
    api::v1::AppendStreamRequest request;
    *request.add_submissions() =
        served.Submission(served.world().OfficerRegistered(Officer(2000 + message)));
    request.add_submissions()->set_signed_event("no event");
    *request.add_submissions() = served.Submission(again);
    request.add_submissions()->add_sealed()->set_kind(9999);
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  for (int message = 0; message < 3; ++message) {
    api::v1::AppendStreamResponse response;
    ASSERT_TRUE(stream->Read(&response));
    ASSERT_EQ(response.verdicts_size(), 4);
    EXPECT_TRUE(response.verdicts(0).has_accepted());
    EXPECT_EQ(rpc::ToError(response.verdicts(1).refused()).reason, Reason::kMalformed);
    EXPECT_EQ(response.verdicts(2).accepted().duplicate(), message > 0);
    EXPECT_EQ(response.verdicts(3).refused().field(), "sealed[0].kind");
    EXPECT_NE(response.checkpoint().find("ledger.example/test"), std::string::npos);
  }
  api::v1::AppendStreamResponse none;
  EXPECT_FALSE(stream->Read(&none));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(AppendStream, ManyMessagesFlowThroughItsBound) {
  ServedLedger served;
  const auto stub = served.Ledger("submitter");
  grpc::ClientContext context;
  const auto stream = stub->AppendStream(&context);
  constexpr int kMessages = 40;
  std::vector<api::v1::AppendStreamRequest> requests(kMessages);
  for (int i = 0; i < kMessages; ++i) {
    *requests[static_cast<std::size_t>(i)].add_submissions() =
        served.Submission(served.world().OfficerRegistered(Officer(2000 + i)));
  }
  std::thread writer([&] {
    for (const api::v1::AppendStreamRequest& request : requests) stream->Write(request);
    stream->WritesDone();
  });
  std::uint64_t last = 0;
  int answers = 0;
  api::v1::AppendStreamResponse response;
  while (stream->Read(&response)) {
    ASSERT_EQ(response.verdicts_size(), 1);
    EXPECT_GT(response.verdicts(0).accepted().index(), last);
    last = response.verdicts(0).accepted().index();
    ++answers;
  }
  writer.join();
  EXPECT_EQ(answers, kMessages);
  EXPECT_TRUE(stream->Finish().ok());
}

TEST(AppendStream, MessageOfTooManyEventsEndsTheStreamAfterTheEarlierAnswers) {
  ServedLedger served;
  const auto stub = served.Ledger("submitter");
  grpc::ClientContext context;
  const auto stream = stub->AppendStream(&context);
  api::v1::AppendStreamRequest good;
  *good.add_submissions() = served.Submission(served.world().OfficerRegistered(Officer(2000)));
  ASSERT_TRUE(stream->Write(good));
  api::v1::AppendStreamRequest bad;
  for (std::size_t i = 0; i <= limits::kMaxEventsPerAppendMessage; ++i) bad.add_submissions();
  stream->Write(bad);
  api::v1::AppendStreamResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_TRUE(response.verdicts(0).has_accepted());
  EXPECT_FALSE(stream->Read(&response));
  const Error error = rpc::ToError(stream->Finish());
  EXPECT_EQ(error.reason, Reason::kTooLarge);
  EXPECT_EQ(error.field, "submissions");
}

TEST(AppendStream, ClientThatGoesAwayLeavesTheDaemonWell) {
  ServedLedger served;
  const auto stub = served.Ledger("submitter");
  {
    grpc::ClientContext context;
    const auto stream = stub->AppendStream(&context);
    api::v1::AppendStreamRequest request;
    *request.add_submissions() = served.Submission(served.world().OfficerRegistered(Officer(2000)));
    ASSERT_TRUE(stream->Write(request));
    context.TryCancel();
    EXPECT_FALSE(stream->Finish().ok());
  }
  grpc::ClientContext context;
  api::v1::GetCheckpointResponse response;
  EXPECT_TRUE(stub->GetCheckpoint(&context, {}, &response).ok());
}

TEST(Tail, GivesWhatIsThereAndThenWhatComes) {
  ServedLedger served;
  const auto stub = served.Ledger("auditor");
  grpc::ClientContext context;
  const auto stream = stub->Tail(&context, {});
  const std::uint64_t size = served.ledger().checkpoint()->head.size.value();
  std::uint64_t next = 0;
  api::v1::TailResponse response;
  while (next < size) {
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.first_index(), next);
    next += static_cast<std::uint64_t>(response.entries_size());
  }
  EXPECT_FALSE(response.checkpoint().empty());
  for (int i = 0; i < 3; ++i) {
    const LeafIndex index = served.MustAppend(served.world().OfficerRegistered(Officer(2000 + i)));
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.first_index(), index.value());
    ASSERT_EQ(response.entries_size(), 1);
    EXPECT_EQ(response.entries(0), served.ledger().log().ReadEntry(index).value());
    EXPECT_FALSE(response.checkpoint().empty());
  }
  context.TryCancel();
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(Tail, StartPastTheEndIsRefused) {
  ServedLedger served;
  const auto stub = served.Ledger("auditor");
  grpc::ClientContext context;
  api::v1::TailRequest request;
  request.set_start(served.ledger().checkpoint()->head.size.value() + 1);
  const auto stream = stub->Tail(&context, request);
  api::v1::TailResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_EQ(rpc::ToError(stream->Finish()).reason, Reason::kIndexOutOfRange);
}

TEST(Stop, EndsTailsAndStreamsAndWhatWasAcknowledgedStays) {
  ServedLedger served;
  const auto auditor = served.Ledger("auditor");
  const auto submitter = served.Ledger("submitter");
  grpc::ClientContext tail_context;
  const auto tail = auditor->Tail(&tail_context, {});
  api::v1::TailResponse page;
  ASSERT_TRUE(tail->Read(&page));
  grpc::ClientContext append_context;
  const auto append = submitter->AppendStream(&append_context);
  api::v1::AppendStreamRequest request;
  *request.add_submissions() = served.Submission(served.world().OfficerRegistered(Officer(2000)));
  ASSERT_TRUE(append->Write(request));
  api::v1::AppendStreamResponse response;
  ASSERT_TRUE(append->Read(&response));

  // Long enough that only the streams' own end lets Stop return.
  served.server().Stop(Duration::Seconds(600));
  while (tail->Read(&page)) {
  }
  EXPECT_EQ(rpc::ToError(tail->Finish()).reason, Reason::kShuttingDown);
  EXPECT_FALSE(append->Read(&response));
  EXPECT_EQ(rpc::ToError(append->Finish()).reason, Reason::kShuttingDown);
  EXPECT_OK(served.ledger().log().ReadEntry(LeafIndex(response.verdicts(0).accepted().index())));
}

}  // namespace
}  // namespace sworn::daemon
