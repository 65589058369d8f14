// Wakes the tails that have caught up, when there are more entries: one thread for all of them.
//
//   if (!notifier.Wait(*this, next_)) continue reading;     // else Wake() comes, once
//
// Thread-safe. Borrows ledger and waiters. Destroy it when nobody waits any more, and before the
// ledger is shut down.
#pragma once

#include <thread>
#include <unordered_map>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/runtime/ledger.h"

namespace sworn::daemon {

class TailNotifier {
 public:
  class Waiter {
   public:
    // On the notifier's thread; must not block.
    virtual void Wake() = 0;

   protected:
    ~Waiter() = default;
  };

  explicit TailNotifier(const runtime::Ledger& ledger);
  ~TailNotifier();
  TailNotifier(const TailNotifier&) = delete;
  TailNotifier& operator=(const TailNotifier&) = delete;

  // Wakes `waiter` once the signed checkpoint covers more than `held` entries. False, and no
  // waking, when it does already.
  bool Wait(Waiter& waiter, TreeSize held);
  // True when `waiter` was waiting; it is not woken then.
  bool Cancel(Waiter& waiter);

 private:
  void Run();
  std::vector<Waiter*> TakeReady(TreeSize covered) SWORN_REQUIRES(mutex_);

  const runtime::Ledger& ledger_;
  Mutex mutex_;
  ConditionVariable changed_;
  std::unordered_map<Waiter*, TreeSize> waiters_ SWORN_GUARDED_BY(mutex_);
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sworn::daemon
