#include "ledger/verification/verify_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ledger/checkpoint/checkpoint.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hash.h"
#include "ledger/projections/follower.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/testing/tampering.h"
#include "ledger/storage/testing/temporary_directory.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::verification {
namespace {

using storage::RocksDbLogStore;
using testing_support::LedgerWorld;

constexpr int kOfficers = 300;
constexpr std::uint64_t kGroupEntries = 100;

// A log on disk, with two full tiles and a ragged edge, and rows derived from it.
class VerifyLogTest : public testing::Test {
 protected:
  void SetUp() override {
    LedgerWorld world;
    world.AddUsualRecords();
    for (int i = 0; i < kOfficers; ++i) {
      const std::string officer = "MA-2" + std::to_string(i);
      auto work = world.Begin();
      ASSERT_OK(world.Decide(work, world.OfficerRegistered(officer)));
      ASSERT_OK(world.Decide(work, world.CompletionRecorded(officer, "nasro-basic", "basic-1")));
      ASSERT_OK(world.Commit(std::move(work)));
    }
    size_ = world.size();
    head_ = world.log().Snapshot().head;
    // Copied as it is into RocksDB.
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<RocksDbLogStore> store,
                         RocksDbLogStore::Open(log()));
    ASSERT_OK(storage::HeadFile::Create(head_file(), world.ledger_id()));
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<storage::HeadFile> heads,
                         storage::HeadFile::Open(head_file()));
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<tlog::Log> copy, tlog::Log::Open(*store, *heads));
    for (std::uint64_t i = 0; i < size_.value();) {
      tlog::Group group = copy->Begin();
      for (const std::uint64_t end = std::min(i + kGroupEntries, size_.value()); i < end; ++i) {
        ASSERT_OK_AND_ASSIGN(const std::string leaf, world.log().ReadEntry(LeafIndex(i)));
        ASSERT_OK_AND_ASSIGN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
        ASSERT_OK_AND_ASSIGN(const codec::DecodedEvent event, codec::DecodeSignedEvent(entry.body));
        ASSERT_OK(group.Stage({.recorded_at = entry.prefix.recorded_at,
                               .body = entry.body,
                               .streams = event.streams(),
                               .event_key = event.key()}));
      }
      ASSERT_OK(copy->Commit(std::move(group)));
    }
    projections::Follower follower(*copy, rows_);
    ASSERT_OK(follower.CatchUp(size_));
  }

  Report Verify(const VerifyOptions& options = {.threads = 2}) {
    storage::MemoryRowStore scratch;
    const auto store =
        RocksDbLogStore::Open(log(), {.mode = storage::LogStoreMode::kReadOnly}).value();
    const auto heads =
        storage::HeadFile::Open(head_file(), storage::HeadFileMode::kReadOnly).value();
    return VerifyLog({.store = *store, .heads = heads.get(), .rows = &rows_, .scratch = &scratch},
                     options, [](const Progress&) {})
        .value();
  }
  static std::string Text(const Report& report) {
    std::string text;
    for (const Finding& finding : report.findings) {
      text += std::string(Name(finding.check)) + " " + ToString(finding.first) + "-" +
              ToString(finding.last) + " " + ToString(finding.error) + "\n";
    }
    return text;
  }
  // Whether some finding names exactly this entry.
  static bool Names(const Report& report, LeafIndex index) {
    for (const Finding& finding : report.findings) {
      if (finding.first == index && finding.last == index) return true;
    }
    return false;
  }

  std::filesystem::path log() const { return directory_.path() / "log"; }
  std::filesystem::path head_file() const { return directory_.path() / "head"; }

  storage::testing::TemporaryDirectory directory_;
  storage::MemoryRowStore rows_;
  TreeSize size_;
  tlog::Head head_;
};

TEST_F(VerifyLogTest, FindsNothingInASoundLog) {
  const Report report = Verify();
  EXPECT_TRUE(report.sound()) << Text(report);
  EXPECT_EQ(report.size, size_);
  EXPECT_EQ(report.root, head_.root);
  EXPECT_GT(report.signatures, 2u * kOfficers);
  EXPECT_GT(report.streams, std::uint64_t{kOfficers});
  EXPECT_TRUE(report.projections_compared);
}

TEST_F(VerifyLogTest, NamesTheEntryInWhichOneByteWasAltered) {
  // In full tiles and at the ragged edge; in the prefix (index, recorded-at, a stream's name) and
  // all over the body.
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{100}, std::uint64_t{255},
                                    std::uint64_t{256}, size_.value() - 2, size_.value() - 1}) {
    ASSERT_OK_AND_ASSIGN(const auto store,
                         RocksDbLogStore::Open(log(), {.mode = storage::LogStoreMode::kReadOnly}));
    ASSERT_OK_AND_ASSIGN(const std::string leaf, store->ReadEntry(LeafIndex(index)));
    for (const std::size_t offset :
         {std::size_t{0}, std::size_t{1}, std::size_t{9}, std::size_t{17}, std::size_t{22},
          leaf.size() / 2, leaf.size() - 1}) {
      ASSERT_OK(storage::testing::RewriteEntryByte(log(), LeafIndex(index), offset, 0x01));
      const Report report = Verify();
      EXPECT_TRUE(Names(report, LeafIndex(index)))
          << "entry " << index << " byte " << offset << "\n"
          << Text(report);
      ASSERT_OK(storage::testing::RewriteEntryByte(log(), LeafIndex(index), offset, 0x01));
    }
  }
  EXPECT_TRUE(Verify().sound()) << "all bytes are what they were";
}

