#include "services/swornd/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "services/swornd/open_streams.h"
#include "tests/support/result_matchers.h"

namespace sworn::daemon {
namespace {

using testing_support::IsError;

TEST(Executor, RefusesPastItsBoundAndNeverWhatWasLetIn) {
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  std::promise<void> started;
  std::atomic<int> ran = 0;
  {
    Executor executor({.threads = 1, .max_queued = 2});
    executor.Run([&] {
      started.set_value();
      released.wait();
    });
    started.get_future().wait();
    EXPECT_OK(executor.TryRun([&] { ++ran; }));
    EXPECT_OK(executor.TryRun([&] { ++ran; }));
    EXPECT_THAT(executor.TryRun([&] { ++ran; }), IsError(Reason::kQueueFull));
    executor.Run([&] { ++ran; });
    release.set_value();
  }
  EXPECT_EQ(ran, 3);  // The destructor finished what was queued.
}

TEST(Executor, TaskMayStartFurtherTasks) {
  std::atomic<int> ran = 0;
  {
    Executor executor({.threads = 2, .max_queued = 1});
    executor.Run([&] { executor.Run([&] { ++ran; }); });
  }
  EXPECT_EQ(ran, 1);
}

class CountedStream final : public OpenStream {
 public:
  void Stop() override { ++stopped; }
  int stopped = 0;
};

TEST(OpenStreams, BoundsAndStopsThem) {
  OpenStreams streams(2);
  CountedStream first;
  CountedStream second;
  CountedStream third;
  EXPECT_OK(streams.Add(first));
  EXPECT_OK(streams.Add(second));
  EXPECT_THAT(streams.Add(third), IsError(Reason::kTooManyStreams));
  streams.Remove(second);
  EXPECT_OK(streams.Add(third));
  streams.StopAll();
  EXPECT_EQ(first.stopped + third.stopped, 2);
  EXPECT_EQ(second.stopped, 0);
  EXPECT_THAT(streams.Add(second), IsError(Reason::kShuttingDown));
  streams.Remove(first);
  streams.Remove(third);
}

}  // namespace
}  // namespace sworn::daemon
