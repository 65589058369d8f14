#include "ledger/admission/decide.h"

#include <gtest/gtest.h>

#include "ledger/codec/sealed.h"
#include "ledger/codec/signing.h"
#include "ledger/codec/validate.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using testing_support::CountingRandom;
using testing_support::GroupWork;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

// Every refusal names reason and field, and leaves group and view as they were.
void ExpectRefused(LedgerWorld& world, const event::v1::Event& event, Reason reason,
                   const std::string& field) {
  GroupWork work = world.Begin();
  const LeafIndex next = work.group.next_index();
  EXPECT_THAT(world.Decide(work, event), IsErrorAt(reason, field));
  EXPECT_EQ(work.group.next_index(), next);
  EXPECT_TRUE(work.group.empty());
  EXPECT_FALSE(work.view.changed());
}

TEST(Decide, StagesTheBytesThatWereSigned) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  ASSERT_OK_AND_ASSIGN(const Decision decision, world.SubmitBytes(bytes));
  EXPECT_EQ(decision.kind, Decision::Kind::kAccepted);
  ASSERT_OK_AND_ASSIGN(const std::string leaf, world.log().ReadEntry(decision.index));
  ASSERT_OK_AND_ASSIGN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  EXPECT_EQ(entry.body, bytes);
  EXPECT_EQ(entry.prefix.recorded_at, world.now());
  ASSERT_EQ(entry.prefix.streams.size(), 2U);
  EXPECT_EQ(entry.prefix.streams[0].stream.text(), "agency/pd-alder");
  EXPECT_EQ(entry.prefix.streams[1].stream.text(), "officer/MA-1001");
}

TEST(Decide, StoresSealedContents) {
  LedgerWorld world;
  CountingRandom random(7);
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  const std::vector<event::v1::SealedContent> sealed = {
      codec::Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random)};
  *event.mutable_header()->add_sealed_parts() = codec::CommitTo(sealed[0]);
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared,
                       world.preparer().Prepare(world.Sign(event), sealed));
  GroupWork work = world.Begin();
  ASSERT_OK(world.decider().Decide(prepared, world.now(), work.group, work.view));
  ASSERT_OK(world.Commit(std::move(work)));
  ASSERT_OK_AND_ASSIGN(const std::optional<std::string> stored,
                       world.log().ReadSealed(codec::CommitmentOf(sealed[0])));
  ASSERT_TRUE(stored.has_value());
  ASSERT_OK_AND_ASSIGN(const event::v1::SealedContent content, codec::DecodeSealedContent(*stored));
  EXPECT_EQ(content.content(), "Rowan Example");
}

// --- Keys. ---

TEST(Decide, RefusesAnUnknownKey) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "stranger", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  ExpectRefused(world, event, Reason::kUnknownKey, "header.signers[0].key_fingerprint");
}

TEST(Decide, RefusesAKeyBeforeItsWindowAndAfterIt) {
  LedgerWorld world;
  event::v1::Event added = world.KeyAdded("pd-alder", "summer-clerk");
  *added.mutable_body()->mutable_key_added()->mutable_valid_from() =
      codec::ToTimestamp(world.now() + Duration::Days(1));
  *added.mutable_body()->mutable_key_added()->mutable_valid_to() =
      codec::ToTimestamp(world.now() + Duration::Days(2));
  world.MustSubmit(added);
  world.MustSubmit(world.RoleAssigned("pd-alder", "summer-clerk", event::v1::ROLE_AGENCY_CLERK));
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "summer-clerk", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");

  ExpectRefused(world, event, Reason::kKeyNotYetValid, "header.signers[0].key_fingerprint");
  world.Advance(Duration::Days(2));
  ExpectRefused(world, event, Reason::kKeyExpired, "header.signers[0].key_fingerprint");
}

TEST(Decide, JudgesAKeysWindowAtRecordedAt) {
  LedgerWorld world;
  event::v1::Event added = world.KeyAdded("pd-alder", "summer-clerk");
  *added.mutable_body()->mutable_key_added()->mutable_valid_from() =
      codec::ToTimestamp(world.now() + Duration::Days(1));
  world.MustSubmit(added);
  world.MustSubmit(world.RoleAssigned("pd-alder", "summer-clerk", event::v1::ROLE_AGENCY_CLERK));
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "summer-clerk", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  world.Advance(Duration::Days(1));
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, RefusesARevokedKey) {
  LedgerWorld world;
  world.MustSubmit(world.KeyRevoked("pd-alder", "clerk-alder"));
  ExpectRefused(world, world.OfficerRegistered("MA-1001"), Reason::kKeyRevoked,
                "header.signers[0].key_fingerprint");
}

