#include "ledger/tlog/log.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>

#include "ledger/base/limits.h"
#include "ledger/merkle/hash.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/testing/reference_log.h"
#include "tests/support/result_matchers.h"

namespace sworn::tlog {
namespace {

using testing::KeyOf;
using testing::Officer;
using testing::ReferenceLog;
using testing::TimeOf;
using testing_support::IsError;

class LogTest : public ::testing::Test {
 protected:
  void SetUp() override { Reopen(); }
  // As after a restart: nothing but what the stores hold.
  void Reopen() {
    log_.reset();
    Result<std::unique_ptr<Log>> log = Log::Open(store_, heads_, {.cached_tiles = 4});
    ASSERT_OK(log);
    log_ = std::move(*log);
  }

  storage::MemoryLogStore store_;
  storage::MemoryHeadStore heads_;
  std::unique_ptr<Log> log_;
};

TEST_F(LogTest, BeginsEmpty) {
  const LogSnapshot snapshot = log_->Snapshot();
  EXPECT_EQ(snapshot.head, (Head{TreeSize(0), merkle::EmptyRoot()}));
  EXPECT_FALSE(snapshot.last_recorded_at);
  EXPECT_THAT(log_->ReadEntry(LeafIndex(0)), IsError(Reason::kIndexOutOfRange));
  ASSERT_OK_AND_ASSIGN(const TreeSize size, log_->SizeAt(TimeOf(0)));
  EXPECT_EQ(size, TreeSize(0));
}

TEST_F(LogTest, AgreesWithTheReferenceInRandomGroupsReopenedAfterEach) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  ReferenceLog reference;
  for (const std::uint64_t stop : {1U, 2U, 255U, 256U, 257U, 511U, 512U, 513U, 700U}) {
    while (reference.size() < stop) {
      const std::uint64_t to = std::min<std::uint64_t>(stop, reference.size() + 1 + random() % 60);
      reference.Fill(*log_, to, 60);
      ASSERT_EQ(log_->Snapshot().head.root, reference.Root(to));
      if (random() % 2 == 0) Reopen();
      ASSERT_EQ(log_->Snapshot().head.root, reference.Root(to));
      ASSERT_EQ(log_->Snapshot().last_recorded_at, TimeOf(to - 1));
    }
  }
  reference.CheckContents(*log_);
}

TEST_F(LogTest, ProvesEveryEntryAtManySizes) {
  ReferenceLog reference;
  reference.Fill(*log_, 600, 77);
  for (std::uint64_t size = 0; size < 20; ++size) reference.CheckAt(*log_, size);
  for (const std::uint64_t size : {255U, 256U, 257U, 300U, 511U, 512U, 513U, 600U}) {
    reference.CheckAt(*log_, size, 7);
  }
  Reopen();
  reference.CheckAt(*log_, 600, 11);
}

TEST_F(LogTest, GrowsAThirdTileLevel) {
  ReferenceLog reference;
  for (const std::uint64_t stop : {65'535U, 65'536U, 65'537U, 65'800U}) {
    reference.Fill(*log_, stop, 1'000);
    Reopen();
    ASSERT_EQ(log_->Snapshot().head.root, reference.Root(stop));
  }
  EXPECT_OK(log_->ReadTile({2, 0}, 1));
  EXPECT_OK(log_->ReadTile({1, 0}, 256));
  EXPECT_OK(log_->ReadTile({0, 257}, 8));
  EXPECT_THAT(log_->ReadTile({0, 257}, 9), IsError(Reason::kIndexOutOfRange));
  for (const std::uint64_t size : {256U, 40'000U, 65'535U, 65'536U, 65'537U, 65'800U}) {
    reference.CheckAt(*log_, size, 9'973);
  }
}

TEST_F(LogTest, ShowsTheDeciderWhatTheGroupHolds) {
  ReferenceLog reference;
  reference.Fill(*log_, 10, 10);
  Group group = log_->Begin();
  ASSERT_OK_AND_ASSIGN(const auto committed, group.StreamHead(Officer(3)));
  EXPECT_EQ(committed, (StreamPosition{Revision(0), LeafIndex(3)}));
  ASSERT_OK_AND_ASSIGN(const auto none, group.StreamHead(Officer(50)));
  EXPECT_FALSE(none);

  const NewEntry entry{.recorded_at = TimeOf(10),
                       .body = "x",
                       .streams = {Officer(50), Officer(3)},
                       .event_key = KeyOf(1'000),
                       .sealed_parts = {{Commitment(), "secret"}}};
  ASSERT_OK_AND_ASSIGN(const LeafIndex index, group.Stage(entry));
  EXPECT_EQ(index, LeafIndex(10));
  ASSERT_OK_AND_ASSIGN(const auto staged, group.StreamHead(Officer(3)));
  EXPECT_EQ(staged, (StreamPosition{Revision(1), LeafIndex(10)}));
  ASSERT_OK_AND_ASSIGN(const auto fresh, group.StreamHead(Officer(50)));
  EXPECT_EQ(fresh, (StreamPosition{Revision(0), LeafIndex(10)}));
  ASSERT_OK_AND_ASSIGN(const auto found, group.FindEvent(KeyOf(1'000)));
  EXPECT_EQ(found, LeafIndex(10));
  ASSERT_OK_AND_ASSIGN(const auto older, group.FindEvent(KeyOf(4)));
  EXPECT_EQ(older, LeafIndex(4));
  ASSERT_OK_AND_ASSIGN(const std::string leaf, group.ReadEntry(LeafIndex(10)));
  EXPECT_TRUE(leaf.ends_with("x"));
  EXPECT_OK(group.ReadEntry(LeafIndex(9)));
  EXPECT_THAT(group.ReadEntry(LeafIndex(11)), IsError(Reason::kIndexOutOfRange));
  ASSERT_OK_AND_ASSIGN(const auto sealed, group.ReadSealed(Commitment()));
  EXPECT_EQ(sealed, "secret");

  // The same id twice, and nobody else sees any of it yet.
  EXPECT_THAT(group.Stage(entry), IsError(Reason::kEventIdConflict));
  EXPECT_EQ(group.staged(), 1U);
  ASSERT_OK_AND_ASSIGN(const auto unpublished, log_->FindEvent(KeyOf(1'000)));
  EXPECT_FALSE(unpublished);
  EXPECT_THAT(log_->ReadEntry(LeafIndex(10)), IsError(Reason::kIndexOutOfRange));
  ASSERT_OK(log_->Commit(std::move(group)));
  ASSERT_OK_AND_ASSIGN(const auto published, log_->FindEvent(KeyOf(1'000)));
  EXPECT_EQ(published, LeafIndex(10));
}

TEST_F(LogTest, StoresNothingOfADroppedGroup) {
  ReferenceLog reference;
  reference.Fill(*log_, 5, 5);
  {
    Group group = log_->Begin();
    ASSERT_OK(group.Stage({.recorded_at = TimeOf(9), .body = "x", .streams = {Officer(90)}}));
    group.PutMeta("name", "value");
  }
  Group group = log_->Begin();
  EXPECT_EQ(group.next_index(), LeafIndex(5));
  EXPECT_EQ(group.last_recorded_at(), TimeOf(4));
  ASSERT_OK_AND_ASSIGN(const auto head, group.StreamHead(Officer(90)));
  EXPECT_FALSE(head);
  ASSERT_OK(log_->Commit(std::move(group)));
  EXPECT_EQ(log_->Snapshot().head.size, TreeSize(5));
  EXPECT_FALSE(log_->Meta("name"));
}

TEST_F(LogTest, KeepsSmallValues) {
  Group group = log_->Begin();
  group.PutMeta("ledger_id", "abc");
  ASSERT_OK(log_->Commit(std::move(group)));
  EXPECT_EQ(log_->Meta("ledger_id"), "abc");
  Reopen();
  EXPECT_EQ(log_->Meta("ledger_id"), "abc");
  EXPECT_FALSE(log_->Meta("ledger"));
}

TEST_F(LogTest, RefusesWhatBreaksABoundAndStagesNothingOfIt) {
  Group group = log_->Begin();
  const std::string large(limits::kMaxEntryBytes, 'x');
  EXPECT_THAT(group.Stage({.recorded_at = TimeOf(0), .body = large, .streams = {}}),
              IsError(Reason::kTooLarge));
  const std::string fitting(limits::kMaxEntryBytes - 19, 'x');
  EXPECT_OK(group.Stage({.recorded_at = TimeOf(0), .body = fitting, .streams = {}}));
  EXPECT_THAT(
      group.Stage({.recorded_at = TimeOf(0), .body = {}, .streams = {Officer(1), Officer(1)}}),
      IsError(Reason::kInvalidField));
  NewEntry crowded{.recorded_at = TimeOf(0), .body = {}, .streams = {}};
  for (std::uint64_t i = 0; i < 17; ++i) crowded.streams.push_back(Officer(i));
  EXPECT_THAT(group.Stage(crowded), IsError(Reason::kTooLarge));
  EXPECT_THAT(group.Stage({.recorded_at = TimeOf(0),
                           .body = {},
                           .streams = {},
                           .sealed_parts = {{Commitment(), std::string(16'385, 's')}}}),
              IsError(Reason::kTooLarge));
  EXPECT_OK(group.Stage({.recorded_at = TimeOf(6), .body = {}, .streams = {}}));
  EXPECT_THAT(group.Stage({.recorded_at = TimeOf(0), .body = {}, .streams = {}}),
              IsError(Reason::kClock));
  EXPECT_EQ(group.staged(), 2U);
}

TEST_F(LogTest, BoundsAGroup) {
  Group group = log_->Begin();
  for (std::size_t i = 0; i < limits::kMaxGroupEvents; ++i) {
    ASSERT_TRUE(group.HasRoomFor(ByteCount(1)));
    ASSERT_OK(group.Stage({.recorded_at = TimeOf(0), .body = "x", .streams = {}}));
  }
  EXPECT_FALSE(group.HasRoomFor(ByteCount(1)));
  EXPECT_THAT(group.Stage({.recorded_at = TimeOf(0), .body = "x", .streams = {}}),
              IsError(Reason::kQueueFull));
  ASSERT_OK(log_->Commit(std::move(group)));

  Group bytes = log_->Begin();
  const std::string body(60'000, 'x');
  while (bytes.HasRoomFor(ByteCount(body.size()))) {
    ASSERT_OK(bytes.Stage({.recorded_at = TimeOf(0), .body = body, .streams = {}}));
  }
  EXPECT_GT(bytes.staged() * body.size(), limits::kMaxGroupBytes - 2 * body.size());
  EXPECT_THAT(bytes.Stage({.recorded_at = TimeOf(0), .body = body, .streams = {}}),
              IsError(Reason::kQueueFull));
}

TEST_F(LogTest, CountsEntriesUpToAnInstant) {
  ReferenceLog reference;
  reference.Fill(*log_, 100, 9);
  for (std::uint64_t index = 0; index < 100; ++index) {
    ASSERT_OK_AND_ASSIGN(const TreeSize size, log_->SizeAt(TimeOf(index)));
    EXPECT_EQ(size.value(), std::min<std::uint64_t>(100, index / 3 * 3 + 3));
  }
  ASSERT_OK_AND_ASSIGN(const TreeSize before, log_->SizeAt(TimeOf(0) - Duration::Microseconds(1)));
  EXPECT_EQ(before, TreeSize(0));
}

TEST_F(LogTest, RefusesQuestionsBeyondItsSize) {
  ReferenceLog reference;
  reference.Fill(*log_, 10, 10);
  const Reason out = Reason::kIndexOutOfRange;
  EXPECT_THAT(log_->RootAt(TreeSize(11)), IsError(out));
  EXPECT_THAT(log_->InclusionProof(LeafIndex(3), TreeSize(11)), IsError(out));
  EXPECT_THAT(log_->InclusionProof(LeafIndex(5), TreeSize(5)), IsError(out));
  EXPECT_THAT(log_->ConsistencyProof(TreeSize(3), TreeSize(11)), IsError(out));
  EXPECT_THAT(log_->ConsistencyProof(TreeSize(4), TreeSize(3)), IsError(out));
  EXPECT_THAT(log_->StreamHead(Officer(1), TreeSize(11)), IsError(out));
  ASSERT_OK_AND_ASSIGN(const auto page, log_->ReadEntries(LeafIndex(10), 5, ByteCount(100)));
  EXPECT_TRUE(page.empty());
}

TEST_F(LogTest, WakesWaitersWhenAGroupIsPublished) {
  EXPECT_EQ(log_->WaitForSize(TreeSize(1), Duration::Microseconds(1)), TreeSize(0));
  std::atomic<std::uint64_t> seen = 0;
  std::thread follower(
      [&] { seen = log_->WaitForSize(TreeSize(3), Duration::Seconds(60)).value(); });
  ReferenceLog reference;
  reference.Fill(*log_, 3, 1);
  follower.join();
  EXPECT_EQ(seen, 3U);
  std::thread waiter([&] { log_->WaitForSize(TreeSize(100), Duration::Seconds(60)); });
  log_->InterruptWaits();
  waiter.join();
}

TEST_F(LogTest, ShowsReadersOnlyConsistentStatesWhileItGrows) {
  std::atomic<bool> done = false;
  std::atomic<int> failures = 0;
  std::thread reader([&] {
    while (!done) {
      const LogSnapshot snapshot = log_->Snapshot();
      if (snapshot.head.size == TreeSize(0)) continue;
      const LeafIndex last(snapshot.head.size.value() - 1);
      const Result<std::string> leaf = log_->ReadEntry(last);
      const Result<std::vector<NodeHash>> proof = log_->InclusionProof(last, snapshot.head.size);
      if (!leaf || !proof ||
          !merkle::VerifyInclusion(last, snapshot.head.size, merkle::HashLeaf(*leaf), *proof,
                                   snapshot.head.root)) {
        ++failures;
      }
    }
  });
  ReferenceLog reference;
  reference.Fill(*log_, 1'500, 13);
  done = true;
  reader.join();
  EXPECT_EQ(failures, 0);
}

}  // namespace
}  // namespace sworn::tlog
