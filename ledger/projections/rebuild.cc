#include "ledger/projections/rebuild.h"

namespace sworn::projections {

Result<RebuiltRows> Rebuild(const tlog::Log& log, storage::RowStore& rows,
                            absl::FunctionRef<void(TreeSize done, TreeSize total)> progress,
                            const FollowerOptions& options) {
  const TreeSize total = log.Snapshot().head.size;
  SWORN_RETURN_IF_ERROR(rows.Drop());
  progress(TreeSize(0), total);
  Follower follower(log, rows, options);
  SWORN_ASSIGN_OR_RETURN(const TreeSize size, follower.CatchUp(total, [&](TreeSize done) {
    progress(done, total);
    return true;
  }));
  SWORN_ASSIGN_OR_RETURN(const Sha256Hash digest, rows.Digest());
  return RebuiltRows{.size = size, .digest = digest};
}

}  // namespace sworn::projections
