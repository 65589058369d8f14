// The keys that someone signs with, by name: a directory of PEM files, each with a description.
//
//   SWORN_ASSIGN_OR_RETURN(KeyRing ring, KeyRing::Open(home / "keys/ring"));
//   SWORN_RETURN_IF_ERROR(ring.Generate({.name = "clerk", .authority = "agency-a",
//                                        .roles = {event::v1::ROLE_AGENCY_CLERK}}));
//   ring.Find("clerk")->key.public_key().fingerprint();
//
// On disk: NAME.pem (PKCS#8, mode 0600) and NAME.json, which repeats the fingerprint, so that a
// key that was swapped is found out. Private keys are never printed. A ring without a directory
// lives in memory, for scenarios and tests.
//
// Belongs to one thread while it changes; afterwards it may be read by many. Pointers to keys stay
// valid as long as the ring.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::authoring {

struct KeyDescription {
  std::string name;                    // 1 to 64 of [A-Za-z0-9._-].
  std::string authority;               // Whose key it is.
  std::vector<event::v1::Role> roles;  // Those it usually signs in; the ledger decides.
  crypto::SignatureScheme scheme = crypto::SignatureScheme::kEd25519;
};

struct RingKey {
  KeyDescription description;
  crypto::PrivateKey key;
};

class KeyRing {
 public:
  // In memory.
  KeyRing() = default;
  // Reads every key of the directory. NOT_FOUND without one; BAD_KEY for a key that cannot be read
  // or is not the one described.
  static Result<KeyRing> Open(const std::filesystem::path& directory);
  // An empty directory for keys, mode 0700, or the ring that is there.
  static Result<KeyRing> CreateOrOpen(const std::filesystem::path& directory);

  KeyRing(KeyRing&&) = default;
  KeyRing& operator=(KeyRing&&) = default;

  // Makes a key and, with a directory, keeps it durably. ALREADY_REGISTERED for a name in use.
  Status Generate(const KeyDescription& description);
  // Takes over a key that was made elsewhere; its scheme is the key's.
  Status Add(KeyDescription description, crypto::PrivateKey key);

  // Null where there is none.
  const RingKey* Find(std::string_view name) const;
  const RingKey* FindByFingerprint(const KeyFingerprint& fingerprint) const;
  // The same, or NOT_FOUND that lists the names there are.
  Result<const RingKey*> Get(std::string_view name) const;
  // By name.
  std::vector<const RingKey*> List() const;

 private:
  Status Load(const std::filesystem::path& description_file);

  std::filesystem::path directory_;  // Empty: in memory.
  std::map<std::string, std::unique_ptr<RingKey>, std::less<>> keys_;
};

}  // namespace sworn::authoring
