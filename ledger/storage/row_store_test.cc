// One contract for every RowStore.
#include "ledger/storage/row_store.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <string>

#include "ledger/storage/memory_row_store.h"
#include "ledger/storage/rocksdb_row_store.h"
#include "ledger/storage/testing/temporary_directory.h"
#include "ledger/storage/testing/unsynced_loss_env.h"
#include "tests/support/result_matchers.h"

namespace sworn::storage {
namespace {

using testing::TemporaryDirectory;
using testing_support::IsError;

using Rows = std::map<std::string, std::string>;

Rows Scan(const RowReader& reader, std::string_view prefix, std::string_view from = {},
          std::size_t limit = 1'000'000) {
  Rows rows;
  std::string last;
  EXPECT_OK(reader.ScanPrefix(prefix, from, limit, [&](std::string_view key, std::string_view row) {
    EXPECT_TRUE(rows.empty() || last < key) << "out of order";
    last = key;
    rows.emplace(key, row);
    return true;
  }));
  return rows;
}

// A row store and what it lives in.
struct Subject {
  std::unique_ptr<TemporaryDirectory> directory;
  std::unique_ptr<RowStore> store;
};

struct Kind {
  std::string name;
  std::function<Subject()> make;
};

class RowStoreContract : public ::testing::TestWithParam<Kind> {
 protected:
  RowStore& store() { return *subject_.store; }
  Subject subject_ = GetParam().make();
};

Subject MakeMemory() { return {nullptr, std::make_unique<MemoryRowStore>()}; }

Subject MakeRocksDb() {
  auto directory = std::make_unique<TemporaryDirectory>();
  auto store = RocksDbRowStore::Open(directory->path() / "rows").value();
  return {std::move(directory), std::move(store)};
}

INSTANTIATE_TEST_SUITE_P(Stores, RowStoreContract,
                         ::testing::Values(Kind{"Memory", MakeMemory},
                                           Kind{"RocksDb", MakeRocksDb}),
                         [](const auto& suite) { return suite.param.name; });

TEST_P(RowStoreContract, BeginsEmpty) {
  ASSERT_OK_AND_ASSIGN(const TreeSize cursor, store().Cursor());
  EXPECT_EQ(cursor, TreeSize(0));
  EXPECT_TRUE(Scan(store(), "").empty());
  ASSERT_OK_AND_ASSIGN(const auto row, store().Get("a"));
  EXPECT_FALSE(row);
}

TEST_P(RowStoreContract, AppliesChangesInOrderWithTheCursor) {
  RowBatch batch;
  batch.Put("a", "1");
  batch.Put("b", "2");
  batch.Delete("a");
  batch.Put("c", "");
  batch.Put("b", "3");
  ASSERT_OK(store().Apply(batch, TreeSize(7)));
  EXPECT_EQ(Scan(store(), ""), (Rows{{"b", "3"}, {"c", ""}}));
  ASSERT_OK_AND_ASSIGN(const auto row, store().Get("c"));
  EXPECT_EQ(row, "");
  ASSERT_OK_AND_ASSIGN(const TreeSize cursor, store().Cursor());
  EXPECT_EQ(cursor, TreeSize(7));
  EXPECT_OK(store().Apply(RowBatch(), TreeSize(7)));
  EXPECT_THAT(store().Apply(batch, TreeSize(6)), IsError(Reason::kInternal));
}

TEST_P(RowStoreContract, ScansAPrefixFromAKeyUpToALimit) {
  RowBatch batch;
  const std::string high("p\xff\xff", 3);
  const std::string zero("p\0", 2);
  for (const std::string& key : {std::string("o"), std::string("p"), zero, std::string("pa"),
                                 std::string("pb"), high, std::string("q"), std::string()}) {
    batch.Put(key, "row " + key);
  }
  ASSERT_OK(store().Apply(batch, TreeSize(1)));
  EXPECT_EQ(Scan(store(), "p").size(), 5U);
  EXPECT_EQ(Scan(store(), "").size(), 8U);
  EXPECT_EQ(Scan(store(), "p", "pa").size(), 3U);
  EXPECT_EQ(Scan(store(), "p", "a").size(), 5U);
  EXPECT_EQ(Scan(store(), "p", "q").size(), 0U);
  EXPECT_EQ(Scan(store(), "p", "", 2), (Rows{{"p", "row p"}, {zero, "row " + zero}}));
  EXPECT_EQ(Scan(store(), "p", "", 0).size(), 0U);
  EXPECT_EQ(Scan(store(), high).size(), 1U);
  int visited = 0;
  ASSERT_OK(store().ScanPrefix("p", {}, 100,
                               [&](std::string_view, std::string_view) { return ++visited < 3; }));
  EXPECT_EQ(visited, 3);
}

TEST_P(RowStoreContract, ShowsASnapshotAsItWas) {
  RowBatch first;
  first.Put("a", "1");
  ASSERT_OK(store().Apply(first, TreeSize(1)));
  const std::unique_ptr<RowReader> snapshot = store().Snapshot();
  RowBatch second;
  second.Put("a", "2");
  second.Put("b", "2");
  ASSERT_OK(store().Apply(second, TreeSize(2)));
  EXPECT_EQ(Scan(*snapshot, ""), (Rows{{"a", "1"}}));
  EXPECT_EQ(Scan(store(), ""), (Rows{{"a", "2"}, {"b", "2"}}));
  ASSERT_OK_AND_ASSIGN(const auto row, snapshot->Get("b"));
  EXPECT_FALSE(row);
  ASSERT_OK_AND_ASSIGN(const TreeSize cursor, snapshot->Cursor());
  EXPECT_EQ(cursor, TreeSize(1));
  ASSERT_OK(store().Drop());
  EXPECT_EQ(Scan(*snapshot, ""), (Rows{{"a", "1"}}));
}

TEST_P(RowStoreContract, IsEmptyAfterDropAndCanBeFilledAgain) {
  RowBatch batch;
  for (int i = 0; i < 500; ++i) batch.Put("row" + std::to_string(i), "x");
  ASSERT_OK(store().Apply(batch, TreeSize(9)));
  ASSERT_OK_AND_ASSIGN(const Sha256Hash before, store().Digest());
  ASSERT_OK(store().Drop());
  EXPECT_TRUE(Scan(store(), "").empty());
  ASSERT_OK_AND_ASSIGN(const TreeSize cursor, store().Cursor());
  EXPECT_EQ(cursor, TreeSize(0));
  ASSERT_OK(store().Apply(batch, TreeSize(1)));
  ASSERT_OK_AND_ASSIGN(const Sha256Hash after, store().Digest());
  EXPECT_EQ(before, after);
}

TEST_P(RowStoreContract, DigestsRowsWhateverTheWayToThem) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  Rows expected;
  for (std::uint64_t round = 1; round < 60; ++round) {
    RowBatch batch;
    for (int i = 0; i < 20; ++i) {
      const std::string key = std::to_string(random() % 150);
      if (random() % 3 == 0) {
        batch.Delete(key);
        expected.erase(key);
      } else {
        batch.Put(key, std::to_string(round));
        expected[key] = std::to_string(round);
      }
    }
    ASSERT_OK(store().Apply(batch, TreeSize(round)));
  }
  ASSERT_EQ(Scan(store(), ""), expected);
  MemoryRowStore direct;
  RowBatch batch;
  for (const auto& [key, row] : expected) batch.Put(key, row);
  ASSERT_OK(direct.Apply(batch, TreeSize(1)));
  ASSERT_OK_AND_ASSIGN(const Sha256Hash digest, store().Digest());
  ASSERT_OK_AND_ASSIGN(const Sha256Hash direct_digest, direct.Digest());
  EXPECT_EQ(digest, direct_digest);
  RowBatch change;
  change.Put(expected.begin()->first, "other");
  ASSERT_OK(direct.Apply(change, TreeSize(1)));
  ASSERT_OK_AND_ASSIGN(const Sha256Hash changed, direct.Digest());
  EXPECT_NE(digest, changed);
}

TEST(RocksDbRowStore, KeepsRowsThroughReopening) {
  TemporaryDirectory directory;
  for (std::uint64_t round = 1; round < 4; ++round) {
    ASSERT_OK_AND_ASSIGN(const auto store, RocksDbRowStore::Open(directory.path() / "rows"));
    ASSERT_OK_AND_ASSIGN(const TreeSize cursor, store->Cursor());
    EXPECT_EQ(cursor, TreeSize(round - 1));
    RowBatch batch;
    batch.Put(std::to_string(round), "x");
    ASSERT_OK(store->Apply(batch, TreeSize(round)));
    EXPECT_EQ(Scan(*store, "").size(), round);
  }
}

TEST(RocksDbRowStore, SaysThatAnotherHasItOpen) {
  TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbRowStore::Open(directory.path()));
  EXPECT_THAT(RocksDbRowStore::Open(directory.path()), IsError(Reason::kUnavailable));
}

