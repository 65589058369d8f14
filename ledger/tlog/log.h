// The log: entries, tree and streams over a LogStore and a HeadStore.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<Log> log, Log::Open(store, head_file));
//   Group group = log->Begin();                                   // sequencer thread only
//   SWORN_ASSIGN_OR_RETURN(const LeafIndex index, group.Stage({.recorded_at = now, .body = event,
//                                                              .streams = {officer}}));
//   SWORN_ASSIGN_OR_RETURN(const Head head, log->Commit(std::move(group)));   // durable, published
//   SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,                 // any thread
//                          log->InclusionProof(index, head.size));
//
// Order of a commit: the store's batch is synced, then the head file, and only then do readers see
// the entries. Nothing that a reader was shown can be lost without Open refusing to start.
//
// Threading: Begin, Group and Commit belong to one thread at a time (the sequencer); every other
// method may be called from any thread. The log borrows both stores, which must outlive it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/tlog/entry.h"
#include "ledger/tlog/store.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::tlog {

class Frontier;
class Group;
class TileReader;

struct LogOptions {
  std::size_t cached_stream_heads = 100'000;
  std::size_t cached_tiles = 1'024;  // 8 KiB each
  // Reads only: never writes the head file, and refuses Commit. For verifying.
  bool read_only = false;
};

// The log as it was at one published moment. Cheap to copy, immutable.
struct LogSnapshot {
  Head head;
  std::optional<Instant> last_recorded_at;  // None while the log is empty.
  std::shared_ptr<const Frontier> frontier;
};

class Log {
 public:
  // Takes time that does not depend on the log's length. ROLLED_BACK when the store lies behind the
  // head file or disagrees with it: then restore the newer store; a head is never taken back.
  // CORRUPT when store and tree do not fit. A store that is longer than the head file holds entries
  // that were never acknowledged: they are kept and the head file is brought up to them.
  static Result<std::unique_ptr<Log>> Open(LogStore& store, HeadStore& heads,
                                           const LogOptions& options = {});
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  // --- The writer: one thread. ---

  // Begins a group. At most one exists at a time (checked); dropping it stores nothing.
  Group Begin();
  // Stores the group and publishes the new head. An empty group returns the present head and writes
  // nothing. STORAGE_FAILED after any failure of either store, from then on for ever: the process
  // must open the log anew.
  Result<Head> Commit(Group&& group);

  // --- Readers: any thread. They see published entries only. ---

  // False once a commit has failed.
  bool writable() const;

  LogSnapshot Snapshot() const;
  // A value stored by Group::PutMeta. None if there is none.
  std::optional<std::string> Meta(std::string_view name) const;

  // INDEX_OUT_OF_RANGE at or above the published size.
  Result<std::string> ReadEntry(LeafIndex index) const;
  // As LogStore::ReadEntries; empty at the published size.
  Result<std::vector<StoredEntry>> ReadEntries(LeafIndex from, std::size_t max_count,
                                               ByteCount max_bytes) const;
  // The stream's entries below `size`, from revision `from` on, at most `limit`.
  Result<std::vector<StreamPosition>> ReadStream(const StreamName& stream, Revision from,
                                                 std::size_t limit, TreeSize size) const;
  // The stream's newest entry below `size`.
  Result<std::optional<StreamPosition>> StreamHead(const StreamName& stream, TreeSize size) const;
  Result<std::optional<LeafIndex>> FindEvent(const EventKey& key) const;
  // None when it was never stored or has been erased.
  Result<std::optional<std::string>> ReadSealed(const Commitment& commitment) const;
  Status EraseSealed(const Commitment& commitment);

  // INDEX_OUT_OF_RANGE for sizes above the published one, and for an index outside its size.
  Result<std::vector<NodeHash>> InclusionProof(LeafIndex index, TreeSize size) const;
  Result<std::vector<NodeHash>> ConsistencyProof(TreeSize old_size, TreeSize new_size) const;
  Result<RootHash> RootAt(TreeSize size) const;
  // `width` hashes (1 … 256) of a tile, 32 bytes each, as tlog-tiles serves them.
  // INDEX_OUT_OF_RANGE when the published log has not so many.
  Result<std::string> ReadTile(const merkle::TileId& id, std::uint32_t width) const;

  // The number of entries with recorded-at at or before `instant`.
  Result<TreeSize> SizeAt(Instant instant) const;

  // Returns the published size once it is at least `size`, or what it is when `timeout` has passed
  // or InterruptWaits was called.
  TreeSize WaitForSize(TreeSize size, Duration timeout) const;
  // From now on no wait blocks. For shutting down.
  void InterruptWaits();

 private:
  friend class Group;
  struct WriterState;

  Log(LogStore& store, HeadStore& heads, const LogOptions& options);
  Status Recover();
  Status RecoverTree(const StoredState& state);
  Status CompareWithHeadFile(const Head& stored, const Frontier& frontier);
  Result<RootHash> RootWithin(TreeSize size, const Frontier& frontier) const;
  Error FailFromNowOn(const Error& cause);
  // INDEX_OUT_OF_RANGE when the snapshot has not so many entries.
  static Status CheckSize(TreeSize size, const LogSnapshot& snapshot);

  LogStore& store_;
  HeadStore& heads_;
  const LogOptions options_;
  std::unique_ptr<TileReader> tiles_;
  std::unique_ptr<WriterState> writer_;  // Only the writer's thread.

  mutable Mutex mutex_;
  mutable ConditionVariable published_;
  LogSnapshot snapshot_ SWORN_GUARDED_BY(mutex_);
  std::map<std::string, std::string, std::less<>> meta_ SWORN_GUARDED_BY(mutex_);
  bool failed_ SWORN_GUARDED_BY(mutex_) = false;
  bool interrupted_ SWORN_GUARDED_BY(mutex_) = false;
};

}  // namespace sworn::tlog
