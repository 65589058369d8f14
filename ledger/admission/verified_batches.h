// Remembers which batch signatures have been verified, so that a batch of 4,096 events costs one
// verification.
//
//   VerifiedBatches batches;
//   SWORN_RETURN_IF_ERROR(batches.Verify(key, claim.statement_encoding, signature));
//
// An entry stands for one (statement, signature); the statement names its key. Threads that ask for
// the same one at once wait for the first. Thread-safe; bounded, the oldest go first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "ledger/base/digest.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"

namespace sworn::admission {

class VerifiedBatches {
 public:
  static constexpr std::size_t kDefaultCapacity = 1'024;
  explicit VerifiedBatches(std::size_t capacity = kDefaultCapacity) : capacity_(capacity) {}

  // BAD_SIGNATURE unless `signature` is the key's over the statement. Failures are not remembered.
  Status Verify(const crypto::PublicKey& key, std::string_view statement_encoding,
                std::string_view signature);

  // How many verifications were really made.
  std::uint64_t verifications() const;

 private:
  struct Verdict {
    Mutex mutex;
    bool verified SWORN_GUARDED_BY(mutex) = false;
  };
  std::shared_ptr<Verdict> VerdictOf(const Sha256Hash& id);

  const std::size_t capacity_;
  mutable Mutex mutex_;
  std::unordered_map<Sha256Hash, std::shared_ptr<Verdict>> verdicts_ SWORN_GUARDED_BY(mutex_);
  std::deque<Sha256Hash> order_ SWORN_GUARDED_BY(mutex_);
  std::uint64_t verifications_ SWORN_GUARDED_BY(mutex_) = 0;
};

}  // namespace sworn::admission