// Rows are not synced: the power may take some away, but never the rows without their cursor.
TEST(RocksDbRowStore, HoldsSomeEarlierStateAfterPowerIsLost) {
  TemporaryDirectory directory;
  testing::UnsyncedLossEnv env;
  RocksDbRowOptions options;
  options.env = env.get();
  options.write_buffers = ByteCount(1 << 20);  // Some of it gets flushed on the way.
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbRowStore::Open(directory.path() / "live", options));
  constexpr std::uint64_t kRounds = 300;
  for (std::uint64_t round = 1; round <= kRounds; ++round) {
    RowBatch batch;
    for (int i = 0; i < 4; ++i) {
      batch.Put(std::to_string(round) + "." + std::to_string(i), std::string(2'000, 'x'));
    }
    ASSERT_OK(store->Apply(batch, TreeSize(round)));
    if (round % 60 != 0) continue;
    const std::filesystem::path copy = directory.path() / std::to_string(round);
    ASSERT_OK(env.CopyWhatIsSynced(directory.path() / "live", copy));
    ASSERT_OK_AND_ASSIGN(const auto left, RocksDbRowStore::Open(copy));
    ASSERT_OK_AND_ASSIGN(const TreeSize cursor, left->Cursor());
    EXPECT_LT(cursor, TreeSize(round)) << "the test loses nothing";
    EXPECT_EQ(Scan(*left, "").size(), 4 * cursor.value());
  }
}

}  // namespace
}  // namespace sworn::storage
