// A LogStore and a HeadStore in memory, for scenarios and tests. "Synced" is a matter of course.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/tlog/store.h"

namespace sworn::storage {

class MemoryLogStore : public tlog::LogStore {
 public:
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
  mutable Mutex mutex_;
  bool exists_ SWORN_GUARDED_BY(mutex_) = false;
  std::vector<std::string> leaves_ SWORN_GUARDED_BY(mutex_);
  std::map<merkle::TileId, std::string> tiles_ SWORN_GUARDED_BY(mutex_);
  std::unordered_map<tlog::StreamName, std::vector<LeafIndex>> streams_ SWORN_GUARDED_BY(mutex_);
  std::unordered_map<tlog::EventKey, LeafIndex> events_ SWORN_GUARDED_BY(mutex_);
  std::unordered_map<Commitment, std::string> sealed_ SWORN_GUARDED_BY(mutex_);
  std::string frontier_ SWORN_GUARDED_BY(mutex_);
  std::map<std::string, std::string> meta_ SWORN_GUARDED_BY(mutex_);
};

class MemoryHeadStore : public tlog::HeadStore {
 public:
  MemoryHeadStore();
  Status Write(const tlog::Head& head) override;
  Result<tlog::Head> Read() const override;

 private:
  mutable Mutex mutex_;
  tlog::Head head_ SWORN_GUARDED_BY(mutex_);
};

// The rule of HeadStore::Write, for every implementation: ROLLED_BACK when `next` may not follow.
Status CheckHeadFollows(const tlog::Head& current, const tlog::Head& next);

}  // namespace sworn::storage
