#include "ledger/runtime/recorded_clock.h"

#include <algorithm>
#include <string>

#include "ledger/base/limits.h"

namespace sworn::runtime {
namespace {

// Tolerances add up with each new anchor, so that anchors are set sparingly.
constexpr Duration kAnchorPeriod = Duration::Seconds(3600);
constexpr Duration kConfirmTolerance = Duration::Seconds(60);

Error ClockError(const std::string& what) {
  return Fail(Reason::kClock,
              what +
                  " No event is taken until an operator has checked the machine's clock and "
                  "confirmed it with `sworn clock confirm`.");
}

}  // namespace

RecordedClock::RecordedClock(const Clock& clock, std::optional<Instant> last) : clock_(clock) {
  const MutexLock lock(mutex_);
  const Reading reading = ReadBoth();
  const Instant now = reading.now;
  floor_ = last.value_or(now);
  Anchor(reading);
  if (now < floor_ - limits::kMaxClockBehindAtStart) {
    stopped_ =
        ClockError("The clock shows " + now.ToString() +
                   ", which lies before the ledger's last entry, " + floor_.ToString() + ".");
  } else if (now > floor_ + limits::kMaxClockAheadAtStart) {
    stopped_ =
        ClockError("The clock shows " + now.ToString() +
                   ", more than 30 days after the ledger's last entry, " + floor_.ToString() + ".");
  }
}

RecordedClock::Reading RecordedClock::ReadBoth() const {
  // A thread that is held up between two readings would see a jump where there is none.
  constexpr Duration kHeldUp = Duration::Seconds(1);
  for (;;) {
    const Duration before = clock_.Elapsed();
    const Instant now = clock_.Now();
    const Duration after = clock_.Elapsed();
    if (after - before < kHeldUp) return {now, after};
  }
}

void RecordedClock::Anchor(const Reading& reading) {
  anchor_ = reading.now;
  anchor_elapsed_ = reading.elapsed;
}

std::optional<Instant> RecordedClock::Read() {
  if (stopped_) return std::nullopt;
  const Reading reading = ReadBoth();
  const Instant now = reading.now;
  const Duration elapsed = reading.elapsed - anchor_elapsed_;
  const Instant expected = anchor_ + elapsed;
  if (now > expected + limits::kMaxClockAdvance || now < expected - limits::kMaxClockAdvance) {
    stopped_ = ClockError("The clock jumped: it shows " + now.ToString() + " where " +
                          expected.ToString() + " was to be expected.");
    return std::nullopt;
  }
  if (elapsed > kAnchorPeriod) Anchor(reading);
  return std::max(now, floor_);
}

Result<Instant> RecordedClock::BeginGroup() {
  const MutexLock lock(mutex_);
  SWORN_CHECK(!group_);
  const std::optional<Instant> now = Read();
  if (!now) return *stopped_;
  group_ = floor_ = *now;
  return *now;
}

void RecordedClock::EndGroup() {
  const MutexLock lock(mutex_);
  group_.reset();
}

Instant RecordedClock::KnownUntil() {
  const MutexLock lock(mutex_);
  if (group_) return *group_;
  // What is promised here must hold for the next group, even if the clock steps back a little in
  // between.
  if (const std::optional<Instant> now = Read()) floor_ = *now;
  return floor_;
}

std::optional<Error> RecordedClock::Stopped() {
  const MutexLock lock(mutex_);
  static_cast<void>(Read());
  return stopped_;
}

Result<Instant> RecordedClock::Confirm(Instant true_time) {
  const MutexLock lock(mutex_);
  const Reading reading = ReadBoth();
  const Instant now = reading.now;
  if (now > true_time + kConfirmTolerance || now < true_time - kConfirmTolerance) {
    return Fail(Reason::kInvalidField,
                "the machine's clock shows " + now.ToString() +
                    ", more than a minute from the time given; set the clock first",
                "true_time");
  }
  Anchor(reading);
  stopped_.reset();
  return std::max(now, floor_);
}

}  // namespace sworn::runtime
