// What the log does when its stores fail, lie behind each other, or disagree.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/storage/testing/fault_stores.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/scan.h"
#include "ledger/tlog/testing/reference_log.h"
#include "tests/support/result_matchers.h"

namespace sworn::tlog {
namespace {

using storage::testing::CommitFault;
using storage::testing::FaultHeadStore;
using storage::testing::FaultLogStore;
using testing::Officer;
using testing::ReferenceLog;
using testing::TimeOf;
using testing_support::IsError;

struct Stores {
  storage::MemoryLogStore memory;
  storage::MemoryHeadStore memory_heads;
  FaultLogStore store{memory};
  FaultHeadStore heads{memory_heads};
};

Result<Head> CommitOne(Log& log, std::uint64_t number) {
  Group group = log.Begin();
  const Result<LeafIndex> staged =
      group.Stage({.recorded_at = TimeOf(1'000), .body = "one", .streams = {Officer(number)}});
  if (!staged) return staged.error();
  return log.Commit(std::move(group));
}

class FailingCommit : public ::testing::TestWithParam<CommitFault> {};

TEST_P(FailingCommit, StopsWritingButGoesOnServing) {
  Stores stores;
  ReferenceLog reference;
  {
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.store, stores.heads));
    reference.Fill(*log, 300, 100);
    stores.store.FailCommit(1, GetParam());
    const std::uint64_t writes = stores.heads.writes();
    EXPECT_THAT(CommitOne(*log, 1), IsError(Reason::kStorageFailed));
    EXPECT_EQ(stores.heads.writes(), writes) << "a head was written for a group that failed";
    EXPECT_FALSE(log->writable());
    EXPECT_THAT(CommitOne(*log, 1), IsError(Reason::kStorageFailed));
    reference.CheckContents(*log);
    reference.CheckAt(*log, 257, 50);
  }
  // After a restart it goes on, with the lost group or without it.
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.memory, stores.memory_heads));
  const bool stored = GetParam() == CommitFault::kLostAfterStored;
  EXPECT_EQ(log->Snapshot().head.size, TreeSize(stored ? 301 : 300));
  ASSERT_OK_AND_ASSIGN(const Head written, stores.memory_heads.Read());
  EXPECT_EQ(written, log->Snapshot().head);
  EXPECT_OK(CommitOne(*log, 2));
}

INSTANTIATE_TEST_SUITE_P(Faults, FailingCommit,
                         ::testing::Values(CommitFault::kDiskFull, CommitFault::kLostBeforeStored,
                                           CommitFault::kLostAfterStored));

TEST(Log, DoesNotPublishWhatTheHeadFileDoesNotHold) {
  Stores stores;
  {
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.store, stores.heads));
    ASSERT_OK(CommitOne(*log, 1));
    stores.heads.FailWrite(1);
    EXPECT_THAT(CommitOne(*log, 1), IsError(Reason::kStorageFailed));
    // The store has it, the readers must not see it.
    EXPECT_EQ(log->Snapshot().head.size, TreeSize(1));
    EXPECT_THAT(log->ReadEntry(LeafIndex(1)), IsError(Reason::kIndexOutOfRange));
    ASSERT_OK_AND_ASSIGN(const auto positions,
                         log->ReadStream(Officer(1), Revision(0), 10, TreeSize(1)));
    EXPECT_EQ(positions.size(), 1U);
    ASSERT_OK_AND_ASSIGN(const auto head, log->StreamHead(Officer(1), TreeSize(1)));
    EXPECT_EQ(head, (StreamPosition{Revision(0), LeafIndex(0)}));
    EXPECT_THAT(CommitOne(*log, 1), IsError(Reason::kStorageFailed));
  }
  // A crash between the store's commit and the head: both are kept and shown from now on.
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.memory, stores.memory_heads));
  EXPECT_EQ(log->Snapshot().head.size, TreeSize(2));
}

