#include "ledger/base/clock.h"

#include <chrono>

namespace sworn {

Instant SystemClock::Now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant::FromMicroseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count());
}

Duration SystemClock::Elapsed() const {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return Duration::Microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since_start).count());
}

}  // namespace sworn
