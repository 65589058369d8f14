#include "services/swornd/ledger_service.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/validate.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "services/rpc/error_details.h"
#include "services/swornd/testing/served_ledger.h"
#include "tests/support/result_matchers.h"

namespace sworn::daemon {
namespace {

Error ErrorOf(const grpc::Status& status) {
  return status.ok()
             ? Error{.reason = Reason::kInternal, .message = "the call succeeded", .field = {}}
             : rpc::ToError(status);
}

std::vector<NodeHash> Hashes(const google::protobuf::RepeatedPtrField<std::string>& bytes) {
  std::vector<NodeHash> hashes;
  for (const std::string& hash : bytes) hashes.push_back(NodeHash::FromBytes(hash).value());
  return hashes;
}

// The head of a signed checkpoint, its signature verified.
tlog::Head VerifiedHead(ServedLedger& served, const std::string& note) {
  const auto key =
      checkpoint::VerifierKey::Parse(served.ledger().identity().log_verifier_key).value();
  const auto opened = checkpoint::OpenCheckpoint(note, "ledger.example/test", {&key, 1}).value();
  return {opened.checkpoint.size, opened.checkpoint.root};
}

class LedgerServiceTest : public ::testing::Test {
 protected:
  grpc::Status Append(const event::v1::Event& event, api::v1::AppendResponse* response) {
    api::v1::AppendRequest request;
    *request.mutable_submission() = served_.Submission(event);
    grpc::ClientContext context;
    return submitter_->Append(&context, request, response);
  }