TEST(Decide, RefusesAKeyRevokedEarlierInTheSameGroup) {
  LedgerWorld world;
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, world.OfficerRegistered("MA-1001")));
  ASSERT_OK(world.Decide(work, world.KeyRevoked("pd-alder", "clerk-alder")));
  EXPECT_THAT(world.Decide(work, world.OfficerRegistered("MA-1002")),
              IsErrorAt(Reason::kKeyRevoked, "header.signers[0].key_fingerprint"));
  EXPECT_EQ(work.group.staged(), 2U);
  ASSERT_OK(world.Commit(std::move(work)));
  EXPECT_THAT(world.Submit(world.OfficerRegistered("MA-1003")), IsError(Reason::kKeyRevoked));
}

TEST(Decide, ForgetsARevocationWhoseGroupWasDropped) {
  LedgerWorld world;
  {
    GroupWork work = world.Begin();
    ASSERT_OK(world.Decide(work, world.KeyRevoked("pd-alder", "clerk-alder")));
  }
  EXPECT_OK(world.Submit(world.OfficerRegistered("MA-1001")));
}

TEST(Decide, TakesAKeyRegisteredEarlierInTheSameGroup) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "new-clerk", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  // All are prepared before anything is decided.
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared, world.preparer().Prepare(world.Sign(event)));
  ASSERT_TRUE(prepared.has_pending_signatures());
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, world.KeyAdded("pd-alder", "new-clerk", "admin-alder")));
  ASSERT_OK(world.Decide(work, world.RoleAssigned("pd-alder", "new-clerk",
                                                  event::v1::ROLE_AGENCY_CLERK, "admin-alder")));
  EXPECT_OK(world.decider().Decide(prepared, world.now(), work.group, work.view));
}

TEST(Decide, VerifiesAPendingSignature) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "new-clerk", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  std::string bytes = world.Sign(event);
  bytes.back() ^= 1;  // The last byte is the signature's.
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared, world.preparer().Prepare(bytes));
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, world.KeyAdded("pd-alder", "new-clerk")));
  ASSERT_OK(world.Decide(
      work, world.RoleAssigned("pd-alder", "new-clerk", event::v1::ROLE_AGENCY_CLERK)));
  EXPECT_THAT(world.decider().Decide(prepared, world.now(), work.group, work.view),
              IsErrorAt(Reason::kBadSignature, "signatures[0]"));
}

TEST(Decide, TakesABatchByAKeyRegisteredInTheSameGroup) {
  LedgerWorld world;
  std::vector<event::v1::Event> events;
  for (int i = 0; i < 3; ++i) {
    events.push_back(world.NewEvent({}, "MA-" + std::to_string(2000 + i)));
    world.AddSigner(events.back(), "new-clerk", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
    events.back().mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  }
  std::vector<PreparedEvent> prepared;
  for (const std::string& bytes : world.SignBatch(events, "new-clerk")) {
    ASSERT_OK_AND_ASSIGN(PreparedEvent event, world.preparer().Prepare(bytes));
    EXPECT_TRUE(event.has_pending_signatures());
    prepared.push_back(std::move(event));
  }
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, world.KeyAdded("pd-alder", "new-clerk")));
  ASSERT_OK(world.Decide(
      work, world.RoleAssigned("pd-alder", "new-clerk", event::v1::ROLE_AGENCY_CLERK)));
  for (const PreparedEvent& event : prepared) {
    EXPECT_OK(world.decider().Decide(event, world.now(), work.group, work.view));
  }
}

TEST(Decide, RefusesAKeyWithoutTheRole) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "clerk-alder", "pd-alder", event::v1::ROLE_CHIEF);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  ExpectRefused(world, event, Reason::kRoleMissing, "header.signers[0].role");
}

TEST(Decide, RefusesARoleHeldAtAnotherAuthority) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "clerk-alder", "pd-birch", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-birch");
  ExpectRefused(world, event, Reason::kRoleMissing, "header.signers[0].role");
}

