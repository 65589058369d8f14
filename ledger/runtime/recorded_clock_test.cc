#include "ledger/runtime/recorded_clock.h"

#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"
#include "tests/support/result_matchers.h"

namespace sworn::runtime {
namespace {

using testing_support::IsError;
using testing_support::IsErrorAt;

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

// A clock whose reader is held up for a minute between two readings, once.
class HeldUpClock final : public Clock {
 public:
  explicit HeldUpClock(Instant now) : clock_(now) {}
  void HoldUpNext() { hold_up_ = true; }
  Instant Now() const override {
    const Instant now = clock_.Now();
    if (hold_up_) clock_.Advance(Duration::Seconds(60));
    hold_up_ = false;
    return now;
  }
  Duration Elapsed() const override { return clock_.Elapsed(); }

 private:
  mutable ManualClock clock_;
  mutable bool hold_up_ = false;
};

constexpr Duration kHour = Duration::Seconds(3600);

TEST(RecordedClock, GivesTheTimeAndNeverGoesBack) {
  ManualClock manual(At("2024-01-10T12:00:00Z"));
  RecordedClock clock(manual, At("2024-01-10T11:00:00Z"));
  ASSERT_OK_AND_ASSIGN(const Instant first, clock.BeginGroup());
  EXPECT_EQ(first, At("2024-01-10T12:00:00Z"));
  clock.EndGroup();
  manual.SetWallClock(At("2024-01-10T11:59:57Z"));  // A small step back is held, not followed.
  ASSERT_OK_AND_ASSIGN(const Instant second, clock.BeginGroup());
  EXPECT_EQ(second, first);
}

TEST(RecordedClock, StopsAtAJumpEitherWayUntilConfirmed) {
  for (const char* jump :
       {"2024-01-10T12:00:05.000001Z", "2024-01-10T11:59:54.999999Z", "2031-01-01T00:00:00Z"}) {
    ManualClock manual(At("2024-01-10T12:00:00Z"));
    RecordedClock clock(manual, At("2024-01-10T11:00:00Z"));
    manual.SetWallClock(At(jump));
    EXPECT_THAT(clock.BeginGroup(), IsError(Reason::kClock)) << jump;
    EXPECT_TRUE(clock.Stopped().has_value());
    manual.SetWallClock(At("2024-01-10T12:00:00Z"));
    EXPECT_THAT(clock.BeginGroup(), IsError(Reason::kClock)) << "it must not heal by itself";
    EXPECT_OK(clock.Confirm(At("2024-01-10T12:00:30Z")));
    EXPECT_OK(clock.BeginGroup());
  }
}

TEST(RecordedClock, TakesNoJumpFromBeingHeldUpBetweenReadings) {
  HeldUpClock held_up(At("2024-01-10T12:00:00Z"));
  RecordedClock clock(held_up, At("2024-01-10T11:00:00Z"));
  held_up.HoldUpNext();
  ASSERT_OK_AND_ASSIGN(const Instant stamp, clock.BeginGroup());
  EXPECT_EQ(stamp, At("2024-01-10T12:01:00Z"));
}

TEST(RecordedClock, TakesASmallJumpAndTimeThatReallyPassed) {
  ManualClock manual(At("2024-01-10T12:00:00Z"));
  RecordedClock clock(manual, At("2024-01-10T11:00:00Z"));
  manual.SetWallClock(At("2024-01-10T12:00:05Z"));
  EXPECT_OK(clock.BeginGroup());
  clock.EndGroup();
  for (int i = 0; i < 24 * 60; ++i) {
    manual.Advance(kHour);
    ASSERT_OK(clock.BeginGroup());
    clock.EndGroup();
  }
}

TEST(RecordedClock, ChecksTheClockAgainstTheLastEntryAtTheStart) {
  const Instant last = At("2024-01-10T12:00:00Z");
  const auto starts = [&](std::string_view now) {
    ManualClock manual(At(now));
    return !RecordedClock(manual, last).Stopped().has_value();
  };
  EXPECT_TRUE(starts("2024-01-10T11:59:55Z"));
  EXPECT_FALSE(starts("2024-01-10T11:59:54.999999Z"));
  EXPECT_TRUE(starts("2024-02-09T12:00:00Z"));
  EXPECT_FALSE(starts("2024-02-09T12:00:00.000001Z"));
  ManualClock manual(At("2001-01-01T00:00:00Z"));
  EXPECT_FALSE(RecordedClock(manual, std::nullopt).Stopped().has_value())
      << "an empty log has nothing to compare with";
}

TEST(RecordedClock, ConfirmsOnlyAClockThatShowsTheTrueTime) {
  ManualClock manual(At("2024-06-01T00:00:00Z"));
  RecordedClock clock(manual, At("2024-01-10T12:00:00Z"));
  EXPECT_THAT(clock.Confirm(At("2024-06-01T00:01:00.000001Z")),
              IsErrorAt(Reason::kInvalidField, "true_time"));
  EXPECT_TRUE(clock.Stopped().has_value());
  ASSERT_OK_AND_ASSIGN(const Instant accepted, clock.Confirm(At("2024-06-01T00:01:00Z")));
  EXPECT_EQ(accepted, At("2024-06-01T00:00:00Z"));
  EXPECT_FALSE(clock.Stopped().has_value());
}

TEST(RecordedClock, PromisesNoLaterEntryBeforeKnownUntil) {
  ManualClock manual(At("2024-01-10T12:00:00Z"));
  RecordedClock clock(manual, At("2024-01-10T11:00:00Z"));
  EXPECT_EQ(clock.KnownUntil(), At("2024-01-10T12:00:00Z"));
  manual.SetWallClock(At("2024-01-10T11:59:58Z"));
  ASSERT_OK_AND_ASSIGN(const Instant stamp, clock.BeginGroup());
  EXPECT_EQ(stamp, At("2024-01-10T12:00:00Z")) << "the promise outlasts a small step back";
  manual.Advance(Duration::Seconds(60));
  EXPECT_EQ(clock.KnownUntil(), stamp)
      << "a group that is not yet published holds the promise back";
  clock.EndGroup();
  EXPECT_EQ(clock.KnownUntil(), At("2024-01-10T12:00:58Z"));
}

}  // namespace
}  // namespace sworn::runtime
