#include "ledger/storage/testing/fault_stores.h"

#include <algorithm>

namespace sworn::storage::testing {

namespace {

Error Unreadable(LeafIndex index) {
  return Fail(Reason::kCorrupt, "the block of entry " + ToString(index) + " is damaged");
}

}  // namespace

void FaultLogStore::FailCommit(std::uint64_t nth, CommitFault fault) {
  fail_at_ = commits_ + nth;
  fault_ = fault;
}

void FaultLogStore::MakeUnreadable(LeafIndex first, LeafIndex last) {
  unreadable_.push_back({first, last});
}

Status FaultLogStore::Commit(const tlog::CommitBatch& batch) {
  ++commits_;
  const bool fails = fail_at_ && (fault_ == CommitFault::kDiskFull ? commits_ >= *fail_at_
                                                                   : commits_ == *fail_at_);
  if (!fails) return inner_.Commit(batch);
  switch (fault_) {
    case CommitFault::kDiskFull:
      return Fail(Reason::kStorageFailed, "no space left on device");
    case CommitFault::kLostBeforeStored:
      break;
    case CommitFault::kLostAfterStored:
      SWORN_RETURN_IF_ERROR(inner_.Commit(batch));
      break;
  }
  return Fail(Reason::kStorageFailed, "input/output error");
}

Result<std::optional<tlog::StoredState>> FaultLogStore::ReadState() const {
  return inner_.ReadState();
}

Result<std::string> FaultLogStore::ReadEntry(LeafIndex index) const {
  for (const Range& range : unreadable_) {
    if (range.first <= index && index <= range.last) return Unreadable(index);
  }
  return inner_.ReadEntry(index);
}

Result<std::vector<tlog::StoredEntry>> FaultLogStore::ReadEntries(LeafIndex from,
                                                                  std::size_t max_count,
                                                                  ByteCount max_bytes) const {
  SWORN_ASSIGN_OR_RETURN(std::vector<tlog::StoredEntry> entries,
                         inner_.ReadEntries(from, max_count, max_bytes));
  for (const Range& range : unreadable_) {
    const bool hit = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
      return range.first <= entry.index && entry.index <= range.last;
    });
    if (hit) return Unreadable(std::max(from, range.first));
  }
  return entries;
}

Result<std::string> FaultLogStore::ReadTile(const merkle::TileId& id) const {
  return inner_.ReadTile(id);
}

Result<std::optional<tlog::StreamPosition>> FaultLogStore::ReadStreamHead(
    const tlog::StreamName& stream) const {
  return inner_.ReadStreamHead(stream);
}

Result<std::vector<tlog::StreamPosition>> FaultLogStore::ReadStream(const tlog::StreamName& stream,
                                                                    Revision from,
                                                                    std::size_t limit) const {
  return inner_.ReadStream(stream, from, limit);
}

Result<std::optional<LeafIndex>> FaultLogStore::FindEvent(const tlog::EventKey& key) const {
  return inner_.FindEvent(key);
}

Result<std::optional<std::string>> FaultLogStore::ReadSealed(const Commitment& commitment) const {
  return inner_.ReadSealed(commitment);
}

Status FaultLogStore::EraseSealed(const Commitment& commitment) {
  return inner_.EraseSealed(commitment);
}

Status FaultHeadStore::Write(const tlog::Head& head) {
  ++writes_;
  if (fail_at_ && writes_ >= *fail_at_) {
    return Fail(Reason::kStorageFailed, "input/output error on the head file");
  }
  return inner_.Write(head);
}

}  // namespace sworn::storage::testing
