#include <algorithm>
#include <chrono>
#include <utility>

#include "ledger/projections/follower.h"

namespace sworn::projections {

namespace {

constexpr Duration kIdleWait = Duration::Microseconds(250'000);
// After a wait that brought nothing: keeps a log whose waits were interrupted from being asked
// without pause.
constexpr Duration kIdlePause = Duration::Microseconds(1'000);
constexpr Duration kLastRetry = Duration::Seconds(30);

std::chrono::microseconds ToChrono(Duration duration) {
  return std::chrono::microseconds(duration.microseconds());
}

// Whether the same attempt may succeed later.
bool MayPass(const Error& error) {
  return error.reason == Reason::kStorageFailed || error.reason == Reason::kUnavailable;
}

}  // namespace

FollowerThread::FollowerThread(const tlog::Log& log, storage::RowStore& rows,
                               const FollowerOptions& options)
    : log_(log), rows_(rows), options_(options) {
  const Result<TreeSize> cursor = rows_.Cursor();
  {
    MutexLock lock(mutex_);
    state_.running = true;
    if (cursor) state_.cursor = *cursor;
  }
  thread_ = std::thread([this] { Run(); });
}

FollowerThread::~FollowerThread() { Stop(); }

void FollowerThread::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
}

FollowerState FollowerThread::state() const {
  MutexLock lock(mutex_);
  return state_;
}

bool FollowerThread::stopping() const {
  MutexLock lock(mutex_);
  return stopping_;
}

TreeSize FollowerThread::WaitForCursor(TreeSize size, Duration timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + ToChrono(timeout);
  MutexLock lock(mutex_);
  while (state_.cursor < size && state_.running) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    changed_.WaitFor(mutex_, left);
  }
  return state_.cursor;
}

void FollowerThread::Pause(Duration duration) {
  const auto deadline = std::chrono::steady_clock::now() + ToChrono(duration);
  MutexLock lock(mutex_);
  while (!stopping_) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    changed_.WaitFor(mutex_, left);
  }
}

void FollowerThread::Run() {
  Follower follower(log_, rows_, options_);
  Duration retry = options_.first_retry;
  while (!stopping()) {
    const Result<TreeSize> cursor = Advance(follower);
    if (!cursor) {
      if (!MayPass(cursor.error())) break;
      Pause(retry);
      retry = std::min(retry + retry, kLastRetry);
      continue;
    }
    retry = options_.first_retry;
    const TreeSize next = TreeSize(cursor->value() + 1);
    if (log_.WaitForSize(next, kIdleWait) < next) Pause(kIdlePause);
  }
  MutexLock lock(mutex_);
  state_.running = false;
  changed_.NotifyAll();
}

Result<TreeSize> FollowerThread::Advance(Follower& follower) {
  Result<TreeSize> reached = follower.CatchUp(log_.Snapshot().head.size, [this](TreeSize cursor) {
    MutexLock lock(mutex_);
    state_.cursor = cursor;
    changed_.NotifyAll();
    return !stopping_;
  });
  const Result<TreeSize> cursor = rows_.Cursor();
  MutexLock lock(mutex_);
  if (cursor) state_.cursor = *cursor;  // It may have gone back: rows of another version.
  state_.error = reached ? std::nullopt : std::optional<Error>(reached.error());
  if (!reached && !state_.first_error) state_.first_error = reached.error();
  changed_.NotifyAll();
  return reached;
}

}  // namespace sworn::projections
