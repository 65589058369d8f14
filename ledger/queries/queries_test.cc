#include "ledger/queries/queries.h"

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/projections/testing/random_history.h"
#include "ledger/queries/testing/query_world.h"

namespace sworn::queries {
namespace {

using certification::Answer;
using certification::CertificateStatus;
using projections::testing::At;
using projections::testing::Day;
using projections::testing::RandomHistory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr Duration kNoTime;

std::vector<LeafIndex> IndicesOf(const std::vector<Learned>& learned) {
  std::vector<LeafIndex> indices;
  for (const Learned& entry : learned) indices.push_back(entry.index);
  return indices;
}

TEST(Queries, AnswersAboutAnOfficerOfWhomNothingIsKnown) {
  QueryWorld world;
  ASSERT_OK_AND_ASSIGN(const StandingAnswer answer,
                       world.queries().GetStanding("nobody", {}, std::nullopt, kNoTime));
  EXPECT_FALSE(answer.standing.known);
  EXPECT_EQ(answer.standing.officer, "nobody");
  EXPECT_EQ(answer.basis.tree_size, TreeSize(1));
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer history,
                       world.queries().GetHistory("nobody", {}, kNoTime));
  EXPECT_FALSE(history.known);
  EXPECT_THAT(history.learned, IsEmpty());
}

TEST(Queries, RefusesWhatCannotBeAnIdentifier) {
  QueryWorld world;
  const Queries& queries = world.queries();
  const std::string long_name(limits::kMaxIdentifierBytes + 1, 'x');
  for (const std::string& bad :
       {std::string(), std::string("a b"), std::string("a/b"), std::string("a\0b", 3), long_name}) {
    EXPECT_THAT(queries.GetStanding(bad, {}, std::nullopt, kNoTime),
                IsErrorAt(Reason::kInvalidField, "officer"));
    EXPECT_THAT(queries.Explain(bad, {}, std::nullopt, kNoTime),
                IsErrorAt(Reason::kInvalidField, "officer"));
    EXPECT_THAT(queries.GetHistory(bad, {}, kNoTime), IsErrorAt(Reason::kInvalidField, "officer"));
    EXPECT_THAT(queries.GetStanding("1", {}, bad, kNoTime),
                IsErrorAt(Reason::kInvalidField, "school"));
  }
}

TEST(Queries, SaysUndeterminedWithTheReasonBeforeGenesis) {
  QueryWorld world;
  world.script().Append(projections::testing::Registered("1", "2023-07-01"));
  const AsOf before{.effective_date = Day("2023-08-01"), .known_at = Day("2023-06-30")};
  ASSERT_OK_AND_ASSIGN(const ExplainAnswer answer,
                       world.queries().Explain("1", before, std::nullopt, kNoTime));
  EXPECT_FALSE(answer.standing.known);
  EXPECT_EQ(answer.standing.officer_certificate.status, CertificateStatus::kUndetermined);
  EXPECT_EQ(answer.standing.sro_certificate.status, CertificateStatus::kUndetermined);
  EXPECT_EQ(answer.standing.eligible, Answer::kUndetermined);
  EXPECT_EQ(answer.standing.as_of, Day("2023-08-01"));
  ASSERT_EQ(answer.standing.flags.size(), 1u);
  EXPECT_THAT(answer.standing.flags[0].text, HasSubstr("the ledger began at 2023-07-01 08:00:00"));
  for (const certification::Explanation& explanation : answer.explanations) {
    EXPECT_THAT(explanation.statement, HasSubstr("the ledger began at"));
  }
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer history,
                       world.queries().GetHistory("1", before, kNoTime));
  EXPECT_THAT(history.undetermined, HasSubstr("the ledger began at"));
  EXPECT_THAT(history.intervals, IsEmpty());
  EXPECT_THAT(history.learned, IsEmpty());
}

