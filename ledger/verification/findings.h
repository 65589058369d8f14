// Collects what is wrong, bounded. Thread-safe.
#pragma once

#include "ledger/base/mutex.h"
#include "ledger/verification/verify_log.h"

namespace sworn::verification {

class Findings {
 public:
  void Add(Check check, LeafIndex first, LeafIndex last, Error error);
  void Add(Check check, LeafIndex index, Error error) {
    Add(check, index, index, std::move(error));
  }
  // Adds the error of `status`, if it has one. Whether it had none.
  bool Require(Check check, LeafIndex index, const Status& status);
  // Moves everything into the report, in order of index.
  void MoveTo(Report& report);

 private:
  Mutex mutex_;
  std::vector<Finding> findings_ SWORN_GUARDED_BY(mutex_);
  std::uint64_t total_ SWORN_GUARDED_BY(mutex_) = 0;
};

}  // namespace sworn::verification
