// What an event refers to: officers, courses, offerings, memoranda, policies and targets.
#include <gtest/gtest.h>

#include "ledger/admission/decide.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using event::v1::Event;
using testing_support::GroupWork;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

class References : public ::testing::Test {
 protected:
  References() { world_.AddUsualRecords(); }

  void ExpectRefused(const Event& event, Reason reason, const std::string& field) {
    GroupWork work = world_.Begin();
    EXPECT_THAT(world_.Decide(work, event), IsErrorAt(reason, field));
    EXPECT_TRUE(work.group.empty());
    EXPECT_FALSE(work.view.changed());
  }

  LedgerWorld world_;
};

TEST_F(References, RefuseAnOfficerRegisteredTwice) {
  ExpectRefused(world_.OfficerRegistered("MA-1001"), Reason::kAlreadyRegistered, "header.subject");
  ExpectRefused(world_.OfficerRegistered("MA-1001", "clerk-birch"), Reason::kAlreadyRegistered,
                "header.subject");
}

TEST_F(References, RefuseAnUnknownOfficer) {
  ExpectRefused(world_.CompletionRecorded("MA-9", "nasro-basic", "basic-1"),
                Reason::kUnknownOfficer, "header.subject");
  ExpectRefused(world_.SroCertification("MA-9", event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED),
                Reason::kUnknownOfficer, "header.subject");
}

TEST_F(References, FindAnOfficerRegisteredInTheSameGroup) {
  GroupWork work = world_.Begin();
  ASSERT_OK(world_.Decide(work, world_.OfficerRegistered("MA-9")));
  EXPECT_OK(world_.Decide(work, world_.CompletionRecorded("MA-9", "nasro-basic", "basic-1")));
}

TEST_F(References, RefuseAnUnknownCourse) {
  ExpectRefused(world_.OfferingScheduled("basic-2", "no-such-course"), Reason::kUnknownCourse,
                "body.offering_scheduled.course");
  ExpectRefused(world_.CompletionRecorded("MA-1001", "no-such-course", ""), Reason::kUnknownCourse,
                "body.completion_recorded.course");
}

TEST_F(References, RefuseAnUnknownOffering) {
  ExpectRefused(world_.EnrollmentConfirmed("MA-1001", "no-such-offering"), Reason::kUnknownOffering,
                "body.enrollment_confirmed.offering");
  ExpectRefused(world_.CompletionRecorded("MA-1001", "nasro-basic", "no-such-offering"),
                Reason::kUnknownOffering, "body.completion_recorded.offering");
}

TEST_F(References, RefuseAnOfferingOfAnotherCourse) {
  world_.MustSubmit(world_.CourseApproved("two-day"));
  ExpectRefused(world_.CompletionRecorded("MA-1001", "two-day", "basic-1"),
                Reason::kUnknownOffering, "body.completion_recorded.offering");
}

TEST_F(References, TakeACompletionWithoutOffering) {
  EXPECT_OK(world_.Submit(world_.CompletionRecorded("MA-1001", "nasro-basic", "")));
}

TEST_F(References, FindCourseAndOfferingOfTheSameGroupAndForgetThemWithIt) {
  {
    GroupWork work = world_.Begin();
    ASSERT_OK(world_.Decide(work, world_.CourseApproved("two-day", "mptc")));
    ASSERT_OK(world_.Decide(work, world_.OfferingScheduled("two-day-1", "two-day")));
    ASSERT_OK(world_.Decide(work, world_.CompletionRecorded("MA-1001", "two-day", "two-day-1")));
  }
  // The dropped group's definitions must not live on in a cache.
  ExpectRefused(world_.CompletionRecorded("MA-1001", "two-day", ""), Reason::kUnknownCourse,
                "body.completion_recorded.course");
  world_.MustSubmit(world_.CourseApproved("two-day", "other-provider"));
  EXPECT_OK(world_.Submit(world_.CompletionRecorded("MA-1001", "two-day", "", "other-provider")));
}

TEST_F(References, RefuseIdentifiersThatAreTaken) {
  ExpectRefused(world_.CourseApproved("nasro-basic"), Reason::kAlreadyRegistered,
                "body.course_approved.course");
  ExpectRefused(world_.OfferingScheduled("basic-1", "nasro-basic"), Reason::kAlreadyRegistered,
                "body.offering_scheduled.offering");
  ExpectRefused(world_.MouSigned("mou-alder"), Reason::kAlreadyRegistered, "body.mou_signed.mou");
}

