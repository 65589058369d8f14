// Opening and writing; the readers' half is log_reader.cc.
#include "ledger/tlog/log.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/tlog/frontier.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/log_state.h"
#include "ledger/tlog/tile_reader.h"

namespace sworn::tlog {

namespace {

Error RolledBack(const std::string& what) {
  return Fail(Reason::kRolledBack,
              what +
                  ". The store is not the one that this head file belongs to, or an older copy "
                  "of it: restore the newest backup; never delete the head file instead");
}

// The entries from the frontier's size on, fewer than 256: level 0's partial tile.
Status PushLastLeaves(const LogStore& store, TreeSize size, Frontier& frontier) {
  std::vector<StoredTile> filled;
  while (frontier.size() < size) {
    const TreeSize from = frontier.size();
    SWORN_ASSIGN_OR_RETURN(const std::vector<StoredEntry> entries,
                           store.ReadEntries(NextIndex(from), size.value() - from.value(),
                                             ByteCount(limits::kMaxPageBytes)));
    for (const StoredEntry& entry : entries) {
      const Result<EntryView> parsed = ParseEntry(entry.leaf);
      if (!parsed || parsed->prefix.index != entry.index) {
        return Fail(Reason::kCorrupt, "what is stored as entry " + ToString(entry.index) +
                                          " is not that entry: restore the store from a backup");
      }
      frontier.Push(0, NodeHash::From(merkle::HashLeaf(entry.leaf)), filled);
    }
    if (entries.empty()) {
      return Fail(Reason::kCorrupt, "entry " + ToString(NextIndex(from)) +
                                        " is missing: restore the store from a backup");
    }
  }
  SWORN_CHECK(filled.empty());
  return Ok();
}

}  // namespace

Log::Log(LogStore& store, HeadStore& heads, const LogOptions& options)
    : store_(store),
      heads_(heads),
      options_(options),
      tiles_(std::make_unique<TileReader>(store, options.cached_tiles)),
      writer_(std::make_unique<WriterState>(options.cached_stream_heads)) {}

Log::~Log() { SWORN_CHECK(!writer_->group_open); }

Result<std::unique_ptr<Log>> Log::Open(LogStore& store, HeadStore& heads,
                                       const LogOptions& options) {
  std::unique_ptr<Log> log(new Log(store, heads, options));
  SWORN_RETURN_IF_ERROR(log->Recover());
  return log;
}

Status Log::Recover() {
  SWORN_ASSIGN_OR_RETURN(const std::optional<StoredState> stored, store_.ReadState());
  const StoredState state = stored.value_or(StoredState{});
  SWORN_RETURN_IF_ERROR(RecoverTree(state));
  const Head head = writer_->tree.head();
  SWORN_RETURN_IF_ERROR(CompareWithHeadFile(head, writer_->tree.frontier));

  LogSnapshot snapshot{head, std::nullopt,
                       std::make_shared<const Frontier>(writer_->tree.frontier)};
  if (state.size > TreeSize(0)) {
    SWORN_ASSIGN_OR_RETURN(const std::string last,
                           store_.ReadEntry(LeafIndex(state.size.value() - 1)));
    SWORN_ASSIGN_OR_RETURN(snapshot.last_recorded_at, ParseRecordedAt(last));
  }
  MutexLock lock(mutex_);
  snapshot_ = std::move(snapshot);
  meta_.insert(state.meta.begin(), state.meta.end());
  return Ok();
}

Status Log::RecoverTree(const StoredState& state) {
  SWORN_ASSIGN_OR_RETURN(Frontier frontier, Frontier::Decode(state.frontier, state.size));
  SWORN_RETURN_IF_ERROR(PushLastLeaves(store_, state.size, frontier));
  SWORN_ASSIGN_OR_RETURN(std::vector<NodeHash> nodes,
                         tiles_->Nodes(merkle::PlanRoot(state.size), frontier));
  SWORN_ASSIGN_OR_RETURN(writer_->tree.range,
                         merkle::CompactRange::FromNodes(state.size, std::move(nodes)));
  writer_->tree.frontier = std::move(frontier);
  return Ok();
}

Status Log::CompareWithHeadFile(const Head& stored, const Frontier& frontier) {
  SWORN_ASSIGN_OR_RETURN(const Head shown, heads_.Read());
  if (stored.size < shown.size) {
    return RolledBack("the store ends at size " + ToString(stored.size) +
                      ", but the head file says that size " + ToString(shown.size) +
                      " was reached");
  }
  SWORN_ASSIGN_OR_RETURN(const RootHash root, RootWithin(shown.size, frontier));
  if (root != shown.root) {
    return RolledBack("the store's root at size " + ToString(shown.size) + " is " + root.ToHex() +
                      ", but the head file says " + shown.root.ToHex());
  }
  if (stored.size == shown.size || options_.read_only) return Ok();
  // Stored, but the process died before the head was written: nobody has been told, and now they
  // may be.
  return heads_.Write(stored);
}

Group Log::Begin() { return Group(*this, Snapshot(), writable()); }

Result<Head> Log::Commit(Group&& group) {
  Group committed = std::move(group);
  SWORN_CHECK(committed.log_ == this);
  SWORN_RETURN_IF_ERROR(committed.CheckWritable());
  if (committed.empty()) return Snapshot().head;

  CommitBatch& batch = committed.batch_;
  GrowingTree tree = writer_->tree;
  for (const std::string& leaf : batch.leaves) tree.Append(merkle::HashLeaf(leaf), batch.tiles);
  if (!batch.tiles.empty()) batch.frontier = tree.frontier.Encode();
  const Head head = tree.head();

  if (const Status stored = store_.Commit(batch); !stored) return FailFromNowOn(stored.error());
  if (const Status shown = heads_.Write(head); !shown) return FailFromNowOn(shown.error());

  writer_->tree = std::move(tree);
  for (const auto& [stream, position] : committed.heads_) writer_->heads.Put(stream, position);
  LogSnapshot snapshot{head, committed.last_recorded_at_,
                       std::make_shared<const Frontier>(writer_->tree.frontier)};
  MutexLock lock(mutex_);
  snapshot_ = std::move(snapshot);
  for (auto& [name, value] : batch.meta) meta_.insert_or_assign(name, std::move(value));
  published_.NotifyAll();
  return head;
}

Error Log::FailFromNowOn(const Error& cause) {
  MutexLock lock(mutex_);
  failed_ = true;
  return Fail(Reason::kStorageFailed,
              "the group was not committed and no other will be until the "
              "log is opened anew: " +
                  ToString(cause));
}

}  // namespace sworn::tlog
