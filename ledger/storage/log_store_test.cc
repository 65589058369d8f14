// One contract for every LogStore.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "ledger/merkle/hash.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/testing/temporary_directory.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/testing/reference_log.h"
#include "tests/support/result_matchers.h"

namespace sworn::storage {
namespace {

using testing::TemporaryDirectory;
using testing_support::IsError;
using tlog::CommitBatch;
using tlog::StoredEntry;
using tlog::StreamName;
using tlog::StreamPosition;

// A kind of store: opens it, again and again, over the same data.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual tlog::LogStore& store() = 0;
  virtual void Reopen() = 0;
};

class MemorySubject final : public Subject {
 public:
  tlog::LogStore& store() override { return store_; }
  void Reopen() override {}

 private:
  MemoryLogStore store_;
};

class RocksDbSubject final : public Subject {
 public:
  RocksDbSubject() { Reopen(); }
  tlog::LogStore& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    store_ = RocksDbLogStore::Open(directory_.path() / "log").value();
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<RocksDbLogStore> store_;
};

struct Kind {
  std::string name;
  std::function<std::unique_ptr<Subject>()> make;
};

class LogStoreContract : public ::testing::TestWithParam<Kind> {
 protected:
  tlog::LogStore& store() { return subject_->store(); }
  std::unique_ptr<Subject> subject_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(
    Stores, LogStoreContract,
    ::testing::Values(Kind{"Memory", [] { return std::make_unique<MemorySubject>(); }},
                      Kind{"RocksDb", [] { return std::make_unique<RocksDbSubject>(); }}),
    [](const auto& suite) { return suite.param.name; });

StreamName Stream(const std::string& text) { return StreamName::Parse(text).value(); }

Commitment CommitmentOf(std::uint8_t byte) {
  Commitment commitment;
  commitment.data()[0] = byte;
  return commitment;
}

TEST_P(LogStoreContract, HasNoStateBeforeTheFirstCommit) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK_AND_ASSIGN(const auto state, store().ReadState());
    EXPECT_FALSE(state);
    subject_->Reopen();
  }
}