TEST_F(VerifyLogTest, NamesAnAlteredEntryWhoseOwnHashWasAlteredToo) {
  using storage::testing::Concealment;
  // The body's last byte is the signature's or the payload's: here even that is left alone, and a
  // microsecond of recorded-at is altered, which only the tree can tell.
  constexpr std::size_t kLastByteOfRecordedAt = 17;
  ASSERT_OK(storage::testing::RewriteEntryByte(log(), LeafIndex(100), kLastByteOfRecordedAt, 0x01,
                                               Concealment::kEntryHash));
  EXPECT_TRUE(Names(Verify(), LeafIndex(100))) << "a full tile holds its hash";
  ASSERT_OK(storage::testing::RewriteEntryByte(log(), LeafIndex(100), kLastByteOfRecordedAt, 0x01,
                                               Concealment::kEntryHash));
  const LeafIndex last(size_.value() - 1);
  ASSERT_OK(storage::testing::RewriteEntryByte(log(), last, kLastByteOfRecordedAt, 0x01,
                                               Concealment::kEntryHash));
  const Report report = Verify();
  bool within = false;
  for (const Finding& finding : report.findings) {
    within |= finding.check == Check::kHead && finding.first.value() == size_.value() / 256 * 256 &&
              finding.last == last;
  }
  EXPECT_TRUE(within) << "no tile holds the newest hashes yet, so that their range is named\n"
                      << Text(report);
}

TEST_F(VerifyLogTest, NamesTheRangeThatACorruptBlockHides) {
  ASSERT_OK(storage::testing::FlushToTables(log()));
  ASSERT_OK(storage::testing::CorruptEntryBlock(log(), LeafIndex(120)));
  const Report report = Verify();
  bool named = false;
  for (const Finding& finding : report.findings) {
    if (finding.check != Check::kReadable) continue;
    named = finding.first <= LeafIndex(120) && LeafIndex(120) <= finding.last &&
            finding.last.value() < size_.value();
  }
  EXPECT_TRUE(named) << Text(report);
}

TEST_F(VerifyLogTest, NoticesALogThatWasCutBackBehindItsHeadFile) {
  ASSERT_OK(storage::testing::TruncateLog(log(), TreeSize(400)));
  const Report report = Verify();
  ASSERT_FALSE(report.sound());
  bool rolled_back = false;
  for (const Finding& finding : report.findings)
    rolled_back |= finding.error.reason == Reason::kRolledBack;
  EXPECT_TRUE(rolled_back) << Text(report);
}

TEST_F(VerifyLogTest, ComparesWithACheckpointThatTheCallerHolds) {
  const checkpoint::SignerKey key =
      checkpoint::SignerKey::Create("ledger.example/test", checkpoint::NoteKeyType::kEd25519,
                                    crypto::PrivateKey::FromEd25519Seed(
                                        crypto::Sha256OfParts({"sworn test key ", "log"}).view())
                                        .value())
          .value();
  const auto check = [&](TreeSize size, const RootHash& root) {
    const std::string note =
        checkpoint::SignCheckpoint({"ledger.example/test", size, root}, key).value();
    return Verify({.threads = 2, .checkpoint = note}).sound();
  };
  const auto store =
      RocksDbLogStore::Open(log(), {.mode = storage::LogStoreMode::kReadOnly}).value();
  merkle::CompactRange range;
  for (std::uint64_t i = 0; i < 300; ++i)
    range.Append(merkle::HashLeaf(store->ReadEntry(LeafIndex(i)).value()));
  EXPECT_TRUE(check(size_, head_.root));
  EXPECT_TRUE(check(TreeSize(300), range.Root()));
  EXPECT_FALSE(check(TreeSize(300), head_.root));
  EXPECT_FALSE(check(TreeSize(size_.value() + 1), head_.root));
  EXPECT_FALSE(Verify({.threads = 2, .checkpoint = "no checkpoint"}).sound());
}

TEST_F(VerifyLogTest, NoticesARowThatTheLogDoesNotGive) {
  storage::RowBatch batch;
  batch.Put("zz", "a row of nobody's");
  ASSERT_OK(rows_.Apply(batch, size_));
  const Report report = Verify();
  ASSERT_EQ(report.total_findings, 1u) << Text(report);
  EXPECT_EQ(report.findings[0].check, Check::kProjections);
}

}  // namespace
}  // namespace sworn::verification
