#include "ledger/certification/evaluate.h"

#include <algorithm>

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

Status SroOn(const CaseBuilder& officer, const std::string& day) {
  return officer.On(day).sro_certificate.status;
}

TEST(Expiry, OfALeapDayFallsOnTheFirstOfMarch) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-02-29"});
  EXPECT_EQ(SroOn(officer, "2027-02-28"), Status::kCertified);
  EXPECT_EQ(SroOn(officer, "2027-03-01"), Status::kExpired);
}

TEST(Expiry, NamedByTheGrantGoesBeforeThePolicysTerm) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-10", .to = "2025-01-01"});
  EXPECT_EQ(SroOn(officer, "2024-12-31"), Status::kCertified);
  EXPECT_EQ(SroOn(officer, "2025-01-01"), Status::kExpired);
}

TEST(Expiry, IsFollowedByANewCertificateWithoutAGap) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2026-11-01", .from = "2026-11-20"});
  const Standing standing = officer.On("2026-11-20");
  EXPECT_EQ(standing.sro_certificate.status, Status::kCertified);
  EXPECT_EQ(standing.sro_certificate.since, Day("2023-11-20"));
  EXPECT_EQ(standing.sro_certificate.expires_on, Day("2029-11-20"));
}

TEST(SameDay, ActsPrevailByThePolicysPrecedence) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kTerminated), {.on = "2024-01-10"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-10"});
  EXPECT_EQ(SroOn(officer, "2024-01-10"), Status::kTerminated);
  EXPECT_EQ(SroOn(officer, "2024-01-11"), Status::kTerminated);
}

TEST(SameDay, ALiftingFollowsTheSuspensionThatStoodBeforeIt) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-10"});
  officer.Add(SroAct(SroKind::kSuspended), {.on = "2024-02-01"});
  officer.Add(SroAct(SroKind::kSuspensionLifted), {.on = "2024-02-01"});
  EXPECT_EQ(SroOn(officer, "2024-02-01"), Status::kCertified);
  officer.Add(SroAct(SroKind::kSuspended), {.on = "2024-02-01"});
  EXPECT_EQ(SroOn(officer, "2024-02-01"), Status::kSuspended);
}

TEST(Suspension, LiftedAfterTheTermReturnsToExpired) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(SroAct(SroKind::kSuspended), {.on = "2026-10-01"});
  officer.Add(SroAct(SroKind::kSuspensionLifted), {.on = "2027-02-01"});
  EXPECT_EQ(SroOn(officer, "2026-11-19"), Status::kSuspended);
  EXPECT_EQ(SroOn(officer, "2026-11-20"), Status::kExpired);
  EXPECT_EQ(SroOn(officer, "2027-02-01"), Status::kExpired);
}

TEST(Suspension, OutlivesAGrantAndSaysSo) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(SroAct(SroKind::kSuspended), {.on = "2024-01-10"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-02-01"});
  const Standing standing = officer.On("2024-02-02");
  EXPECT_EQ(standing.sro_certificate.status, Status::kSuspended);
  EXPECT_TRUE(HasFlag(standing, Flag::Kind::kActByUnusualOrder));
}

TEST(Revocation, OfTheOfficerRevokesTheSroCertificateForGood) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(OfficerAct(OfficerKind::kRevoked), {.on = "2024-05-01"});
  officer.Add(OfficerAct(OfficerKind::kGranted), {.on = "2025-05-01"});
  EXPECT_EQ(SroOn(officer, "2024-04-30"), Status::kCertified);
  const Standing revoked = officer.On("2024-05-01");
  EXPECT_EQ(revoked.sro_certificate.status, Status::kRevoked);
  EXPECT_TRUE(HasFlag(revoked, Flag::Kind::kDerived));
  const Standing later = officer.On("2025-05-01");
  EXPECT_EQ(later.officer_certificate.status, Status::kCertified);
  EXPECT_EQ(later.sro_certificate.status, Status::kRevoked);
  EXPECT_TRUE(HasFlag(later, Flag::Kind::kActByUnusualOrder));
}

