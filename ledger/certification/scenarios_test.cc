// The worked scenarios of the domain, as law: dates, events, the standing that follows. Default:
// the officer is certified throughout, designated and under a memorandum from 2023-09-01.
#include "ledger/certification/testing/case_builder.h"
#include "tests/support/result_matchers.h"

namespace sworn::certification::testing {
namespace {

using OfficerKind = OfficerCertificationAct::Kind;
using SroKind = SroCertificationAct::Kind;
using Status = CertificateStatus;

CaseBuilder ServingOfficer() {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  officer.AddServingOfficer();
  return officer;
}

void ExpectSro(const Standing& standing, Status status, Answer eligible) {
  EXPECT_EQ(Name(standing.sro_certificate.status), Name(status)) << standing.as_of.ToString();
  EXPECT_EQ(Name(standing.eligible), Name(eligible)) << standing.as_of.ToString();
}

const DeadlineStanding* FindDeadline(const Standing& standing, const std::string& action) {
  for (const DeadlineStanding& deadline : standing.deadlines) {
    if (deadline.action == action) return &deadline;
  }
  return nullptr;
}

TEST(Scenario, PlainCertificateRunsFromItsEffectiveDateForThreeYears) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  officer.Add(Completion("mptc-ty2024-sro-in-service", 14), {.on = "2023-11-02"});
  officer.Add(SroApplicationSubmitted{"agency-1", true, true, true}, {.on = "2023-11-06"});
  const LeafIndex grant =
      officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-17", .from = "2023-11-20"});

  ExpectSro(officer.On("2023-11-05"), Status::kNone, Answer::kNo);
  ExpectSro(officer.On("2023-11-19"), Status::kApplied, Answer::kNo);
  const Standing granted = officer.On("2023-11-20");
  ExpectSro(granted, Status::kCertified, Answer::kYes);
  EXPECT_EQ(granted.sro_certificate.evidence, std::vector<LeafIndex>{grant});
  EXPECT_EQ(granted.sro_certificate.since, Day("2023-11-20"));
  EXPECT_EQ(granted.sro_certificate.until, Day("2026-11-20"));
  EXPECT_EQ(granted.sro_certificate.expires_on, Day("2026-11-20"));
  EXPECT_EQ(ResultOf(granted, "nasro-basic", 2024), RequirementResult::kSatisfied);
  EXPECT_EQ(ResultOf(granted, "sro-in-service", 2024), RequirementResult::kSatisfied);
  EXPECT_EQ(ResultOf(granted, "adolescent-mental-health", 2024), RequirementResult::kNotRequired);
  EXPECT_EQ(ResultOf(granted, "adolescent-mental-health", 2023), RequirementResult::kNotApplicable);
  ExpectSro(officer.On("2026-11-19"), Status::kCertified, Answer::kYes);
  const Standing expired = officer.On("2026-11-20");
  ExpectSro(expired, Status::kExpired, Answer::kNo);
  EXPECT_TRUE(HasFlag(expired, Flag::Kind::kDerived));
}

TEST(Scenario, LateEntryProvesTrainingFromItsRecordingAndRestoresNothing) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(Completion("mptc-ty2024-sro-in-service", 14), {.on = "2023-11-02"});
  officer.Add(SroApplicationSubmitted{"agency-1", true, true, true}, {.on = "2023-11-06"});
  officer.Add(SroAct(SroKind::kDeclined), {.on = "2024-01-16"});
  officer.Add(Completion("nasro-basic", 40), {.on = "2023-12-08", .recorded = "2024-01-22"});

  EXPECT_EQ(ResultOf(officer.On("2023-12-31", "2024-01-10"), "nasro-basic", 2024),
            RequirementResult::kOutstanding);
  const Standing later = officer.On("2023-12-31", "2024-02-01");
  EXPECT_EQ(ResultOf(later, "nasro-basic", 2024), RequirementResult::kSatisfied);
  EXPECT_TRUE(HasFlag(later, Flag::Kind::kLateEvidence));
  ExpectSro(officer.On("2024-02-01"), Status::kDeclined, Answer::kNo);
}

