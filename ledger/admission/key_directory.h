// The bytes of every key that was ever registered: what prepare needs to check signatures.
//
//   KeyDirectory keys;                                  // filled by AuthorityState on commit
//   std::optional<crypto::PublicKey> key = keys.Find(fingerprint);
//
// A key's presence says nothing about authority: whether it might sign is decided later, at the
// event's own position. So the directory only grows, and a reader that sees it a moment late is no
// worse off: decide then checks the signature itself. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>

#include "ledger/base/digest.h"
#include "ledger/base/mutex.h"
#include "ledger/crypto/key.h"

namespace sworn::admission {

class KeySource {
 public:
  virtual ~KeySource() = default;
  // None for a key that no committed entry has registered. Thread-safe.
  virtual std::optional<crypto::PublicKey> Find(const KeyFingerprint& fingerprint) const = 0;
};

class KeyDirectory final : public KeySource {
 public:
  std::optional<crypto::PublicKey> Find(const KeyFingerprint& fingerprint) const override;
  void Add(const crypto::PublicKey& key);
  std::size_t size() const;

 private:
  mutable Mutex mutex_;
  std::unordered_map<KeyFingerprint, crypto::PublicKey> keys_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace sworn::admission