TEST(Suspension, OfTheOfficerOutlivesTheExpiryOfTheOfficersCertificate) {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  officer.Add(OfficerRegistered{"agency-1"}, {.on = "2022-01-03"});
  officer.Add(OfficerAct(OfficerKind::kGranted), {.on = "2022-01-03", .to = "2024-07-01"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const LeafIndex order = officer.Add(OfficerAct(OfficerKind::kSuspended), {.on = "2024-05-01"});
  officer.Add(OfficerAct(OfficerKind::kSuspensionLifted), {.on = "2024-09-01"});
  EXPECT_EQ(SroOn(officer, "2024-06-30"), Status::kSuspended);
  const Standing expired = officer.On("2024-07-01");
  EXPECT_EQ(expired.officer_certificate.status, Status::kExpired);
  EXPECT_EQ(expired.sro_certificate.status, Status::kSuspended);
  EXPECT_EQ(expired.sro_certificate.since, Day("2024-05-01"));
  EXPECT_EQ(expired.sro_certificate.until, Day("2024-09-01"));
  EXPECT_NE(std::count(expired.sro_certificate.evidence.begin(),
                       expired.sro_certificate.evidence.end(), order),
            0);
  const auto derived =
      std::find_if(expired.flags.begin(), expired.flags.end(), [](const Flag& flag) {
        return flag.text.find("suspension stands although it shows as expired") !=
               std::string::npos;
      });
  EXPECT_NE(derived, expired.flags.end());
  EXPECT_EQ(SroOn(officer, "2024-09-01"), Status::kCertified);
}

TEST(Revocation, OfTheOfficerStandsBehindARecordedExpiry) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(OfficerAct(OfficerKind::kRevoked), {.on = "2024-02-01"});
  officer.Add(OfficerAct(OfficerKind::kExpired), {.on = "2024-03-01"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-04-01"});
  EXPECT_EQ(SroOn(officer, "2024-04-01"), Status::kRevoked);
}

TEST(None, BeforeTheFirstActHasNoFirstDay) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const Standing standing = officer.On("2023-11-19");
  EXPECT_EQ(standing.sro_certificate.status, Status::kNone);
  EXPECT_EQ(standing.sro_certificate.since, std::nullopt);
  EXPECT_EQ(standing.sro_certificate.until, Day("2023-11-20"));
}

bool HasDeadline(const Standing& standing, const std::string& action, const std::string& day) {
  return std::any_of(standing.deadlines.begin(), standing.deadlines.end(),
                     [&](const DeadlineStanding& one) {
                       return one.action == action && one.last_day == Day(day);
                     });
}

TEST(Decline, IsUnderReviewWhileThePetitionIsOpen) {
  CaseBuilder officer = ServingOfficer();
  SroCertificationAct decline = SroAct(SroKind::kDeclined);
  CaseBuilder unserved = officer;
  unserved.Add(decline, {.on = "2024-01-16"});
  EXPECT_TRUE(unserved.On("2024-01-20").overlays.empty());
  decline.served_on = Day("2024-01-16");
  const LeafIndex entry = officer.Add(decline, {.on = "2024-01-16"});
  const Standing open = officer.On("2024-02-06");
  EXPECT_EQ(open.overlays, std::vector<Overlay>{Overlay::kUnderReview});
  EXPECT_EQ(Name(open.overlays[0]), "UNDER_REVIEW");
  EXPECT_FALSE(HasFlag(open, Flag::Kind::kConditionOverdue));
  const Explanation& step = open.sro_certificate.explanation.because.back();
  ASSERT_TRUE(step.rule.has_value());
  EXPECT_EQ(step.rule->citation, "555 CMR 8.06(3)");
  EXPECT_EQ(step.rule->certainty, Certainty::kInference);
  EXPECT_EQ(step.evidence, std::vector<LeafIndex>{entry});
  EXPECT_TRUE(officer.On("2024-02-07").overlays.empty());
}

TEST(Deadline, OfADecisionEndsWithTheGrantThatAnswersIt) {
  CaseBuilder officer = ServingOfficer();
  SroCertificationAct decline = SroAct(SroKind::kDeclined);
  decline.served_on = Day("2024-01-16");
  officer.Add(decline, {.on = "2024-01-16"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-25"});
  EXPECT_TRUE(
      HasDeadline(officer.On("2024-01-24"), "petition the Executive Director", "2024-02-06"));
  EXPECT_FALSE(
      HasDeadline(officer.On("2024-01-25"), "petition the Executive Director", "2024-02-06"));
}

TEST(Deadline, OfAHearingEndsWithTheLiftingAndWithItsLastDay) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(OfficerAct(OfficerKind::kSuspended), {.on = "2024-03-15"});
  const std::string action = "request a hearing on the suspension";
  EXPECT_TRUE(HasDeadline(officer.On("2024-03-20"), action, "2024-03-20"));
  EXPECT_FALSE(HasDeadline(officer.On("2024-03-21"), action, "2024-03-20"));
  officer.Add(OfficerAct(OfficerKind::kSuspensionLifted), {.on = "2024-03-18"});
  EXPECT_TRUE(HasDeadline(officer.On("2024-03-17"), action, "2024-03-20"));
  EXPECT_FALSE(HasDeadline(officer.On("2024-03-18"), action, "2024-03-20"));
}

TEST(Deadline, IsTheEndOfGraceOfTrainingThatIsNotMet) {
  CaseBuilder officer = ServingOfficer();
  CompletionRecorded late = Completion("mptc-general-in-service", 40);
  late.training_year = 2024;
  officer.Add(late, {.on = "2024-09-20"});
  const std::string action =
      "make up General in-service training of training year 2024: end of grace";
  EXPECT_TRUE(HasDeadline(officer.On("2024-01-10"), action, "2024-09-28"));
  EXPECT_TRUE(HasDeadline(officer.On("2024-09-19"), action, "2024-09-28"));
  EXPECT_FALSE(HasDeadline(officer.On("2024-09-20"), action, "2024-09-28"));
  EXPECT_TRUE(HasDeadline(ServingOfficer().On("2024-09-28"), action, "2024-09-28"));
  EXPECT_FALSE(HasDeadline(ServingOfficer().On("2024-09-29"), action, "2024-09-28"));
}

TEST(Grant, WithoutAnOfficersCertificateIsRecordedAndFlagged) {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  officer.Add(OfficerRegistered{"agency-1"}, {.on = "2023-01-03"});
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-01-10"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(standing.sro_certificate.status, Status::kCertified);
  EXPECT_EQ(standing.officer_certificate.status, Status::kNone);
  EXPECT_EQ(standing.eligible, Answer::kNo);
  EXPECT_TRUE(HasFlag(standing, Flag::Kind::kActByUnusualOrder));
}

TEST(Grant, RestingOnACompletionVoidedLaterIsFlagged) {
  CaseBuilder officer = ServingOfficer();
  const LeafIndex basic = officer.Add(Completion("nasro-basic", 40), {.on = "2023-10-13"});
  const LeafIndex grant = officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const LeafIndex voiding = officer.Add(CompletionVoided{basic}, {.on = "2024-02-01"});
  EXPECT_FALSE(HasFlag(officer.On("2024-01-10", "2024-01-31"), Flag::Kind::kGrantRestsOnVoided));
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(standing.sro_certificate.status, Status::kCertified);
  EXPECT_EQ(ResultOf(standing, "nasro-basic", 2024), RequirementResult::kOutstanding);
  const auto flag = std::find_if(standing.flags.begin(), standing.flags.end(), [](const Flag& f) {
    return f.kind == Flag::Kind::kGrantRestsOnVoided;
  });
  ASSERT_NE(flag, standing.flags.end());
  EXPECT_EQ(flag->evidence, (std::vector<LeafIndex>{basic, grant, voiding}));
}

TEST(Retroactivity, NotPermittedCountsFromTheDecision) {
  Fact policy = PolicyFromFile("ma-sro-certification-1.json");
  for (Rule& rule : std::get<Policy>(policy.body).rules) {
    if (rule.rule == "retroactive-grant") rule.kind = RetroactiveGrant{false};
  }
  CaseBuilder officer("T-100");
  officer.Publish(policy);
  officer.AddServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-02-14", .from = "2023-12-01"});
  EXPECT_EQ(SroOn(officer, "2024-01-05"), Status::kNone);
  const Standing standing = officer.On("2024-02-14");
  EXPECT_EQ(standing.sro_certificate.status, Status::kCertified);
  EXPECT_EQ(standing.sro_certificate.expires_on, Day("2027-02-14"));
  EXPECT_TRUE(HasFlag(standing, Flag::Kind::kActByUnusualOrder));
}

TEST(Retroactivity, WithoutARuleIsUndeterminedUntilTheDecision) {
  Fact policy = PolicyFromFile("ma-sro-certification-1.json");
  auto& rules = std::get<Policy>(policy.body).rules;
  rules.erase(std::remove_if(rules.begin(), rules.end(),
                             [](const Rule& rule) { return rule.rule == "retroactive-grant"; }),
              rules.end());
  CaseBuilder officer("T-100");
  officer.Publish(policy);
  officer.AddServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2024-02-14", .from = "2023-12-01"});
  const Standing open = officer.On("2024-01-05");
  EXPECT_EQ(open.sro_certificate.status, Status::kUndetermined);
  EXPECT_EQ(open.eligible, Answer::kUndetermined);
  EXPECT_TRUE(HasFlag(open, Flag::Kind::kNoPolicy));
  EXPECT_EQ(SroOn(officer, "2024-02-14"), Status::kCertified);
}

TEST(PolicyGap, LeavesEverythingUndetermined) {
  CaseBuilder officer("T-100");
  officer.AddServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const Standing standing = officer.On("2024-01-10");
  EXPECT_EQ(standing.officer_certificate.status, Status::kUndetermined);
  EXPECT_EQ(standing.sro_certificate.status, Status::kUndetermined);
  EXPECT_EQ(standing.eligible, Answer::kUndetermined);
  EXPECT_TRUE(HasFlag(standing, Flag::Kind::kNoPolicy));
  EXPECT_TRUE(standing.policies.empty());
}

TEST(PolicyGap, BeforeTheFirstDayInForceIsUndetermined) {
  const CaseBuilder officer = ServingOfficer();
  EXPECT_EQ(SroOn(officer, "2021-06-30"), Status::kUndetermined);
  EXPECT_EQ(SroOn(officer, "2021-07-01"), Status::kNone);
}

TEST(PolicyOverlap, LeavesTheRuleUndeterminedUnlessOneSupersedes) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  Policy second;
  second.policy = "ma-sro-certification";
  second.version = 2;
  second.rules = {MakeRule("sro-term", CertificateTerm{Axis::kSro, 1}, Anchor::kGrantDate)};
  CaseBuilder clashing = officer;
  clashing.Publish(PolicyFact(second, "2023-01-01"));
  const Standing open = clashing.On("2024-01-10");
  EXPECT_EQ(open.sro_certificate.status, Status::kUndetermined);
  EXPECT_TRUE(HasFlag(open, Flag::Kind::kPolicyOverlap));
  EXPECT_EQ(open.officer_certificate.status, Status::kCertified);

  // The second policy states but one rule: the whole first one has to be restated to stand.
  Policy restated = std::get<Policy>(PolicyFromFile("ma-sro-certification-1.json").body);
  restated.version = 2;
  restated.supersedes = {"ma-sro-certification@1"};
  for (Rule& rule : restated.rules) {
    if (rule.rule == "sro-term") rule.kind = CertificateTerm{Axis::kSro, 1};
  }
  officer.Publish(PolicyFact(restated, "2023-01-01"));
  const Standing superseded = officer.On("2024-01-10");
  EXPECT_EQ(superseded.sro_certificate.expires_on, Day("2024-11-20"));
  EXPECT_FALSE(HasFlag(superseded, Flag::Kind::kPolicyOverlap));
}

TEST(PolicyVersion, OfATermIsThatOfTheGrantNotOfTheDayAsked) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  Policy second = std::get<Policy>(PolicyFromFile("ma-sro-certification-1.json").body);
  second.version = 2;
  second.supersedes = {"ma-sro-certification@1"};
  for (Rule& rule : second.rules) {
    if (rule.rule == "sro-term") rule.kind = CertificateTerm{Axis::kSro, 5};
  }
  officer.Publish(PolicyFact(second, "2025-01-01"));
  EXPECT_EQ(officer.On("2026-01-10").sro_certificate.expires_on, Day("2026-11-20"));
}

TEST(Correction, OfACorrectionCountsFromItsOwnIndex) {
  CaseBuilder officer = ServingOfficer();
  const SroCertificationAct grant = SroAct(SroKind::kGranted);
  const LeafIndex first = officer.Add(grant, {.on = "2023-11-20"});
  const RecordCorrected once{
      first, "T-100", {"T-100", Day("2023-11-20"), Day("2023-12-01"), std::nullopt, grant}};
  const LeafIndex second = officer.Add(once, {.on = "2024-01-05"});
  const RecordCorrected twice{
      second, "T-100", {"T-100", Day("2023-11-20"), Day("2024-01-01"), std::nullopt, grant}};
  officer.Add(twice, {.on = "2024-02-05"});
  EXPECT_EQ(officer.On("2024-03-01", "2024-01-04").sro_certificate.since, Day("2023-11-20"));
  EXPECT_EQ(officer.On("2024-03-01", "2024-01-05").sro_certificate.since, Day("2023-12-01"));
  const Standing now = officer.On("2024-03-01");
  EXPECT_EQ(now.sro_certificate.since, Day("2024-01-01"));
  EXPECT_TRUE(HasFlag(now, Flag::Kind::kEvidenceCorrected));
}

TEST(Correction, VoidedRestoresWhatStoodBefore) {
  CaseBuilder officer = ServingOfficer();
  const SroCertificationAct grant = SroAct(SroKind::kGranted);
  const LeafIndex first = officer.Add(grant, {.on = "2023-11-20"});
  const RecordCorrected correction{
      first, "T-100", {"T-100", Day("2023-11-20"), Day("2023-12-01"), std::nullopt, grant}};
  const LeafIndex corrected = officer.Add(correction, {.on = "2024-01-05"});
  officer.Add(RecordVoided{corrected}, {.on = "2024-02-05"});
  EXPECT_EQ(officer.On("2024-03-01").sro_certificate.since, Day("2023-11-20"));
}

TEST(Voiding, StrikesARecordWithItsCorrectionsFromItsIndexOn) {
  CaseBuilder officer = ServingOfficer();
  const SroCertificationAct grant = SroAct(SroKind::kGranted);
  const LeafIndex first = officer.Add(grant, {.on = "2023-11-20"});
  officer.Add(
      RecordCorrected{
          first, "T-100", {"T-100", Day("2023-11-20"), Day("2023-12-01"), std::nullopt, grant}},
      {.on = "2024-01-05"});
  officer.Add(RecordVoided{first}, {.on = "2024-02-05"});
  EXPECT_EQ(officer.On("2024-03-01", "2024-02-04").sro_certificate.status, Status::kCertified);
  const Standing voided = officer.On("2024-03-01");
  EXPECT_EQ(voided.sro_certificate.status, Status::kNone);
  EXPECT_TRUE(HasFlag(voided, Flag::Kind::kEvidenceCorrected));
}

TEST(Eligibility, IsAnsweredForEachSchoolAndCondition) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(SroDesignated{"agency-1", {"Adams"}, "mou-2"}, {.on = "2023-12-01"});
  officer.Add(DesignationEnded{"agency-1", {"Lincoln"}}, {.on = "2024-03-01"});
  officer.AddShared(MouEnded{"mou-1"}, {.on = "2024-06-01"});

  const Standing both = officer.On("2024-01-10");
  ASSERT_EQ(both.schools.size(), 2U);
  EXPECT_EQ(both.schools[0].school, "Adams");
  EXPECT_EQ(both.schools[0].eligible, Answer::kNo);  // Its memorandum is not on record.
  EXPECT_EQ(both.schools[1].eligible, Answer::kYes);
  ASSERT_EQ(both.schools[1].conditions.size(), 5U);
  for (const ConditionAnswer& condition : both.schools[1].conditions) {
    EXPECT_EQ(condition.answer, Answer::kYes) << Name(condition.condition);
    EXPECT_TRUE(condition.explanation.rule.has_value());
  }
  EXPECT_EQ(both.eligible, Answer::kYes);
  EXPECT_EQ(officer.On("2024-02-29").eligible, Answer::kYes);
  EXPECT_EQ(officer.On("2024-03-01").eligible, Answer::kNo);

  const Standing elsewhere =
      Evaluate(officer.file(), {Day("2024-01-10"), officer.all(), "Washington"});
  ASSERT_EQ(elsewhere.schools.size(), 1U);
  EXPECT_EQ(elsewhere.eligible, Answer::kNo);
}

