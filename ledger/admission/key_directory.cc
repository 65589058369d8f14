#include "ledger/admission/key_directory.h"

namespace sworn::admission {

std::optional<crypto::PublicKey> KeyDirectory::Find(const KeyFingerprint& fingerprint) const {
  MutexLock lock(mutex_);
  const auto found = keys_.find(fingerprint);
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void KeyDirectory::Add(const crypto::PublicKey& key) {
  MutexLock lock(mutex_);
  keys_.try_emplace(key.fingerprint(), key);
}

std::size_t KeyDirectory::size() const {
  MutexLock lock(mutex_);
  return keys_.size();
}

}  // namespace sworn::admission
