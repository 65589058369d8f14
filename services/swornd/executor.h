// Threads for work that reads the disk or waits, with a bounded queue: gRPC's own threads never
// block.
//
//   Executor reads({.threads = 4, .max_queued = limits::kMaxQueuedReads});
//   if (Status queued = reads.TryRun([=] { … }); !queued) return refuse(queued.error());
//
// Thread-safe. A task may start further tasks. The destructor finishes what is queued.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"

namespace sworn::daemon {

class Executor {
 public:
  struct Options {
    unsigned threads = 1;
    std::size_t max_queued = 0;
  };

  explicit Executor(const Options& options);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // QUEUE_FULL when max_queued tasks wait already.
  Status TryRun(std::function<void()> task);
  // Never refused: for the continuation of a call that was let in, whose number is bounded
  // elsewhere.
  void Run(std::function<void()> task);

 private:
  void Work();

  const std::size_t max_queued_;
  Mutex mutex_;
  ConditionVariable wake_;
  std::deque<std::function<void()>> tasks_ SWORN_GUARDED_BY(mutex_);
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace sworn::daemon
