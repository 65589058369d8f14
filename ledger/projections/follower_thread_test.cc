#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "ledger/projections/follower.h"
#include "ledger/projections/rebuild.h"
#include "ledger/projections/testing/random_history.h"
#include "ledger/projections/testing/scripted_log.h"
#include "ledger/storage/memory_row_store.h"
#include "tests/support/result_matchers.h"

namespace sworn::projections {
namespace {

using testing::RandomHistory;
using testing::ScriptedLog;

// Long enough never to pass on a busy machine.
constexpr Duration kPatience = Duration::Seconds(60);

// Rows whose next writes fail.
class FailingRowStore final : public storage::RowStore {
 public:
  void FailNextWrites(int count) { failures_ = count; }

  Status Apply(const storage::RowBatch& batch, TreeSize cursor) override {
    if (failures_.load() > 0) {
      --failures_;
      return Fail(Reason::kStorageFailed, "the disk is full");
    }
    return rows_.Apply(batch, cursor);
  }
  Status Drop() override { return rows_.Drop(); }
  std::unique_ptr<storage::RowReader> Snapshot() const override { return rows_.Snapshot(); }
  Result<std::optional<std::string>> Get(std::string_view key) const override {
    return rows_.Get(key);
  }
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override {
    return rows_.ScanPrefix(prefix, from, limit, visit);
  }
  Result<TreeSize> Cursor() const override { return rows_.Cursor(); }

 private:
  std::atomic<int> failures_{0};
  storage::MemoryRowStore rows_;
};

TEST(FollowerThread, FollowsWhatIsAppended) {
  ScriptedLog script;
  storage::MemoryRowStore rows;
  FollowerThread thread(script.log(), rows, {.batch_entries = 5});
  RandomHistory history(1, script);
  for (int i = 0; i < 20; ++i) {
    history.Append(7);
    ASSERT_GE(thread.WaitForCursor(script.size(), kPatience), script.size());
  }
  EXPECT_TRUE(thread.state().running);
  EXPECT_FALSE(thread.state().first_error);
  thread.Stop();
  EXPECT_FALSE(thread.state().running);
  EXPECT_EQ(thread.state().cursor, script.size());

  storage::MemoryRowStore anew;
  ASSERT_OK_AND_ASSIGN(const RebuiltRows rebuilt,
                       Rebuild(script.log(), anew, [](TreeSize, TreeSize) {}));
  EXPECT_EQ(rows.Digest().value(), rebuilt.digest);
}

TEST(FollowerThread, ReturnsWhatItHoldsWhenTheWaitIsOver) {
  ScriptedLog script;
  storage::MemoryRowStore rows;
  FollowerThread thread(script.log(), rows);
  ASSERT_EQ(thread.WaitForCursor(script.size(), kPatience), script.size());
  EXPECT_EQ(thread.WaitForCursor(TreeSize(1'000), Duration::Microseconds(1)), script.size());
}

TEST(FollowerThread, StopsWhileTheLogIsIdleOrInterrupted) {
  ScriptedLog script;
  storage::MemoryRowStore rows;
  {
    FollowerThread thread(script.log(), rows);
    thread.Stop();
    thread.Stop();
  }
  FollowerThread thread(script.log(), rows);
  script.log().InterruptWaits();
  ASSERT_EQ(thread.WaitForCursor(script.size(), kPatience), script.size());
  thread.Stop();
  EXPECT_FALSE(thread.state().running);
}

TEST(FollowerThread, TriesAgainAfterAFailureOfTheStore) {
  ScriptedLog script;
  FailingRowStore rows;
  rows.FailNextWrites(3);
  FollowerThread thread(script.log(), rows, {.first_retry = Duration::Microseconds(100)});
  EXPECT_EQ(thread.WaitForCursor(script.size(), kPatience), script.size());
  thread.Stop();
  ASSERT_TRUE(thread.state().first_error);
  EXPECT_EQ(thread.state().first_error->reason, Reason::kStorageFailed);
  EXPECT_FALSE(thread.state().error);
}

TEST(FollowerThread, EndsVisiblyAtAnEntryThatCannotBeProjected) {
  ScriptedLog script;
  script.AppendBytes("this is no event");
  storage::MemoryRowStore rows;
  FollowerThread thread(script.log(), rows, {.batch_entries = 1});
  // Waiting for what can never come ends with the thread.
  EXPECT_EQ(thread.WaitForCursor(script.size(), kPatience), TreeSize(1));
  const FollowerState state = thread.state();
  EXPECT_FALSE(state.running);
  ASSERT_TRUE(state.error);
  EXPECT_EQ(state.error->reason, Reason::kCorrupt);
  EXPECT_THAT(state.error->message, ::testing::HasSubstr("entry 1"));
}

}  // namespace
}  // namespace sworn::projections