  ServedLedger served_;
  testing_support::LedgerWorld& world_ = served_.world();
  std::unique_ptr<api::v1::LedgerService::Stub> submitter_ = served_.Ledger("submitter");
  std::unique_ptr<api::v1::LedgerService::Stub> auditor_ = served_.Ledger("auditor");
  std::unique_ptr<api::v1::OperatorService::Stub> operator_ = served_.Operator("operator");
  grpc::ClientContext context_;
};

TEST_F(LedgerServiceTest, AppendAnswersWithAReceiptThatProvesTheEvent) {
  const event::v1::Event event = world_.OfficerRegistered("MA-1002");
  api::v1::AppendResponse response;
  const grpc::Status status = Append(event, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_FALSE(response.duplicate());
  const api::v1::Receipt& receipt = response.receipt();
  const tlog::Head head = VerifiedHead(served_, receipt.checkpoint());
  EXPECT_OK(merkle::VerifyInclusion(LeafIndex(receipt.index()), head.size,
                                    merkle::HashLeaf(receipt.prefix() + world_.Sign(event)),
                                    Hashes(receipt.inclusion_proof()), head.root));

  api::v1::AppendResponse again;
  ASSERT_TRUE(Append(event, &again).ok());
  EXPECT_TRUE(again.duplicate());
  EXPECT_EQ(again.receipt().index(), receipt.index());
  EXPECT_EQ(again.receipt().prefix(), receipt.prefix());
}

TEST_F(LedgerServiceTest, AppendTakesTheSimulatedTime) {
  const Instant time = world_.now() + Duration::Days(2);
  api::v1::AppendRequest request;
  *request.mutable_submission() = served_.Submission(world_.OfficerRegistered("MA-1002"));
  *request.mutable_submission()->mutable_simulated_recorded_at() = codec::ToTimestamp(time);
  api::v1::AppendResponse response;
  ASSERT_TRUE(submitter_->Append(&context_, request, &response).ok());
  EXPECT_EQ(tlog::ParseRecordedAt(response.receipt().prefix()).value(), time);
}

TEST_F(LedgerServiceTest, TruncatedEventIsRefusedAndStoresNothing) {
  const TreeSize before = served_.ledger().checkpoint()->head.size;
  api::v1::AppendRequest request;
  *request.mutable_submission() = served_.Submission(world_.OfficerRegistered("MA-1002"));
  request.mutable_submission()->mutable_signed_event()->pop_back();
  api::v1::AppendResponse response;
  const grpc::Status status = submitter_->Append(&context_, request, &response);
  EXPECT_EQ(ErrorOf(status).reason, Reason::kMalformed);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(served_.ledger().log().Snapshot().head.size, before);
}

TEST_F(LedgerServiceTest, AppendWithoutAnEventSaysSo) {
  api::v1::AppendResponse response;
  const Error error = ErrorOf(submitter_->Append(&context_, {}, &response));
  EXPECT_EQ(error.reason, Reason::kMissingField);
  EXPECT_EQ(error.field, "submission");
}

TEST_F(LedgerServiceTest, OversizedMessageIsRefusedByTheTransport) {
  api::v1::AppendRequest request;
  request.mutable_submission()->set_signed_event(std::string(limits::kMaxMessageBytes + 1, 'x'));
  api::v1::AppendResponse response;
  const grpc::Status status = submitter_->Append(&context_, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(ErrorOf(status).reason, Reason::kTooLarge);
}

TEST_F(LedgerServiceTest, PassedDeadlineEndsTheCall) {
  context_.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(50));
  api::v1::ReadEntriesRequest request;
  request.set_minimum_tree_size(1'000'000);
  api::v1::ReadEntriesResponse response;
  const Error error = ErrorOf(auditor_->ReadEntries(&context_, request, &response));
  // Whoever notices first: the client's clock, or the daemon that waited no longer than that.
  EXPECT_TRUE(error.reason == Reason::kDeadlineExceeded || error.reason == Reason::kNotYetKnown)
      << ToString(error);
}

TEST_F(LedgerServiceTest, GetReceiptFindsByIndexAndByIdentity) {
  const event::v1::Event event = world_.OfficerRegistered("MA-1002");
  const LeafIndex index = served_.MustAppend(event);
  api::v1::GetReceiptRequest request;
  request.set_index(index.value());
  api::v1::GetReceiptResponse by_index;
  ASSERT_TRUE(submitter_->GetReceipt(&context_, request, &by_index).ok());

  request.mutable_identity()->set_acting_authority(event.header().acting_authority());
  request.mutable_identity()->set_event_id(event.header().event_id());
  grpc::ClientContext second;
  api::v1::GetReceiptResponse by_identity;
  ASSERT_TRUE(auditor_->GetReceipt(&second, request, &by_identity).ok());
  EXPECT_EQ(by_index.receipt().SerializeAsString(), by_identity.receipt().SerializeAsString());

  const api::v1::Receipt& receipt = by_index.receipt();
  const tlog::Head head = VerifiedHead(served_, receipt.checkpoint());
  EXPECT_OK(merkle::VerifyInclusion(index, head.size,
                                    merkle::HashLeaf(receipt.prefix() + world_.Sign(event)),
                                    Hashes(receipt.inclusion_proof()), head.root));
}

TEST_F(LedgerServiceTest, GetReceiptRefusesWhatIsNoEvent) {
  const auto refused = [&](const api::v1::GetReceiptRequest& request) {
    grpc::ClientContext context;
    api::v1::GetReceiptResponse response;
    return ErrorOf(submitter_->GetReceipt(&context, request, &response));
  };
  api::v1::GetReceiptRequest request;
  EXPECT_EQ(refused(request).reason, Reason::kMissingField);
  request.set_index(1'000'000);
  EXPECT_EQ(refused(request).reason, Reason::kIndexOutOfRange);
  request.mutable_identity()->set_acting_authority(std::string(1000, 'a'));
  EXPECT_EQ(refused(request).field, "identity.acting_authority");
  request.mutable_identity()->set_acting_authority("post");
  request.mutable_identity()->set_event_id("short");
  EXPECT_EQ(refused(request).field, "identity.event_id");
  request.mutable_identity()->set_event_id(std::string(16, 'x'));
  EXPECT_EQ(refused(request).reason, Reason::kNotFound);
}

TEST_F(LedgerServiceTest, ReadEntriesPagesThroughTheLog) {
  const std::uint64_t size = served_.ledger().checkpoint()->head.size.value();
  std::uint64_t next = 0;
  std::vector<std::string> entries;
  while (next < size) {
    grpc::ClientContext context;
    api::v1::ReadEntriesRequest request;
    request.set_start(next);
    request.set_count(7);
    api::v1::ReadEntriesResponse response;
    ASSERT_TRUE(auditor_->ReadEntries(&context, request, &response).ok());
    ASSERT_LE(response.entries_size(), 7);
    ASSERT_GT(response.next(), next);
    EXPECT_EQ(response.tree_size(), size);
    for (const std::string& entry : response.entries()) entries.push_back(entry);
    next = response.next();
  }
  ASSERT_EQ(entries.size(), size);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i], served_.ledger().log().ReadEntry(LeafIndex(i)).value());
  }
  api::v1::ReadEntriesRequest past;
  past.set_start(size + 1);
  api::v1::ReadEntriesResponse response;
  EXPECT_EQ(ErrorOf(auditor_->ReadEntries(&context_, past, &response)).field, "start");
}