TEST(Scenario, ConditionalCertificateIsClearedByTheDivision) {
  CaseBuilder officer = ServingOfficer();
  officer.AddShared(
      OfferingScheduled{"basic-plymouth", "nasro-basic", "Plymouth", Day("2024-02-05"),
                        Day("2024-02-09"), TrainingMode::kInPerson},
      {.on = "2023-09-15"});
  officer.Add(EnrollmentConfirmed{"basic-plymouth"}, {.on = "2023-12-20"});
  SroCertificationAct conditional = SroAct(SroKind::kConditionallyGranted);
  conditional.conditions = {{"basic-training", "Complete NASRO Basic.", std::nullopt}};
  officer.Add(conditional, {.on = "2024-01-02"});
  officer.Add(Completion("nasro-basic", 40), {.on = "2024-02-09", .recorded = "2024-02-12"});
  officer.Add(ConditionSatisfied{"basic-training"}, {.on = "2024-02-20"});

  const Standing waiting = officer.On("2024-01-15");
  ExpectSro(waiting, Status::kConditional, Answer::kYes);
  ASSERT_EQ(waiting.conditions.size(), 1U);
  EXPECT_EQ(waiting.conditions[0].due_on, Day("2024-04-01"));
  EXPECT_EQ(waiting.conditions[0].satisfied_on, std::nullopt);
  EXPECT_EQ(ResultOf(waiting, "nasro-basic", 2024), RequirementResult::kOutstanding);
  ExpectSro(officer.On("2024-02-15"), Status::kConditional, Answer::kYes);
  const Standing cleared = officer.On("2024-02-20");
  ExpectSro(cleared, Status::kCertified, Answer::kYes);
  EXPECT_EQ(cleared.conditions[0].satisfied_on, Day("2024-02-20"));
  EXPECT_EQ(cleared.sro_certificate.expires_on, Day("2027-01-02"));

  // Had it not been cleared, the missed day would change no status.
  const Standing overdue = officer.On("2024-04-02", "2024-02-12");
  ExpectSro(overdue, Status::kConditional, Answer::kYes);
  EXPECT_EQ(overdue.overlays, std::vector<Overlay>{Overlay::kConditionOverdue});
  EXPECT_TRUE(HasFlag(overdue, Flag::Kind::kConditionOverdue));
  EXPECT_TRUE(officer.On("2024-04-01", "2024-02-12").overlays.empty());
}

TEST(Scenario, FelonyArrestSuspendsBothCertificatesOnceKnown) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex grant = officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const LeafIndex suspension = officer.Add(OfficerAct(OfficerKind::kSuspended),
                                           {.on = "2024-03-15", .recorded = "2024-03-18"});

  ExpectSro(officer.On("2024-03-14"), Status::kCertified, Answer::kYes);
  ExpectSro(officer.On("2024-03-15", "2024-03-15"), Status::kCertified, Answer::kYes);
  const Standing known = officer.On("2024-03-15", "2024-03-18");
  ExpectSro(known, Status::kSuspended, Answer::kNo);
  EXPECT_EQ(known.officer_certificate.status, Status::kSuspended);
  EXPECT_EQ(known.sro_certificate.evidence[0], LeafIndex(4));
  EXPECT_EQ(known.sro_certificate.evidence.back(), suspension);
  EXPECT_NE(std::find(known.sro_certificate.evidence.begin(), known.sro_certificate.evidence.end(),
                      grant),
            known.sro_certificate.evidence.end());
  EXPECT_TRUE(HasFlag(known, Flag::Kind::kDerived));
  const auto* hearing = FindDeadline(known, "request a hearing on the suspension");
  ASSERT_NE(hearing, nullptr);
  EXPECT_EQ(hearing->last_day, Day("2024-03-20"));
}

TEST(Scenario, MissedInServiceTrainingChangesNothingUntilAnOrder) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(OfficerAct(OfficerKind::kAdministrativelySuspended), {.on = "2024-10-07"});
  CompletionRecorded make_up = Completion("mptc-general-in-service", 40);
  make_up.training_year = 2024;
  officer.Add(make_up, {.on = "2024-10-21"});
  officer.Add(OfficerAct(OfficerKind::kSuspensionLifted), {.on = "2024-10-24"});

  const Standing gap = officer.On("2024-10-02");
  ExpectSro(gap, Status::kCertified, Answer::kYes);
  EXPECT_EQ(ResultOf(gap, "general-in-service", 2024), RequirementResult::kMissed);
  EXPECT_TRUE(HasFlag(gap, Flag::Kind::kTrainingGap));
  EXPECT_EQ(ResultOf(gap, "general-in-service", 2025), RequirementResult::kUndetermined);
  EXPECT_TRUE(HasFlag(gap, Flag::Kind::kNoPolicy));
  ExpectSro(officer.On("2024-10-10"), Status::kSuspended, Answer::kNo);
  const Standing trained = officer.On("2024-10-22");
  ExpectSro(trained, Status::kSuspended, Answer::kNo);
  EXPECT_EQ(ResultOf(trained, "general-in-service", 2024), RequirementResult::kSatisfied);
  ExpectSro(officer.On("2024-10-24"), Status::kCertified, Answer::kYes);
}

TEST(Scenario, VacatedCertificateCountsUntilTheVacatur) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-10"});
  // An order that names an earlier day cannot take back what the holder is deemed to have had.
  officer.Add(SroAct(SroKind::kVacated), {.on = "2024-05-06", .from = "2024-01-10"});

  const Standing before = officer.On("2024-03-01", "2024-06-01");
  ExpectSro(before, Status::kCertified, Answer::kYes);
  EXPECT_TRUE(HasFlag(before, Flag::Kind::kDeemedCertified));
  EXPECT_FALSE(HasFlag(officer.On("2024-03-01", "2024-04-01"), Flag::Kind::kDeemedCertified));
  ExpectSro(officer.On("2024-05-06"), Status::kVacated, Answer::kNo);
  ExpectSro(officer.On("2024-05-07"), Status::kVacated, Answer::kNo);
}

