// From entries to row changes: a pure function of the log's prefix. It consults no clock,
// randomness, locale or unordered iteration, so the same log gives the same rows, whatever the
// sizes of the batches.
//
//   Projector projector(rows, log);
//   for (const tlog::StoredEntry& entry : entries) {
//     SWORN_RETURN_IF_ERROR(projector.Add(entry.index, entry.leaf));
//   }
//   SWORN_RETURN_IF_ERROR(rows.Apply(projector.Finish(root), next));
//
// Trusts what admission has checked: decodes each event once and not strictly. Belongs to one
// thread; borrows the rows as they are before this batch and the log.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "ledger/projections/rows.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::projections {

class Projector {
 public:
  // One projector makes one batch. `rows` must be at the cursor where the batch starts and stay
  // unchanged until Finish.
  Projector(const storage::RowReader& rows, const tlog::Log& log);

  // Entries in order, without gaps. CORRUPT, with the index, for an entry that cannot be decoded or
  // that corrects one which cannot be corrected; the batch is then of no use.
  Status Add(LeafIndex index, std::string_view leaf);

  // The row changes, with the state row for a log whose root is `root` after the last entry added.
  storage::RowBatch Finish(const RootHash& root);

 private:
  // The homes of a record, its corrections and voidings, in order.
  struct Thread {
    LeafIndex root;  // The record as it was first made.
    std::vector<Home> homes;
  };
  struct DecodedEntry;

  Status AddEvent(LeafIndex index, Instant recorded_at);
  Status AddFact(const certification::Fact& fact);
  // For events that point at an earlier one: the homes they must lie in, remembered for the next.
  Result<Thread> ThreadOf(LeafIndex target);
  Result<certification::Fact> TargetFact(LeafIndex target, const Thread& thread);
  void PutThread(LeafIndex index, const Thread& thread);
  void PutFact(const std::vector<Home>& homes, const certification::Fact& fact);
  void PutAuthority(LeafIndex index, std::string_view authority, certification::AuthorityKind kind,
                    std::string_view parent, std::string_view name);
  // As the rows will be after this batch.
  Result<std::optional<std::string>> Get(const std::string& key);

  const storage::RowReader& rows_;
  const tlog::Log& log_;
  storage::RowBatch batch_;
  std::unordered_map<std::string_view, std::size_t> batch_positions_;  // Filled when first needed.
  std::size_t indexed_changes_ = 0;
  event::v1::Event event_;  // Reused, so that its memory is.
};

}  // namespace sworn::projections
