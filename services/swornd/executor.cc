#include "services/swornd/executor.h"

#include <string>
#include <utility>

namespace sworn::daemon {

Executor::Executor(const Options& options) : max_queued_(options.max_queued) {
  SWORN_CHECK(options.threads > 0);
  threads_.reserve(options.threads);
  for (unsigned i = 0; i < options.threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

Status Executor::TryRun(std::function<void()> task) {
  {
    MutexLock lock(mutex_);
    if (tasks_.size() >= max_queued_) {
      return Fail(Reason::kQueueFull, std::to_string(max_queued_) +
                                          " calls are waiting already; try again in a moment");
    }
    tasks_.push_back(std::move(task));
  }
  wake_.NotifyOne();
  return Ok();
}

void Executor::Run(std::function<void()> task) {
  {
    MutexLock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  wake_.NotifyOne();
}

void Executor::Work() {
  while (true) {
    std::function<void()> task;
    {
      MutexLock lock(mutex_);
      while (tasks_.empty() && !stopping_) wake_.Wait(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace sworn::daemon
