// What the tests of this folder ask: a scripted log, its rows, and a clock that the test sets.
#pragma once

#include <algorithm>
#include <cstdint>

#include "ledger/projections/follower.h"
#include "ledger/projections/testing/scripted_log.h"
#include "ledger/queries/queries.h"
#include "ledger/storage/memory_row_store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_matchers.h"

namespace sworn::queries {

class QueryWorld {
 public:
  explicit QueryWorld(bool simulated_time = false)
      : clock_(projections::testing::At("2024-06-01T12:00:00Z")),
        known_until_(clock_.Now()),
        ledger_(
            {.ledger_id = {},
             .simulated_time = simulated_time,
             .created_at = projections::testing::At(projections::testing::ScriptedLog::kBegins)}),
        queries_({.log = script_.log(),
                  .rows = rows_,
                  .clock = clock_,
                  .ledger = ledger_,
                  .known_until = [this] { return known_until_; },
                  .wait_for_projection =
                      [this](TreeSize size, Duration) {
                        ++waits_;
                        return CatchUp(size);
                      }}) {
    CatchUp();
  }

  projections::testing::ScriptedLog& script() { return script_; }
  ManualClock& clock() { return clock_; }
  void set_known_until(Instant instant) { known_until_ = instant; }
  const storage::RowStore& rows() const { return rows_; }
  const LedgerFacts& ledger() const { return ledger_; }
  const Queries& queries() const { return queries_; }
  int waits() const { return waits_; }

  // The follower's work; a lagging one comes as far as it is let.
  TreeSize CatchUp() { return CatchUp(script_.size()); }
  TreeSize CatchUp(TreeSize upto) {
    projections::Follower follower(script_.log(), rows_);
    const Result<TreeSize> cursor = follower.CatchUp(std::min(upto, lag_at_));
    EXPECT_OK(cursor);
    return cursor ? *cursor : TreeSize(0);
  }
  void LagAt(TreeSize size) { lag_at_ = size; }

 private:
  projections::testing::ScriptedLog script_;
  storage::MemoryRowStore rows_;
  ManualClock clock_;
  Instant known_until_;
  TreeSize lag_at_ = TreeSize(1'000'000'000);
  int waits_ = 0;
  LedgerFacts ledger_;
  Queries queries_;
};

}  // namespace sworn::queries
