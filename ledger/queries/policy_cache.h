// The policies, decoded once: they are entries, so what was below some tree size stays as it is.
//
// Thread-safe.
#pragma once

#include <memory>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "ledger/queries/queries.h"
#include "ledger/storage/row_store.h"

namespace sworn::queries {

class Queries::PolicyCache {
 public:
  // All policy facts below `size`, ascending. `rows` must hold at least `size` entries.
  Result<std::vector<certification::Fact>> Get(const storage::RowReader& rows, TreeSize size);

 private:
  using Facts = std::vector<certification::Fact>;
  struct Policies {
    std::shared_ptr<const Facts> facts = std::make_shared<const Facts>();  // All below `covered`.
    TreeSize covered;
  };
  static Result<Policies> Extend(const Policies& policies, const storage::RowReader& rows,
                                 TreeSize size);

  Mutex mutex_;
  Policies policies_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace sworn::queries