TEST(Queries, ShowsACorrectionOnlyFromItsIndexOn) {
  QueryWorld world;
  auto& script = world.script();
  script.Append(projections::testing::Registered("namesake", "2023-07-01"));
  script.Append(projections::testing::Registered("right", "2023-07-01"));
  const LeafIndex completion =
      script.Append(projections::testing::Completion("namesake", "two-day", "2024-03-13"));
  const LeafIndex correction = script.Append(
      projections::testing::Corrected("namesake", completion, "right", std::string_view()));
  world.CatchUp();

  const auto learned = [&](std::string_view officer, TreeSize size) {
    return IndicesOf(
        world.queries().GetHistory(officer, {.known_at = size}, kNoTime).value().learned);
  };
  EXPECT_THAT(learned("right", SizeThrough(completion)), ElementsAre(LeafIndex(2)));
  EXPECT_THAT(learned("right", SizeThrough(correction)), ElementsAre(LeafIndex(2), correction));
  EXPECT_THAT(learned("namesake", SizeThrough(completion)), ElementsAre(LeafIndex(1), completion));
  EXPECT_THAT(learned("namesake", SizeThrough(correction)),
              ElementsAre(LeafIndex(1), completion, correction));
}

TEST(Queries, AnswersTheSameForEverAtTheSameBasis) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    QueryWorld world;
    RandomHistory history(seed, world.script());
    struct Asked {
      std::string officer;
      AsOf as_of;
      ExplainAnswer explained;
      HistoryAnswer history;
    };
    std::vector<Asked> all;
    std::mt19937_64 random(seed);
    for (int round = 0; round < 6; ++round) {
      history.Append(25);
      for (const std::string& officer : RandomHistory::Officers()) {
        const TreeSize size(1 + random() % world.script().size().value());
        const AsOf as_of{
            .effective_date = Day("2023-07-01").PlusDays(static_cast<std::int32_t>(random() % 900)),
            .known_at = size};
        all.push_back({officer, as_of,
                       world.queries().Explain(officer, as_of, std::nullopt, kNoTime).value(),
                       world.queries().GetHistory(officer, as_of, kNoTime).value()});
      }
      for (const Asked& asked : all) {
        EXPECT_EQ(world.queries().Explain(asked.officer, asked.as_of, {}, kNoTime).value(),
                  asked.explained);
        EXPECT_EQ(world.queries().GetHistory(asked.officer, asked.as_of, kNoTime).value(),
                  asked.history);
      }
    }
    // A second set of queries, which has seen none of it, says so too.
    const Queries fresh({.log = world.script().log(),
                         .rows = world.rows(),
                         .clock = world.clock(),
                         .ledger = world.ledger(),
                         .known_until = [] { return Instant(); }});
    for (const Asked& asked : all) {
      EXPECT_EQ(fresh.Explain(asked.officer, asked.as_of, {}, kNoTime).value(), asked.explained);
      EXPECT_EQ(fresh.GetHistory(asked.officer, asked.as_of, kNoTime).value(), asked.history);
    }
  }
}

TEST(Queries, UsesOnlyPoliciesBelowTheBasis) {
  QueryWorld world;
  auto& script = world.script();
  script.Append(projections::testing::Registered("1", "2023-07-01"));
  script.Append(projections::testing::SroGranted("1", "2023-11-20"));
  const LeafIndex policy =
      script.Append(projections::testing::Policy("certification", 1, "2022-01-01"));
  world.CatchUp();
  const Queries& queries = world.queries();
  // Latest first, so that the policy is in the cache when the earlier question comes.
  const AsOf latest{.effective_date = Day("2024-01-01")};
  const AsOf before{.effective_date = Day("2024-01-01"), .known_at = TreeSize(policy.value())};
  ASSERT_OK_AND_ASSIGN(const StandingAnswer with, queries.GetStanding("1", latest, {}, kNoTime));
  ASSERT_OK_AND_ASSIGN(const StandingAnswer without, queries.GetStanding("1", before, {}, kNoTime));
  EXPECT_EQ(with.standing.sro_certificate.expires_on, Day("2026-11-20"));
  EXPECT_EQ(without.standing.sro_certificate.expires_on, std::nullopt);
  EXPECT_THAT(without.standing.policies, IsEmpty());
}

