// A clock that a test sets. Not thread-safe.
#pragma once

#include "ledger/base/clock.h"

namespace sworn {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant now) : now_(now) {}

  Instant Now() const override { return now_; }
  Duration Elapsed() const override { return elapsed_; }

  // Time passes: both clocks move.
  void Advance(Duration duration) {
    now_ = now_ + duration;
    elapsed_ = elapsed_ + duration;
  }
  // Somebody sets the wall clock; no time passes.
  void SetWallClock(Instant now) { now_ = now; }

 private:
  Instant now_;
  Duration elapsed_;
};

}  // namespace sworn
