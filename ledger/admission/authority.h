// Who may sign, as the log says it: authorities, their keys and the roles of those keys, folded
// from the stream "authority" by index.
//
//   SWORN_ASSIGN_OR_RETURN(AuthorityState state, AuthorityState::Fold(log, keys));   // at start
//   AuthorityView view(state);                    // for one group: the state, then the group's own
//   view.CheckUsable(fingerprint, recorded_at);   // Ok, UNKNOWN_KEY, KEY_REVOKED, …
//   SWORN_RETURN_IF_ERROR(view.Apply(body, index, recorded_at));   // seen by the next event
//   state.Merge(std::move(view));                 // after the commit; a dropped view changes
//   nothing
//
// A pure fold: it holds what the entries before a position say and nothing else, so that a key
// revoked later leaves untouched what it validly signed before. Windows are half-open and judged at
// recorded-at.
//
// Threading: everything here belongs to the sequencer's thread; other threads see keys through the
// KeyDirectory only. A view borrows its state.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/admission/key_directory.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "ledger/crypto/key.h"
#include "ledger/tlog/log.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::admission {

using certification::AuthorityKind;
using certification::Role;

// [from, to); no `to` is open-ended.
struct TimeWindow {
  Instant from;
  std::optional<Instant> to;
  bool Contains(Instant at) const { return from <= at && (!to || at < *to); }
  bool operator==(const TimeWindow&) const = default;
};

struct RegisteredAuthority {
  std::string id;
  AuthorityKind kind = AuthorityKind::kAgency;
  std::string name;
  std::string parent;  // Empty for the root.
  LeafIndex registered_by;
  bool operator==(const RegisteredAuthority&) const = default;
};

struct RoleAssignment {
  std::string authority;  // In whose name; need not be the key's own authority.
  Role role = Role::kAdministrator;
  TimeWindow window;
  LeafIndex assigned_by;
  std::optional<LeafIndex> ended_by;
  bool operator==(const RoleAssignment&) const = default;
};

struct RegisteredKey {
  crypto::PublicKey key;
  std::string authority;  // Its owner.
  TimeWindow window;
  LeafIndex added_by;
  std::optional<LeafIndex> ended_by;  // The entry that revoked it or named its successor.
  bool rotated = false;               // Which of the two.
  std::vector<RoleAssignment> roles;
  bool operator==(const RegisteredKey&) const = default;
};

// What a group has changed.
struct AuthorityTables {
  std::map<std::string, RegisteredAuthority, std::less<>> authorities;
  std::unordered_map<KeyFingerprint, RegisteredKey> keys;
};

class AuthorityView;

class AuthorityState {
 public:
  // New keys also go to `directory`, which must outlive the state.
  explicit AuthorityState(KeyDirectory& directory) : directory_(&directory) {}

  // From the published entries of the stream "authority". Takes time in proportion to that stream
  // alone. CORRUPT when an entry cannot be read.
  static Result<AuthorityState> Fold(const tlog::Log& log, KeyDirectory& directory);

  // Null where there is none. Pointers live until the next Merge.
  const RegisteredAuthority* FindAuthority(std::string_view id) const;
  const RegisteredKey* FindKey(const KeyFingerprint& fingerprint) const;
  std::size_t authority_count() const { return tables_.authorities.size(); }
  std::size_t key_count() const { return tables_.keys.size(); }

  // Takes over what a view on this state (checked) has applied.
  void Merge(AuthorityView&& view);

 private:
  AuthorityTables tables_;
  KeyDirectory* directory_;
};

class AuthorityView {
 public:
  explicit AuthorityView(const AuthorityState& base) : base_(&base) {}

  const RegisteredAuthority* FindAuthority(std::string_view id) const;
  const RegisteredKey* FindKey(const KeyFingerprint& fingerprint) const;

  // Whether the key might sign anything at `at`: UNKNOWN_KEY, KEY_REVOKED (revoked or rotated away;
  // names the entry), KEY_NOT_YET_VALID, KEY_EXPIRED.
  Status CheckUsable(const KeyFingerprint& fingerprint, Instant at) const;
  // Whether the key holds the role for that authority at `at`: ROLE_MISSING says why not.
  Status CheckRole(const KeyFingerprint& fingerprint, std::string_view authority, Role role,
                   Instant at) const;
  // Whether `id` is `ancestor` or below it.
  bool IsWithin(std::string_view id, std::string_view ancestor) const;

  // Applies an event that was decided on; bodies that are no authority events change nothing.
  // CORRUPT for one that decide would have refused, which a sound log does not hold.
  Status Apply(const event::v1::Body& body, LeafIndex index, Instant recorded_at);

  bool changed() const { return !overlay_.authorities.empty() || !overlay_.keys.empty(); }

 private:
  friend class AuthorityState;
  // The overlay's copy of a key that is about to change; null for an unknown key.
  RegisteredKey* MutableKey(const KeyFingerprint& fingerprint);
  Status AddAuthority(RegisteredAuthority authority);
  Status AddKey(RegisteredKey key);
  Status ApplyGenesis(const event::v1::Genesis& genesis, LeafIndex index, Instant recorded_at);
  Status ApplyKeyAdded(const event::v1::KeyAdded& event, LeafIndex index, Instant recorded_at);
  Status ApplyKeyRotated(const event::v1::KeyRotated& event, LeafIndex index, Instant recorded_at);
  Status ApplyKeyRevoked(const event::v1::KeyRevoked& event, LeafIndex index);
  Status ApplyRoleAssigned(const event::v1::RoleAssigned& event, LeafIndex index,
                           Instant recorded_at);
  Status ApplyRoleEnded(const event::v1::RoleEnded& event, LeafIndex index);

  const AuthorityState* base_;
  AuthorityTables overlay_;
};

}  // namespace sworn::admission
