#include "ledger/codec/facts.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "ledger/base/encoding.h"
#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/fact_encoding.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

using certification::Fact;
using event::v1::Event;
using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr LeafIndex kIndex(42);
const Instant kRecordedAt = Instant::FromMicroseconds(1'700'000'000'123'456);

Date Day(std::string_view text) { return Date::Parse(text).value(); }

Fact FactOf(const Event& event, LeafIndex index = kIndex) {
  return ToFact(index, kRecordedAt, event).value().value();
}

Event Correction() { return SampleEvent("RecordCorrected"); }

Fact CompletionFact() { return FactOf(SampleEvent("CompletionRecorded"), LeafIndex(17)); }

TEST(ToFact, KeepsTheNameOfEveryEventThatIsAFact) {
  int facts = 0;
  for (const std::string_view type : EventTypeNames()) {
    SCOPED_TRACE(std::string(type));
    if (type == "RecordCorrected") continue;
    ASSERT_OK_AND_ASSIGN(const auto fact, ToFact(kIndex, kRecordedAt, SampleEvent(type)));
    if (!fact) continue;
    EXPECT_EQ(certification::EventTypeName(*fact), type);
    ++facts;
  }
  EXPECT_EQ(facts, 28);
}

TEST(ToFact, GivesNothingForAuthority) {
  for (const auto type : {"Genesis", "AuthorityRegistered", "KeyAdded", "KeyRotated", "KeyRevoked",
                          "RoleAssigned", "RoleEnded"}) {
    ASSERT_OK_AND_ASSIGN(const auto fact, ToFact(kIndex, kRecordedAt, SampleEvent(type)));
    EXPECT_FALSE(fact) << type;
  }
}

TEST(ToFact, CarriesTheHeader) {
  Event event = SampleEvent("CompletionRecorded");
  event.mutable_header()->set_effective_to("2024-10-13");
  event.mutable_header()->set_reason("imported");
  event.mutable_header()->mutable_source_recorded_at()->set_seconds(1'690'000'000);
  event.mutable_header()->add_attestations();
  const Fact fact = FactOf(event);
  EXPECT_EQ(fact.index, kIndex);
  EXPECT_EQ(fact.recorded_at, kRecordedAt);
  EXPECT_EQ(fact.subject, "MA-0001");
  EXPECT_EQ(fact.acting_authority, "post");
  EXPECT_EQ(fact.signer_roles, std::vector{certification::Role::kCommission});
  EXPECT_TRUE(fact.attested);
  EXPECT_EQ(fact.occurred_on, Day("2023-10-13"));
  EXPECT_EQ(fact.effective_from, Day("2023-10-13"));
  EXPECT_EQ(fact.effective_to, Day("2024-10-13"));
  EXPECT_EQ(fact.reason, "imported");
  EXPECT_EQ(fact.source_recorded_at, Instant::FromMicroseconds(1'690'000'000'000'000));
}

TEST(ToFact, CarriesTheBody) {
  EXPECT_EQ(std::get<certification::CompletionRecorded>(CompletionFact().body),
            (certification::CompletionRecorded{.course = "nasro-basic",
                                               .offering = "basic-2023-10-lynnfield",
                                               .hours = 40,
                                               .mode = certification::TrainingMode::kInPerson,
                                               .training_year = 2024,
                                               .in_acadis = true}));
  const Fact policy_fact = FactOf(SampleEvent("PolicyPublished"));
  const auto& policy = std::get<certification::Policy>(policy_fact.body);
  ASSERT_EQ(policy.rules.size(), 2U);
  EXPECT_EQ(policy.rules[0].anchor, certification::Anchor::kGrantDate);
  EXPECT_EQ(std::get<certification::CertificateTerm>(policy.rules[0].kind),
            (certification::CertificateTerm{certification::Axis::kSro, 3}));
  using Status = certification::CertificateStatus;
  EXPECT_EQ(
      std::get<certification::StatusPrecedence>(policy.rules[1].kind).order,
      (std::vector{Status::kRevoked, Status::kVacated, Status::kSuspended, Status::kCertified}));
}

TEST(ToFact, LeavesCorrectionsToToCorrection) {
  EXPECT_THAT(ToFact(kIndex, kRecordedAt, Correction()), IsError(Reason::kInternal));
}

TEST(TargetOf, NamesTheEarlierEntry) {
  EXPECT_EQ(TargetOf(SampleEvent("CompletionVoided"))->index, LeafIndex(17));
  EXPECT_EQ(TargetOf(SampleEvent("RecordVoided"))->index, LeafIndex(9));
  EXPECT_EQ(EncodeHex(TargetOf(Correction())->event_id), "00112233445566778899aabbccddeeff");
  EXPECT_EQ(TargetOf(SampleEvent("MouSigned")), std::nullopt);
}

TEST(ToCorrection, ReplacesOnlyWhatIsGiven) {
  Event event = Correction();
  event.mutable_body()->mutable_record_corrected()->clear_body();
  event.mutable_body()->mutable_record_corrected()->clear_occurred_on();
  ASSERT_OK_AND_ASSIGN(const Fact fact, ToCorrection(kIndex, kRecordedAt, event, CompletionFact()));
  const auto& correction = std::get<certification::RecordCorrected>(fact.body);
  EXPECT_EQ(correction.target, LeafIndex(17));
  EXPECT_EQ(correction.target_subject, "MA-0001");
  EXPECT_EQ(correction.corrected.subject, "MA-0002");
  EXPECT_EQ(correction.corrected.occurred_on, Day("2023-10-13"));
  EXPECT_EQ(std::get<certification::CompletionRecorded>(correction.corrected.body),
            std::get<certification::CompletionRecorded>(CompletionFact().body));
}

TEST(ToCorrection, MovesADayFromWhichItCountsThatWasTheDayItHappened) {
  ASSERT_OK_AND_ASSIGN(const Fact fact,
                       ToCorrection(kIndex, kRecordedAt, Correction(), CompletionFact()));
  const auto& corrected = std::get<certification::RecordCorrected>(fact.body).corrected;
  EXPECT_EQ(corrected.occurred_on, Day("2024-03-13"));
  EXPECT_EQ(corrected.effective_from, Day("2024-03-13"));
  EXPECT_EQ(std::get<certification::CompletionRecorded>(corrected.body).course, "mptc-2-day");

  Fact retroactive = CompletionFact();
  retroactive.effective_from = Day("2023-09-01");
  ASSERT_OK_AND_ASSIGN(const Fact kept,
                       ToCorrection(kIndex, kRecordedAt, Correction(), retroactive));
  EXPECT_EQ(std::get<certification::RecordCorrected>(kept.body).corrected.effective_from,
            Day("2023-09-01"));
}

TEST(ToCorrection, CorrectsACorrectionFromWhatItSays) {
  ASSERT_OK_AND_ASSIGN(const Fact first,
                       ToCorrection(kIndex, kRecordedAt, Correction(), CompletionFact()));
  Event event = Correction();
  auto& again = *event.mutable_body()->mutable_record_corrected();
  again.clear_body();
  again.clear_occurred_on();
  again.set_subject("MA-0003");
  ASSERT_OK_AND_ASSIGN(const Fact second, ToCorrection(kIndex, kRecordedAt, event, first));
  const auto& correction = std::get<certification::RecordCorrected>(second.body);
  EXPECT_EQ(correction.target_subject, "MA-0002");
  EXPECT_EQ(correction.corrected.subject, "MA-0003");
  EXPECT_EQ(correction.corrected.occurred_on, Day("2024-03-13"));
}

TEST(ToCorrection, RefusesAnotherKindAndWhatIsNotCorrected) {
  EXPECT_THAT(ToCorrection(kIndex, kRecordedAt, Correction(), FactOf(SampleEvent("MouSigned"))),
              IsErrorAt(Reason::kWrongTarget, "body.record_corrected.body"));
  EXPECT_THAT(
      ToCorrection(kIndex, kRecordedAt, Correction(), FactOf(SampleEvent("PolicyPublished"))),
      IsErrorAt(Reason::kWrongTarget, "body.record_corrected.target"));
  Fact target = CompletionFact();
  target.effective_to = Day("2024-01-01");
  EXPECT_THAT(ToCorrection(kIndex, kRecordedAt, Correction(), target),
              IsErrorAt(Reason::kInvalidDate, "body.record_corrected.effective_to"));
}

TEST(ToRole, FollowsTheProtosOrder) {
  using certification::Role;
  EXPECT_EQ(ToRole(event::v1::ROLE_ADMINISTRATOR), Role::kAdministrator);
  EXPECT_EQ(ToRole(event::v1::ROLE_CHIEF), Role::kChief);
  EXPECT_EQ(ToRole(event::v1::ROLE_HEARING_OFFICER), Role::kHearingOfficer);
  EXPECT_EQ(FromRole(Role::kHearingOfficer), event::v1::ROLE_HEARING_OFFICER);
  EXPECT_EQ(event::v1::Role_MAX, event::v1::ROLE_HEARING_OFFICER);
  EXPECT_EQ(ToAuthorityKind(event::v1::AUTHORITY_KIND_OFFICER),
            certification::AuthorityKind::kOfficer);
  EXPECT_EQ(event::v1::AuthorityKind_MAX, event::v1::AUTHORITY_KIND_OFFICER);
}

std::vector<Fact> EveryFact() {
  std::vector<Fact> facts;
  for (const std::string_view type : EventTypeNames()) {
    if (type == "RecordCorrected") continue;
    auto fact = ToFact(kIndex, kRecordedAt, SampleEvent(type)).value();
    if (fact) facts.push_back(*fact);
  }
  facts.push_back(ToCorrection(kIndex, kRecordedAt, Correction(), CompletionFact()).value());
  facts.back().effective_to = Day("9999-12-31");
  facts.back().source_recorded_at = Instant::FromMicroseconds(-1);
  facts.push_back(facts.front());
  facts.back().index = LeafIndex(~std::uint64_t{0});
  return facts;
}

TEST(FactEncoding, GivesBackEveryFact) {
  for (const Fact& fact : EveryFact()) {
    ASSERT_OK_AND_ASSIGN(const Fact decoded, DecodeFact(EncodeFact(fact)));
    EXPECT_EQ(decoded, fact) << certification::EventTypeName(fact);
  }
}

TEST(FactEncoding, AcceptedBytesAreTheirOwnEncoding) {
  for (const Fact& fact : EveryFact()) {
    const std::string good = EncodeFact(fact);
    EXPECT_THAT(DecodeFact(good + std::string(1, '\0')), IsError(Reason::kCorrupt));
    for (std::size_t i = 0; i < good.size(); ++i) {
      EXPECT_THAT(DecodeFact(good.substr(0, i)), IsError(Reason::kCorrupt));
      for (int value = 0; value < 256; ++value) {
        std::string bytes = good;
        bytes[i] = static_cast<char>(value);
        const Result<Fact> decoded = DecodeFact(bytes);
        if (decoded) {
          ASSERT_EQ(EncodeFact(*decoded), bytes) << i;
        }
      }
    }
  }
}

}  // namespace
}  // namespace sworn::codec
