// What time an entry is recorded at: the clock rule.
//
// recorded-at never decreases, and it never advances by more than the monotonic clock did plus five
// seconds. A larger jump of the wall clock, either way, stops writes (CLOCK) until an operator
// confirms the time; so does a clock that at the start is over five seconds behind the last entry,
// or over thirty days ahead of it. A wrong clock would otherwise back-date, or post-date, acts
// whose deadlines people's certificates hang on.
//
//   RecordedClock clock(system_clock, log.Snapshot().last_recorded_at);
//   SWORN_ASSIGN_OR_RETURN(const Instant now, clock.BeginGroup());   // every entry of the group
//   gets it … commit … clock.EndGroup();
//
// In a ledger of simulated time, the input says the time and only the order is checked.
//
// Threading: thread-safe; BeginGroup and EndGroup belong to the sequencer. Borrows the clock.
#pragma once

#include <optional>

#include "ledger/base/clock.h"
#include "ledger/base/instant.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"

namespace sworn::runtime {

class RecordedClock {
 public:
  // `last`: recorded-at of the log's last entry; none in an empty log.
  RecordedClock(const Clock& clock, std::optional<Instant> last);

  // The time of the group that begins now. CLOCK while the clock is not to be believed.
  Result<Instant> BeginGroup();
  // The group is published, or given up.
  void EndGroup();

  // Every entry that is yet to be published gets a recorded-at at or after this.
  Instant KnownUntil();
  // Why no group may begin; empty while one may.
  std::optional<Error> Stopped();

  // Believes the clock from now on. INVALID_FIELD unless it shows `true_time`, give or take a
  // minute. Returns the time that the next entry would get.
  Result<Instant> Confirm(Instant true_time);

 private:
  // What both clocks show at one moment.
  struct Reading {
    Instant now;
    Duration elapsed;
  };
  Reading ReadBoth() const;
  // The present time by the rule, or none after setting stopped_.
  std::optional<Instant> Read() SWORN_REQUIRES(mutex_);
  void Anchor(const Reading& reading) SWORN_REQUIRES(mutex_);

  const Clock& clock_;
  Mutex mutex_;
  // A moment at which wall clock and monotonic clock were seen together.
  Instant anchor_ SWORN_GUARDED_BY(mutex_);
  Duration anchor_elapsed_ SWORN_GUARDED_BY(mutex_);
  Instant floor_ SWORN_GUARDED_BY(mutex_);  // No later entry lies before it.
  std::optional<Instant> group_ SWORN_GUARDED_BY(mutex_);
  std::optional<Error> stopped_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace sworn::runtime
