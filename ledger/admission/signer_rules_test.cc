#include "ledger/admission/signer_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/admission/decide.h"
#include "ledger/codec/event_type.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using event::v1::Event;
using testing_support::GroupWork;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

class Signers : public ::testing::Test {
 protected:
  Signers() { world_.AddUsualRecords(); }

  void ExpectNotAuthorized(const Event& event, const std::string& field = "header.signers") {
    GroupWork work = world_.Begin();
    EXPECT_THAT(world_.Decide(work, event), IsErrorAt(Reason::kNotAuthorized, field));
    EXPECT_TRUE(work.group.empty());
  }

  LedgerWorld world_;
};

TEST(SignerRules, HaveARowForEveryEventOfTheCatalogueAndNoOther) {
  for (const std::string_view name : codec::EventTypeNames()) {
    if (name == "Genesis") continue;
    EXPECT_TRUE(std::any_of(SignerRules().begin(), SignerRules().end(),
                            [&](const SignerRule& rule) { return rule.event == name; }))
        << name;
  }
  for (const SignerRule& rule : SignerRules()) {
    const auto names = codec::EventTypeNames();
    EXPECT_NE(std::find(names.begin(), names.end(), rule.event), names.end()) << rule.event;
    EXPECT_FALSE(rule.basis.empty()) << rule.event;
  }
}

TEST(SignerRules, KeepTheRowsOfAnEventTogether) {
  std::vector<std::string_view> seen;
  for (const SignerRule& rule : SignerRules()) {
    if (!seen.empty() && seen.back() == rule.event) continue;
    EXPECT_EQ(std::find(seen.begin(), seen.end(), rule.event), seen.end()) << rule.event;
    seen.push_back(rule.event);
  }
}

TEST_F(Signers, SayWhomTheLawNames) {
  const Result<Decision> refused = world_.Submit(
      world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED, "mptc"));
  ASSERT_THAT(refused, IsErrorAt(Reason::kNotAuthorized, "header.signers"));
  EXPECT_THAT(refused.error().message,
              ::testing::HasSubstr("DIVISION_OF_CERTIFICATION (555 CMR 10.06(3))"));
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("TRAINING_COMMITTEE for \"mptc\""));
}

TEST_F(Signers, OfCertificationActsAreThoseOfTheirKind) {
  using namespace event::v1;  // NOLINT(google-build-using-namespace): a table of its constants
  const struct {
    SroCertificationActKind act;
    std::string_view by;
    std::string_view not_by;
  } kActs[] = {
      {SRO_CERTIFICATION_ACT_KIND_GRANTED, "division", "commission"},
      {SRO_CERTIFICATION_ACT_KIND_CONDITIONALLY_GRANTED, "division", "director"},
      {SRO_CERTIFICATION_ACT_KIND_DECLINED, "division", "chief-alder"},
      {SRO_CERTIFICATION_ACT_KIND_SUSPENDED, "commission", "division"},
      {SRO_CERTIFICATION_ACT_KIND_SUSPENSION_LIFTED, "director", "division"},
      {SRO_CERTIFICATION_ACT_KIND_SUSPENSION_LIFTED, "commission", "mptc"},
      {SRO_CERTIFICATION_ACT_KIND_REVOKED, "commission", "director"},
      {SRO_CERTIFICATION_ACT_KIND_VACATED, "commission", "division"},
      {SRO_CERTIFICATION_ACT_KIND_TERMINATED, "division", "officer-1001"},
  };
  for (const auto& act : kActs) {
    ExpectNotAuthorized(world_.SroCertification("MA-1001", act.act, act.not_by));
    EXPECT_OK(world_.Submit(world_.SroCertification("MA-1001", act.act, act.by)));
  }
  ExpectNotAuthorized(
      world_.OfficerCertification("MA-1001", OFFICER_CERTIFICATION_ACT_KIND_REVOKED, "director"));
  EXPECT_OK(world_.Submit(world_.OfficerCertification(
      "MA-1001", OFFICER_CERTIFICATION_ACT_KIND_ADMINISTRATIVELY_SUSPENDED, "director")));
}

TEST_F(Signers, AdministratorsSignNothingElse) {
  ExpectNotAuthorized(
      world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED, "root"));
  ExpectNotAuthorized(world_.SroDesignated("MA-1001", "mou-alder", "admin-alder"));
}

