// std::mutex with clang's thread-safety annotations, so that the compiler proves which lock guards
// which field. (Debian 12's absl::Mutex makes ThreadSanitizer report a false race.)
//
//   Mutex mutex_;
//   int count_ SWORN_GUARDED_BY(mutex_);
//   { MutexLock lock(mutex_); ++count_; }
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define SWORN_THREAD_ANNOTATION(x) __attribute__((x))
#else
#define SWORN_THREAD_ANNOTATION(x)
#endif
#define SWORN_GUARDED_BY(mutex) SWORN_THREAD_ANNOTATION(guarded_by(mutex))
#define SWORN_REQUIRES(mutex) SWORN_THREAD_ANNOTATION(requires_capability(mutex))
#define SWORN_EXCLUDES(mutex) SWORN_THREAD_ANNOTATION(locks_excluded(mutex))

namespace sworn {

class SWORN_THREAD_ANNOTATION(capability("mutex")) Mutex {
 public:
  void Lock() SWORN_THREAD_ANNOTATION(acquire_capability()) { mutex_.lock(); }
  void Unlock() SWORN_THREAD_ANNOTATION(release_capability()) { mutex_.unlock(); }

 private:
  friend class ConditionVariable;
  std::mutex mutex_;
};

class SWORN_THREAD_ANNOTATION(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) SWORN_THREAD_ANNOTATION(acquire_capability(mutex))
      : mutex_(mutex) {
    mutex_.Lock();
  }
  ~MutexLock() SWORN_THREAD_ANNOTATION(release_capability()) { mutex_.Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

class ConditionVariable {
 public:
  // Releases the mutex while waiting; returns with it held. Wakes spuriously: call in a loop over
  // the condition.
  void Wait(Mutex& mutex) SWORN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // False when `timeout` passed first.
  bool WaitFor(Mutex& mutex, std::chrono::microseconds timeout) SWORN_REQUIRES(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool notified = condition_.wait_for(lock, timeout) == std::cv_status::no_timeout;
    lock.release();
    return notified;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace sworn
