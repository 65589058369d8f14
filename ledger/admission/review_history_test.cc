// What ends something must find it in the officer's stream.
#include <gtest/gtest.h>

#include "ledger/admission/decide.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using event::v1::Event;
using ::testing::HasSubstr;
using testing_support::GroupWork;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

constexpr char kConditionField[] = "body.condition_satisfied.condition";

class ReviewHistory : public ::testing::Test {
 protected:
  ReviewHistory() {
    world_.AddUsualRecords();
    world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  }

  Event ConditionalGrant(std::string_view officer, const std::vector<std::string>& conditions) {
    Event event = world_.SroCertification(
        officer, event::v1::SRO_CERTIFICATION_ACT_KIND_CONDITIONALLY_GRANTED);
    for (const std::string& condition : conditions) {
      auto& added = *event.mutable_body()->mutable_sro_certification()->add_conditions();
      added.set_condition(condition);
      added.set_text("Do what " + condition + " says.");
    }
    return event;
  }

  Event Satisfied(std::string_view officer, std::string_view condition) {
    Event event = world_.NewEvent({"division"}, officer);
    event.mutable_body()->mutable_condition_satisfied()->set_condition(std::string(condition));
    return event;
  }

  Event DesignationEnded(std::string_view officer, const std::vector<std::string>& schools = {},
                         std::string_view signer = "chief-alder") {
    Event event = world_.NewEvent({signer}, officer);
    auto& body = *event.mutable_body()->mutable_designation_ended();
    body.set_agency(event.header().acting_authority());
    for (const std::string& school : schools) body.add_schools(school);
    return event;
  }

  Event Corrected(std::string_view officer, LeafIndex target, std::string_view signer,
                  const event::v1::Body& body) {
    Event event = world_.RecordCorrected(officer, target, signer);
    *event.mutable_body()->mutable_record_corrected()->mutable_body() = body;
    return event;
  }

  void ExpectUnknown(const Event& event, const std::string& field) {
    GroupWork work = world_.Begin();
    EXPECT_THAT(world_.Decide(work, event), IsErrorAt(Reason::kUnknownTarget, field));
    EXPECT_TRUE(work.group.empty());
  }

  LedgerWorld world_;
};

TEST_F(ReviewHistory, ASatisfiedConditionMustHaveBeenSet) {
  ExpectUnknown(Satisfied("MA-1001", "basic-training"), kConditionField);
  world_.MustSubmit(ConditionalGrant("MA-1001", {"basic-training", "adolescent-health"}));
  ExpectUnknown(Satisfied("MA-1001", "basic-trainin"), kConditionField);
  ExpectUnknown(Satisfied("MA-1002", "basic-training"), kConditionField);
  EXPECT_OK(world_.Submit(Satisfied("MA-1001", "basic-training")));
  EXPECT_OK(world_.Submit(Satisfied("MA-1001", "adolescent-health")));
}

TEST_F(ReviewHistory, ARefusalNamesTheConditionsThatAreOpen) {
  Result<Decision> refused = world_.Submit(Satisfied("MA-1001", "first-aid"));
  ASSERT_THAT(refused, IsError(Reason::kUnknownTarget));
  EXPECT_THAT(refused.error().message, HasSubstr("none is open"));

  world_.MustSubmit(ConditionalGrant("MA-1001", {"basic-training", "adolescent-health"}));
  refused = world_.Submit(Satisfied("MA-1001", "first-aid"));
  ASSERT_THAT(refused, IsError(Reason::kUnknownTarget));
  EXPECT_THAT(refused.error().message, HasSubstr(R"(open: "basic-training", "adolescent-health")"));

  world_.MustSubmit(Satisfied("MA-1001", "basic-training"));
  refused = world_.Submit(Satisfied("MA-1001", "first-aid"));
  ASSERT_THAT(refused, IsError(Reason::kUnknownTarget));
  EXPECT_THAT(refused.error().message, HasSubstr("open: \"adolescent-health\": name"));
}

TEST_F(ReviewHistory, AConditionIsFoundInTheSameGroupAndBehindALaterGrant) {
  GroupWork work = world_.Begin();
  ASSERT_OK(world_.Decide(work, ConditionalGrant("MA-1001", {"basic-training"})));
  ASSERT_OK(world_.Decide(work, ConditionalGrant("MA-1001", {"first-aid"})));
  EXPECT_OK(world_.Decide(work, Satisfied("MA-1001", "basic-training")));
  EXPECT_OK(world_.Decide(work, Satisfied("MA-1001", "first-aid")));
}