TEST_F(Signers, AnAgencyActsOnlyForItself) {
  Event event = world_.OfficerRegistered("MA-1002", "clerk-birch");
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  ExpectNotAuthorized(event);
  event = world_.SroDesignated("MA-1001", "mou-alder", "chief-birch");
  event.mutable_body()->mutable_sro_designated()->set_agency("pd-alder");
  ExpectNotAuthorized(event);
}

TEST_F(Signers, ActInTheirOwnAuthoritysName) {
  Event event = world_.OfficerRegistered("MA-1002");
  event.mutable_header()->set_acting_authority("pd-birch");
  ExpectNotAuthorized(event, "header.acting_authority");
}

TEST_F(Signers, AProviderSpeaksOnlyOfItsOwnCourses) {
  EXPECT_OK(world_.Submit(world_.OfferingScheduled("basic-2", "nasro-basic", "nasro")));
  ExpectNotAuthorized(world_.OfferingScheduled("basic-3", "nasro-basic", "other-provider"));
  EXPECT_OK(world_.Submit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "nasro")));
  ExpectNotAuthorized(
      world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "other-provider"));
  EXPECT_OK(world_.Submit(world_.EnrollmentConfirmed("MA-1001", "basic-1", "nasro")));
  ExpectNotAuthorized(world_.EnrollmentConfirmed("MA-1001", "basic-1", "other-provider"));
}

TEST_F(Signers, PoliciesAreSignedByTheirFamilysAuthority) {
  ExpectNotAuthorized(world_.PolicyPublished("ma-sro", 1, "mptc"));
  ExpectNotAuthorized(world_.PolicyPublished("ma-sro", 1, "division"));
  EXPECT_OK(world_.Submit(world_.PolicyPublished("ma-sro", 1, "commission")));
}

TEST_F(Signers, AMemorandumNeedsChiefAndSuperintendent) {
  ExpectNotAuthorized(world_.MouSigned("mou-2", {"chief-alder"}));
  ExpectNotAuthorized(world_.MouSigned("mou-2", {"superintendent"}));
  ExpectNotAuthorized(world_.MouSigned("mou-2", {"chief-birch", "superintendent"}));
  EXPECT_OK(world_.Submit(world_.MouSigned("mou-2", {"superintendent", "chief-alder"})));
}

TEST_F(Signers, EitherPartyEndsItsMemorandum) {
  const auto ended = [&](std::string_view signer, std::string_view mou) {
    Event event = world_.NewEvent({signer});
    event.mutable_body()->mutable_mou_ended()->set_mou(std::string(mou));
    return event;
  };
  ExpectNotAuthorized(ended("chief-birch", "mou-alder"));
  EXPECT_THAT(world_.Submit(ended("superintendent", "no-such-mou")),
              IsErrorAt(Reason::kUnknownMou, "body.mou_ended.mou"));
  EXPECT_OK(world_.Submit(ended("superintendent", "mou-alder")));
}

TEST_F(Signers, AnOfficerAppliesForHimself) {
  world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  EXPECT_OK(world_.Submit(world_.SroApplicationSubmitted("MA-1001", "officer-1001")));
  EXPECT_OK(world_.Submit(world_.SroApplicationSubmitted("MA-1002", "chief-alder")));
  ExpectNotAuthorized(world_.SroApplicationSubmitted("MA-1002", "officer-1001"));
  ExpectNotAuthorized(world_.SroApplicationSubmitted("MA-1002", "chief-birch"));
}

TEST_F(Signers, AClerkAttestsForHisOwnAgency) {
  Event event = world_.SroDesignated("MA-1001", "mou-alder", "clerk-alder");
  ExpectNotAuthorized(event);
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-birch");
  ExpectNotAuthorized(event);
  event.mutable_header()->clear_attestations();
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-alder");
  EXPECT_OK(world_.Submit(event));

  Event other = world_.SroDesignated("MA-1001", "mou-alder", "clerk-birch");
  other.mutable_body()->mutable_sro_designated()->set_agency("pd-alder");
  LedgerWorld::Attest(other, event::v1::ROLE_CHIEF, "pd-alder");
  ExpectNotAuthorized(other);
}

