#include "ledger/checkpoint/note_key.h"

#include <array>
#include <optional>
#include <utility>

#include "ledger/base/encoding.h"
#include "ledger/checkpoint/cosignature.h"
#include "ledger/crypto/secure.h"
#include "ledger/crypto/sha256.h"

namespace sworn::checkpoint {
namespace {

constexpr std::size_t kMaxKeyNameBytes = 255;
constexpr std::size_t kKeyIdHexDigits = 8;
constexpr std::size_t kCosignatureBytes = 8 + crypto::kEd25519SignatureBytes;
constexpr std::string_view kSecretPrefix = "PRIVATE+KEY+";

// Unicode's White_Space in UTF-8, and `+`. (Tab and the like are control characters, refused
// anyway.) A sequence found in well-formed UTF-8 is always that character.
constexpr std::array<std::string_view, 21> kForbiddenInNames = {
    " ",
    "\xc2\x85",
    "\xc2\xa0",
    "\xe1\x9a\x80",
    "\xe2\x80\x80",
    "\xe2\x80\x81",
    "\xe2\x80\x82",
    "\xe2\x80\x83",
    "\xe2\x80\x84",
    "\xe2\x80\x85",
    "\xe2\x80\x86",
    "\xe2\x80\x87",
    "\xe2\x80\x88",
    "\xe2\x80\x89",
    "\xe2\x80\x8a",
    "\xe2\x80\xa8",
    "\xe2\x80\xa9",
    "\xe2\x80\xaf",
    "\xe2\x81\x9f",
    "\xe3\x80\x80",
    "+",
};

KeyId ComputeKeyId(std::string_view name, std::string_view type_and_key) {
  const Sha256Hash hash = crypto::Sha256OfParts({name, "\n", type_and_key});
  return KeyId{ReadUint32(hash.view())};
}

std::string TypeAndKey(NoteKeyType type, std::string_view key) {
  return std::string(1, static_cast<char>(type)).append(key);
}

std::optional<NoteKeyType> TypeFromByte(char byte) {
  switch (static_cast<unsigned char>(byte)) {
    case 0x01:
      return NoteKeyType::kEd25519;
    case 0x04:
      return NoteKeyType::kCosignature;
    default:
      return std::nullopt;
  }
}

// The three parts that verifier and signer keys share: NAME+hex8(ID)+base64(type ‖ 32 bytes).
struct KeyText {
  std::string name;
  std::string id_hex;
  NoteKeyType type = NoteKeyType::kEd25519;
  std::string key;
};

Result<KeyText> ParseKeyText(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) {
    return Fail(Reason::kBadKey, "a note key has a name, an ID and a key, joined by +");
  }
  KeyText parts;
  parts.name = std::string(text.substr(0, first));
  parts.id_hex = std::string(text.substr(first + 1, second - first - 1));
  Result<std::string> bytes = DecodeBase64(text.substr(second + 1));
  if (!bytes || bytes->size() != 1 + crypto::kEd25519KeyBytes) {
    return Fail(Reason::kBadKey, "a note key's last part is not the base64 of 33 bytes");
  }
  const std::optional<NoteKeyType> type = TypeFromByte((*bytes)[0]);
  if (!type) return Fail(Reason::kBadKey, "the note key is of a type that is not supported");
  parts.type = *type;
  parts.key = bytes->substr(1);
  crypto::Cleanse(*bytes);
  return parts;
}

Status CheckKeyId(KeyId id, std::string_view stated) {
  if (stated.size() == kKeyIdHexDigits && id.ToHex() == stated) return Ok();
  return Fail(Reason::kBadKey, "the note key's ID is not that of its name and key");
}

}  // namespace

std::string KeyId::ToHex() const {
  std::string bytes;
  AppendUint32(bytes, value);
  return EncodeHex(bytes);
}

Status CheckKeyName(std::string_view name) {
  if (name.empty()) return Fail(Reason::kMalformed, "a key name must not be empty");
  if (!IsValidUtf8(name)) return Fail(Reason::kMalformed, "a key name must be UTF-8");
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20) {
      return Fail(Reason::kMalformed, "a key name must not hold control characters");
    }
  }
  for (const std::string_view forbidden : kForbiddenInNames) {
    if (name.find(forbidden) != std::string_view::npos) {
      return Fail(Reason::kMalformed, "a key name must hold neither + nor white space");
    }
  }
  return Ok();
}

VerifierKey::VerifierKey(std::string name, KeyId id, NoteKeyType type, crypto::PublicKey public_key)
    : name_(std::move(name)), id_(id), type_(type), public_key_(std::move(public_key)) {}

