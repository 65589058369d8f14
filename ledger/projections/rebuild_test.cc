#include "ledger/projections/rebuild.h"

#include <vector>

#include "ledger/projections/testing/random_history.h"
#include "ledger/projections/testing/scripted_log.h"
#include "ledger/storage/memory_row_store.h"
#include "tests/support/result_matchers.h"

namespace sworn::projections {
namespace {

using testing::RandomHistory;
using testing::ScriptedLog;

TEST(Rebuild, GivesTheRowsOfTheFollowerByteForByte) {
  ScriptedLog script;
  RandomHistory(11, script).Append(250);
  storage::MemoryRowStore followed;
  ASSERT_OK(Follower(script.log(), followed, {.batch_entries = 3}).CatchUp(script.size()));

  storage::MemoryRowStore rows;
  storage::RowBatch rubbish;
  rubbish.Put("rubbish", "row");
  ASSERT_OK(rows.Apply(rubbish, TreeSize(17)));
  ASSERT_OK_AND_ASSIGN(const RebuiltRows rebuilt,
                       Rebuild(script.log(), rows, [](TreeSize, TreeSize) {}));
  EXPECT_EQ(rebuilt.size, script.size());
  EXPECT_EQ(rebuilt.digest, followed.Digest().value());
}

TEST(Rebuild, TellsHowFarItHasCome) {
  ScriptedLog script;
  for (int i = 0; i < 9; ++i) script.Append(testing::Registered("1", "2023-07-01"));
  storage::MemoryRowStore rows;
  std::vector<TreeSize> told;
  ASSERT_OK(Rebuild(script.log(), rows,
                    [&](TreeSize done, TreeSize total) {
                      EXPECT_EQ(total, TreeSize(10));
                      told.push_back(done);
                    },
                    {.batch_entries = 4}));
  EXPECT_THAT(told, ::testing::ElementsAre(TreeSize(0), TreeSize(4), TreeSize(8), TreeSize(10)));
}

}  // namespace
}  // namespace sworn::projections
