// Keys of signed notes (C2SP signed-note 1.0.0, tlog-cosignature 1.0.1), as text:
//
//   verifier key   NAME+hex8(ID)+base64(type ‖ public key)
//   signer key     PRIVATE+KEY+NAME+hex8(ID)+base64(type ‖ seed)
//
//   Result<SignerKey> signer = SignerKey::Generate("log.example/police", NoteKeyType::kEd25519);
//   std::string for_everybody = signer->verifier().ToString();
//
// Both are immutable and safe to use from many threads at once.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/crypto/key.h"

namespace sworn::checkpoint {

// What a signature by the key covers; the byte is part of the key.
enum class NoteKeyType : std::uint8_t {
  kEd25519 = 0x01,      // The note's text.
  kCosignature = 0x04,  // cosignature/v1: a time and the note's text.
};

// Four bytes that, together with the name, select a key. Not unique by itself.
struct KeyId {
  std::uint32_t value = 0;

  std::string ToHex() const;  // Eight digits.
  auto operator<=>(const KeyId&) const = default;
};

// Well-formed UTF-8, not empty, no `+`, no Unicode white space, no control characters; else
// MALFORMED. Names of keys that are used here have at most 255 bytes besides.
Status CheckKeyName(std::string_view name);

class VerifierKey {
 public:
  // BAD_KEY if the text is malformed, of an unknown type, or its ID is not that of its key.
  static Result<VerifierKey> Parse(std::string_view text);
  // BAD_KEY unless the name is valid, of at most 255 bytes, and the key is an Ed25519 key.
  static Result<VerifierKey> Create(std::string_view name, NoteKeyType type,
                                    const crypto::PublicKey& public_key);

  const std::string& name() const { return name_; }
  KeyId id() const { return id_; }
  NoteKeyType type() const { return type_; }
  const crypto::PublicKey& public_key() const { return public_key_; }
  std::string ToString() const;

  // Whether `signature` (the bytes of a note's signature line after the ID) is this key's over
  // `text`; else BAD_SIGNATURE.
  Status Verify(std::string_view text, std::string_view signature) const;

  bool operator==(const VerifierKey&) const = default;

 private:
  VerifierKey(std::string name, KeyId id, NoteKeyType type, crypto::PublicKey public_key);

  std::string name_;
  KeyId id_;
  NoteKeyType type_;
  crypto::PublicKey public_key_;
};

// Move-only, as the private key it owns.
class SignerKey {
 public:
  // BAD_KEY as VerifierKey::Parse.
  static Result<SignerKey> Parse(std::string_view text);
  static Result<SignerKey> Generate(std::string_view name, NoteKeyType type);
  static Result<SignerKey> Create(std::string_view name, NoteKeyType type,
                                  crypto::PrivateKey private_key);

  const VerifierKey& verifier() const { return verifier_; }
  // A plain Ed25519 signature over `message`, whatever the key's type: SignNote and Cosign build
  // the message.
  Result<std::string> SignRaw(std::string_view message) const;
  // The signer key's text, a secret. Cleanse() it after use.
  Result<std::string> ExportSecret() const;

 private:
  SignerKey(VerifierKey verifier, crypto::PrivateKey private_key);

  VerifierKey verifier_;
  crypto::PrivateKey private_key_;
};

}  // namespace sworn::checkpoint