TEST_F(Signers, AClerkAttestsBothPartiesOfAMemorandum) {
  Event event = world_.MouSigned("mou-2", {"clerk-alder"});
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-alder");
  ExpectNotAuthorized(event);
  LedgerWorld::Attest(event, event::v1::ROLE_SUPERINTENDENT, "district-alder");
  EXPECT_OK(world_.Submit(event));
}

TEST_F(Signers, AClerkAttestsAnOfficersOwnApplication) {
  world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  Event event = world_.SroApplicationSubmitted("MA-1002", "clerk-alder");
  LedgerWorld::Attest(event, event::v1::ROLE_OFFICER, "MA-1001");
  ExpectNotAuthorized(event);
  event.mutable_header()->clear_attestations();
  LedgerWorld::Attest(event, event::v1::ROLE_OFFICER, "MA-1002");
  EXPECT_OK(world_.Submit(event));
}

TEST_F(Signers, SayWhichAttestationWouldFit) {
  const auto message = [&](const Event& event) {
    const Result<Decision> refused = world_.Submit(event);
    EXPECT_THAT(refused, IsErrorAt(Reason::kNotAuthorized, "header.signers"));
    return refused ? std::string() : refused.error().message;
  };
  world_.MustSubmit(world_.OfficerRegistered("MA-1002"));
  Event event = world_.SroApplicationSubmitted("MA-1002", "clerk-alder");
  EXPECT_THAT(message(event), ::testing::Not(::testing::HasSubstr("attestation")));
  LedgerWorld::Attest(event, event::v1::ROLE_OFFICER, "pd-alder");
  EXPECT_THAT(message(event), ::testing::HasSubstr("an attestation of OFFICER must name the "
                                                   "authority \"MA-1002\", the officer's own"));
  EXPECT_THAT(message(event), ::testing::HasSubstr("an attestation of CHIEF must name the "
                                                   "authority \"pd-alder\", the agency concerned"));

  // The paper fits, its holder does not.
  event = world_.SroApplicationSubmitted("MA-1002", "clerk-birch");
  LedgerWorld::Attest(event, event::v1::ROLE_OFFICER, "MA-1002");
  EXPECT_THAT(message(event), ::testing::HasSubstr("an AGENCY_CLERK of \"pd-alder\" must sign it"));

  // Only the party that is missing is spoken of.
  event = world_.MouSigned("mou-2", {"clerk-alder"});
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-alder");
  LedgerWorld::Attest(event, event::v1::ROLE_SUPERINTENDENT, "pd-alder");
  EXPECT_THAT(message(event),
              ::testing::AllOf(
                  ::testing::HasSubstr("an attestation of SUPERINTENDENT must name the authority "
                                       "\"district-alder\", the school district concerned"),
                  ::testing::Not(::testing::HasSubstr("attestation of CHIEF"))));

  event = world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_REVOKED,
                                  "clerk-alder");
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-alder");
  EXPECT_THAT(message(event), ::testing::HasSubstr("no attestation stands for that signature"));
}

TEST_F(Signers, SayWhichAttestationWouldFitAVoiding) {
  const LeafIndex designation = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  Event event = world_.RecordVoided("MA-1001", designation, "clerk-alder");
  LedgerWorld::Attest(event, event::v1::ROLE_CHIEF, "pd-birch");
  const Result<Decision> refused = world_.Submit(event);
  ASSERT_THAT(refused, IsErrorAt(Reason::kNotAuthorized, "header.signers"));
  EXPECT_THAT(refused.error().message,
              ::testing::HasSubstr("an attestation of CHIEF must name the authority \"pd-alder\""));
}

TEST_F(Signers, NobodyAttestsTheCommission) {
  Event event = world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_REVOKED,
                                        "clerk-alder");
  LedgerWorld::Attest(event, event::v1::ROLE_COMMISSION, "post");
  ExpectNotAuthorized(event);
}

TEST_F(Signers, ACompletionIsVoidedByTheCommitteeOrByWhoRecordedIt) {
  const LeafIndex by_agency = world_.MustSubmit(
      world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "clerk-alder"));
  ExpectNotAuthorized(world_.CompletionVoided("MA-1001", by_agency, "nasro"));
  ExpectNotAuthorized(world_.CompletionVoided("MA-1001", by_agency, "clerk-birch"));
  EXPECT_OK(world_.Submit(world_.CompletionVoided("MA-1001", by_agency, "clerk-alder")));
  const LeafIndex by_provider =
      world_.MustSubmit(world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "nasro"));
  EXPECT_OK(world_.Submit(world_.CompletionVoided("MA-1001", by_provider, "mptc")));
}