TEST(Eligibility, EndsWithTheMemorandum) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.AddShared(MouEnded{"mou-1"}, {.on = "2024-06-01"});
  EXPECT_EQ(officer.On("2024-05-31").eligible, Answer::kYes);
  EXPECT_EQ(officer.On("2024-06-01").eligible, Answer::kNo);
}

TEST(Evidence, OnAnAttestedPaperSignatureIsFlagged) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20", .attested = true});
  EXPECT_TRUE(HasFlag(officer.On("2024-01-10"), Flag::Kind::kAttestedNotSigned));
  EXPECT_FALSE(HasFlag(ServingOfficer().On("2024-01-10"), Flag::Kind::kAttestedNotSigned));
}

TEST(UnknownOfficer, HasNothingAndIsSaidToBeUnknown) {
  CaseBuilder officer("T-100");
  officer.PublishAll();
  const Standing standing = officer.On("2024-01-10");
  EXPECT_FALSE(standing.known);
  EXPECT_EQ(standing.officer_certificate.status, Status::kNone);
  EXPECT_EQ(standing.sro_certificate.status, Status::kNone);
  EXPECT_EQ(standing.eligible, Answer::kNo);
  EXPECT_FALSE(standing.sro_certificate.explanation.because.empty());
  EXPECT_TRUE(EffectiveHistory(officer.file(), officer.all()).empty());

  const Standing before = Evaluate(officer.file(), {Day("2024-01-10"), TreeSize(0), {}});
  EXPECT_EQ(before.sro_certificate.status, Status::kUndetermined);
  EXPECT_EQ(before.eligible, Answer::kUndetermined);
}

