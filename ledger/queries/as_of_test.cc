// How the day and the prefix of the log are resolved.
#include "ledger/queries/as_of.h"

#include <string>

#include "ledger/queries/queries.h"
#include "ledger/queries/testing/query_world.h"

namespace sworn::queries {
namespace {

using projections::testing::At;
using projections::testing::Day;
using projections::testing::Registered;
using projections::testing::ScriptedLog;
using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr Duration kNoTime;

Basis Resolve(const QueryWorld& world, const AsOf& as_of) {
  Result<Basis> basis = world.queries().ResolveBasis(as_of, kNoTime);
  EXPECT_OK(basis);
  return basis ? *basis : Basis{};
}

TEST(AsOf, DefaultsToTheLatestHeadAndTodayInEasternTime) {
  QueryWorld world;
  world.script().AppendAt(At("2024-05-31T20:00:00Z"), Registered("1", "2024-05-31"));
  world.clock().SetWallClock(At("2024-06-02T03:59:59Z"));  // Still the first in Boston.
  const Basis basis = Resolve(world, {});
  EXPECT_EQ(basis.tree_size, TreeSize(2));
  EXPECT_EQ(basis.root, world.script().log().Snapshot().head.root);
  EXPECT_EQ(basis.effective_date, Day("2024-06-01"));
  EXPECT_EQ(basis.known_time, At("2024-05-31T20:00:00Z"));
  EXPECT_FALSE(basis.simulated_time);
  EXPECT_EQ(basis.evaluator_version, certification::kEvaluatorVersion);
}

TEST(AsOf, DefaultsToTheDayOfTheLastEntryInSimulatedTime) {
  QueryWorld world(/*simulated_time=*/true);
  world.script().AppendAt(At("2024-01-10T04:30:00Z"), Registered("1", "2024-01-09"));
  const Basis basis = Resolve(world, {});
  EXPECT_EQ(basis.effective_date, Day("2024-01-09"));
  EXPECT_TRUE(basis.simulated_time);
}

TEST(AsOf, TakesATreeSizeWithItsRootAndTime) {
  QueryWorld world;
  const RootHash root = world.script().log().Snapshot().head.root;
  world.script().AppendAt(At("2024-05-31T20:00:00Z"), Registered("1", "2024-05-31"));
  const Basis basis = Resolve(world, {.known_at = TreeSize(1)});
  EXPECT_EQ(basis.tree_size, TreeSize(1));
  EXPECT_EQ(basis.root, root);
  EXPECT_EQ(basis.known_time, At(ScriptedLog::kBegins));
  EXPECT_THAT(world.queries().ResolveBasis({.known_at = TreeSize(3)}, kNoTime),
              IsErrorAt(Reason::kNotYetKnown, "as_of.tree_size"));
}

TEST(AsOf, CountsEveryEntryOfTheVeryInstant) {
  QueryWorld world;
  const Instant moment = At("2024-03-15T14:00:00Z");
  world.script().AppendAt(moment, Registered("1", "2024-03-15"));
  world.script().AppendAt(moment, Registered("2", "2024-03-15"));
  world.script().AppendAt(moment + Duration::Microseconds(1), Registered("3", "2024-03-15"));
  const Duration tick = Duration::Microseconds(1);
  EXPECT_EQ(Resolve(world, {.known_at = moment - tick}).tree_size, TreeSize(1));
  EXPECT_EQ(Resolve(world, {.known_at = moment}).tree_size, TreeSize(3));
  EXPECT_EQ(Resolve(world, {.known_at = moment + tick}).tree_size, TreeSize(4));
}

TEST(AsOf, EndsADayAtMidnightInEasternTime) {
  QueryWorld world;
  // Daylight time: the fifteenth ends at 04:00 UTC.
  world.script().AppendAt(At("2024-03-16T03:59:59.999999Z"), Registered("1", "2024-03-15"));
  world.script().AppendAt(At("2024-03-16T04:00:00Z"), Registered("2", "2024-03-15"));
  EXPECT_EQ(Resolve(world, {.known_at = Day("2024-03-14")}).tree_size, TreeSize(1));
  EXPECT_EQ(Resolve(world, {.known_at = Day("2024-03-15")}).tree_size, TreeSize(2));
  EXPECT_EQ(Resolve(world, {.known_at = Day("2024-03-16")}).tree_size, TreeSize(3));
}

TEST(AsOf, RefusesAMomentThatIsNotOver) {
  QueryWorld world;
  const Instant until = At("2024-05-01T00:00:00Z");
  world.set_known_until(until);
  EXPECT_OK(world.queries().ResolveBasis({.known_at = until - Duration::Microseconds(1)}, kNoTime));
  EXPECT_THAT(world.queries().ResolveBasis({.known_at = until}, kNoTime),
              IsErrorAt(Reason::kNotYetKnown, "as_of.known_time"));
  EXPECT_OK(world.queries().ResolveBasis({.known_at = Day("2024-04-29")}, kNoTime));
  EXPECT_THAT(world.queries().ResolveBasis({.known_at = Day("2024-04-30")}, kNoTime),
              IsErrorAt(Reason::kNotYetKnown, "as_of.known_date"));
}

TEST(AsOf, TakesTheLatestStateForLaterMomentsOfSimulatedTime) {
  QueryWorld world(/*simulated_time=*/true);
  const Instant last = At("2024-01-10T15:00:00Z");
  world.script().AppendAt(last, Registered("1", "2024-01-09"));
  world.set_known_until(last);
  EXPECT_EQ(Resolve(world, {.known_at = last - Duration::Microseconds(1)}).tree_size, TreeSize(1));
  EXPECT_EQ(Resolve(world, {.known_at = last}).tree_size, TreeSize(2));
  EXPECT_EQ(Resolve(world, {.known_at = Day("2030-01-01")}).tree_size, TreeSize(2));
}

TEST(AsOf, ResolvesToNothingBeforeGenesis) {
  QueryWorld world;
  const Basis basis =
      Resolve(world, {.effective_date = Day("2023-08-01"), .known_at = Day("2023-06-30")});
  EXPECT_EQ(basis.tree_size, TreeSize(0));
  EXPECT_EQ(basis.known_time, std::nullopt);
  EXPECT_EQ(basis.root, *world.script().log().RootAt(TreeSize(0)));
}

TEST(AsOf, RefusesTheLastDayOfTheCalendar) {
  QueryWorld world;
  EXPECT_THAT(world.queries().ResolveBasis({.effective_date = Date::Last()}, kNoTime),
              IsErrorAt(Reason::kInvalidDate, "as_of.effective_date"));
  EXPECT_THAT(world.queries().ResolveBasis({.known_at = Date::Last()}, kNoTime),
              IsErrorAt(Reason::kInvalidDate, "as_of.known_date"));
}

TEST(AsOf, WaitsForTheMinimumSize) {
  QueryWorld world;
  world.script().Append(Registered("1", "2023-07-01"));
  EXPECT_EQ(Resolve(world, {.minimum_tree_size = TreeSize(2)}).tree_size, TreeSize(2));
  EXPECT_EQ(world.waits(), 1);
  EXPECT_EQ(Resolve(world, {.minimum_tree_size = TreeSize(2)}).tree_size, TreeSize(2));
  EXPECT_EQ(world.waits(), 1);  // It was there already.
  EXPECT_THAT(world.queries().ResolveBasis({.minimum_tree_size = TreeSize(3)}, kNoTime),
              IsErrorAt(Reason::kNotYetKnown, "as_of.minimum_tree_size"));
}

TEST(AsOf, TellsALaggingProjectionFromALogThatIsNotSoLong) {
  QueryWorld world;
  world.LagAt(TreeSize(1));
  world.script().Append(Registered("1", "2023-07-01"));
  EXPECT_THAT(world.queries().ResolveBasis({.minimum_tree_size = TreeSize(2)}, kNoTime),
              IsError(Reason::kUnavailable));
}

}  // namespace
}  // namespace sworn::queries