Result<VerifierKey> VerifierKey::Create(std::string_view name, NoteKeyType type,
                                        const crypto::PublicKey& public_key) {
  if (const Status valid = CheckKeyName(name); !valid) {
    return Fail(Reason::kBadKey, valid.error().message);
  }
  if (name.size() > kMaxKeyNameBytes) {
    return Fail(Reason::kBadKey, "a key name has at most 255 bytes");
  }
  if (public_key.scheme() != crypto::SignatureScheme::kEd25519) {
    return Fail(Reason::kBadKey, "a note key must be an Ed25519 key");
  }
  const KeyId id = ComputeKeyId(name, TypeAndKey(type, public_key.raw_ed25519()));
  return VerifierKey(std::string(name), id, type, public_key);
}

Result<VerifierKey> VerifierKey::Parse(std::string_view text) {
  SWORN_ASSIGN_OR_RETURN(const KeyText parts, ParseKeyText(text));
  SWORN_ASSIGN_OR_RETURN(const crypto::PublicKey public_key,
                         crypto::PublicKey::FromEd25519(parts.key));
  SWORN_ASSIGN_OR_RETURN(VerifierKey key, Create(parts.name, parts.type, public_key));
  SWORN_RETURN_IF_ERROR(CheckKeyId(key.id(), parts.id_hex));
  return key;
}

std::string VerifierKey::ToString() const {
  return name_ + "+" + id_.ToHex() + "+" +
         EncodeBase64(TypeAndKey(type_, public_key_.raw_ed25519()));
}

Status VerifierKey::Verify(std::string_view text, std::string_view signature) const {
  if (type_ == NoteKeyType::kEd25519) return public_key_.Verify(text, signature);
  if (signature.size() != kCosignatureBytes) {
    return Fail(Reason::kBadSignature,
                "a cosignature has 72 bytes, this has " + std::to_string(signature.size()));
  }
  const UnixSeconds time(ReadUint64(signature));
  if (time > kMaxUnixSeconds) {
    return Fail(Reason::kBadSignature, "a cosignature's time is above 2^63 - 1");
  }
  return public_key_.Verify(CosignatureMessage(text, time), signature.substr(8));
}

SignerKey::SignerKey(VerifierKey verifier, crypto::PrivateKey private_key)
    : verifier_(std::move(verifier)), private_key_(std::move(private_key)) {}

Result<SignerKey> SignerKey::Create(std::string_view name, NoteKeyType type,
                                    crypto::PrivateKey private_key) {
  SWORN_ASSIGN_OR_RETURN(VerifierKey verifier,
                         VerifierKey::Create(name, type, private_key.public_key()));
  return SignerKey(std::move(verifier), std::move(private_key));
}

Result<SignerKey> SignerKey::Generate(std::string_view name, NoteKeyType type) {
  SWORN_ASSIGN_OR_RETURN(crypto::PrivateKey private_key,
                         crypto::PrivateKey::Generate(crypto::SignatureScheme::kEd25519));
  return Create(name, type, std::move(private_key));
}

Result<SignerKey> SignerKey::Parse(std::string_view text) {
  if (text.substr(0, kSecretPrefix.size()) != kSecretPrefix) {
    return Fail(Reason::kBadKey, "a signer key begins with PRIVATE+KEY+");
  }
  SWORN_ASSIGN_OR_RETURN(KeyText parts, ParseKeyText(text.substr(kSecretPrefix.size())));
  Result<crypto::PrivateKey> private_key = crypto::PrivateKey::FromEd25519Seed(parts.key);
  crypto::Cleanse(parts.key);
  if (!private_key) return std::move(private_key).error();
  SWORN_ASSIGN_OR_RETURN(SignerKey key,
                         Create(parts.name, parts.type, std::move(private_key).value()));
  SWORN_RETURN_IF_ERROR(CheckKeyId(key.verifier().id(), parts.id_hex));
  return key;
}

Result<std::string> SignerKey::SignRaw(std::string_view message) const {
  return private_key_.Sign(message);
}

Result<std::string> SignerKey::ExportSecret() const {
  SWORN_ASSIGN_OR_RETURN(std::string seed, private_key_.ExportEd25519Seed());
  std::string type_and_seed = TypeAndKey(verifier_.type(), seed);
  std::string encoded = EncodeBase64(type_and_seed);
  std::string text(kSecretPrefix);
  text.append(verifier_.name()).append("+").append(verifier_.id().ToHex()).append("+");
  text.append(encoded);
  crypto::Cleanse(seed);
  crypto::Cleanse(type_and_seed);
  crypto::Cleanse(encoded);
  return text;
}

}  // namespace sworn::checkpoint
