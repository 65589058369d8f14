#include "ledger/storage/memory_log_store.h"

#include <algorithm>

#include "ledger/merkle/hash.h"

namespace sworn::storage {

Status CheckHeadFollows(const tlog::Head& current, const tlog::Head& next) {
  if (next.size > current.size || next == current) return Ok();
  return Fail(Reason::kRolledBack, "the head of size " + ToString(current.size) +
                                       " may have been shown; one of size " + ToString(next.size) +
                                       (next.size == current.size ? " with another root" : "") +
                                       " cannot follow it");
}

Status MemoryLogStore::Commit(const tlog::CommitBatch& batch) {
  MutexLock lock(mutex_);
  if (batch.old_size != TreeSize(leaves_.size())) {
    return Fail(Reason::kInternal, "the group begins at " + ToString(batch.old_size) +
                                       ", the store has " + std::to_string(leaves_.size()) +
                                       " entries");
  }
  exists_ = true;
  leaves_.insert(leaves_.end(), batch.leaves.begin(), batch.leaves.end());
  for (const tlog::StoredTile& tile : batch.tiles) tiles_.insert_or_assign(tile.id, tile.hashes);
  for (const tlog::StreamEntry& entry : batch.streams) {
    streams_[entry.stream].push_back(entry.position.index);
  }
  for (const tlog::EventIndex& event : batch.events) {
    events_.insert_or_assign(event.key, event.index);
  }
  for (const tlog::SealedPart& part : batch.sealed_parts) {
    sealed_.insert_or_assign(part.commitment, part.content);
  }
  if (batch.frontier) frontier_ = *batch.frontier;
  for (const auto& [name, value] : batch.meta) meta_.insert_or_assign(name, value);
  return Ok();
}

Result<std::optional<tlog::StoredState>> MemoryLogStore::ReadState() const {
  MutexLock lock(mutex_);
  if (!exists_) return std::optional<tlog::StoredState>();
  return std::optional<tlog::StoredState>({TreeSize(leaves_.size()), frontier_, meta_});
}

Result<std::string> MemoryLogStore::ReadEntry(LeafIndex index) const {
  MutexLock lock(mutex_);
  if (index.value() < leaves_.size()) return leaves_[index.value()];
  return Fail(Reason::kIndexOutOfRange, "there is no entry " + ToString(index));
}

Result<std::vector<tlog::StoredEntry>> MemoryLogStore::ReadEntries(LeafIndex from,
                                                                   std::size_t max_count,
                                                                   ByteCount max_bytes) const {
  MutexLock lock(mutex_);
  std::vector<tlog::StoredEntry> entries;
  std::uint64_t bytes = 0;
  for (std::uint64_t i = from.value(); i < leaves_.size() && entries.size() < max_count; ++i) {
    bytes += leaves_[i].size();
    if (bytes > max_bytes.value() && !entries.empty()) break;
    entries.push_back({LeafIndex(i), leaves_[i]});
  }
  return entries;
}

Result<std::string> MemoryLogStore::ReadTile(const merkle::TileId& id) const {
  MutexLock lock(mutex_);
  const auto found = tiles_.find(id);
  if (found != tiles_.end()) return found->second;
  return Fail(Reason::kCorrupt,
              "tile " + std::to_string(id.level) + "/" + std::to_string(id.index) + " is missing");
}

Result<std::optional<tlog::StreamPosition>> MemoryLogStore::ReadStreamHead(
    const tlog::StreamName& stream) const {
  MutexLock lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return std::optional<tlog::StreamPosition>();
  return std::optional<tlog::StreamPosition>(
      {Revision(found->second.size() - 1), found->second.back()});
}

Result<std::vector<tlog::StreamPosition>> MemoryLogStore::ReadStream(const tlog::StreamName& stream,
                                                                     Revision from,
                                                                     std::size_t limit) const {
  MutexLock lock(mutex_);
  std::vector<tlog::StreamPosition> positions;
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return positions;
  for (std::uint64_t i = from.value(); i < found->second.size() && positions.size() < limit; ++i) {
    positions.push_back({Revision(i), found->second[i]});
  }
  return positions;
}

Result<std::optional<LeafIndex>> MemoryLogStore::FindEvent(const tlog::EventKey& key) const {
  MutexLock lock(mutex_);
  const auto found = events_.find(key);
  if (found == events_.end()) return std::optional<LeafIndex>();
  return std::optional<LeafIndex>(found->second);
}

Result<std::optional<std::string>> MemoryLogStore::ReadSealed(const Commitment& commitment) const {
  MutexLock lock(mutex_);
  const auto found = sealed_.find(commitment);
  if (found == sealed_.end()) return std::optional<std::string>();
  return std::optional<std::string>(found->second);
}

Status MemoryLogStore::EraseSealed(const Commitment& commitment) {
  MutexLock lock(mutex_);
  sealed_.erase(commitment);
  return Ok();
}

MemoryHeadStore::MemoryHeadStore() : head_{TreeSize(0), merkle::EmptyRoot()} {}

Status MemoryHeadStore::Write(const tlog::Head& head) {
  MutexLock lock(mutex_);
  SWORN_RETURN_IF_ERROR(CheckHeadFollows(head_, head));
  head_ = head;
  return Ok();
}

Result<tlog::Head> MemoryHeadStore::Read() const {
  MutexLock lock(mutex_);
  return head_;
}

}  // namespace sworn::storage
