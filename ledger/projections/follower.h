// Keeps the rows of a store up to date with the log.
//
//   Follower follower(log, rows);
//   SWORN_ASSIGN_OR_RETURN(const TreeSize cursor, follower.CatchUp(log.Snapshot().head.size));
//
// The store's own cursor says how far it has come, so catching up may be stopped, killed and
// repeated at any point: a crash loses only rows that were not synced, and their cursor with them.
// Memory is bounded by one batch.
//
// Rows of another projector version, and rows that were not derived from this very log (its root at
// their cursor tells), are dropped and derived anew.
//
// Belongs to one thread; borrows the log and the store. FollowerThread runs one.
#pragma once

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::projections {

struct FollowerOptions {
  std::size_t batch_entries = 2'048;
  ByteCount batch_bytes = ByteCount(4 << 20);
};

class Follower {
 public:
  // Told after each batch; false ends the catching-up there.
  using AfterBatch = absl::FunctionRef<bool(TreeSize cursor)>;

  Follower(const tlog::Log& log, storage::RowStore& rows, const FollowerOptions& options = {});

  // Derives rows until the store holds `upto` entries, or all that are published if those are
  // fewer; returns the store's cursor. CORRUPT, naming the index, for an entry that cannot be
  // projected; STORAGE_FAILED when the rows could not be written; both leave the batches before.
  Result<TreeSize> CatchUp(TreeSize upto);
  Result<TreeSize> CatchUp(TreeSize upto, AfterBatch after_batch);

 private:
  // Makes sure that the rows are this projector's, of this log; empties the store otherwise.
  Status Prepare();
  Result<TreeSize> ApplyBatch(TreeSize cursor, TreeSize upto);

  const tlog::Log& log_;
  storage::RowStore& rows_;
  const FollowerOptions options_;
  bool prepared_ = false;
};

}  // namespace sworn::projections
