// Keeps the rows of a store up to date with the log.
//
//   Follower follower(log, rows);
//   SWORN_ASSIGN_OR_RETURN(const TreeSize cursor, follower.CatchUp(log.Snapshot().head.size));
//
// The store's own cursor says how far it has come, so catching up may be stopped, killed and
// repeated at any point: a crash loses only rows that were not synced, and their cursor with them.
// Memory is bounded by one batch.
//
// Rows of another projector version, and rows that were not derived from this very log (its root at
// their cursor tells), are dropped and derived anew.
//
// A Follower belongs to one thread. FollowerThread runs one on a thread of its own:
//
//   FollowerThread thread(log, rows);
//   thread.WaitForCursor(receipt_size, Duration::Seconds(2));
//   if (thread.state().error) …                             // shown by the health service
//
// Both borrow the log and the store.
#pragma once

#include <cstddef>
#include <optional>
#include <thread>

#include "absl/functional/function_ref.h"
#include "ledger/base/instant.h"
#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::projections {

struct FollowerOptions {
  std::size_t batch_entries = 2'048;
  ByteCount batch_bytes = ByteCount(4 << 20);
  // FollowerThread only: how long it waits after the first failure; then twice as long each time.
  Duration first_retry = Duration::Seconds(1);
};

class Follower {
 public:
  // Told after each batch; false ends the catching-up there.
  using AfterBatch = absl::FunctionRef<bool(TreeSize cursor)>;

  Follower(const tlog::Log& log, storage::RowStore& rows, const FollowerOptions& options = {});

  // Derives rows until the store holds `upto` entries, or all that are published if those are
  // fewer; returns the store's cursor. CORRUPT, naming the index, for an entry that cannot be
  // projected; STORAGE_FAILED when the rows could not be written; both leave the batches before.
  Result<TreeSize> CatchUp(TreeSize upto);
  Result<TreeSize> CatchUp(TreeSize upto, AfterBatch after_batch);

 private:
  // Makes sure that the rows are this projector's, of this log; empties the store otherwise.
  Status Prepare();
  Result<TreeSize> ApplyBatch(TreeSize cursor, TreeSize upto);

  const tlog::Log& log_;
  storage::RowStore& rows_;
  const FollowerOptions options_;
  bool prepared_ = false;
};

struct FollowerState {
  TreeSize cursor;
  std::optional<Error> error;        // Why it does not get on, while it does not.
  std::optional<Error> first_error;  // Since the thread was started; kept when it is over.
  bool running = false;              // False once stopped, or ended by an error.
};

// A failure of the store is tried again, every second and then less often, and shown until it is
// over. Any other error (an entry that cannot be projected) ends the thread, and stays in state().
//
// Every method may be called from any thread; Stop and the destructor by one.
class FollowerThread {
 public:
  // Starts at once. Both must outlive the thread.
  FollowerThread(const tlog::Log& log, storage::RowStore& rows,
                 const FollowerOptions& options = {});
  ~FollowerThread();  // Stops.
  FollowerThread(const FollowerThread&) = delete;
  FollowerThread& operator=(const FollowerThread&) = delete;

  // Ends after the batch at hand and joins; within a quarter of a second when idle, at once when
  // Log::InterruptWaits was called. Idempotent.
  void Stop();

  FollowerState state() const;
  // Returns the cursor once it is at least `size`, or what it is when `timeout` has passed or the
  // thread has ended.
  TreeSize WaitForCursor(TreeSize size, Duration timeout) const;

 private:
  void Run();
  // One round of catching up; its outcome is in state_ too.
  Result<TreeSize> Advance(Follower& follower);
  bool stopping() const;
  void Pause(Duration duration);

  const tlog::Log& log_;
  storage::RowStore& rows_;
  const FollowerOptions options_;

  mutable Mutex mutex_;
  mutable ConditionVariable changed_;
  FollowerState state_ SWORN_GUARDED_BY(mutex_);
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sworn::projections
