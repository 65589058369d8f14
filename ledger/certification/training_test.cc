#include "ledger/certification/training.h"

#include <algorithm>

#include "ledger/certification/testing/case_builder.h"
#include "tests/support/result_matchers.h"

namespace sworn::certification::testing {
namespace {

using Result = RequirementResult;
using SroKind = SroCertificationAct::Kind;

CaseBuilder ServingOfficer() {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  officer.AddServingOfficer();
  return officer;
}

// The steps of the reasoning on one requirement, one after the other.
std::string Why(const Standing& standing, const std::string& requirement, std::uint32_t year) {
  std::string why;
  for (const RequirementStanding& one : standing.training) {
    if (one.requirement != requirement || one.training_year != year) continue;
    for (const Explanation& step : one.explanation.because) why += step.statement + "\n";
  }
  return why;
}

TEST(Training, OnlineDoesNotCountWhereAttendanceIsAsked) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("nasro-basic", 40, TrainingMode::kOnline), {.on = "2023-10-13"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kOutstanding);
  EXPECT_NE(Why(standing, "nasro-basic", 2024).find("taken online"), std::string::npos);
}

TEST(Training, ShortRunDoesNotCount) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("nasro-basic", 38), {.on = "2023-10-13"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kOutstanding);
  EXPECT_NE(Why(standing, "nasro-basic", 2024).find("it ran 38 hours"), std::string::npos);
}

TEST(Training, WithoutHoursCountsForThoseOfTheApprovedCourse) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("nasro-basic", 0), {.on = "2023-10-13"});
  EXPECT_EQ(ResultOf(officer.On("2024-01-10"), "nasro-basic", 2024), Result::kOutstanding);
  officer.AddShared(
      CourseApproved{"nasro-basic", "Basic", "nasro", 40, TrainingMode::kInPerson, {}, true},
      {.on = "2023-07-01", .recorded = "2023-10-14"});
  EXPECT_EQ(ResultOf(officer.On("2024-01-10"), "nasro-basic", 2024), Result::kSatisfied);
}

TEST(Training, EarlierCompletionNeedsAcadis) {
  CaseBuilder absent = ServingOfficer();
  absent.Add(Completion("nasro-basic", 40, TrainingMode::kInPerson, false), {.on = "2019-06-07"});
  EXPECT_EQ(ResultOf(absent.On("2024-01-10"), "nasro-basic", 2024), Result::kOutstanding);
  CaseBuilder present = ServingOfficer();
  present.Add(Completion("nasro-basic", 40), {.on = "2019-06-07"});
  EXPECT_EQ(ResultOf(present.On("2024-01-10"), "nasro-basic", 2024), Result::kSatisfied);
}

TEST(Training, YearlyHoursAddUpWithinTheYearApplied) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("mptc-general-in-service", 24), {.on = "2023-09-20"});
  CompletionRecorded other_year = Completion("mptc-general-in-service", 40);
  other_year.training_year = 2023;
  officer.Add(other_year, {.on = "2023-10-01"});
  const LeafIndex rest =
      officer.Add(Completion("mptc-general-in-service", 16), {.on = "2024-02-01"});
  EXPECT_EQ(ResultOf(officer.On("2024-01-31"), "general-in-service", 2024), Result::kOutstanding);
  const Standing standing = officer.On("2024-02-01");
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2024), Result::kSatisfied);
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2023), Result::kSatisfied);
  for (const RequirementStanding& one : standing.training) {
    if (one.requirement == "general-in-service" && one.training_year == 2024) {
      ASSERT_EQ(one.evidence.size(), 2U);
      EXPECT_EQ(one.evidence[1], rest);
      EXPECT_EQ(one.due_on, Day("2024-06-30"));
    }
  }
}

TEST(Training, IsOutstandingOnTheLastDayAndMissedOnTheNext) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  EXPECT_EQ(ResultOf(officer.On("2024-06-30"), "sro-in-service", 2024), Result::kOutstanding);
  const Standing missed = officer.On("2024-07-01");
  EXPECT_EQ(ResultOf(missed, "sro-in-service", 2024), Result::kMissed);
  EXPECT_NE(Why(missed, "sro-in-service", 2024).find("Until 2024-09-28"), std::string::npos);
  EXPECT_EQ(missed.sro_certificate.status, CertificateStatus::kCertified);
}

TEST(Training, OfThePreviousYearBindsOnlyWhoHeldTheCertificate) {
  const CaseBuilder officer = ServingOfficer();
  const Standing standing = officer.On("2024-07-01");
  EXPECT_EQ(ResultOf(standing, "sro-in-service", 2024), Result::kNotApplicable);
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2024), Result::kMissed);
}

TEST(Training, OfThePreviousYearThatDidNotBindIsNotShownAsMetLate) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2023), Result::kNotApplicable);
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kSatisfied);
}