TEST(Decide, HoldsARoleOnlyWithinItsWindow) {
  LedgerWorld world;
  world.MustSubmit(world.KeyAdded("pd-alder", "deputy"));
  event::v1::Event assigned =
      world.RoleAssigned("pd-alder", "deputy", event::v1::ROLE_AGENCY_CLERK);
  *assigned.mutable_body()->mutable_role_assigned()->mutable_valid_from() =
      codec::ToTimestamp(world.now() + Duration::Days(1));
  *assigned.mutable_body()->mutable_role_assigned()->mutable_valid_to() =
      codec::ToTimestamp(world.now() + Duration::Days(2));
  world.MustSubmit(assigned);
  const auto by_deputy = [&](std::string_view officer) {
    event::v1::Event event = world.NewEvent({}, officer);
    world.AddSigner(event, "deputy", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
    event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
    return event;
  };
  ExpectRefused(world, by_deputy("MA-1001"), Reason::kRoleMissing, "header.signers[0].role");
  world.Advance(Duration::Days(1));
  EXPECT_OK(world.Submit(by_deputy("MA-1001")));
  world.Advance(Duration::Days(1));
  ExpectRefused(world, by_deputy("MA-1002"), Reason::kRoleMissing, "header.signers[0].role");
}

TEST(Decide, RefusesARoleThatWasEnded) {
  LedgerWorld world;
  world.MustSubmit(world.RoleEnded("pd-alder", "clerk-alder", event::v1::ROLE_AGENCY_CLERK));
  ExpectRefused(world, world.OfficerRegistered("MA-1001"), Reason::kRoleMissing,
                "header.signers[0].role");
}

// --- Identity. ---

TEST(Decide, GivesTheSameIndexForTheSameEvent) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  ASSERT_OK_AND_ASSIGN(const Decision first, world.SubmitBytes(bytes));
  const TreeSize size = world.size();
  ASSERT_OK_AND_ASSIGN(const Decision second, world.SubmitBytes(bytes));
  EXPECT_EQ(second, (Decision{Decision::Kind::kDuplicate, first.index}));
  EXPECT_EQ(world.size(), size);
}

TEST(Decide, GivesTheSameIndexAfterTheKeyWasRevokedAndNotAfterHasPassed) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  ASSERT_OK_AND_ASSIGN(const Decision first, world.SubmitBytes(bytes));
  world.MustSubmit(world.KeyRevoked("pd-alder", "clerk-alder"));
  world.Advance(Duration::Days(400));
  ASSERT_OK_AND_ASSIGN(const Decision second, world.SubmitBytes(bytes));
  EXPECT_EQ(second, (Decision{Decision::Kind::kDuplicate, first.index}));
}

TEST(Decide, FindsARepetitionWithinTheGroup) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  GroupWork work = world.Begin();
  ASSERT_OK_AND_ASSIGN(const Decision first, world.Decide(work, bytes));
  ASSERT_OK_AND_ASSIGN(const Decision second, world.Decide(work, bytes));
  EXPECT_EQ(second, (Decision{Decision::Kind::kDuplicate, first.index}));
  EXPECT_EQ(work.group.staged(), 1U);
}

TEST(Decide, RefusesATakenIdWithOtherBytes) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  world.MustSubmit(event);
  event.mutable_header()->set_reason("something else");
  ExpectRefused(world, event, Reason::kEventIdConflict, "header.event_id");
}

TEST(Decide, RefusesATakenIdWithOtherBytesWithinTheGroup) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, event));
  event.mutable_header()->set_reason("something else");
  EXPECT_THAT(world.Decide(work, event), IsErrorAt(Reason::kEventIdConflict, "header.event_id"));
  EXPECT_EQ(work.group.staged(), 1U);
}

TEST(Decide, KeepsIdsOfDifferentAuthoritiesApart) {
  LedgerWorld world;
  event::v1::Event alder = world.OfficerRegistered("MA-1001");
  event::v1::Event birch = world.OfficerRegistered("MA-1002", "clerk-birch");
  birch.mutable_header()->set_event_id(alder.header().event_id());
  world.MustSubmit(alder);
  EXPECT_OK(world.Submit(birch));
}

// --- Time. ---

