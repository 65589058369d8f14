// Where the time comes from. Injected wherever time matters, so that tests and simulated ledgers
// choose it.
#pragma once

#include "ledger/base/instant.h"

namespace sworn {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall-clock time; may jump.
  virtual Instant Now() const = 0;
  // Time since some fixed start; never goes back and does not follow changes of the wall clock.
  virtual Duration Elapsed() const = 0;
};

// The operating system's clocks. Thread-safe.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
  Duration Elapsed() const override;
};

}  // namespace sworn
