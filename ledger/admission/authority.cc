#include "ledger/admission/authority.h"

#include <utility>

#include "ledger/admission/signer_rules.h"
#include "ledger/admission/stored_event.h"
#include "ledger/base/check.h"
#include "ledger/codec/facts.h"
#include "ledger/codec/validate.h"
#include "ledger/tlog/entry.h"

namespace sworn::admission {

namespace {

constexpr std::size_t kFoldPage = 256;

Error Unsound(LeafIndex index, std::string_view what) {
  return Fail(Reason::kCorrupt, "entry " + ToString(index) + " " + std::string(what) +
                                    ", which admission would have refused");
}

// `from` defaults to the entry's own recorded-at.
template <typename Message>
Result<TimeWindow> WindowOf(const Message& message, Instant recorded_at) {
  TimeWindow window{recorded_at, std::nullopt};
  if (message.has_valid_from()) {
    SWORN_ASSIGN_OR_RETURN(window.from, codec::ToInstant(message.valid_from(), "valid_from"));
  }
  if (message.has_valid_to()) {
    SWORN_ASSIGN_OR_RETURN(const Instant to, codec::ToInstant(message.valid_to(), "valid_to"));
    window.to = to;
  }
  return window;
}

}  // namespace

Result<AuthorityState> AuthorityState::Fold(const tlog::Log& log, KeyDirectory& directory) {
  AuthorityState state(directory);
  AuthorityView view(state);
  const TreeSize size = log.Snapshot().head.size;
  for (std::uint64_t revision = 0;;) {
    SWORN_ASSIGN_OR_RETURN(
        const std::vector<tlog::StreamPosition> page,
        log.ReadStream(tlog::StreamName::Authority(), Revision(revision), kFoldPage, size));
    for (const tlog::StreamPosition& position : page) {
      SWORN_ASSIGN_OR_RETURN(const std::string leaf, log.ReadEntry(position.index));
      SWORN_ASSIGN_OR_RETURN(const StoredEvent stored, ReadStoredEvent(leaf));
      SWORN_RETURN_IF_ERROR(
          view.Apply(stored.event.body(), position.index, stored.prefix.recorded_at));
    }
    revision += page.size();
    if (page.size() < kFoldPage) break;
  }
  state.Merge(std::move(view));
  return state;
}

const RegisteredAuthority* AuthorityState::FindAuthority(std::string_view id) const {
  const auto found = tables_.authorities.find(id);
  return found == tables_.authorities.end() ? nullptr : &found->second;
}

const RegisteredKey* AuthorityState::FindKey(const KeyFingerprint& fingerprint) const {
  const auto found = tables_.keys.find(fingerprint);
  return found == tables_.keys.end() ? nullptr : &found->second;
}

void AuthorityState::Merge(AuthorityView&& view) {
  SWORN_CHECK(view.base_ == this);
  for (auto& [id, authority] : view.overlay_.authorities) {
    tables_.authorities.insert_or_assign(id, std::move(authority));
  }
  for (auto& [fingerprint, key] : view.overlay_.keys) {
    directory_->Add(key.key);
    tables_.keys.insert_or_assign(fingerprint, std::move(key));
  }
  view.overlay_ = {};
}

const RegisteredAuthority* AuthorityView::FindAuthority(std::string_view id) const {
  const auto found = overlay_.authorities.find(id);
  return found == overlay_.authorities.end() ? base_->FindAuthority(id) : &found->second;
}

const RegisteredKey* AuthorityView::FindKey(const KeyFingerprint& fingerprint) const {
  if (!overlay_.keys.empty()) {
    const auto found = overlay_.keys.find(fingerprint);
    if (found != overlay_.keys.end()) return &found->second;
  }
  return base_->FindKey(fingerprint);
}

Status AuthorityView::CheckUsable(const KeyFingerprint& fingerprint, Instant at) const {
  const RegisteredKey* key = FindKey(fingerprint);
  if (key == nullptr) {
    return Fail(Reason::kUnknownKey,
                "no entry registers the key " + fingerprint.ToHex() +
                    ": have the authority's administrator add it first (KeyAdded)");
  }
  if (key->ended_by) {
    return Fail(Reason::kKeyRevoked,
                "the key was " + std::string(key->rotated ? "replaced" : "revoked") + " by entry " +
                    ToString(*key->ended_by) + ": sign with another key of the authority");
  }
  if (at < key->window.from) {
    return Fail(Reason::kKeyNotYetValid, "the key is valid from " + key->window.from.ToString() +
                                             " on, it is " + at.ToString() + ": submit it then");
  }
  if (!key->window.Contains(at)) {
    return Fail(Reason::kKeyExpired, "the key was valid until " + key->window.to->ToString() +
                                         ": sign with another key of the authority");
  }
  return Ok();
}

Status AuthorityView::CheckRole(const KeyFingerprint& fingerprint, std::string_view authority,
                                Role role, Instant at) const {
  const RegisteredKey* key = FindKey(fingerprint);
  std::string why = "was never assigned the role ";
  if (key != nullptr) {
    for (const RoleAssignment& held : key->roles) {
      if (held.authority != authority || held.role != role) continue;
      if (!held.ended_by && held.window.Contains(at)) return Ok();
      if (held.ended_by) {
        why = "lost by entry " + ToString(*held.ended_by) + " the role ";
      } else {
        why = "does not hold at " + at.ToString() + " the role ";
      }
    }
  }
  return Fail(Reason::kRoleMissing, "the key " + why + std::string(RoleName(role)) + " for \"" +
                                        std::string(authority) +
                                        "\": have an administrator of that authority, or of one "
                                        "above it, assign it (RoleAssigned)");
}

bool AuthorityView::IsWithin(std::string_view id, std::string_view ancestor) const {
  // Parents are registered before their children, so that there are no cycles.
  while (true) {
    if (id == ancestor) return true;
    const RegisteredAuthority* authority = FindAuthority(id);
    if (authority == nullptr || authority->parent.empty()) return false;
    id = authority->parent;
  }
}

Status AuthorityView::Apply(const event::v1::Body& body, LeafIndex index, Instant recorded_at) {
  if (body.has_genesis()) return ApplyGenesis(body.genesis(), index, recorded_at);
  if (body.has_authority_registered()) {
    const event::v1::AuthorityRegistered& event = body.authority_registered();
    return AddAuthority({event.authority(), codec::ToAuthorityKind(event.kind()), event.name(),
                         event.parent(), index});
  }
  if (body.has_key_added()) return ApplyKeyAdded(body.key_added(), index, recorded_at);
  if (body.has_key_rotated()) return ApplyKeyRotated(body.key_rotated(), index, recorded_at);
  if (body.has_key_revoked()) return ApplyKeyRevoked(body.key_revoked(), index);
  if (body.has_role_assigned()) return ApplyRoleAssigned(body.role_assigned(), index, recorded_at);
  if (body.has_role_ended()) return ApplyRoleEnded(body.role_ended(), index);
  return Ok();
}

RegisteredKey* AuthorityView::MutableKey(const KeyFingerprint& fingerprint) {
  const auto found = overlay_.keys.find(fingerprint);
  if (found != overlay_.keys.end()) return &found->second;
  const RegisteredKey* key = base_->FindKey(fingerprint);
  if (key == nullptr) return nullptr;
  return &overlay_.keys.emplace(fingerprint, *key).first->second;
}

Status AuthorityView::AddAuthority(RegisteredAuthority authority) {
  if (FindAuthority(authority.id) != nullptr) {
    return Unsound(authority.registered_by, "registers an authority again");
  }
  if (!authority.parent.empty() && FindAuthority(authority.parent) == nullptr) {
    return Unsound(authority.registered_by, "names an unknown parent");
  }
  std::string id = authority.id;
  overlay_.authorities.emplace(std::move(id), std::move(authority));
  return Ok();
}

Status AuthorityView::AddKey(RegisteredKey key) {
  const KeyFingerprint fingerprint = key.key.fingerprint();
  if (FindKey(fingerprint) != nullptr) return Unsound(key.added_by, "adds a known key");
  if (FindAuthority(key.authority) == nullptr) {
    return Unsound(key.added_by, "adds a key to an unknown authority");
  }
  overlay_.keys.emplace(fingerprint, std::move(key));
  return Ok();
}

Status AuthorityView::ApplyGenesis(const event::v1::Genesis& genesis, LeafIndex index,
                                   Instant recorded_at) {
  if (index != LeafIndex(0)) return Unsound(index, "is a second genesis");
  SWORN_RETURN_IF_ERROR(AddAuthority(
      {genesis.root_authority(), AuthorityKind::kRoot, genesis.root_name(), "", index}));
  SWORN_ASSIGN_OR_RETURN(crypto::PublicKey key,
                         crypto::PublicKey::FromSpki(genesis.root_key().subject_public_key_info()));
  const TimeWindow always{recorded_at, std::nullopt};
  return AddKey({std::move(key),
                 genesis.root_authority(),
                 always,
                 index,
                 std::nullopt,
                 false,
                 {{genesis.root_authority(), Role::kAdministrator, always, index, std::nullopt}}});
}

Status AuthorityView::ApplyKeyAdded(const event::v1::KeyAdded& event, LeafIndex index,
                                    Instant recorded_at) {
  SWORN_ASSIGN_OR_RETURN(crypto::PublicKey key,
                         crypto::PublicKey::FromSpki(event.key().subject_public_key_info()));
  SWORN_ASSIGN_OR_RETURN(TimeWindow window, WindowOf(event, recorded_at));
  return AddKey({std::move(key), event.authority(), window, index, std::nullopt, false, {}});
}

Status AuthorityView::ApplyKeyRotated(const event::v1::KeyRotated& event, LeafIndex index,
                                      Instant recorded_at) {
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint old_fingerprint,
                         KeyFingerprint::FromBytes(event.old_fingerprint()));
  SWORN_ASSIGN_OR_RETURN(crypto::PublicKey successor,
                         crypto::PublicKey::FromSpki(event.new_key().subject_public_key_info()));
  RegisteredKey* old_key = MutableKey(old_fingerprint);
  if (old_key == nullptr || old_key->ended_by) return Unsound(index, "rotates no usable key");
  TimeWindow window{recorded_at, std::nullopt};
  if (event.has_valid_to()) {
    SWORN_ASSIGN_OR_RETURN(const Instant to, codec::ToInstant(event.valid_to(), "valid_to"));
    window.to = to;
  }
  RegisteredKey key{
      std::move(successor), event.authority(), window, index, std::nullopt, false, {}};
  for (const RoleAssignment& held : old_key->roles) {
    // The windows stay as they were assigned: a rotation extends nobody's office.
    if (!held.ended_by) {
      key.roles.push_back({held.authority, held.role, held.window, index, std::nullopt});
    }
  }
  SWORN_RETURN_IF_ERROR(AddKey(std::move(key)));
  old_key->ended_by = index;
  old_key->rotated = true;
  return Ok();
}