TEST(Standing, NamesThePoliciesThatItApplied) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  const Standing standing = officer.On("2024-01-10");
  ASSERT_EQ(standing.policies.size(), 3U);
  EXPECT_EQ(standing.policies[0].policy, "ma-sro-certification");
  EXPECT_EQ(standing, officer.On("2024-01-10"));
}

TEST(History, TellsTheIntervalsInOrder) {
  CaseBuilder officer = ServingOfficer();
  officer.Add(SroAct(SroKind::kGranted), {.on = "2023-11-20"});
  officer.Add(OfficerAct(OfficerKind::kSuspended), {.on = "2024-03-15", .to = "2024-04-01"});
  const auto history = EffectiveHistory(officer.file(), officer.all());
  std::vector<std::string> told;
  for (const HistoryInterval& interval : history) {
    told.push_back(interval.days.from.ToString() + " " + std::string(Name(interval.sro_status)) +
                   " " + std::string(Name(interval.eligible)));
  }
  EXPECT_EQ(told, (std::vector<std::string>{"2022-01-03 NONE NO", "2023-09-01 NONE NO",
                                            "2023-11-20 CERTIFIED YES", "2024-03-15 SUSPENDED NO",
                                            "2024-04-01 CERTIFIED YES", "2026-11-20 EXPIRED NO",
                                            "2030-01-01 EXPIRED NO"}));
}

}  // namespace
}  // namespace sworn::certification::testing
