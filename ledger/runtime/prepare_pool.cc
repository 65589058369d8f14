#include "ledger/runtime/prepare_pool.h"

#include <algorithm>
#include <utility>

namespace sworn::runtime {
namespace {

// Small enough to spread a bulk message over the cores, large enough that the queue's lock costs
// nothing beside some thirty signature checks.
constexpr std::size_t kPartEvents = 32;

}  // namespace

PreparePool::PreparePool(admission::Preparer& preparer, unsigned threads,
                         std::function<void()> on_ready)
    : preparer_(preparer), on_ready_(std::move(on_ready)) {
  SWORN_CHECK(threads > 0);
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

PreparePool::~PreparePool() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void PreparePool::Prepare(const std::shared_ptr<Request>& request) {
  const std::size_t count = request->submissions.size();
  SWORN_CHECK(count > 0);
  request->prepared.resize(count);
  request->open_parts = (count + kPartEvents - 1) / kPartEvents;
  {
    const MutexLock lock(mutex_);
    for (std::size_t begin = 0; begin < count; begin += kPartEvents) {
      parts_.push_back({request, begin, std::min(begin + kPartEvents, count)});
    }
  }
  if (count > kPartEvents) {
    wake_.NotifyAll();
  } else {
    wake_.NotifyOne();
  }
}

void PreparePool::Work() {
  for (;;) {
    std::optional<Part> part;
    {
      const MutexLock lock(mutex_);
      while (parts_.empty() && !stopping_) wake_.Wait(mutex_);
      if (parts_.empty()) return;
      part = std::move(parts_.front());
      parts_.pop_front();
    }
    PreparePart(*part);
  }
}

void PreparePool::PreparePart(const Part& part) {
  Request& request = *part.request;
  for (std::size_t i = part.begin; i < part.end; ++i) {
    const Submission& submission = request.submissions[i];
    request.prepared[i] = preparer_.Prepare(submission.signed_event, submission.sealed);
  }
  // The release pairs with the sequencer's acquire in ready().
  if (request.open_parts.fetch_sub(1, std::memory_order_acq_rel) == 1) on_ready_();
}

}  // namespace sworn::runtime
