// What becomes of a ledger on disk when the power goes, blocks rot or somebody tampers with it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/testing/tampering.h"
#include "ledger/storage/testing/temporary_directory.h"
#include "ledger/storage/testing/unsynced_loss_env.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/scan.h"
#include "ledger/tlog/testing/reference_log.h"
#include "tests/support/result_matchers.h"

namespace sworn::storage {
namespace {

namespace fs = std::filesystem;
using testing::TemporaryDirectory;
using testing_support::IsError;
using tlog::Log;
using tlog::testing::ReferenceLog;

constexpr auto kNoOverwrite = fs::copy_options::recursive;

class LedgerOnDisk : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(HeadFile::Create(head_path_, LedgerId())); }

  // Brings the log to `size` entries and closes it.
  void Fill(std::uint64_t size, std::uint64_t group_size = 100) {
    ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
    ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(head_path_));
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads));
    reference_.Fill(*log, size, group_size);
  }
  // Whether a restart with this copy of the log would succeed.
  Status TryOpen(const fs::path& log_path) {
    SWORN_ASSIGN_OR_RETURN(const auto store,
                           RocksDbLogStore::Open(log_path, {.mode = LogStoreMode::kOpen}));
    SWORN_ASSIGN_OR_RETURN(const auto heads, HeadFile::Open(head_path_));
    SWORN_ASSIGN_OR_RETURN(const auto log, Log::Open(*store, *heads));
    return Ok();
  }
  // The newest write-ahead log that holds anything.
  static fs::path WriteAheadLog(const fs::path& log_path) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(log_path)) {
      if (entry.path().extension() == ".log" && entry.file_size() > 0) {
        newest = std::max(newest, entry.path());
      }
    }
    return newest;
  }

  TemporaryDirectory directory_;
  fs::path log_path_ = directory_.path() / "log";
  fs::path head_path_ = directory_.path() / "head";
  ReferenceLog reference_;
};

TEST_F(LedgerOnDisk, LosesNothingAcknowledgedWhenPowerIsLost) {
  testing::UnsyncedLossEnv env;
  RocksDbLogOptions options;
  options.env = env.get();
  options.write_buffers = ByteCount(1 << 20);  // Flushes on the way.
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_, options));
  ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(head_path_));
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads));
  for (std::uint64_t size = 37; size < 3'000; size += 370) {
    reference_.Fill(*log, size, 37);
    const fs::path copy = directory_.path() / std::to_string(size);
    ASSERT_OK(env.CopyWhatIsSynced(log_path_, copy));
    ASSERT_OK_AND_ASSIGN(const auto left, RocksDbLogStore::Open(copy));
    ASSERT_OK_AND_ASSIGN(const auto left_heads, HeadFile::Open(head_path_));
    ASSERT_OK_AND_ASSIGN(const auto left_log, Log::Open(*left, *left_heads));
    reference_.CheckContents(*left_log);
  }
}

TEST_F(LedgerOnDisk, ToleratesATornLastRecordThatNobodyWasTold) {
  Fill(20, 10);
  const fs::path saved_head = directory_.path() / "saved";
  fs::copy_file(head_path_, saved_head);
  const auto synced = fs::file_size(WriteAheadLog(log_path_));
  Fill(30, 10);
  // Reopening moved the old records into tables, so the newest file holds the last group only.
  const fs::path newest = WriteAheadLog(log_path_);
  const auto size = fs::file_size(newest);
  ASSERT_GT(synced, 0U);
  for (std::uintmax_t cut = 1; cut < size; cut += 97) {
    const fs::path copy = directory_.path() / ("torn" + std::to_string(cut));
    fs::copy(log_path_, copy, kNoOverwrite);
    fs::resize_file(copy / newest.filename(), size - cut);
    // The group was acknowledged: its head was shown.
    EXPECT_THAT(TryOpen(copy), IsError(Reason::kRolledBack)) << cut;
    // The process died while it wrote the group: the head is still the one before.
    fs::copy_file(head_path_, directory_.path() / "newer", fs::copy_options::overwrite_existing);
    fs::copy_file(saved_head, head_path_, fs::copy_options::overwrite_existing);
    EXPECT_OK(TryOpen(copy)) << cut;
    fs::copy_file(directory_.path() / "newer", head_path_, fs::copy_options::overwrite_existing);
    fs::remove_all(copy);
  }
  EXPECT_OK(TryOpen(log_path_));
}