TEST(Log, RefusesAStoreThatLiesBehindItsHeadFile) {
  for (const std::uint64_t back : {1U, 44U, 300U}) {
    storage::MemoryLogStore full;
    storage::MemoryLogStore behind;
    storage::MemoryHeadStore heads;
    {
      ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(full, heads));
      ReferenceLog reference;
      reference.Fill(*log, 300, 100);
      storage::MemoryHeadStore other_heads;
      ASSERT_OK_AND_ASSIGN(const auto other, Log::Open(behind, other_heads));
      ReferenceLog shorter;
      shorter.Fill(*other, 300 - back, 100);
    }
    EXPECT_THAT(Log::Open(behind, heads), IsError(Reason::kRolledBack)) << back;
    EXPECT_THAT(Log::Open(behind, heads, {.read_only = true}), IsError(Reason::kRolledBack));
    EXPECT_OK(Log::Open(full, heads));
  }
}

TEST(Log, RefusesAStoreWithAnotherHistory) {
  for (const std::uint64_t longer : {0U, 1U, 300U}) {
    storage::MemoryLogStore mine;
    storage::MemoryLogStore other;
    storage::MemoryHeadStore heads;
    storage::MemoryHeadStore other_heads;
    {
      ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(mine, heads));
      ASSERT_OK(CommitOne(*log, 1));
      ASSERT_OK_AND_ASSIGN(const auto other_log, Log::Open(other, other_heads));
      for (std::uint64_t i = 0; i <= longer; ++i) ASSERT_OK(CommitOne(*other_log, 2));
    }
    EXPECT_THAT(Log::Open(other, heads), IsError(Reason::kRolledBack)) << longer;
  }
}

TEST(Log, WritesNothingWhenOpenedForReading) {
  Stores stores;
  {
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.memory, stores.memory_heads));
    ASSERT_OK(CommitOne(*log, 1));
    // A crash before the head.
    FaultHeadStore failing(stores.memory_heads);
    ASSERT_OK_AND_ASSIGN(const auto crashing, Log::Open(stores.memory, failing));
    failing.FailWrite(1);
    EXPECT_THAT(CommitOne(*crashing, 1), IsError(Reason::kStorageFailed));
  }
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.store, stores.heads, {.read_only = true}));
  EXPECT_EQ(log->Snapshot().head.size, TreeSize(2));
  EXPECT_FALSE(log->writable());
  EXPECT_THAT(CommitOne(*log, 1), IsError(Reason::kStorageFailed));
  EXPECT_EQ(stores.heads.writes(), 0U);
  EXPECT_EQ(stores.store.commits(), 0U);
}

TEST(Log, RefusesToOpenWhatIsNotItsOwnEntry) {
  storage::MemoryLogStore store;
  storage::MemoryHeadStore heads;
  CommitBatch batch;
  batch.leaves = {"not an entry"};
  ASSERT_OK(store.Commit(batch));
  EXPECT_THAT(Log::Open(store, heads), IsError(Reason::kCorrupt));
}

TEST(ScanEntries, ReportsExactlyTheRangesThatCannotBeRead) {
  Stores stores;
  {
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(stores.store, stores.heads));
    ReferenceLog reference;
    reference.Fill(*log, 2'500, 500);
  }
  stores.store.MakeUnreadable(LeafIndex(0), LeafIndex(0));
  stores.store.MakeUnreadable(LeafIndex(17), LeafIndex(40));
  stores.store.MakeUnreadable(LeafIndex(41), LeafIndex(42));  // Joins the one before.
  stores.store.MakeUnreadable(LeafIndex(990), LeafIndex(1'010));
  stores.store.MakeUnreadable(LeafIndex(2'499), LeafIndex(2'499));
  std::string ranges;
  std::uint64_t readable = 0;
  ScanEntries(stores.store, TreeSize(2'500),
              {.on_entry =
                   [&](LeafIndex index, std::string_view leaf) {
                     ++readable;
                     ASSERT_OK_AND_ASSIGN(const EntryView entry, ParseEntry(leaf));
                     ASSERT_EQ(entry.prefix.index, index);
                   },
               .on_unreadable =
                   [&](const UnreadableRange& range) {
                     EXPECT_EQ(range.error.reason, Reason::kCorrupt);
                     ranges += ToString(range.first) + "-" + ToString(range.last) + " ";
                   }});
  EXPECT_EQ(ranges, "0-0 17-42 990-1010 2499-2499 ");
  EXPECT_EQ(readable, 2'500U - 1 - 26 - 21 - 1);
}

}  // namespace
}  // namespace sworn::tlog