TEST_F(References, RefuseAnUnknownMemorandum) {
  ExpectRefused(world_.SroDesignated("MA-1001", "no-such-mou"), Reason::kUnknownMou,
                "body.sro_designated.mou");
  EXPECT_OK(world_.Submit(world_.SroDesignated("MA-1001", "mou-alder")));
  EXPECT_OK(world_.Submit(world_.SroDesignated("MA-1001", "")));
}

TEST_F(References, RecordAnOddActOfACompetentAuthority) {
  // A chief designates under another agency's memorandum: recorded, for the answer to flag.
  world_.MustSubmit(world_.OfficerRegistered("MA-2001", "clerk-birch"));
  EXPECT_OK(world_.Submit(world_.SroDesignated("MA-2001", "mou-alder", "chief-birch")));
}

TEST_F(References, RefuseAnUnknownProvider) {
  ExpectRefused(world_.CourseApproved("two-day", "nobody"), Reason::kUnknownAuthority,
                "body.course_approved.provider");
  ExpectRefused(world_.CourseApproved("two-day", "pd-alder"), Reason::kUnknownAuthority,
                "body.course_approved.provider");
}

TEST_F(References, RefuseAPolicyVersionPublishedTwice) {
  world_.MustSubmit(world_.PolicyPublished("ma-sro", 1));
  ExpectRefused(world_.PolicyPublished("ma-sro", 1), Reason::kAlreadyRegistered,
                "body.policy_published.version");
  EXPECT_OK(world_.Submit(world_.PolicyPublished("ma-sro", 2)));
}

TEST_F(References, RefuseToSupersedeAnUnknownPolicy) {
  world_.MustSubmit(world_.PolicyPublished("ma-sro", 1));
  Event event = world_.PolicyPublished("ma-sro", 2);
  event.mutable_body()->mutable_policy_published()->add_supersedes("ma-sro@1");
  event.mutable_body()->mutable_policy_published()->add_supersedes("ma-sro@7");
  ExpectRefused(event, Reason::kUnknownPolicy, "body.policy_published.supersedes[1]");
}

// --- Targets. ---

TEST_F(References, RefuseATargetThatIsNotThere) {
  const LeafIndex completion =
      world_.MustSubmit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1"));
  Event event = world_.CompletionVoided("MA-1001", completion);
  event.mutable_body()->mutable_completion_voided()->set_target_index(completion.value() + 1);
  ExpectRefused(event, Reason::kUnknownTarget, "body.completion_voided.target_index");
  event = world_.RecordVoided("MA-1001", completion, "mptc");
  event.mutable_body()->mutable_record_voided()->mutable_target()->set_event_id(
      std::string(16, 'x'));
  ExpectRefused(event, Reason::kUnknownTarget, "body.record_voided.target.event_id");
}

TEST_F(References, RefuseATargetOfAnotherKindOrSubject) {
  world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  const LeafIndex designation = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  ExpectRefused(world_.CompletionVoided("MA-1001", designation), Reason::kWrongTarget,
                "body.completion_voided.target_index");
  ExpectRefused(world_.RecordVoided("MA-1002", designation, "chief-alder"), Reason::kWrongTarget,
                "header.subject");
  ExpectRefused(world_.RecordVoided("MA-1001", LeafIndex(1), "director"), Reason::kWrongTarget,
                "body.record_voided.target.index");
}

TEST_F(References, RefuseToVoidWhatIsVoidedAndSayBy) {
  const LeafIndex completion =
      world_.MustSubmit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1"));
  const LeafIndex voided = world_.MustSubmit(world_.CompletionVoided("MA-1001", completion));
  ExpectRefused(world_.RecordVoided("MA-1001", completion, "mptc"), Reason::kWrongTarget,
                "body.record_voided.target.index");
  const Result<Decision> again = world_.Submit(world_.CompletionVoided("MA-1001", completion));
  ASSERT_THAT(again, IsErrorAt(Reason::kWrongTarget, "body.completion_voided.target_index"));
  EXPECT_THAT(again.error().message,
              ::testing::HasSubstr("was voided by entry " + ToString(voided)));
}

TEST_F(References, RefuseToVoidTwiceInOneGroup) {
  const LeafIndex completion =
      world_.MustSubmit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1"));
  const Event first = world_.CompletionVoided("MA-1001", completion);
  const Event second = world_.CompletionVoided("MA-1001", completion);
  GroupWork work = world_.Begin();
  ASSERT_OK(world_.Decide(work, first));
  EXPECT_THAT(world_.Decide(work, second), IsError(Reason::kWrongTarget));
  EXPECT_EQ(work.group.staged(), 1U);
}

