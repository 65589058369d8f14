#include "ledger/storage/head_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/merkle/hash.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/storage/testing/temporary_directory.h"
#include "tests/support/result_matchers.h"

namespace sworn::storage {
namespace {

using testing::TemporaryDirectory;
using testing_support::IsError;
using tlog::Head;

RootHash RootOf(std::uint64_t number) {
  RootHash root;
  root.data()[0] = static_cast<std::uint8_t>(number);
  return root;
}
Head HeadOf(std::uint64_t size) { return {TreeSize(size), RootOf(size)}; }

LedgerId Ledger() {
  LedgerId id;
  id.data()[5] = 9;
  return id;
}

class HeadFileTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK(HeadFile::Create(path_, Ledger())); }

  // The head that a restart would find, and whether it found a damaged slot.
  Head ReadAnew(bool* damaged = nullptr) {
    const std::unique_ptr<HeadFile> file = HeadFile::Open(path_, HeadFileMode::kReadOnly).value();
    if (damaged != nullptr) *damaged = file->had_damaged_slot();
    return file->Read().value();
  }
  std::string Bytes() {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void SetBytes(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_.path() / "head";
};

TEST_F(HeadFileTest, BeginsWithTheEmptyHead) {
  EXPECT_EQ(std::filesystem::file_size(path_), kHeadFileBytes);
  EXPECT_EQ(ReadAnew(), (Head{TreeSize(0), merkle::EmptyRoot()}));
  ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
  EXPECT_EQ(file->ledger_id(), Ledger());
  EXPECT_FALSE(file->had_damaged_slot());
}

TEST_F(HeadFileTest, KeepsTheNewestHead) {
  for (std::uint64_t size = 1; size < 6; ++size) {
    ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
    ASSERT_OK(file->Write(HeadOf(2 * size)));
    ASSERT_OK(file->Write(HeadOf(2 * size + 1)));
    EXPECT_EQ(ReadAnew(), HeadOf(2 * size + 1));
  }
  EXPECT_EQ(std::filesystem::file_size(path_), kHeadFileBytes);
}

TEST_F(HeadFileTest, RefusesToGoBackwards) {
  ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
  ASSERT_OK(file->Write(HeadOf(7)));
  EXPECT_THAT(file->Write(HeadOf(6)), IsError(Reason::kRolledBack));
  EXPECT_THAT(file->Write({TreeSize(7), RootOf(8)}), IsError(Reason::kRolledBack));
  EXPECT_OK(file->Write(HeadOf(7)));
  EXPECT_EQ(ReadAnew(), HeadOf(7));
  MemoryHeadStore memory;
  ASSERT_OK(memory.Write(HeadOf(7)));
  EXPECT_THAT(memory.Write(HeadOf(6)), IsError(Reason::kRolledBack));
}

TEST_F(HeadFileTest, IsNeverOverwrittenByCreate) {
  EXPECT_THAT(HeadFile::Create(path_, Ledger()), IsError(Reason::kAlreadyRegistered));
}

TEST_F(HeadFileTest, TellsWhatToDoWhenItIsMissing) {
  const Result<std::unique_ptr<HeadFile>> missing = HeadFile::Open(directory_.path() / "none");
  ASSERT_THAT(missing, IsError(Reason::kNotFound));
  EXPECT_NE(missing.error().message.find("put the file back"), std::string::npos);
}

// Every way in which the newest write can be torn leaves the head before it.
TEST_F(HeadFileTest, FallsBackToTheHeadBeforeATornWrite) {
  {
    ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
    ASSERT_OK(file->Write(HeadOf(3)));
  }
  const std::string before = Bytes();
  {
    ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
    ASSERT_OK(file->Write(HeadOf(4)));
  }
  const std::string after = Bytes();
  std::size_t first = 0;
  while (before[first] == after[first]) ++first;
  std::size_t last = kHeadFileBytes;
  while (before[last - 1] == after[last - 1]) --last;
  ASSERT_LT(last - first, kHeadSlotBytes);
  for (std::size_t cut = first; cut <= last; ++cut) {
    SetBytes(after.substr(0, cut) + before.substr(cut));
    bool damaged = false;
    const Head head = ReadAnew(&damaged);
    const bool complete = after.substr(cut) == before.substr(cut);
    ASSERT_EQ(head, HeadOf(complete ? 4 : 3)) << cut;
    ASSERT_EQ(damaged, !complete && cut > first) << cut;
  }
  // And writing goes on from there.
  std::string torn = after;
  torn[first] = static_cast<char>(torn[first] ^ 1);
  SetBytes(torn);
  ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
  ASSERT_OK(file->Write(HeadOf(5)));
  EXPECT_EQ(ReadAnew(), HeadOf(5));
}

TEST_F(HeadFileTest, NoticesEveryChangedBit) {
  ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_));
  ASSERT_OK(file->Write(HeadOf(3)));
  ASSERT_OK(file->Write(HeadOf(4)));
  const std::string good = Bytes();
  for (std::size_t offset = 0; offset < 121; ++offset) {
    std::string bad = good;
    bad[offset] = static_cast<char>(bad[offset] ^ 0x10);
    SetBytes(bad);
    bool damaged = false;
    ReadAnew(&damaged);
    EXPECT_TRUE(damaged) << offset;
    bad[kHeadSlotBytes + offset] = static_cast<char>(bad[kHeadSlotBytes + offset] ^ 0x10);
    SetBytes(bad);
    EXPECT_THAT(HeadFile::Open(path_), IsError(Reason::kCorrupt)) << offset;
  }
}

TEST_F(HeadFileTest, RefusesAFileOfAnotherLength) {
  const std::string good = Bytes();
  for (const std::string& bytes : {std::string(), good.substr(1), good + "x"}) {
    SetBytes(bytes);
    EXPECT_THAT(HeadFile::Open(path_), IsError(Reason::kCorrupt));
  }
}

TEST_F(HeadFileTest, RefusesToWriteWhenOpenForReading) {
  ASSERT_OK_AND_ASSIGN(const auto file, HeadFile::Open(path_, HeadFileMode::kReadOnly));
  EXPECT_THAT(file->Write(HeadOf(1)), IsError(Reason::kInternal));
}

}  // namespace
}  // namespace sworn::storage