TEST(Training, OfTheCurrentYearBindsWhoHoldsAppliedOrIsDesignated) {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  officer.Add(OfficerRegistered{"agency-1"}, {.on = "2022-01-03"});
  officer.Add(OfficerAct(OfficerCertificationAct::Kind::kGranted), {.on = "2022-01-03"});
  const Standing patrol = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(patrol, "nasro-basic", 2024), Result::kNotApplicable);
  EXPECT_EQ(ResultOf(patrol, "general-in-service", 2024), Result::kOutstanding);

  CaseBuilder applicant = officer;
  applicant.Add(SroApplicationSubmitted{"agency-1", true, true, true}, {.on = "2024-01-05"});
  EXPECT_EQ(ResultOf(applicant.On("2024-01-04"), "nasro-basic", 2024), Result::kNotApplicable);
  EXPECT_EQ(ResultOf(applicant.On("2024-01-10"), "nasro-basic", 2024), Result::kOutstanding);

  CaseBuilder holder = officer;
  holder.Add(SroAct(SroKind::kConditionallyGranted), {.on = "2024-01-05"});
  holder.Add(SroAct(SroKind::kTerminated), {.on = "2024-01-08"});
  EXPECT_EQ(ResultOf(holder.On("2024-01-10"), "nasro-basic", 2024), Result::kOutstanding);

  CaseBuilder designated = officer;
  designated.Add(SroDesignated{"agency-1", {"Lincoln"}, ""}, {.on = "2023-02-01"});
  EXPECT_EQ(ResultOf(designated.On("2024-01-10"), "nasro-basic", 2024), Result::kOutstanding);
  designated.Add(DesignationEnded{"agency-1", {}}, {.on = "2023-06-01"});
  EXPECT_EQ(ResultOf(designated.On("2024-01-10"), "nasro-basic", 2024), Result::kNotApplicable);
}

TEST(Training, DoesNotBindAnOfficerWhomNoEntryNames) {
  CaseBuilder nobody("T-100");
  nobody.PublishAll();
  const Standing standing = nobody.On("2024-01-10");
  for (const RequirementStanding& one : standing.training) {
    EXPECT_TRUE(one.result == Result::kNotApplicable || one.result == Result::kNotRequired ||
                one.result == Result::kUndetermined)
        << one.requirement;
  }
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2024), Result::kNotApplicable);
  EXPECT_NE(Why(standing, "general-in-service", 2024).find("No entry registers this officer"),
            std::string::npos);
}

TEST(Training, DoneBeforeTheYearBeganDoesNotMeetItsYearlyRequirement) {
  CaseBuilder officer = ServingOfficer();
  CompletionRecorded early = Completion("mptc-ty2024-sro-in-service", 16);
  early.training_year = 2024;
  officer.Add(early, {.on = "2022-11-02"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "sro-in-service", 2024), Result::kOutstanding);
  EXPECT_NE(Why(standing, "sro-in-service", 2024)
                .find("it was done before training year 2024 began on 2023-07-01"),
            std::string::npos);
}

TEST(Training, OneCourseOnOneDayCountsOnceWithTheMostHours) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("mptc-general-in-service", 16), {.on = "2023-09-20"});
  const LeafIndex more =
      officer.Add(Completion("mptc-general-in-service", 24), {.on = "2023-09-20"});
  officer.Add(Completion("mptc-general-in-service", 24), {.on = "2023-09-20"});
  CompletionRecorded other_year = Completion("mptc-general-in-service", 20);
  other_year.training_year = 2023;
  officer.Add(other_year, {.on = "2023-09-20"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2024), Result::kOutstanding);
  const std::string why = Why(standing, "general-in-service", 2024);
  EXPECT_NE(why.find("counts with 24 hours, 24 of 40"), std::string::npos) << why;
  EXPECT_NE(why.find("what was done once counts once"), std::string::npos) << why;
  for (const RequirementStanding& one : standing.training) {
    if (one.requirement != "general-in-service") continue;
    EXPECT_EQ(one.evidence,
              one.training_year == 2024 ? std::vector<LeafIndex>{more} : std::vector<LeafIndex>{});
  }
}

const Flag* FindFlag(const Standing& standing, Flag::Kind kind) {
  for (const Flag& flag : standing.flags) {
    if (flag.kind == kind) return &flag;
  }
  return nullptr;
}

TEST(Evidence, RecordedTwiceIsFlaggedWithBothEntries) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex first = officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  EXPECT_EQ(FindFlag(officer.On("2024-01-10"), Flag::Kind::kDuplicateEvidence), nullptr);
  const LeafIndex second = officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  const Standing standing = officer.On("2024-01-10");
  const Flag* flag = FindFlag(standing, Flag::Kind::kDuplicateEvidence);
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->evidence, (std::vector<LeafIndex>{first, second}));
  EXPECT_EQ(Name(flag->kind), "DUPLICATE_EVIDENCE");
}

