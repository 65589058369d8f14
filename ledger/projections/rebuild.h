// Drops the rows and derives them anew from the log.
//
//   SWORN_ASSIGN_OR_RETURN(const RebuiltRows rebuilt, Rebuild(log, rows, [](TreeSize done,
//                          TreeSize total) { … }));
//   rebuilt.digest;      // equals the digest of rows that a follower derived, byte for byte
//
// No follower may run on the same store. Blocks for as long as it takes.
#pragma once

#include "absl/functional/function_ref.h"
#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/projections/follower.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::projections {

struct RebuiltRows {
  TreeSize size;
  Sha256Hash digest;  // Of all rows (RowReader::Digest).
};

// Up to the log's size at the start. Errors as Follower::CatchUp; the store then holds what had
// been derived.
Result<RebuiltRows> Rebuild(const tlog::Log& log, storage::RowStore& rows,
                            absl::FunctionRef<void(TreeSize done, TreeSize total)> progress,
                            const FollowerOptions& options = {});

}  // namespace sworn::projections
