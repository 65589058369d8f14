// The workers that prepare events: bounds, strict decoding and signatures, on all cores.
//
//   PreparePool pool(preparer, threads, [&] { sequencer wakes up });
//   pool.Prepare(request);   // returns at once
//
// A request is cut into parts, so that one large message keeps every core busy. Parts are taken in
// the order in which they came. Thread-safe; borrows the preparer. The queue is bounded by whoever
// calls Prepare.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "ledger/admission/prepare.h"
#include "ledger/base/mutex.h"
#include "ledger/runtime/request.h"

namespace sworn::runtime {

class PreparePool {
 public:
  // `on_ready` is called, from a worker, whenever a request has been prepared whole.
  PreparePool(admission::Preparer& preparer, unsigned threads, std::function<void()> on_ready);
  // Finishes what is queued.
  ~PreparePool();
  PreparePool(const PreparePool&) = delete;
  PreparePool& operator=(const PreparePool&) = delete;

  void Prepare(const std::shared_ptr<Request>& request);

 private:
  struct Part {
    std::shared_ptr<Request> request;
    std::size_t begin;
    std::size_t end;
  };

  void Work();
  void PreparePart(const Part& part);

  admission::Preparer& preparer_;
  const std::function<void()> on_ready_;
  Mutex mutex_;
  ConditionVariable wake_;
  std::deque<Part> parts_ SWORN_GUARDED_BY(mutex_);
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace sworn::runtime
