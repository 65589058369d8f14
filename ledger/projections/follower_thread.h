// A follower on a thread of its own.
//
//   FollowerThread thread(log, rows);
//   thread.WaitForCursor(receipt_size, Duration::Seconds(2));
//   if (thread.state().error) …                             // shown by the health service
//   thread.Stop();
//
// A failure of the store is tried again, every second and then less often, and shown until it is
// over. Any other error (an entry that cannot be projected) ends the thread, and stays in state().
//
// Threading: every method may be called from any thread; Stop and the destructor by one.
#pragma once

#include <optional>
#include <thread>

#include "ledger/base/instant.h"
#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/projections/follower.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::projections {

struct FollowerState {
  TreeSize cursor;
  std::optional<Error> error;        // Why it does not get on, while it does not.
  std::optional<Error> first_error;  // Since the thread was started; kept when it is over.
  bool running = false;              // False once stopped, or ended by an error.
};

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
  // One round of catching up; false when the thread must end.
  bool Advance(Follower& follower, TreeSize upto);
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
