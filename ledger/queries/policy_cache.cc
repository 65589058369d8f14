#include "ledger/queries/policy_cache.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/projections/rows.h"

namespace sworn::queries {

Result<Queries::PolicyCache::Policies> Queries::PolicyCache::Extend(const Policies& policies,
                                                                    const storage::RowReader& rows,
                                                                    TreeSize size) {
  SWORN_ASSIGN_OR_RETURN(Facts more, projections::ReadFacts(rows, projections::Home::Policies(),
                                                            size, limits::kMaxEntriesPerOfficer,
                                                            NextIndex(policies.covered)));
  if (more.empty()) return Policies{.facts = policies.facts, .covered = size};
  Facts all = *policies.facts;
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return Policies{.facts = std::make_shared<const Facts>(std::move(all)), .covered = size};
}

Result<std::vector<certification::Fact>> Queries::PolicyCache::Get(const storage::RowReader& rows,
                                                                   TreeSize size) {
  Policies policies;
  {
    MutexLock lock(mutex_);
    policies = policies_;
  }
  if (policies.covered < size) {
    SWORN_ASSIGN_OR_RETURN(policies, Extend(policies, rows, size));
    // Two callers may have read the same; either is right.
    MutexLock lock(mutex_);
    if (policies_.covered < policies.covered) policies_ = policies;
  }
  const auto end = std::partition_point(
      policies.facts->begin(), policies.facts->end(),
      [size](const certification::Fact& fact) { return Contains(size, fact.index); });
  return Facts(policies.facts->begin(), end);
}

}  // namespace sworn::queries