TEST_F(LedgerServiceTest, ReadStreamGivesTheIndicesOfOneSubject) {
  const LeafIndex index = served_.MustAppend(world_.OfficerRegistered("MA-1002"));
  api::v1::ReadStreamRequest request;
  request.set_stream("officer/MA-1002");
  api::v1::ReadStreamResponse response;
  ASSERT_TRUE(auditor_->ReadStream(&context_, request, &response).ok());
  ASSERT_EQ(response.indices_size(), 1);
  EXPECT_EQ(response.indices(0), index.value());
  EXPECT_EQ(response.next_revision(), 1u);
  EXPECT_TRUE(response.complete());

  request.set_stream("authority");
  request.set_count(2);
  grpc::ClientContext second;
  api::v1::ReadStreamResponse page;
  ASSERT_TRUE(auditor_->ReadStream(&second, request, &page).ok());
  EXPECT_EQ(page.indices_size(), 2);
  EXPECT_FALSE(page.complete());

  request.set_stream("officer/MA-9999");
  grpc::ClientContext third;
  EXPECT_EQ(ErrorOf(auditor_->ReadStream(&third, request, &page)).reason, Reason::kUnknownStream);
  request.set_stream("no stream");
  grpc::ClientContext fourth;
  EXPECT_EQ(ErrorOf(auditor_->ReadStream(&fourth, request, &page)).reason, Reason::kInvalidField);
}

TEST_F(LedgerServiceTest, SealedContentIsReadUntilItIsErased) {
  testing_support::CountingRandom random(3);
  const event::v1::SealedContent sealed =
      codec::Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random);
  event::v1::Event event = world_.OfficerRegistered("MA-1002");
  *event.mutable_header()->add_sealed_parts() = codec::CommitTo(sealed);
  api::v1::AppendRequest append;
  *append.mutable_submission() = served_.Submission(event);
  api::v1::SealedContent& content = *append.mutable_submission()->add_sealed();
  content.set_kind(static_cast<std::uint32_t>(sealed.kind()));
  content.set_salt(sealed.salt());
  content.set_content(sealed.content());
  api::v1::AppendResponse appended;
  const grpc::Status status = submitter_->Append(&context_, append, &appended);
  ASSERT_TRUE(status.ok()) << status.error_message();

  api::v1::ReadSealedRequest read;
  read.set_commitment(codec::CommitmentOf(sealed).ToBytes());
  grpc::ClientContext second;
  api::v1::ReadSealedResponse found;
  ASSERT_TRUE(auditor_->ReadSealed(&second, read, &found).ok());
  EXPECT_EQ(found.content().content(), "Rowan Example");

  api::v1::EraseSealedRequest erase;
  erase.set_commitment(read.commitment());
  grpc::ClientContext third;
  api::v1::EraseSealedResponse erased;
  ASSERT_TRUE(operator_->EraseSealed(&third, erase, &erased).ok());
  grpc::ClientContext fourth;
  EXPECT_EQ(ErrorOf(auditor_->ReadSealed(&fourth, read, &found)).reason, Reason::kNotFound);
  read.set_commitment("short");
  grpc::ClientContext fifth;
  EXPECT_EQ(ErrorOf(auditor_->ReadSealed(&fifth, read, &found)).field, "commitment");
}