TEST(Decide, RefusesAnEventAfterItsNotAfter) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  *event.mutable_header()->mutable_not_after() = codec::ToTimestamp(world.now());
  world.Advance(Duration::Microseconds(1));
  ExpectRefused(world, event, Reason::kExpired, "header.not_after");
}

TEST(Decide, TakesAnEventAtItsNotAfter) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  *event.mutable_header()->mutable_not_after() = codec::ToTimestamp(world.now());
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, RefusesANotAfterBeyondNinetyDays) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  *event.mutable_header()->mutable_not_after() =
      codec::ToTimestamp(world.now() + Duration::Days(90) + Duration::Microseconds(1));
  ExpectRefused(world, event, Reason::kNotAfterTooFar, "header.not_after");
  *event.mutable_header()->mutable_not_after() =
      codec::ToTimestamp(world.now() + Duration::Days(90));
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, RefusesWhatIsSaidToHaveHappenedTomorrow) {
  LedgerWorld world;
  world.AddUsualRecords();
  const auto tomorrow = [&](event::v1::Event event) {
    event.mutable_header()->set_occurred_on(EasternDate(world.now()).PlusDays(1).ToString());
    return event;
  };
  ExpectRefused(world, tomorrow(world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1")),
                Reason::kInvalidDate, "header.occurred_on");
  ExpectRefused(world, tomorrow(world.PolicyPublished("ma-sro", 1)), Reason::kInvalidDate,
                "header.occurred_on");
  ExpectRefused(world, tomorrow(world.KeyRevoked("pd-alder", "clerk-alder")), Reason::kInvalidDate,
                "header.occurred_on");
  const Result<Decision> refused = world.Submit(tomorrow(world.SroDesignated("MA-1001", "")));
  ASSERT_THAT(refused, IsError(Reason::kInvalidDate));
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("effective_from"));
}

TEST(Decide, TakesAnActOfTodayThatCountsFromTomorrow) {
  LedgerWorld world;
  world.AddUsualRecords();
  event::v1::Event event = world.SroDesignated("MA-1001", "mou-alder");
  event.mutable_header()->set_effective_from(EasternDate(world.now()).PlusDays(1).ToString());
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, JudgesTheDayOfAnEventByEasternTime) {
  LedgerWorld world;
  // The world begins at 12:00 UTC; at 03:59 UTC the fourth of July has not yet begun in Boston.
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  event.mutable_header()->set_occurred_on("2023-07-04");
  world.Advance(Duration::Seconds(16 * 3'600 - 1));
  ExpectRefused(world, event, Reason::kInvalidDate, "header.occurred_on");
  world.Advance(Duration::Seconds(1));
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, JudgesTheDayOfAnEntryAtItsOwnRecordedAt) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  event.mutable_header()->set_occurred_on("2023-07-04");
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared, world.preparer().Prepare(world.Sign(event)));
  const AuthorityView view(world.authority());
  LogRecords source(world.log(), world.size());
  EXPECT_THAT(world.decider().CheckAdmissible(prepared, world.now(), source, view),
              IsErrorAt(Reason::kInvalidDate, "header.occurred_on"));
  EXPECT_OK(
      world.decider().CheckAdmissible(prepared, world.now() + Duration::Days(1), source, view));
}