TEST(Evidence, MadeUpAfterTheLastDayIsFlagged) {
  CaseBuilder officer = ServingOfficer();
  CompletionRecorded late = Completion("mptc-general-in-service", 40);
  late.training_year = 2024;
  const LeafIndex entry = officer.Add(late, {.on = "2024-10-21"});
  EXPECT_EQ(FindFlag(officer.On("2024-10-20"), Flag::Kind::kLateCompletion), nullptr);
  const Standing standing = officer.On("2024-10-21");
  EXPECT_EQ(ResultOf(standing, "general-in-service", 2024), Result::kSatisfied);
  const Flag* flag = FindFlag(standing, Flag::Kind::kLateCompletion);
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->evidence, std::vector<LeafIndex>{entry});
  EXPECT_EQ(FindFlag(standing, Flag::Kind::kTrainingGap), nullptr);
}

TEST(Evidence, ThatContradictsTheOfferingItNamesCountsAndIsFlagged) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex scheduled = officer.AddShared(
      OfferingScheduled{"lynnfield", "nasro-basic", "Lynnfield", Day("2023-10-09"),
                        Day("2023-10-13"), TrainingMode::kInPerson},
      {.on = "2023-09-15"});
  CaseBuilder agreeing = officer;
  CompletionRecorded completion = Completion("nasro-basic", 40);
  completion.offering = "lynnfield";
  agreeing.Add(completion, {.on = "2023-10-13"});
  EXPECT_EQ(FindFlag(agreeing.On("2024-01-10"), Flag::Kind::kContradictoryEvidence), nullptr);
  const LeafIndex entry = officer.Add(completion, {.on = "2023-10-14"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kSatisfied);
  const Flag* flag = FindFlag(standing, Flag::Kind::kContradictoryEvidence);
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->evidence, (std::vector<LeafIndex>{scheduled, entry}));
  EXPECT_NE(flag->text.find("was held from 2023-10-09 to 2023-10-13"), std::string::npos);
}

TEST(Evidence, RecordedLateSaysWhichActsAndIsOneFlagForEachKind) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex basic =
      officer.Add(Completion("nasro-basic", 40), {.on = "2023-08-28", .recorded = "2023-10-02"});
  const LeafIndex general = officer.Add(Completion("mptc-general-in-service", 40),
                                        {.on = "2023-09-01", .recorded = "2023-10-02"});
  const Standing standing = officer.On("2024-01-10");
  const Flag* flag = FindFlag(standing, Flag::Kind::kLateEvidence);
  ASSERT_NE(flag, nullptr);
  EXPECT_EQ(flag->evidence, (std::vector<LeafIndex>{basic, general}));
  EXPECT_EQ(flag->text,
            "The completion of nasro-basic on 2023-08-28 was recorded on 2023-10-02. "
            "The completion of mptc-general-in-service on 2023-09-01 was recorded on 2023-10-02.");
  EXPECT_EQ(std::count_if(standing.flags.begin(), standing.flags.end(),
                          [](const Flag& one) { return one.kind == Flag::Kind::kLateEvidence; }),
            1);
}

TEST(Training, OfAYearThatTheSourcesLeaveOpenIsUndetermined) {
  const CaseBuilder officer = ServingOfficer();
  EXPECT_EQ(ResultOf(officer.On("2023-01-10"), "sro-in-service", 2023), Result::kUndetermined);
  EXPECT_EQ(ResultOf(officer.On("2025-01-10"), "nasro-basic", 2025), Result::kUndetermined);
}

TEST(Training, VoidedCompletionCountsUntilItsVoiding) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex basic = officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  const LeafIndex voiding = officer.Add(CompletionVoided{basic}, {.on = "2024-01-05"});
  EXPECT_EQ(ResultOf(officer.On("2024-02-01", "2024-01-04"), "nasro-basic", 2024),
            Result::kSatisfied);
  const Standing standing = officer.On("2024-02-01");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kOutstanding);
  EXPECT_NE(Why(standing, "nasro-basic", 2024).find("was voided by entry " + ToString(voiding)),
            std::string::npos);
}

TEST(Training, EnrolmentIsNotCompletion) {
  CaseBuilder officer = ServingOfficer();
  officer.AddShared(OfferingScheduled{"plymouth", "nasro-basic", "Plymouth", Day("2024-02-05"),
                                      Day("2024-02-09"), TrainingMode::kInPerson},
                    {.on = "2023-09-15"});
  officer.Add(EnrollmentConfirmed{"plymouth"}, {.on = "2023-12-20"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), Result::kOutstanding);
  EXPECT_NE(Why(standing, "nasro-basic", 2024).find("enrolment is not completion"),
            std::string::npos);
}

TEST(TrainingYear, RunsFromJulyToJune) {
  EXPECT_EQ(TrainingYearOf(Day("2023-06-30")), 2023U);
  EXPECT_EQ(TrainingYearOf(Day("2023-07-01")), 2024U);
}

}  // namespace
}  // namespace sworn::certification::testing
