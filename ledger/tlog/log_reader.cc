// The readers' half of the log. Whatever the store already holds, only what is below the published
// size is shown.
#include <algorithm>
#include <chrono>
#include <utility>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/tlog/frontier.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/tile_reader.h"

namespace sworn::tlog {

namespace {

Error NoSuchEntry(LeafIndex index, TreeSize size) {
  return Fail(Reason::kIndexOutOfRange, "there is no entry " + ToString(index) + ": the log has " +
                                            ToString(size) + " entries");
}

}  // namespace

bool Log::writable() const {
  MutexLock lock(mutex_);
  return !failed_ && !options_.read_only;
}

LogSnapshot Log::Snapshot() const {
  MutexLock lock(mutex_);
  return snapshot_;
}

std::optional<std::string> Log::Meta(std::string_view name) const {
  MutexLock lock(mutex_);
  const auto found = meta_.find(name);
  if (found == meta_.end()) return std::nullopt;
  return found->second;
}

Status Log::CheckSize(TreeSize size, const LogSnapshot& snapshot) {
  if (size <= snapshot.head.size) return Ok();
  return Fail(Reason::kIndexOutOfRange,
              "the log has " + ToString(snapshot.head.size) + " entries, not " + ToString(size));
}

Result<std::string> Log::ReadEntry(LeafIndex index) const {
  const TreeSize size = Snapshot().head.size;
  if (!Contains(size, index)) return NoSuchEntry(index, size);
  return store_.ReadEntry(index);
}

Result<std::vector<StoredEntry>> Log::ReadEntries(LeafIndex from, std::size_t max_count,
                                                  ByteCount max_bytes) const {
  const TreeSize size = Snapshot().head.size;
  if (!Contains(size, from)) return std::vector<StoredEntry>();
  const std::uint64_t count = std::min<std::uint64_t>(max_count, size.value() - from.value());
  return store_.ReadEntries(from, count, max_bytes);
}

Result<std::vector<StreamPosition>> Log::ReadStream(const StreamName& stream, Revision from,
                                                    std::size_t limit, TreeSize size) const {
  SWORN_RETURN_IF_ERROR(CheckSize(size, Snapshot()));
  SWORN_ASSIGN_OR_RETURN(std::vector<StreamPosition> positions,
                         store_.ReadStream(stream, from, limit));
  const auto end = std::find_if(positions.begin(), positions.end(), [&](const StreamPosition& at) {
    return !Contains(size, at.index);
  });
  positions.erase(end, positions.end());
  return positions;
}

Result<std::optional<StreamPosition>> Log::StreamHead(const StreamName& stream,
                                                      TreeSize size) const {
  SWORN_RETURN_IF_ERROR(CheckSize(size, Snapshot()));
  SWORN_ASSIGN_OR_RETURN(const std::optional<StreamPosition> newest, store_.ReadStreamHead(stream));
  if (!newest || Contains(size, newest->index)) return newest;
  // Indices ascend with revisions: find how many revisions lie below `size`.
  std::optional<StreamPosition> best;
  std::uint64_t low = 0;
  std::uint64_t high = newest->revision.value();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    SWORN_ASSIGN_OR_RETURN(const std::vector<StreamPosition> at,
                           store_.ReadStream(stream, Revision(middle), 1));
    if (at.empty() || at.front().revision != Revision(middle)) {
      return Fail(Reason::kCorrupt, "the stream \"" + stream.text() + "\" lacks revision " +
                                        std::to_string(middle) + ": restore from a backup");
    }
    if (Contains(size, at.front().index)) {
      best = at.front();
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return best;
}

Result<std::optional<LeafIndex>> Log::FindEvent(const EventKey& key) const {
  SWORN_ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, store_.FindEvent(key));
  if (!index || !Contains(Snapshot().head.size, *index)) return std::optional<LeafIndex>();
  return index;
}

Result<std::optional<std::string>> Log::ReadSealed(const Commitment& commitment) const {
  return store_.ReadSealed(commitment);
}

Status Log::EraseSealed(const Commitment& commitment) {
  if (!writable()) {
    return Fail(Reason::kStorageFailed,
                "an earlier commit failed, or the log is open for reading only: open it anew");
  }
  return store_.EraseSealed(commitment);
}

Result<std::vector<NodeHash>> Log::InclusionProof(LeafIndex index, TreeSize size) const {
  const LogSnapshot snapshot = Snapshot();
  SWORN_RETURN_IF_ERROR(CheckSize(size, snapshot));
  SWORN_ASSIGN_OR_RETURN(const merkle::ProofPlan plan, merkle::PlanInclusion(index, size));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> hashes,
                         tiles_->Nodes(plan.nodes, *snapshot.frontier));
  return merkle::AssembleProof(plan, hashes);
}