TEST_P(LogStoreContract, KeepsEverythingOfACommit) {
  CommitBatch batch;
  batch.leaves = {"zero", "", "two"};
  batch.tiles = {{{0, 7}, std::string(8'192, 't')}, {{1, 0}, std::string(8'192, 'u')}};
  batch.streams = {{Stream("officer/A"), {Revision(0), LeafIndex(0)}},
                   {Stream("officer/A"), {Revision(1), LeafIndex(2)}},
                   {Stream("officer/A.B"), {Revision(0), LeafIndex(1)}}};
  batch.events = {{tlog::testing::KeyOf(5), LeafIndex(2)}};
  batch.sealed_parts = {{CommitmentOf(1), "name"}};
  batch.frontier = "frontier";
  batch.meta = {{"a", "1"}, {"b", ""}};
  ASSERT_OK(store().Commit(batch));
  subject_->Reopen();

  ASSERT_OK_AND_ASSIGN(const auto state, store().ReadState());
  ASSERT_TRUE(state);
  EXPECT_EQ(state->size, TreeSize(3));
  EXPECT_EQ(state->frontier, "frontier");
  EXPECT_EQ(state->meta, (std::map<std::string, std::string>{{"a", "1"}, {"b", ""}}));
  ASSERT_OK_AND_ASSIGN(const std::string leaf, store().ReadEntry(LeafIndex(1)));
  EXPECT_EQ(leaf, "");
  ASSERT_OK_AND_ASSIGN(const std::string tile, store().ReadTile({1, 0}));
  EXPECT_EQ(tile, std::string(8'192, 'u'));
  ASSERT_OK_AND_ASSIGN(const auto head, store().ReadStreamHead(Stream("officer/A")));
  EXPECT_EQ(head, (StreamPosition{Revision(1), LeafIndex(2)}));
  ASSERT_OK_AND_ASSIGN(const auto event, store().FindEvent(tlog::testing::KeyOf(5)));
  EXPECT_EQ(event, LeafIndex(2));
  ASSERT_OK_AND_ASSIGN(const auto sealed, store().ReadSealed(CommitmentOf(1)));
  EXPECT_EQ(sealed, "name");
}

TEST_P(LogStoreContract, SaysWhatIsNotThere) {
  CommitBatch batch;
  batch.leaves = {"zero"};
  ASSERT_OK(store().Commit(batch));
  EXPECT_THAT(store().ReadEntry(LeafIndex(1)), IsError(Reason::kIndexOutOfRange));
  EXPECT_THAT(store().ReadTile({0, 0}), IsError(Reason::kCorrupt));
  ASSERT_OK_AND_ASSIGN(const auto head, store().ReadStreamHead(Stream("policies")));
  EXPECT_FALSE(head);
  ASSERT_OK_AND_ASSIGN(const auto positions, store().ReadStream(Stream("case/1"), Revision(0), 9));
  EXPECT_TRUE(positions.empty());
  ASSERT_OK_AND_ASSIGN(const auto event, store().FindEvent(tlog::testing::KeyOf(5)));
  EXPECT_FALSE(event);
  ASSERT_OK_AND_ASSIGN(const auto sealed, store().ReadSealed(CommitmentOf(1)));
  EXPECT_FALSE(sealed);
  ASSERT_OK_AND_ASSIGN(const auto page, store().ReadEntries(LeafIndex(1), 9, ByteCount(9)));
  EXPECT_TRUE(page.empty());
}

TEST_P(LogStoreContract, RefusesAGroupThatDoesNotFollow) {
  CommitBatch batch;
  batch.leaves = {"zero"};
  ASSERT_OK(store().Commit(batch));
  EXPECT_THAT(store().Commit(batch), IsError(Reason::kInternal));
  batch.old_size = TreeSize(2);
  EXPECT_THAT(store().Commit(batch), IsError(Reason::kInternal));
  batch.old_size = TreeSize(1);
  EXPECT_OK(store().Commit(batch));
}

TEST_P(LogStoreContract, PagesEntriesByCountAndBytes) {
  CommitBatch batch;
  for (int i = 0; i < 10; ++i) batch.leaves.emplace_back(100, static_cast<char>('0' + i));
  ASSERT_OK(store().Commit(batch));
  const auto count = [&](std::uint64_t from, std::size_t max_count, std::uint64_t max_bytes) {
    const auto page = store().ReadEntries(LeafIndex(from), max_count, ByteCount(max_bytes));
    EXPECT_OK(page);
    for (std::size_t i = 0; i < page->size(); ++i) {
      EXPECT_EQ((*page)[i], (StoredEntry{LeafIndex(from + i), batch.leaves[from + i]}));
    }
    return page->size();
  };
  EXPECT_EQ(count(0, 100, 100'000), 10U);
  EXPECT_EQ(count(7, 100, 100'000), 3U);
  EXPECT_EQ(count(2, 4, 100'000), 4U);
  EXPECT_EQ(count(2, 100, 350), 3U);
  EXPECT_EQ(count(2, 100, 300), 3U);
  EXPECT_EQ(count(2, 100, 1), 1U);
  EXPECT_EQ(count(2, 0, 100), 0U);
}

TEST_P(LogStoreContract, KeepsStreamsApartWhoseNamesBeginAlike) {
  CommitBatch batch;
  const std::vector<StreamName> streams = {Stream("case/1"), Stream("case/1-"), Stream("case/11")};
  for (std::uint64_t i = 0; i < 600; ++i) {
    batch.leaves.emplace_back("x");
    batch.streams.push_back({streams[i % 3], {Revision(i / 3), LeafIndex(i)}});
  }
  ASSERT_OK(store().Commit(batch));
  for (std::uint64_t s = 0; s < 3; ++s) {
    ASSERT_OK_AND_ASSIGN(const auto head, store().ReadStreamHead(streams[s]));
    EXPECT_EQ(head, (StreamPosition{Revision(199), LeafIndex(597 + s)}));
    ASSERT_OK_AND_ASSIGN(const auto all, store().ReadStream(streams[s], Revision(0), 1'000));
    EXPECT_EQ(all.size(), 200U);
    ASSERT_OK_AND_ASSIGN(const auto some, store().ReadStream(streams[s], Revision(190), 5));
    ASSERT_EQ(some.size(), 5U);
    EXPECT_EQ(some[4], (StreamPosition{Revision(194), LeafIndex(194 * 3 + s)}));
  }
}

TEST_P(LogStoreContract, ErasesSealedContentAndNothingElse) {
  CommitBatch batch;
  batch.leaves = {"zero"};
  batch.sealed_parts = {{CommitmentOf(1), "one"}, {CommitmentOf(2), "two"}};
  ASSERT_OK(store().Commit(batch));
  ASSERT_OK(store().EraseSealed(CommitmentOf(1)));
  ASSERT_OK(store().EraseSealed(CommitmentOf(1)));
  subject_->Reopen();
  ASSERT_OK_AND_ASSIGN(const auto erased, store().ReadSealed(CommitmentOf(1)));
  EXPECT_FALSE(erased);
  ASSERT_OK_AND_ASSIGN(const auto kept, store().ReadSealed(CommitmentOf(2)));
  EXPECT_EQ(kept, "two");
  EXPECT_OK(store().ReadEntry(LeafIndex(0)));
}

TEST_P(LogStoreContract, CarriesALogThroughReopening) {
  TemporaryDirectory directory;
  ASSERT_OK(HeadFile::Create(directory.path() / "head", LedgerId()));
  tlog::testing::ReferenceLog reference;
  for (const std::uint64_t stop : {3U, 255U, 256U, 257U, 600U}) {
    ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(directory.path() / "head"));
    ASSERT_OK_AND_ASSIGN(const auto log, tlog::Log::Open(store(), *heads));
    reference.CheckContents(*log);
    reference.Fill(*log, stop, 40);
    reference.CheckContents(*log);
    reference.CheckAt(*log, stop, 17);
    reference.CheckAt(*log, stop / 2, 17);
    subject_->Reopen();
  }
}

}  // namespace
}  // namespace sworn::storage