TEST_F(LedgerOnDisk, NeverOpensWithDamageInsideTheWriteAheadLog) {
  Fill(60, 10);
  const fs::path newest = WriteAheadLog(log_path_);
  const auto size = fs::file_size(newest);
  for (std::uintmax_t offset = 0; offset < size; offset += size / 40) {
    const fs::path copy = directory_.path() / ("flip" + std::to_string(offset));
    fs::copy(log_path_, copy, kNoOverwrite);
    {
      std::fstream file(copy / newest.filename(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(static_cast<std::streamoff>(offset));
      const char byte = static_cast<char>(file.get() ^ 0x40);
      file.seekp(static_cast<std::streamoff>(offset));
      file.put(byte);
    }
    const Status opened = TryOpen(copy);
    ASSERT_FALSE(opened.has_value()) << offset;
    EXPECT_TRUE(opened.error().reason == Reason::kCorrupt ||
                opened.error().reason == Reason::kRolledBack)
        << ToString(opened.error());
    fs::remove_all(copy);
  }
}

TEST_F(LedgerOnDisk, RefusesALogCutBackBehindItsHead) {
  Fill(600);
  for (const std::uint64_t size : {599U, 512U, 256U, 255U, 1U, 0U}) {
    ASSERT_OK(testing::TruncateLog(log_path_, TreeSize(size)));
    EXPECT_THAT(TryOpen(log_path_), IsError(Reason::kRolledBack)) << size;
    // The cut store is whole in itself: only the head file tells.
    const fs::path other_head = directory_.path() / ("head" + std::to_string(size));
    ASSERT_OK(HeadFile::Create(other_head, LedgerId()));
    ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
    ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(other_head));
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads));
    EXPECT_EQ(log->Snapshot().head.root, reference_.Root(size));
  }
}

TEST_F(LedgerOnDisk, RefusesAnOldCopyOfTheLog) {
  Fill(300);
  const fs::path copy = directory_.path() / "copy";
  fs::copy(log_path_, copy, kNoOverwrite);
  EXPECT_OK(TryOpen(copy));
  Fill(301);
  EXPECT_THAT(TryOpen(copy), IsError(Reason::kRolledBack));
  EXPECT_OK(TryOpen(log_path_));
}

TEST_F(LedgerOnDisk, ShowsARewrittenEntryByItsHash) {
  Fill(300);
  EXPECT_THAT(testing::RewriteEntryByte(log_path_, LeafIndex(300), 20, 0x01),
              IsError(Reason::kIndexOutOfRange));
  ASSERT_OK(testing::RewriteEntryByte(log_path_, LeafIndex(17), 20, 0x01,
                                      testing::Concealment::kEntryHash));
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
  ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(head_path_));
  // The tree is not rebuilt when it is opened, so this is found by verifying, not by opening.
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads));
  for (std::uint64_t i = 0; i < 300; ++i) {
    ASSERT_OK_AND_ASSIGN(const std::string leaf, log->ReadEntry(LeafIndex(i)));
    ASSERT_OK_AND_ASSIGN(const auto proof, log->InclusionProof(LeafIndex(i), TreeSize(300)));
    const Status verified = merkle::VerifyInclusion(
        LeafIndex(i), TreeSize(300), merkle::HashLeaf(leaf), proof, log->Snapshot().head.root);
    EXPECT_EQ(verified.has_value(), i != 17) << i;
  }
}