Result<std::vector<NodeHash>> Log::ConsistencyProof(TreeSize old_size, TreeSize new_size) const {
  const LogSnapshot snapshot = Snapshot();
  SWORN_RETURN_IF_ERROR(CheckSize(new_size, snapshot));
  SWORN_ASSIGN_OR_RETURN(const merkle::ProofPlan plan, merkle::PlanConsistency(old_size, new_size));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> hashes,
                         tiles_->Nodes(plan.nodes, *snapshot.frontier));
  return merkle::AssembleProof(plan, hashes);
}

Result<RootHash> Log::RootWithin(TreeSize size, const Frontier& frontier) const {
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> nodes,
                         tiles_->Nodes(merkle::PlanRoot(size), frontier));
  return merkle::FoldRoot(nodes);
}

Result<RootHash> Log::RootAt(TreeSize size) const {
  const LogSnapshot snapshot = Snapshot();
  SWORN_RETURN_IF_ERROR(CheckSize(size, snapshot));
  return RootWithin(size, *snapshot.frontier);
}

Result<std::string> Log::ReadTile(const merkle::TileId& id, std::uint32_t width) const {
  const LogSnapshot snapshot = Snapshot();
  const bool in_range = id.level <= merkle::kMaxTileLevel && id.index <= merkle::kMaxTileIndex &&
                        width >= 1 && width <= merkle::TileWidthAt(snapshot.head.size, id);
  if (!in_range) {
    return Fail(Reason::kIndexOutOfRange, "the log has no " + std::to_string(width) +
                                              " hashes in tile " + std::to_string(id.level) + "/" +
                                              std::to_string(id.index));
  }
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> hashes,
                         tiles_->Tile(id, width, *snapshot.frontier));
  return merkle::FormatTile(hashes);
}

Result<TreeSize> Log::SizeAt(Instant instant) const {
  const LogSnapshot snapshot = Snapshot();
  if (!snapshot.last_recorded_at) return TreeSize(0);
  if (*snapshot.last_recorded_at <= instant) return snapshot.head.size;
  std::uint64_t low = 0;
  std::uint64_t high = snapshot.head.size.value() - 1;  // The last entry is already too late.
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    SWORN_ASSIGN_OR_RETURN(const std::string leaf, store_.ReadEntry(LeafIndex(middle)));
    SWORN_ASSIGN_OR_RETURN(const Instant recorded_at, ParseRecordedAt(leaf));
    if (recorded_at <= instant) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return TreeSize(low);
}

TreeSize Log::WaitForSize(TreeSize size, Duration timeout) const {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::microseconds(timeout.microseconds());
  MutexLock lock(mutex_);
  while (snapshot_.head.size < size && !interrupted_) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    published_.WaitFor(mutex_, left);
  }
  return snapshot_.head.size;
}

void Log::InterruptWaits() {
  MutexLock lock(mutex_);
  interrupted_ = true;
  published_.NotifyAll();
}

}  // namespace sworn::tlog