TEST(Scenario, RetroactiveGrantCountsOnceDecided) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroApplicationSubmitted{"agency-1", true, true, true}, {.on = "2023-11-06"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-02-14", .from = "2023-12-01"});

  ExpectSro(officer.On("2024-01-05", "2024-01-31"), Status::kApplied, Answer::kNo);
  const Standing later = officer.On("2024-01-05", "2024-02-15");
  ExpectSro(later, Status::kCertified, Answer::kYes);
  EXPECT_TRUE(HasFlag(later, Flag::Kind::kRetroactive));
  EXPECT_EQ(later.sro_certificate.expires_on, Day("2026-12-01"));
  bool both_shown = false;
  for (const Explanation& step : later.sro_certificate.explanation.because) {
    both_shown = both_shown || step.statement.find("would be: applied for") != std::string::npos;
  }
  EXPECT_TRUE(both_shown);
  EXPECT_FALSE(HasFlag(officer.On("2024-02-14"), Flag::Kind::kRetroactive));
}

TEST(Scenario, CompletionBookedToANamesakeIsCorrected) {
  CaseBuilder namesake("T-200");
  namesake.PublishAll();
  namesake.AddServingOfficer();
  CaseBuilder officer = ServingOfficer();
  const CompletionRecorded booked = Completion("mptc-ty2024-sro-in-service", 14);
  const LeafIndex wrong = namesake.Add(booked, {.on = "2024-03-13"});
  const RecordCorrected correction{
      wrong, "T-200", {"T-100", Day("2024-03-13"), Day("2024-03-13"), std::nullopt, booked}};
  // The correction stands in both streams at one index; the completion in the namesake's alone.
  officer.Add(OfficerRegistered{"agency-1"}, {.on = "2024-03-13"});
  const When when{.on = "2024-05-02", .recorded = "2024-05-02", .subject = "T-200"};
  ASSERT_EQ(namesake.Add(correction, when), officer.Add(correction, when));

  EXPECT_EQ(ResultOf(namesake.On("2024-04-01", "2024-04-01"), "sro-in-service", 2024),
            RequirementResult::kSatisfied);
  EXPECT_EQ(ResultOf(officer.On("2024-04-01", "2024-04-01"), "sro-in-service", 2024),
            RequirementResult::kOutstanding);
  const Standing corrected = namesake.On("2024-04-01", "2024-05-03");
  EXPECT_EQ(ResultOf(corrected, "sro-in-service", 2024), RequirementResult::kOutstanding);
  EXPECT_TRUE(HasFlag(corrected, Flag::Kind::kEvidenceCorrected));
  const Standing right = officer.On("2024-04-01", "2024-05-03");
  EXPECT_EQ(ResultOf(right, "sro-in-service", 2024), RequirementResult::kSatisfied);
  EXPECT_EQ(ResultOf(officer.On("2024-03-12"), "sro-in-service", 2024),
            RequirementResult::kOutstanding);
}

TEST(Scenario, PetitionIsDueTwentyOneDaysAfterService) {
  CaseBuilder officer = ServingOfficer();
  SroCertificationAct declined = SroAct(SroKind::kDeclined);
  declined.served_on = Day("2024-01-16");
  officer.Add(declined, {.on = "2024-01-16"});
  const Standing standing = officer.On("2024-02-06");
  const auto* petition = FindDeadline(standing, "petition the Executive Director");
  ASSERT_NE(petition, nullptr);
  EXPECT_EQ(petition->last_day, Day("2024-02-06"));
  EXPECT_EQ(petition->rule.certainty, Certainty::kAnalogy);
  EXPECT_EQ(FindDeadline(officer.On("2024-01-15"), "petition the Executive Director"), nullptr);
  EXPECT_EQ(FindDeadline(officer.On("2024-02-07"), "petition the Executive Director"), nullptr);
}

TEST(Scenario, HolderEndsTheCertificateOnRequestAndMayBeGrantedAnother) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(SroAct(SroKind::kTerminated), {.on = "2024-03-04"});
  officer.Add(SroApplicationSubmitted{"agency-1", true, true, true}, {.on = "2024-04-01"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-05-01"});
  ExpectSro(officer.On("2024-03-03"), Status::kCertified, Answer::kYes);
  ExpectSro(officer.On("2024-03-05"), Status::kTerminated, Answer::kNo);
  ExpectSro(officer.On("2024-04-15"), Status::kTerminated, Answer::kNo);
  ExpectSro(officer.On("2024-05-01"), Status::kCertified, Answer::kYes);
}

}  // namespace
}  // namespace sworn::certification::testing
