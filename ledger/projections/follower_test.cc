#include "ledger/projections/follower.h"

#include <filesystem>
#include <memory>
#include <random>
#include <vector>

#include "ledger/projections/projector.h"
#include "ledger/projections/row_keys.h"
#include "ledger/projections/testing/random_history.h"
#include "ledger/projections/testing/scripted_log.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/storage/rocksdb_row_store.h"
#include "tests/support/result_matchers.h"

namespace sworn::projections {
namespace {

using testing::RandomHistory;
using testing::ScriptedLog;

Sha256Hash DigestAtOnce(const ScriptedLog& script) {
  storage::MemoryRowStore rows;
  Follower follower(script.log(), rows, {.batch_entries = 1'000'000});
  EXPECT_OK(follower.CatchUp(script.size()));
  return rows.Digest().value();
}

// Rows in memory that lose the newest writes when they crash, as rows that were not synced do.
class ForgetfulRowStore final : public storage::RowStore {
 public:
  void Crash(std::size_t lost_writes) {
    writes_.resize(writes_.size() - std::min(lost_writes, writes_.size()));
    ASSERT_OK(rows_.Drop());
    for (const auto& [batch, cursor] : writes_) ASSERT_OK(rows_.Apply(batch, cursor));
  }

  Status Apply(const storage::RowBatch& batch, TreeSize cursor) override {
    writes_.emplace_back(batch, cursor);
    return rows_.Apply(batch, cursor);
  }
  Status Drop() override {
    writes_.clear();
    return rows_.Drop();
  }
  std::unique_ptr<storage::RowReader> Snapshot() const override { return rows_.Snapshot(); }
  Result<std::optional<std::string>> Get(std::string_view key) const override {
    return rows_.Get(key);
  }
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override {
    return rows_.ScanPrefix(prefix, from, limit, visit);
  }
  Result<TreeSize> Cursor() const override { return rows_.Cursor(); }

 private:
  std::vector<std::pair<storage::RowBatch, TreeSize>> writes_;
  storage::MemoryRowStore rows_;
};

TEST(Follower, GivesTheSameRowsWhateverTheBatchesAndCrashes) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    ScriptedLog script;
    RandomHistory history(seed, script);
    ForgetfulRowStore rows;
    for (int round = 0; round < 6; ++round) {
      history.Append(1 + random() % 60);
      Follower follower(
          script.log(), rows,
          {.batch_entries = 1 + random() % 25, .batch_bytes = ByteCount(1 + random() % 20'000)});
      std::uint64_t batches = random() % 8;
      ASSERT_OK(follower.CatchUp(script.size(), [&](TreeSize) { return batches-- > 0; }));
      rows.Crash(random() % 4);
    }
    Follower follower(script.log(), rows, {.batch_entries = 7});
    ASSERT_OK_AND_ASSIGN(const TreeSize cursor, follower.CatchUp(script.size()));
    EXPECT_EQ(cursor, script.size());
    EXPECT_EQ(rows.Digest().value(), DigestAtOnce(script));
  }
}

TEST(Follower, GivesTheSameRowsInRocksDbThatIsOpenedAgainAndAgain) {
  const std::filesystem::path directory =
      std::filesystem::path(::testing::TempDir()) / "sworn-follower-test";
  std::filesystem::remove_all(directory);
  constexpr std::uint64_t kSeed = 4711;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  ScriptedLog script;
  RandomHistory history(kSeed, script);
  for (int round = 0; round < 5; ++round) {
    history.Append(1 + random() % 100);
    ASSERT_OK_AND_ASSIGN(const auto rows, storage::RocksDbRowStore::Open(directory));
    Follower follower(script.log(), *rows, {.batch_entries = 1 + random() % 30});
    std::uint64_t batches = 1 + random() % 4;
    ASSERT_OK(follower.CatchUp(script.size(), [&](TreeSize) { return batches-- > 0; }));
  }
  ASSERT_OK_AND_ASSIGN(const auto rows, storage::RocksDbRowStore::Open(directory));
  Follower follower(script.log(), *rows);
  ASSERT_OK(follower.CatchUp(script.size()));
  EXPECT_EQ(rows->Digest().value(), DigestAtOnce(script));
  std::filesystem::remove_all(directory);
}

TEST(Follower, StopsAtTheSizeThatIsAskedFor) {
  ScriptedLog script;
  RandomHistory(3, script).Append(40);
  storage::MemoryRowStore rows;
  Follower follower(script.log(), rows, {.batch_entries = 7});
  EXPECT_EQ(follower.CatchUp(TreeSize(20)).value(), TreeSize(20));
  EXPECT_EQ(rows.Cursor().value(), TreeSize(20));
  EXPECT_EQ(follower.CatchUp(TreeSize(10)).value(), TreeSize(20));
  EXPECT_EQ(follower.CatchUp(TreeSize(1'000)).value(), script.size());
}

TEST(Follower, DerivesRowsOfAnotherVersionAnew) {
  ScriptedLog script;
  RandomHistory(5, script).Append(60);
  for (const bool other_projector : {true, false}) {
    storage::MemoryRowStore rows;
    ASSERT_OK(Follower(script.log(), rows).CatchUp(script.size()));
    ProjectionState state = **ReadState(rows);
    if (other_projector) {
      state.projector_version += 1;
    } else {
      state.fact_encoding = static_cast<std::uint8_t>(state.fact_encoding + 1);
    }
    storage::RowBatch old;
    old.Put(std::string(kStateKey), EncodeState(state));
    old.Put("o1", "a row that this version would not write");
    ASSERT_OK(rows.Apply(old, script.size()));
    ASSERT_OK(Follower(script.log(), rows, {.batch_entries = 9}).CatchUp(script.size()));
    EXPECT_EQ(rows.Digest().value(), DigestAtOnce(script));
  }
}

TEST(Follower, DerivesRowsOfAnotherLogAnew) {
  ScriptedLog other;
  RandomHistory(6, other).Append(60);
  ScriptedLog script;
  RandomHistory(7, script).Append(80);
  for (const TreeSize size : {TreeSize(10), other.size()}) {
    storage::MemoryRowStore rows;
    ASSERT_OK(Follower(other.log(), rows).CatchUp(size));
    ASSERT_OK(Follower(script.log(), rows).CatchUp(script.size()));
    EXPECT_EQ(rows.Digest().value(), DigestAtOnce(script));
  }
}

TEST(Follower, DropsRowsThatAreAheadOfTheLog) {
  ScriptedLog longer;
  RandomHistory(8, longer).Append(60);
  ScriptedLog script;
  script.Append(testing::Registered("1", "2023-07-01"));
  storage::MemoryRowStore rows;
  ASSERT_OK(Follower(longer.log(), rows).CatchUp(longer.size()));
  ASSERT_OK(Follower(script.log(), rows).CatchUp(script.size()));
  EXPECT_EQ(rows.Cursor().value(), script.size());
  EXPECT_EQ(rows.Digest().value(), DigestAtOnce(script));
}

TEST(Follower, KeepsTheBatchesBeforeAnEntryThatItCannotProject) {
  ScriptedLog script;
  for (int i = 0; i < 10; ++i) script.Append(testing::Registered("1", "2023-07-01"));
  script.AppendBytes("this is no event");
  storage::MemoryRowStore rows;
  Follower follower(script.log(), rows, {.batch_entries = 4});
  EXPECT_THAT(follower.CatchUp(script.size()), testing_support::IsError(Reason::kCorrupt));
  EXPECT_EQ(rows.Cursor().value(), TreeSize(8));
}

}  // namespace
}  // namespace sworn::projections