TEST(Queries, WaitsForAProjectionThatLags) {
  QueryWorld world;
  world.script().Append(projections::testing::Registered("1", "2023-07-01"));
  ASSERT_OK_AND_ASSIGN(const StandingAnswer answer,
                       world.queries().GetStanding("1", {}, std::nullopt, kNoTime));
  EXPECT_TRUE(answer.standing.known);
  EXPECT_EQ(answer.basis.tree_size, TreeSize(2));
  EXPECT_EQ(world.waits(), 1);
}

TEST(Queries, FailsRatherThanAnswerFromLess) {
  QueryWorld world;
  world.LagAt(TreeSize(1));
  world.script().Append(projections::testing::Registered("1", "2023-07-01"));
  EXPECT_THAT(world.queries().GetStanding("1", {}, std::nullopt, kNoTime),
              IsError(Reason::kUnavailable));
  // What the projection holds can still be asked about.
  EXPECT_OK(world.queries().GetStanding("1", {.known_at = TreeSize(1)}, std::nullopt, kNoTime));
}

TEST(Queries, TellsWhoActedAsRegisteredByThen) {
  QueryWorld world;
  auto& script = world.script();
  const LeafIndex unnamed = script.Append(projections::testing::Registered("1", "2023-07-01"));
  script.Append(projections::testing::Authority("post", "POST", "2023-07-01"));
  event::v1::Event grant = projections::testing::SroGranted("1", "2023-11-20");
  grant.mutable_header()->add_attestations()->set_role(event::v1::ROLE_CHIEF);
  grant.mutable_header()->set_effective_to("2026-11-20");
  grant.mutable_header()->mutable_source_recorded_at()->set_seconds(1'700'500'000);
  const LeafIndex granted = script.AppendAt(At("2024-01-22T15:00:00Z"), grant);
  script.Append(projections::testing::Authority("post", "Commission", "2023-07-02"));
  world.CatchUp();
  ASSERT_OK_AND_ASSIGN(const HistoryAnswer answer, world.queries().GetHistory("1", {}, kNoTime));
  EXPECT_TRUE(answer.known);
  EXPECT_EQ(answer.basis.effective_date, std::nullopt);
  ASSERT_THAT(IndicesOf(answer.learned), ElementsAre(unnamed, granted));
  EXPECT_EQ(answer.learned[0].authority_name, "");
  const Learned& learned = answer.learned[1];
  EXPECT_EQ(learned.recorded_at, At("2024-01-22T15:00:00Z"));
  EXPECT_EQ(learned.type, "SroCertificationGranted");
  EXPECT_EQ(learned.occurred_on, Day("2023-11-20"));
  EXPECT_EQ(learned.effective_from, Day("2023-11-20"));
  EXPECT_EQ(learned.effective_to, Day("2026-11-20"));
  EXPECT_EQ(learned.acting_authority, "post");
  EXPECT_EQ(learned.authority_name, "POST");
  EXPECT_THAT(learned.signer_roles, ElementsAre(certification::Role::kCommission));
  EXPECT_TRUE(learned.attested);
  EXPECT_EQ(learned.source_recorded_at, Instant() + Duration::Seconds(1'700'500'000));
  EXPECT_EQ(learned.summary, "SRO certificate granted (order 2023-117) [attested, not signed]");
}

TEST(Queries, MayBeAskedFromManyThreadsWhileTheLogGrows) {
  QueryWorld world;
  RandomHistory history(5, world.script());
  history.Append(100);
  world.CatchUp();
  const AsOf pinned{.effective_date = Day("2024-03-15"), .known_at = TreeSize(80)};
  const ExplainAnswer expected = world.queries().Explain("1", pinned, {}, kNoTime).value();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 30; ++round) {
        EXPECT_EQ(world.queries().Explain("1", pinned, {}, kNoTime).value(), expected);
        const AsOf other{.effective_date = Day("2024-03-15"),
                         .known_at = TreeSize(static_cast<std::uint64_t>(round + 1))};
        EXPECT_OK(world.queries().GetHistory("12", other, kNoTime));
      }
    });
  }
  for (int i = 0; i < 10; ++i) {
    history.Append(5);
    world.CatchUp();
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sworn::queries
