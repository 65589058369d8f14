// One call of Append on its way: queued, prepared in parts by the workers, then decided by the
// sequencer.
//
// Ownership passes along: queue and workers share it until every part is prepared; from then on it
// is the sequencer's alone. `prepared[i]` is written by exactly one worker, and read after
// `open_parts` has reached zero.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "ledger/admission/prepare.h"
#include "ledger/runtime/ledger.h"

namespace sworn::runtime {

struct Request {
  std::vector<Submission> submissions;
  std::vector<std::optional<Result<admission::PreparedEvent>>> prepared;
  std::atomic<std::size_t> open_parts = 0;
  std::size_t bytes = 0;  // Of all signed events and sealed contents.
  std::function<void(AppendOutcome)> done;

  bool ready() const { return open_parts.load(std::memory_order_acquire) == 0; }
};

}  // namespace sworn::runtime
