#include "ledger/projections/follower.h"

#include <algorithm>
#include <vector>

#include "ledger/projections/projector.h"
#include "ledger/projections/row_keys.h"

namespace sworn::projections {

namespace {

// Whether nothing at all lies in the store.
Result<bool> IsEmpty(const storage::RowReader& rows) {
  bool empty = true;
  SWORN_RETURN_IF_ERROR(rows.ScanPrefix({}, {}, 1, [&empty](std::string_view, std::string_view) {
    empty = false;
    return false;
  }));
  return empty;
}

}  // namespace

Follower::Follower(const tlog::Log& log, storage::RowStore& rows, const FollowerOptions& options)
    : log_(log), rows_(rows), options_(options) {
  SWORN_CHECK(options.batch_entries > 0);
}

Result<TreeSize> Follower::CatchUp(TreeSize upto) {
  return CatchUp(upto, [](TreeSize) { return true; });
}

Result<TreeSize> Follower::CatchUp(TreeSize upto, AfterBatch after_batch) {
  if (!prepared_) {
    SWORN_RETURN_IF_ERROR(Prepare());
    prepared_ = true;
  }
  const TreeSize end = std::min(upto, log_.Snapshot().head.size);
  SWORN_ASSIGN_OR_RETURN(TreeSize cursor, rows_.Cursor());
  while (cursor < end) {
    SWORN_ASSIGN_OR_RETURN(cursor, ApplyBatch(cursor, end));
    if (!after_batch(cursor)) break;
  }
  return cursor;
}

Status Follower::Prepare() {
  SWORN_ASSIGN_OR_RETURN(const TreeSize cursor, rows_.Cursor());
  if (cursor == TreeSize(0)) {
    SWORN_ASSIGN_OR_RETURN(const bool empty, IsEmpty(rows_));
    return empty ? Ok() : rows_.Drop();
  }
  // A state that cannot be read is as good as another version's.
  const Result<std::optional<ProjectionState>> state = ReadState(rows_);
  if (!state && state.error().reason != Reason::kCorrupt) return state.error();
  const bool readable = state.has_value() && state->has_value();
  if (!readable || (*state)->projector_version != kProjectorVersion ||
      (*state)->fact_encoding != FactEncodingVersion() || cursor > log_.Snapshot().head.size) {
    return rows_.Drop();
  }
  SWORN_ASSIGN_OR_RETURN(const RootHash root, log_.RootAt(cursor));
  return root == (*state)->root ? Ok() : rows_.Drop();
}

Result<TreeSize> Follower::ApplyBatch(TreeSize cursor, TreeSize upto) {
  const std::uint64_t wanted =
      std::min<std::uint64_t>(options_.batch_entries, upto.value() - cursor.value());
  SWORN_ASSIGN_OR_RETURN(const std::vector<tlog::StoredEntry> entries,
                         log_.ReadEntries(NextIndex(cursor), wanted, options_.batch_bytes));
  if (entries.empty()) {
    return Fail(Reason::kCorrupt, "entry " + ToString(cursor) + " is published but not there");
  }
  Projector projector(rows_, log_);
  TreeSize next = cursor;
  for (const tlog::StoredEntry& entry : entries) {
    SWORN_RETURN_IF_ERROR(projector.Add(NextIndex(next), entry.leaf));
    next = TreeSize(next.value() + 1);
  }
  SWORN_ASSIGN_OR_RETURN(const RootHash root, log_.RootAt(next));
  SWORN_RETURN_IF_ERROR(rows_.Apply(projector.Finish(root), next));
  return next;
}

}  // namespace sworn::projections