TEST_F(References, FollowACorrectionToTheNextOfficer) {
  // The 2-Day of one officer was booked to another of the same name.
  world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  const LeafIndex completion =
      world_.MustSubmit(world_.CompletionRecorded("MA-1002", "nasro-basic", "basic-1"));
  Event event = world_.RecordCorrected("MA-1002", completion, "mptc");
  event.mutable_body()->mutable_record_corrected()->set_subject("MA-1001");
  const LeafIndex correction = world_.MustSubmit(event);

  // The first entry was replaced; the correction is about the other officer now.
  ExpectRefused(world_.RecordVoided("MA-1002", completion, "mptc"), Reason::kWrongTarget,
                "body.record_voided.target.index");
  ExpectRefused(world_.RecordVoided("MA-1002", correction, "mptc"), Reason::kWrongTarget,
                "header.subject");
  world_.MustSubmit(world_.CompletionVoided("MA-1001", correction));
  ExpectRefused(world_.RecordVoided("MA-1001", correction, "mptc"), Reason::kWrongTarget,
                "body.record_voided.target.index");
}

TEST_F(References, RefuseACorrectionToAnUnknownOfficerCourseOrKind) {
  const LeafIndex completion =
      world_.MustSubmit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1"));
  Event event = world_.RecordCorrected("MA-1001", completion, "mptc");
  event.mutable_body()->mutable_record_corrected()->set_subject("MA-9");
  ExpectRefused(event, Reason::kUnknownOfficer, "body.record_corrected.subject");

  event = world_.RecordCorrected("MA-1001", completion, "mptc");
  *event.mutable_body()->mutable_record_corrected()->mutable_body() =
      world_.CompletionRecorded("MA-1001", "no-such-course", "").body();
  ExpectRefused(event, Reason::kUnknownCourse,
                "body.record_corrected.body.completion_recorded.course");

  event = world_.RecordCorrected("MA-1001", completion, "director");
  *event.mutable_body()->mutable_record_corrected()->mutable_body() =
      world_.EnrollmentConfirmed("MA-1001", "basic-1").body();
  ExpectRefused(event, Reason::kWrongTarget, "body.record_corrected.body");
}

TEST_F(References, RefuseACorrectionOfWhatOthersRelyOn) {
  ASSERT_OK_AND_ASSIGN(const auto streams,
                       world_.log().ReadStream(*tlog::StreamName::Parse("course/nasro-basic"),
                                               Revision(0), 1, world_.size()));
  Event event = world_.RecordCorrected("", streams.front().index, "mptc");
  auto& correction = *event.mutable_body()->mutable_record_corrected();
  *correction.mutable_body() = world_.CourseApproved("nasro-basic").body();
  correction.mutable_target()->add_streams("course/nasro-basic");
  correction.mutable_body()->mutable_course_approved()->set_provider("other-provider");
  ExpectRefused(event, Reason::kWrongTarget, "body.record_corrected.body");
  correction.mutable_body()->mutable_course_approved()->set_provider("nasro");
  correction.mutable_body()->mutable_course_approved()->set_hours(41);
  const LeafIndex corrected = world_.MustSubmit(event);

  Event again = world_.RecordCorrected("", streams.front().index, "mptc");
  *again.mutable_body()->mutable_record_corrected()->mutable_body() = correction.body();
  again.mutable_body()->mutable_record_corrected()->mutable_target()->add_streams(
      "course/nasro-basic");
  const Result<Decision> refused = world_.Submit(again);
  ASSERT_THAT(refused, IsError(Reason::kWrongTarget));
  EXPECT_THAT(refused.error().message,
              ::testing::HasSubstr("was replaced by entry " + ToString(corrected)));
}

TEST_F(References, VoidARecordAboutNoOfficerWithinItsOwnStream) {
  ASSERT_OK_AND_ASSIGN(const auto streams,
                       world_.log().ReadStream(*tlog::StreamName::Parse("mou/mou-alder"),
                                               Revision(0), 1, world_.size()));
  const LeafIndex mou = streams.front().index;
  const auto voided = [&](std::string_view stream) {
    Event event = world_.NewEvent({"chief-alder", "superintendent"});
    auto& target = *event.mutable_body()->mutable_record_voided()->mutable_target();
    target.set_index(mou.value());
    target.set_event_id(world_.EventIdOf(mou));
    target.add_streams(std::string(stream));
    return event;
  };
  ExpectRefused(voided("school/birch-high"), Reason::kWrongTarget,
                "body.record_voided.target.streams[0]");
  ExpectRefused(voided("school/alder-high"), Reason::kWrongTarget,
                "body.record_voided.target.streams");
  EXPECT_OK(world_.Submit(voided("mou/mou-alder")));
  ExpectRefused(voided("mou/mou-alder"), Reason::kWrongTarget, "body.record_voided.target.index");
}

}  // namespace
}  // namespace sworn::admission