Status AuthorityView::ApplyKeyRevoked(const event::v1::KeyRevoked& event, LeafIndex index) {
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint fingerprint,
                         KeyFingerprint::FromBytes(event.fingerprint()));
  RegisteredKey* key = MutableKey(fingerprint);
  if (key == nullptr || key->ended_by) return Unsound(index, "revokes no usable key");
  key->ended_by = index;
  return Ok();
}

Status AuthorityView::ApplyRoleAssigned(const event::v1::RoleAssigned& event, LeafIndex index,
                                        Instant recorded_at) {
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint fingerprint,
                         KeyFingerprint::FromBytes(event.key_fingerprint()));
  SWORN_ASSIGN_OR_RETURN(TimeWindow window, WindowOf(event, recorded_at));
  RegisteredKey* key = MutableKey(fingerprint);
  if (key == nullptr) return Unsound(index, "assigns a role to an unknown key");
  key->roles.push_back(
      {event.authority(), codec::ToRole(event.role()), window, index, std::nullopt});
  return Ok();
}

Status AuthorityView::ApplyRoleEnded(const event::v1::RoleEnded& event, LeafIndex index) {
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint fingerprint,
                         KeyFingerprint::FromBytes(event.key_fingerprint()));
  RegisteredKey* key = MutableKey(fingerprint);
  if (key == nullptr) return Unsound(index, "ends a role of an unknown key");
  const Role role = codec::ToRole(event.role());
  for (RoleAssignment& held : key->roles) {
    if (held.authority == event.authority() && held.role == role && !held.ended_by) {
      held.ended_by = index;
    }
  }
  return Ok();
}

}  // namespace sworn::admission
