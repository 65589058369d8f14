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
#include "sworn/event/v1/envelope.pb.h"
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
  // A record with its corrections and voidings, each of which lies in every home that any of them
  // had so far.
  struct Thread {
    LeafIndex root;           // The record as it was first made.
    std::vector<Home> homes;  // In the order in which they joined; the first is the root's.
  };
  struct Target {
    Thread thread;
    certification::Fact fact;
  };

  Status AddEvent(LeafIndex index, Instant recorded_at);
  Status AddPointing(LeafIndex index, Instant recorded_at, LeafIndex target_index);
  Result<Target> FindTarget(LeafIndex index);
  Result<certification::Fact> ReadPlainFact(LeafIndex index) const;
  Result<std::optional<Thread>> FindThread(LeafIndex index);
  void PutThread(LeafIndex index, const Thread& thread);
  void PutFact(const std::vector<Home>& homes, const certification::Fact& fact);
  void PutAuthority(LeafIndex index, const AuthorityRecord& record, std::string_view authority);
  void PutRemembered(std::string key, std::string row);
  // As the rows will be after this batch; only for keys that PutRemembered writes.
  Result<std::optional<std::string>> Get(const std::string& key) const;

  const storage::RowReader& rows_;
  const tlog::Log& log_;
  storage::RowBatch batch_;
  // This batch's threads and corrections, which later entries of it may ask for.
  std::unordered_map<std::string, std::string> remembered_;
  event::v1::SignedEvent envelope_;  // Both reused, so that their memory is.
  event::v1::Event event_;
};

}  // namespace sworn::projections