TEST_F(Signers, ARecordIsVoidedByItsAuthorityOrByOrder) {
  const auto granted = [&] {
    return world_.MustSubmit(
        world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED));
  };
  const LeafIndex first = granted();
  ExpectNotAuthorized(world_.RecordVoided("MA-1001", first, "mptc"));
  ExpectNotAuthorized(world_.RecordVoided("MA-1001", first, "chief-alder"));
  EXPECT_OK(world_.Submit(world_.RecordVoided("MA-1001", first, "division")));
  EXPECT_OK(world_.Submit(world_.RecordVoided("MA-1001", granted(), "director")));
  EXPECT_OK(world_.Submit(world_.RecordVoided("MA-1001", granted(), "commission")));
}

TEST_F(Signers, AClerkCannotVoidHisChiefsDesignation) {
  const LeafIndex designation = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  ExpectNotAuthorized(world_.RecordVoided("MA-1001", designation, "clerk-alder"));
  EXPECT_OK(world_.Submit(world_.RecordVoided("MA-1001", designation, "chief-alder")));
}

TEST_F(Signers, ACorrectionGivesNoPowerThatTheActDoesNot) {
  // The Division may grant and correct a grant, not turn it into a revocation.
  const LeafIndex grant = world_.MustSubmit(
      world_.SroCertification("MA-1001", event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED));
  Event event = world_.RecordCorrected("MA-1001", grant, "division");
  auto& act = *event.mutable_body()
                   ->mutable_record_corrected()
                   ->mutable_body()
                   ->mutable_sro_certification();
  act.set_act(event::v1::SRO_CERTIFICATION_ACT_KIND_REVOKED);
  ExpectNotAuthorized(event);
  act.set_act(event::v1::SRO_CERTIFICATION_ACT_KIND_DECLINED);
  EXPECT_OK(world_.Submit(event));

  // Nor does a chief designate for another agency by correcting his own designation.
  const LeafIndex designation = world_.MustSubmit(world_.SroDesignated("MA-1001", "mou-alder"));
  event = world_.RecordCorrected("MA-1001", designation, "chief-alder");
  *event.mutable_body()->mutable_record_corrected()->mutable_body() =
      world_.SroDesignated("MA-1001", "mou-alder").body();
  event.mutable_body()
      ->mutable_record_corrected()
      ->mutable_body()
      ->mutable_sro_designated()
      ->set_agency("pd-birch");
  ExpectNotAuthorized(event);
}

TEST_F(Signers, AnOrdersCorrectionIsNotUndoneByTheAgency) {
  const LeafIndex completion = world_.MustSubmit(
      world_.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "clerk-alder"));
  Event event = world_.RecordCorrected("MA-1001", completion, "director");
  event.mutable_body()->mutable_record_corrected()->set_occurred_on("2023-06-01");
  const LeafIndex corrected = world_.MustSubmit(event);
  event = world_.RecordCorrected("MA-1001", corrected, "clerk-alder");
  event.mutable_body()->mutable_record_corrected()->set_occurred_on("2023-07-01");
  ExpectNotAuthorized(event);
}

TEST(AuthorityKinds, StandOnlyWhereTheyBelong) {
  EXPECT_TRUE(MayStandBelow(AuthorityKind::kCommission, AuthorityKind::kRoot));
  EXPECT_FALSE(MayStandBelow(AuthorityKind::kRoot, AuthorityKind::kRoot));
  EXPECT_TRUE(MayStandBelow(AuthorityKind::kAgency, AuthorityKind::kCommission));
  EXPECT_FALSE(MayStandBelow(AuthorityKind::kCommission, AuthorityKind::kAgency));
  EXPECT_FALSE(MayStandBelow(AuthorityKind::kTrainingProvider, AuthorityKind::kCommission));
  EXPECT_TRUE(MayStandBelow(AuthorityKind::kTrainingProvider, AuthorityKind::kTrainingCommittee));
}

}  // namespace
}  // namespace sworn::admission
