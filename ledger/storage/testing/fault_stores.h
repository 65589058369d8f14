// LogStore and HeadStore that fail when told to, around another one. For tests of what a disk does.
//
//   MemoryLogStore memory;
//   FaultLogStore store(memory);
//   store.FailCommit(3, CommitFault::kDiskFull);      // the third commit from now on
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/tlog/store.h"

namespace sworn::storage::testing {

enum class CommitFault {
  kDiskFull,          // Nothing is stored; every later commit fails as well.
  kLostBeforeStored,  // This commit alone fails, with nothing stored.
  kLostAfterStored,   // Everything is stored, but the caller is told that it failed.
};

class FaultLogStore final : public tlog::LogStore {
 public:
  explicit FaultLogStore(tlog::LogStore& inner) : inner_(inner) {}

  // The `nth` commit from now on (1 is the next) meets `fault`.
  void FailCommit(std::uint64_t nth, CommitFault fault);
  // This entry and those up to `last` read as CORRUPT.
  void MakeUnreadable(LeafIndex first, LeafIndex last);
  std::uint64_t commits() const { return commits_; }

  Status Commit(const tlog::CommitBatch& batch) override;
  Result<std::optional<tlog::StoredState>> ReadState() const override;
  Result<std::string> ReadEntry(LeafIndex index) const override;
  Result<std::vector<tlog::StoredEntry>> ReadEntries(LeafIndex from, std::size_t max_count,
                                                     ByteCount max_bytes) const override;
  Result<std::string> ReadTile(const merkle::TileId& id) const override;
  Result<std::optional<tlog::StreamPosition>> ReadStreamHead(
      const tlog::StreamName& stream) const override;
  Result<std::vector<tlog::StreamPosition>> ReadStream(const tlog::StreamName& stream,
                                                       Revision from,
                                                       std::size_t limit) const override;
  Result<std::optional<LeafIndex>> FindEvent(const tlog::EventKey& key) const override;
  Result<std::optional<std::string>> ReadSealed(const Commitment& commitment) const override;
  Status EraseSealed(const Commitment& commitment) override;

 private:
  struct Range {
    LeafIndex first;
    LeafIndex last;
  };
  tlog::LogStore& inner_;
  std::uint64_t commits_ = 0;
  std::optional<std::uint64_t> fail_at_;
  CommitFault fault_ = CommitFault::kDiskFull;
  std::vector<Range> unreadable_;
};

class FaultHeadStore final : public tlog::HeadStore {
 public:
  explicit FaultHeadStore(tlog::HeadStore& inner) : inner_(inner) {}

  // The `nth` write from now on (1 is the next) and all after it fail, with nothing written.
  void FailWrite(std::uint64_t nth) { fail_at_ = writes_ + nth; }
  std::uint64_t writes() const { return writes_; }

  Status Write(const tlog::Head& head) override;
  Result<tlog::Head> Read() const override { return inner_.Read(); }

 private:
  tlog::HeadStore& inner_;
  std::uint64_t writes_ = 0;
  std::optional<std::uint64_t> fail_at_;
};

}  // namespace sworn::storage::testing