TEST_F(LedgerOnDisk, RefusesToReadAnEntryThatIsNotWhatWasStored) {
  Fill(300);
  ASSERT_OK(testing::RewriteEntryByte(log_path_, LeafIndex(17), 20, 0x01));
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
  EXPECT_THAT(store->ReadEntry(LeafIndex(17)), IsError(Reason::kCorrupt));
  EXPECT_THAT(store->ReadEntries(LeafIndex(0), 100, ByteCount(1 << 20)), IsError(Reason::kCorrupt));
  EXPECT_OK(store->ReadEntries(LeafIndex(18), 100, ByteCount(1 << 20)));
}

TEST_F(LedgerOnDisk, RefusesARewrittenEntryOfTheLastTile) {
  Fill(300);
  ASSERT_OK(testing::RewriteEntryByte(log_path_, LeafIndex(290), 20, 0x01,
                                      testing::Concealment::kEntryHash));
  EXPECT_FALSE(TryOpen(log_path_).has_value());
}

TEST_F(LedgerOnDisk, ReportsTheRangeThatACorruptBlockHides) {
  Fill(5'000, 1'000);
  EXPECT_THAT(testing::CorruptEntryBlock(log_path_, LeafIndex(9'999)), IsError(Reason::kNotFound));
  ASSERT_OK(testing::FlushToTables(log_path_));
  ASSERT_OK(testing::CorruptEntryBlock(log_path_, LeafIndex(2'345)));
  ASSERT_OK_AND_ASSIGN(const auto store,
                       RocksDbLogStore::Open(log_path_, {.mode = LogStoreMode::kReadOnly}));
  EXPECT_THAT(store->ReadEntry(LeafIndex(2'345)), IsError(Reason::kCorrupt));
  EXPECT_THAT(store->ReadEntries(LeafIndex(2'000), 1'000, ByteCount(1 << 20)),
              IsError(Reason::kCorrupt));
  std::vector<tlog::UnreadableRange> ranges;
  std::uint64_t readable = 0;
  tlog::ScanEntries(
      *store, TreeSize(5'000),
      {.on_entry =
           [&](LeafIndex index, std::string_view leaf) {
             ++readable;
             ASSERT_EQ(leaf, reference_.leaves()[index.value()]);
           },
       .on_unreadable = [&](const tlog::UnreadableRange& range) { ranges.push_back(range); }});
  ASSERT_EQ(ranges.size(), 1U);
  EXPECT_LE(ranges[0].first, LeafIndex(2'345));
  EXPECT_GE(ranges[0].last, LeafIndex(2'345));
  const std::uint64_t hidden = ranges[0].last.value() - ranges[0].first.value() + 1;
  EXPECT_EQ(readable + hidden, 5'000U);
  EXPECT_LT(hidden, 1'500U) << "more than a block";
}

TEST_F(LedgerOnDisk, IsLockedWhileItIsOpen) {
  Fill(10);
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
  const auto second = RocksDbLogStore::Open(log_path_);
  ASSERT_THAT(second, IsError(Reason::kUnavailable));
  EXPECT_NE(second.error().message.find("Another process"), std::string::npos);
  // For verifying, no lock is needed.
  ASSERT_OK_AND_ASSIGN(const auto reader,
                       RocksDbLogStore::Open(log_path_, {.mode = LogStoreMode::kReadOnly}));
  ASSERT_OK_AND_ASSIGN(const std::string leaf, reader->ReadEntry(LeafIndex(9)));
  EXPECT_EQ(leaf, reference_.leaves()[9]);
}

TEST_F(LedgerOnDisk, ShowsBySalvageWhatADamagedWriteAheadLogHides) {
  Fill(300);
  fs::path write_ahead_log;
  for (const fs::path& file : fs::directory_iterator(log_path_)) {
    if (file.extension() == ".log" && fs::file_size(file) > 0) write_ahead_log = file;
  }
  {
    std::fstream file(write_ahead_log, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(write_ahead_log) / 2);
    file.seekg(middle);
    const int byte = file.get();
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 0x01));
  }
  EXPECT_THAT(RocksDbLogStore::Open(log_path_, {.mode = LogStoreMode::kReadOnly}),
              IsError(Reason::kCorrupt));
  ASSERT_OK_AND_ASSIGN(const auto store,
                       RocksDbLogStore::Open(log_path_, {.mode = LogStoreMode::kSalvage}));
  ASSERT_OK_AND_ASSIGN(const auto state, store->ReadState());
  ASSERT_TRUE(state.has_value());
  std::uint64_t readable = 0;
  std::uint64_t hidden = 300 - state->size.value();
  tlog::ScanEntries(*store, state->size,
                    {.on_entry =
                         [&](LeafIndex index, std::string_view leaf) {
                           ++readable;
                           ASSERT_EQ(leaf, reference_.leaves()[index.value()]);
                         },
                     .on_unreadable =
                         [&](const tlog::UnreadableRange& range) {
                           hidden += range.last.value() - range.first.value() + 1;
                         }});
  EXPECT_EQ(readable + hidden, 300U);
  EXPECT_GT(readable, 0U);
  EXPECT_GT(hidden, 0U);
}

TEST_F(LedgerOnDisk, IsLeftUntouchedByReading) {
  Fill(300);
  const auto listing = [&] {
    std::string text;
    std::vector<fs::path> files(fs::directory_iterator(log_path_), fs::directory_iterator{});
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      text += file.filename().string() + " " + std::to_string(fs::file_size(file)) + "\n";
    }
    return text;
  };
  const std::string before = listing();
  {
    ASSERT_OK_AND_ASSIGN(const auto store,
                         RocksDbLogStore::Open(log_path_, {.mode = LogStoreMode::kReadOnly}));
    ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(head_path_, HeadFileMode::kReadOnly));
    ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads, {.read_only = true}));
    reference_.CheckContents(*log);
  }
  EXPECT_EQ(listing(), before);
}

TEST_F(LedgerOnDisk, IsNotFoundWhereThereIsNone) {
  for (const LogStoreMode mode : {LogStoreMode::kOpen, LogStoreMode::kReadOnly}) {
    EXPECT_THAT(RocksDbLogStore::Open(directory_.path() / "none", {.mode = mode}),
                IsError(Reason::kNotFound));
  }
  EXPECT_FALSE(fs::exists(directory_.path() / "none"));
}

TEST_F(LedgerOnDisk, LeavesNoByteOfErasedContent) {
  const std::string secret = "Jane Q. Invented, 1 Nowhere Street";
  const auto count = [&] {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(log_path_)) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      files += bytes.find(secret) != std::string::npos ? 1 : 0;
    }
    return files;
  };
  for (const bool flushed : {false, true}) {
    {
      ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
      tlog::CommitBatch batch;
      ASSERT_OK_AND_ASSIGN(const auto state, store->ReadState());
      if (state) batch.old_size = state->size;
      batch.leaves = {"entry"};
      batch.sealed_parts = {{Commitment(), secret}};
      ASSERT_OK(store->Commit(batch));
    }
    if (flushed) {
      ASSERT_OK(testing::FlushToTables(log_path_));
    }
    ASSERT_GT(count(), 0);
    ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_));
    ASSERT_OK(store->EraseSealed(Commitment()));
    EXPECT_EQ(count(), 0) << "flushed before: " << flushed;
  }
}

TEST_F(LedgerOnDisk, StaysWithinItsMemory) {
  RocksDbLogOptions options;
  options.block_cache = ByteCount(2 << 20);
  options.write_buffers = ByteCount(2 << 20);
  ASSERT_OK_AND_ASSIGN(const auto store, RocksDbLogStore::Open(log_path_, options));
  ASSERT_OK_AND_ASSIGN(const auto heads, HeadFile::Open(head_path_));
  ASSERT_OK_AND_ASSIGN(const auto log, Log::Open(*store, *heads));
  reference_.Fill(*log, 30'000, 1'000);
  for (std::uint64_t i = 0; i < 30'000; i += 100) ASSERT_OK(log->ReadEntry(LeafIndex(i)));
  EXPECT_GT(store->MemoryBytes(), ByteCount(0));
  EXPECT_LT(store->MemoryBytes(), ByteCount(8 << 20));
  EXPECT_GT(store->DiskBytes(), ByteCount(1 << 20));
}

}  // namespace
}  // namespace sworn::storage
