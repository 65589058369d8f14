// What authority, key and role events must find.
#include <string>

#include "ledger/admission/review.h"
#include "ledger/base/check.h"
#include "ledger/base/digest.h"
#include "ledger/codec/facts.h"
#include "ledger/crypto/sha256.h"

namespace sworn::admission {

namespace {

KeyFingerprint FingerprintOf(const event::v1::PublicKey& key) {
  return KeyFingerprint::From(crypto::Sha256Of(key.subject_public_key_info()));
}

Status CheckNewKey(const event::v1::PublicKey& key, const AuthorityView& view,
                   const std::string& field) {
  const RegisteredKey* known = view.FindKey(FingerprintOf(key));
  if (known == nullptr) return Ok();
  return Fail(Reason::kAlreadyRegistered,
              "the key was registered by entry " + ToString(known->added_by) + " for \"" +
                  known->authority + "\": make a new key pair, or assign roles to that one",
              field);
}

// The key that an event ends or gives a role; must be there and not have ended.
Result<const RegisteredKey*> StandingKey(std::string_view raw_fingerprint,
                                         const AuthorityView& view, const std::string& field) {
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint fingerprint,
                         KeyFingerprint::FromBytes(raw_fingerprint));
  const RegisteredKey* key = view.FindKey(fingerprint);
  if (key == nullptr) {
    return Fail(Reason::kUnknownTarget,
                "no entry registers the key " + fingerprint.ToHex() + ": record KeyAdded first",
                field);
  }
  if (key->ended_by) {
    return Fail(Reason::kWrongTarget,
                "the key was " + std::string(key->rotated ? "replaced" : "revoked") + " by entry " +
                    ToString(*key->ended_by) + " already: name a key in use",
                field);
  }
  return key;
}

Status CheckOwner(const RegisteredKey& key, const std::string& authority,
                  const std::string& field) {
  if (key.authority == authority) return Ok();
  return Fail(
      Reason::kWrongTarget,
      "the key belongs to \"" + key.authority + "\", not to \"" + authority + "\": name its owner",
      field);
}

Status CheckRegistration(const event::v1::AuthorityRegistered& event, const AuthorityView& view) {
  if (const RegisteredAuthority* known = view.FindAuthority(event.authority())) {
    return Fail(Reason::kAlreadyRegistered,
                "the authority \"" + event.authority() + "\" was registered by entry " +
                    ToString(known->registered_by) + ": take another identifier",
                "body.authority_registered.authority");
  }
  const RegisteredAuthority* parent = view.FindAuthority(event.parent());
  SWORN_CHECK(parent != nullptr);  // EventReview::Resolve
  const AuthorityKind kind = codec::ToAuthorityKind(event.kind());
  if (MayStandBelow(kind, parent->kind)) return Ok();
  return Fail(Reason::kNotAuthorized,
              "an authority of the kind " + std::string(AuthorityKindName(kind)) +
                  " cannot stand below one of the kind " +
                  std::string(AuthorityKindName(parent->kind)) +
                  ": have it registered by the authority above",
              "body.authority_registered.kind");
}

Status CheckRotation(const event::v1::KeyRotated& event, const AuthorityView& view) {
  const std::string path = "body.key_rotated";
  SWORN_ASSIGN_OR_RETURN(const RegisteredKey* key,
                         StandingKey(event.old_fingerprint(), view, path + ".old_fingerprint"));
  SWORN_RETURN_IF_ERROR(CheckOwner(*key, event.authority(), path + ".authority"));
  return CheckNewKey(event.new_key(), view, path + ".new_key");
}

Status CheckRevocation(const event::v1::KeyRevoked& event, const AuthorityView& view) {
  const std::string path = "body.key_revoked";
  SWORN_ASSIGN_OR_RETURN(const RegisteredKey* key,
                         StandingKey(event.fingerprint(), view, path + ".fingerprint"));
  return CheckOwner(*key, event.authority(), path + ".authority");
}

Status CheckAssignment(const event::v1::RoleAssigned& event, const AuthorityView& view) {
  const std::string path = "body.role_assigned";
  SWORN_ASSIGN_OR_RETURN(const RegisteredKey* key,
                         StandingKey(event.key_fingerprint(), view, path + ".key_fingerprint"));
  const RegisteredAuthority* authority = view.FindAuthority(event.authority());
  SWORN_CHECK(authority != nullptr && key != nullptr);  // EventReview::Resolve
  const Role role = codec::ToRole(event.role());
  if (RoleBelongsTo(role, authority->kind)) return Ok();
  return Fail(Reason::kInvalidField,
              "an authority of the kind " + std::string(AuthorityKindName(authority->kind)) +
                  " has no role " + std::string(RoleName(role)) +
                  ": assign it at the authority that has",
              path + ".role");
}

Status CheckRoleEnd(const event::v1::RoleEnded& event, const AuthorityView& view) {
  const std::string path = "body.role_ended";
  SWORN_ASSIGN_OR_RETURN(const KeyFingerprint fingerprint,
                         KeyFingerprint::FromBytes(event.key_fingerprint()));
  const Role role = codec::ToRole(event.role());
  if (const RegisteredKey* key = view.FindKey(fingerprint)) {
    for (const RoleAssignment& held : key->roles) {
      if (held.authority == event.authority() && held.role == role && !held.ended_by) return Ok();
    }
  }
  return Fail(Reason::kUnknownTarget,
              "the key " + fingerprint.ToHex() + " has no role " + std::string(RoleName(role)) +
                  " for \"" + event.authority() + "\" to end",
              path + ".role");
}

}  // namespace

Status CheckAuthorityEvent(const event::v1::Body& body, const AuthorityView& view) {
  if (body.has_authority_registered()) {
    return CheckRegistration(body.authority_registered(), view);
  }
  if (body.has_key_added()) {
    return CheckNewKey(body.key_added().key(), view, "body.key_added.key");
  }
  if (body.has_key_rotated()) return CheckRotation(body.key_rotated(), view);
  if (body.has_key_revoked()) return CheckRevocation(body.key_revoked(), view);
  if (body.has_role_assigned()) return CheckAssignment(body.role_assigned(), view);
  if (body.has_role_ended()) return CheckRoleEnd(body.role_ended(), view);
  return Ok();
}

}  // namespace sworn::admission