TEST(Decide, RefusesACorrectionToADayThatIsStillToCome) {
  LedgerWorld world;
  world.AddUsualRecords();
  const LeafIndex completion =
      world.MustSubmit(world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1"));
  event::v1::Event event = world.RecordCorrected("MA-1001", completion, "mptc");
  auto& correction = *event.mutable_body()->mutable_record_corrected();
  correction.set_occurred_on(EasternDate(world.now()).PlusDays(1).ToString());
  ExpectRefused(world, event, Reason::kInvalidDate, "body.record_corrected.occurred_on");
  correction.set_occurred_on(EasternDate(world.now()).ToString());
  EXPECT_OK(world.Submit(event));
}

TEST(Decide, RefusesAnEffectiveEndBeforeItsStart) {
  LedgerWorld world;
  world.AddUsualRecords();
  event::v1::Event event = world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1");
  // Signed by a client that checks nothing: Sign refuses such an event.
  event.mutable_header()->set_effective_to("2023-01-01");
  const crypto::PrivateKey& key = world.Key("mptc");
  EXPECT_THAT(codec::SignEvent(event, std::vector<const crypto::PrivateKey*>{&key}),
              IsErrorAt(Reason::kInvalidDate, "header.effective_to"));
}

// --- Expected revisions. ---

TEST(Decide, RefusesAStaleRevision) {
  LedgerWorld world;
  world.AddUsualRecords();
  event::v1::Event event = world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1");
  LedgerWorld::ExpectRevision(event, "course/nasro-basic", 2);
  LedgerWorld::ExpectRevision(event, "officer/MA-1001", 0);
  ExpectRefused(world, event, Reason::kStaleRevision, "header.expected_revisions[1].revision");
}

TEST(Decide, SaysWhichRevisionWasExpectedAndWhichIsNext) {
  LedgerWorld world;
  world.AddUsualRecords();
  event::v1::Event event = world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1");
  LedgerWorld::ExpectRevision(event, "officer/MA-1001", 7);
  const Result<Decision> decision = world.Submit(event);
  ASSERT_THAT(decision, IsError(Reason::kStaleRevision));
  EXPECT_THAT(
      decision.error().message,
      ::testing::StartsWith("the next revision of \"officer/MA-1001\" is 1, not the expected 7"));
}

TEST(Decide, TakesOneOfTwoEventsThatExpectTheSameRevision) {
  LedgerWorld world;
  world.AddUsualRecords();
  event::v1::Event first = world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1");
  event::v1::Event second = world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1");
  LedgerWorld::ExpectRevision(first, "officer/MA-1001", 1);
  LedgerWorld::ExpectRevision(second, "officer/MA-1001", 1);
  GroupWork work = world.Begin();
  ASSERT_OK(world.Decide(work, first));
  EXPECT_THAT(world.Decide(work, second),
              IsErrorAt(Reason::kStaleRevision, "header.expected_revisions[0].revision"));
  EXPECT_EQ(work.group.staged(), 1U);
}

// --- Batches. ---

TEST(Decide, TakesTheEventsOfABatchOneByOne) {
  LedgerWorld world;
  const std::vector<std::string> batch =
      world.SignBatch({world.OfficerRegistered("MA-2000"), world.OfficerRegistered("MA-2001"),
                       world.OfficerRegistered("MA-2000")},
                      "clerk-alder");
  GroupWork work = world.Begin();
  EXPECT_OK(world.Decide(work, batch[0]));
  EXPECT_OK(world.Decide(work, batch[1]));
  EXPECT_THAT(world.Decide(work, batch[2]),
              IsErrorAt(Reason::kAlreadyRegistered, "header.subject"));
  EXPECT_EQ(work.group.staged(), 2U);
}

// --- The whole log again. ---

TEST(Decide, JudgesEveryEntryTheSameAtItsOwnPosition) {
  LedgerWorld world;
  world.AddUsualRecords();
  world.MustSubmit(world.CompletionRecorded("MA-1001", "nasro-basic", "basic-1", "nasro"));
  world.MustSubmit(world.KeyRevoked("nasro", "nasro"));
  world.MustSubmit(world.KeyRevoked("pd-alder", "clerk-alder"));

  KeyDirectory directory;
  AuthorityState state(directory);
  Preparer preparer(world.ledger_id(), directory);
  Decider decider;
  for (std::uint64_t i = 0; i < world.size().value(); ++i) {
    ASSERT_OK_AND_ASSIGN(const std::string leaf, world.log().ReadEntry(LeafIndex(i)));
    ASSERT_OK_AND_ASSIGN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
    AuthorityView view(state);
    if (i == 0) {
      ASSERT_OK_AND_ASSIGN(const Genesis genesis, CheckGenesis(entry.body));
      ASSERT_OK(view.Apply(genesis.decoded().body(), LeafIndex(0), entry.prefix.recorded_at));
    } else {
      ASSERT_OK_AND_ASSIGN(const PreparedEvent event, preparer.PrepareStored(entry.body));
      LogRecords source(world.log(), TreeSize(i));
      ASSERT_OK(decider.CheckAdmissible(event, entry.prefix.recorded_at, source, view)) << i;
      ASSERT_OK(view.Apply(event.decoded().body(), LeafIndex(i), entry.prefix.recorded_at));
    }
    state.Merge(std::move(view));
  }
}

}  // namespace
}  // namespace sworn::admission
