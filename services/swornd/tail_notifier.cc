#include "services/swornd/tail_notifier.h"

#include <chrono>

namespace sworn::daemon {
namespace {

// How long stopping may have to wait for the thread.
constexpr Duration kWaitSlice = Duration::Microseconds(100'000);
// Between the moment at which entries are published and that at which their head is signed.
constexpr std::chrono::microseconds kUntilSigned(500);

}  // namespace

TailNotifier::TailNotifier(const runtime::Ledger& ledger)
    : ledger_(ledger), thread_([this] { Run(); }) {}

TailNotifier::~TailNotifier() {
  {
    MutexLock lock(mutex_);
    SWORN_CHECK(waiters_.empty());
    stopping_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
}

bool TailNotifier::Wait(Waiter& waiter, TreeSize held) {
  MutexLock lock(mutex_);
  if (held < ledger_.checkpoint()->head.size) return false;
  waiters_.emplace(&waiter, held);
  changed_.NotifyAll();
  return true;
}

bool TailNotifier::Cancel(Waiter& waiter) {
  MutexLock lock(mutex_);
  return waiters_.erase(&waiter) == 1;
}

std::vector<TailNotifier::Waiter*> TailNotifier::TakeReady(TreeSize covered) {
  std::vector<Waiter*> ready;
  for (auto it = waiters_.begin(); it != waiters_.end();) {
    if (it->second < covered) {
      ready.push_back(it->first);
      it = waiters_.erase(it);
    } else {
      ++it;
    }
  }
  return ready;
}

void TailNotifier::Run() {
  while (true) {
    TreeSize covered;
    std::vector<Waiter*> ready;
    {
      MutexLock lock(mutex_);
      while (waiters_.empty() && !stopping_) changed_.Wait(mutex_);
      if (stopping_) return;
      covered = ledger_.checkpoint()->head.size;
      ready = TakeReady(covered);
    }
    for (Waiter* waiter : ready) waiter->Wake();
    if (!ready.empty()) continue;

    // Whoever began to wait since then holds at least `covered`, so no growth is missed.
    ledger_.log().WaitForSize(TreeSize(covered.value() + 1), kWaitSlice);
    MutexLock lock(mutex_);
    if (!stopping_ && ledger_.checkpoint()->head.size <= covered) {
      changed_.WaitFor(mutex_, kUntilSigned);
    }
  }
}

}  // namespace sworn::daemon