TEST_F(LedgerServiceTest, UnknownKindOfSealedPartIsRefusedWithItsPath) {
  api::v1::AppendRequest request;
  *request.mutable_submission() = served_.Submission(world_.OfficerRegistered("MA-1002"));
  request.mutable_submission()->add_sealed()->set_kind(9999);
  api::v1::AppendResponse response;
  EXPECT_EQ(ErrorOf(submitter_->Append(&context_, request, &response)).field,
            "submission.sealed[0].kind");
}

TEST_F(LedgerServiceTest, ProofsVerifyAgainstTheCheckpoint) {
  api::v1::GetInclusionProofRequest request;
  request.set_index(5);
  api::v1::GetInclusionProofResponse inclusion;
  ASSERT_TRUE(submitter_->GetInclusionProof(&context_, request, &inclusion).ok());
  const tlog::Head head = VerifiedHead(served_, inclusion.checkpoint());
  EXPECT_EQ(inclusion.tree_size(), head.size.value());
  EXPECT_OK(merkle::VerifyInclusion(LeafIndex(5), head.size,
                                    LeafHash::FromBytes(inclusion.leaf_hash()).value(),
                                    Hashes(inclusion.proof()), head.root));

  api::v1::GetConsistencyProofRequest from_three;
  from_three.set_old_size(3);
  grpc::ClientContext second;
  api::v1::GetConsistencyProofResponse consistency;
  ASSERT_TRUE(auditor_->GetConsistencyProof(&second, from_three, &consistency).ok());
  EXPECT_EQ(consistency.new_size(), head.size.value());
  EXPECT_OK(
      merkle::VerifyConsistency({.old_size = TreeSize(3),
                                 .new_size = head.size,
                                 .old_root = served_.ledger().log().RootAt(TreeSize(3)).value(),
                                 .new_root = head.root},
                                Hashes(consistency.proof())));

  request.set_tree_size(1'000'000);
  grpc::ClientContext third;
  EXPECT_EQ(ErrorOf(submitter_->GetInclusionProof(&third, request, &inclusion)).reason,
            Reason::kIndexOutOfRange);
}

TEST_F(LedgerServiceTest, GetCheckpointAndLedgerDescribeWhatIsServed) {
  api::v1::GetCheckpointResponse checkpoint;
  ASSERT_TRUE(auditor_->GetCheckpoint(&context_, {}, &checkpoint).ok());
  const tlog::Head head = VerifiedHead(served_, checkpoint.checkpoint());
  grpc::ClientContext second;
  api::v1::GetLedgerResponse ledger;
  ASSERT_TRUE(auditor_->GetLedger(&second, {}, &ledger).ok());
  EXPECT_EQ(ledger.ledger_id(), world_.ledger_id().ToBytes());
  EXPECT_EQ(ledger.origin(), "ledger.example/test");
  EXPECT_EQ(ledger.state(), "SERVING");
  EXPECT_TRUE(ledger.simulated_time());
  EXPECT_EQ(ledger.tree_size(), head.size.value());
}

TEST_F(LedgerServiceTest, ConfirmClockTakesTheTrueTimeOnly) {
  api::v1::ConfirmClockRequest request;
  api::v1::ConfirmClockResponse response;
  EXPECT_EQ(ErrorOf(operator_->ConfirmClock(&context_, request, &response)).field, "true_time");
  *request.mutable_true_time() = codec::ToTimestamp(SystemClock().Now() - Duration::Days(1));
  grpc::ClientContext second;
  EXPECT_EQ(ErrorOf(operator_->ConfirmClock(&second, request, &response)).reason,
            Reason::kInvalidField);
  *request.mutable_true_time() = codec::ToTimestamp(SystemClock().Now());
  grpc::ClientContext third;
  EXPECT_TRUE(operator_->ConfirmClock(&third, request, &response).ok());
  EXPECT_TRUE(response.has_accepted_time());
}

}  // namespace
}  // namespace sworn::daemon