TEST_F(ReviewHistory, ACorrectedGrantSetsTheConditionsOfItsCorrection) {
  const LeafIndex grant = world_.MustSubmit(ConditionalGrant("MA-1001", {"basic-training"}));
  const LeafIndex corrected = world_.MustSubmit(Corrected(
      "MA-1001", grant, "division", ConditionalGrant("MA-1001", {"adolescent-health"}).body()));
  ExpectUnknown(Satisfied("MA-1001", "basic-training"), kConditionField);
  EXPECT_OK(world_.Submit(Satisfied("MA-1001", "adolescent-health")));

  // Given to another officer, it is that one's; voided, nobody's.
  Event moved = world_.RecordCorrected("MA-1001", corrected, "division");
  moved.mutable_body()->mutable_record_corrected()->set_subject("MA-1002");
  const LeafIndex other = world_.MustSubmit(moved);
  ExpectUnknown(Satisfied("MA-1001", "adolescent-health"), kConditionField);
  EXPECT_OK(world_.Submit(Satisfied("MA-1002", "adolescent-health")));
  world_.MustSubmit(world_.RecordVoided("MA-1002", other, "division"));
  ExpectUnknown(Satisfied("MA-1002", "adolescent-health"), kConditionField);
}

TEST_F(ReviewHistory, ACorrectedSatisfactionMustNameAConditionToo) {
  world_.MustSubmit(ConditionalGrant("MA-1001", {"basic-training", "first-aid"}));
  const LeafIndex satisfied = world_.MustSubmit(Satisfied("MA-1001", "basic-training"));
  ExpectUnknown(Corrected("MA-1001", satisfied, "division", Satisfied("MA-1001", "nothing").body()),
                "body.record_corrected.body.condition_satisfied.condition");
  Event moved = world_.RecordCorrected("MA-1001", satisfied, "division");
  moved.mutable_body()->mutable_record_corrected()->set_subject("MA-1002");
  ExpectUnknown(moved, "body.record_corrected.subject");
  EXPECT_OK(world_.Submit(
      Corrected("MA-1001", satisfied, "division", Satisfied("MA-1001", "first-aid").body())));
}

TEST_F(ReviewHistory, ADesignationThatEndsMustHaveBeenMadeByThatAgency) {
  ExpectUnknown(DesignationEnded("MA-1001"), "body.designation_ended.agency");
  world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  ExpectUnknown(DesignationEnded("MA-1001", {}, "chief-birch"), "body.designation_ended.agency");
  ExpectUnknown(DesignationEnded("MA-1002"), "body.designation_ended.agency");
  EXPECT_OK(world_.Submit(DesignationEnded("MA-1001")));
}

TEST_F(ReviewHistory, ADesignationThatEndsMustHaveBeenToThoseSchools) {
  world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  const Result<Decision> refused =
      world_.Submit(DesignationEnded("MA-1001", {"alder-high", "alder-middle"}));
  ASSERT_THAT(refused, IsErrorAt(Reason::kUnknownTarget, "body.designation_ended.schools[1]"));
  EXPECT_THAT(refused.error().message, HasSubstr("to \"alder-high\", not to \"alder-middle\""));

  Event second = world_.SroDesignated("MA-1001", "mou-alder");
  second.mutable_body()->mutable_sro_designated()->set_schools(0, "alder-middle");
  world_.MustSubmit(second);
  EXPECT_OK(world_.Submit(DesignationEnded("MA-1001", {"alder-high", "alder-middle"})));
}

TEST_F(ReviewHistory, AVoidedOrCorrectedDesignationIsNotEnded) {
  const LeafIndex voided = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  world_.MustSubmit(world_.RecordVoided("MA-1001", voided, "chief-alder"));
  ExpectUnknown(DesignationEnded("MA-1001"), "body.designation_ended.agency");

  const LeafIndex corrected = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  event::v1::Body body = world_.SroDesignated("MA-1001", "mou-alder").body();
  body.mutable_sro_designated()->set_schools(0, "alder-middle");
  world_.MustSubmit(Corrected("MA-1001", corrected, "chief-alder", body));
  ExpectUnknown(DesignationEnded("MA-1001", {"alder-high"}), "body.designation_ended.schools[0]");
  EXPECT_OK(world_.Submit(DesignationEnded("MA-1001", {"alder-middle"})));
}

// A verifier asks at the entry's own position, of the log alone.
TEST_F(ReviewHistory, IsReadAgainAtTheEntrysOwnPosition) {
  const TreeSize before = world_.size();
  world_.MustSubmit(ConditionalGrant("MA-1001", {"basic-training"}));
  const TreeSize after = world_.size();
  ASSERT_OK_AND_ASSIGN(
      const PreparedEvent satisfied,
      world_.preparer().Prepare(world_.Sign(Satisfied("MA-1001", "basic-training"))));
  const AuthorityView view(world_.authority());
  LogRecords too_early(world_.log(), before);
  EXPECT_THAT(world_.decider().CheckAdmissible(satisfied, world_.now(), too_early, view),
              IsErrorAt(Reason::kUnknownTarget, kConditionField));
  LogRecords in_time(world_.log(), after);
  EXPECT_OK(world_.decider().CheckAdmissible(satisfied, world_.now(), in_time, view));
}

}  // namespace
}  // namespace sworn::admission
