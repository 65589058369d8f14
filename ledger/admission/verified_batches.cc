#include "ledger/admission/verified_batches.h"

#include <string>

#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"

namespace sworn::admission {

Status VerifiedBatches::Verify(const crypto::PublicKey& key, std::string_view statement_encoding,
                               std::string_view signature) {
  std::string length;
  AppendUint64(length, statement_encoding.size());
  const Sha256Hash id =
      crypto::Sha256OfParts({key.fingerprint().view(), length, statement_encoding, signature});
  const std::shared_ptr<Verdict> verdict = VerdictOf(id);
  MutexLock lock(verdict->mutex);
  if (verdict->verified) return Ok();
  {
    MutexLock count_lock(mutex_);
    ++verifications_;
  }
  SWORN_RETURN_IF_ERROR(key.Verify(statement_encoding, signature));
  verdict->verified = true;
  return Ok();
}

std::uint64_t VerifiedBatches::verifications() const {
  MutexLock lock(mutex_);
  return verifications_;
}

std::shared_ptr<VerifiedBatches::Verdict> VerifiedBatches::VerdictOf(const Sha256Hash& id) {
  MutexLock lock(mutex_);
  const auto found = verdicts_.find(id);
  if (found != verdicts_.end()) return found->second;
  if (verdicts_.size() >= capacity_) {
    verdicts_.erase(order_.front());
    order_.pop_front();
  }
  order_.push_back(id);
  return verdicts_.emplace(id, std::make_shared<Verdict>()).first->second;
}

}  // namespace sworn::admission
