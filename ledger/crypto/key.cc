#include "ledger/crypto/key.h"

#include <openssl/ec.h>
#include <openssl/pem.h>

#include <climits>
#include <cstdint>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/crypto/ecdsa_signature.h"
#include "ledger/crypto/ed25519_point.h"
#include "ledger/crypto/openssl.h"
#include "ledger/crypto/secure.h"
#include "ledger/crypto/sha256.h"

namespace sworn::crypto {

using openssl::BioPtr;
using openssl::Data;
using openssl::DigestContextPtr;
using openssl::ErrorScope;
using openssl::KeyContextPtr;
using openssl::KeyPtr;
using openssl::Pkcs8Ptr;

struct PublicKey::State {
  SignatureScheme scheme;
  std::string spki;
  KeyFingerprint fingerprint;
  KeyPtr key;
};

struct PrivateKey::State {
  PublicKey public_key;
  KeyPtr key;  // OpenSSL wipes it when it frees it.
};

namespace {

constexpr std::size_t kMaxPemBytes = 16 * 1024;

// DER of a SubjectPublicKeyInfo before the key's bytes. DER leaves no other way to write it.
constexpr std::string_view kEd25519Prefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);
constexpr std::string_view kP256Prefix(
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"
    "\x03\x42\x00\x04",
    27);
constexpr std::size_t kP256CoordinateBytes = 64;

// The digest that the scheme is used with; none for Ed25519, which hashes by itself.
const char* DigestName(SignatureScheme scheme) {
  return scheme == SignatureScheme::kEcdsaP256 ? "SHA256" : nullptr;
}

Result<std::string> EncodeSpki(const EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  if (length <= 0) return openssl::Failure("encode a public key");
  std::string spki(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return spki;
}

Result<KeyPtr> ParseP256(std::string_view spki) {
  const unsigned char* cursor = Data(spki);
  KeyPtr key(d2i_PUBKEY(nullptr, &cursor, static_cast<long>(spki.size())));
  if (!key) return Fail(Reason::kBadKey, "the public key is not a point on P-256");
  const KeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!context) return openssl::Failure("check a public key");
  if (EVP_PKEY_public_check(context.get()) != 1) {
    return Fail(Reason::kBadKey, "the public key is not a valid point on P-256");
  }
  SWORN_ASSIGN_OR_RETURN(const std::string encoded, EncodeSpki(key.get()));
  if (encoded != spki) return Fail(Reason::kBadKey, "the public key is not in canonical DER");
  return key;
}

Result<KeyPtr> ParseEd25519(std::string_view raw) {
  SWORN_RETURN_IF_ERROR(CheckEd25519Point(raw));
  KeyPtr key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Data(raw), raw.size()));
  if (!key) return openssl::Failure("take an Ed25519 public key");
  return key;
}

BioPtr ReadOnlyBio(std::string_view text) {
  return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string ContentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace

std::string_view SchemeName(SignatureScheme scheme) {
  switch (scheme) {
    case SignatureScheme::kEd25519:
      return "Ed25519";
    case SignatureScheme::kEcdsaP256:
      return "ECDSA P-256";
  }
  SWORN_CHECK(false);
}

PublicKey::PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<PublicKey> PublicKey::FromSpki(std::string_view der) {
  const ErrorScope errors;
  const bool ed25519 = der.substr(0, kEd25519Prefix.size()) == kEd25519Prefix &&
                       der.size() == kEd25519Prefix.size() + kEd25519KeyBytes;
  const bool p256 = der.substr(0, kP256Prefix.size()) == kP256Prefix &&
                    der.size() == kP256Prefix.size() + kP256CoordinateBytes;
  if (!ed25519 && !p256) {
    return Fail(Reason::kBadKey,
                "the key is not the DER SubjectPublicKeyInfo of an Ed25519 key or of an "
                "uncompressed point on the named curve P-256");
  }
  SWORN_ASSIGN_OR_RETURN(
      KeyPtr key, ed25519 ? ParseEd25519(der.substr(kEd25519Prefix.size())) : ParseP256(der));
  return PublicKey(std::make_shared<const State>(
      State{ed25519 ? SignatureScheme::kEd25519 : SignatureScheme::kEcdsaP256, std::string(der),
            KeyFingerprint::From(Sha256Of(der)), std::move(key)}));
}

Result<PublicKey> PublicKey::FromEd25519(std::string_view raw32) {
  if (raw32.size() != kEd25519KeyBytes) {
    return Fail(Reason::kBadKey,
                "an Ed25519 public key has 32 bytes, this has " + std::to_string(raw32.size()));
  }
  return FromSpki(std::string(kEd25519Prefix).append(raw32));
}

Result<PublicKey> PublicKey::FromPem(std::string_view pem) {
  const ErrorScope errors;
  const Error not_pem = Fail(Reason::kBadKey, "the text is not a PEM block \"PUBLIC KEY\"");
  if (pem.size() > kMaxPemBytes) return not_pem;
  const BioPtr bio = ReadOnlyBio(pem);
  if (!bio) return openssl::Failure("read PEM");
  const KeyPtr key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  if (!key) return not_pem;
  SWORN_ASSIGN_OR_RETURN(const std::string spki, EncodeSpki(key.get()));
  return FromSpki(spki);
}

SignatureScheme PublicKey::scheme() const { return state_->scheme; }
const std::string& PublicKey::spki() const { return state_->spki; }
const KeyFingerprint& PublicKey::fingerprint() const { return state_->fingerprint; }

std::string PublicKey::raw_ed25519() const {
  SWORN_CHECK(scheme() == SignatureScheme::kEd25519);
  return spki().substr(kEd25519Prefix.size());
}

std::string PublicKey::ToPem() const {
  const ErrorScope errors;
  const BioPtr bio(BIO_new(BIO_s_mem()));
  SWORN_CHECK(bio && PEM_write_bio_PUBKEY(bio.get(), state_->key.get()) == 1);
  return ContentOf(bio.get());
}

Status PublicKey::Verify(std::string_view message, std::string_view signature) const {
  const ErrorScope errors;
  switch (scheme()) {
    case SignatureScheme::kEd25519:
      if (signature.size() != kEd25519SignatureBytes) {
        return Fail(Reason::kBadSignature, "an Ed25519 signature has 64 bytes, this has " +
                                               std::to_string(signature.size()));
      }
      break;
    case SignatureScheme::kEcdsaP256:
      SWORN_RETURN_IF_ERROR(CheckEcdsaP256Signature(signature));
      break;
  }
  const DigestContextPtr context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit_ex(context.get(), nullptr, DigestName(scheme()), nullptr,
                                          nullptr, state_->key.get(), nullptr) != 1) {
    return openssl::Failure("start a verification");
  }
  if (EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                       message.size()) != 1) {
    return Fail(Reason::kBadSignature, "the " + std::string(SchemeName(scheme())) +
                                           " signature does not verify under key " +
                                           fingerprint().ToHex());
  }
  return Ok();
}

PrivateKey::PrivateKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

Result<PrivateKey> PrivateKey::Generate(SignatureScheme scheme) {
  const ErrorScope errors;
  KeyPtr key(scheme == SignatureScheme::kEd25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                                                 : EVP_EC_gen("P-256"));
  if (!key) return openssl::Failure("generate a key");
  SWORN_ASSIGN_OR_RETURN(const std::string spki, EncodeSpki(key.get()));
  SWORN_ASSIGN_OR_RETURN(PublicKey public_key, PublicKey::FromSpki(spki));
  return PrivateKey(std::make_unique<State>(State{std::move(public_key), std::move(key)}));
}

Result<PrivateKey> PrivateKey::FromEd25519Seed(std::string_view seed32) {
  const ErrorScope errors;
  if (seed32.size() != kEd25519KeyBytes) {
    return Fail(Reason::kBadKey, "an Ed25519 seed has 32 bytes");
  }
  KeyPtr key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Data(seed32), seed32.size()));
  if (!key) return openssl::Failure("take an Ed25519 seed");
  SWORN_ASSIGN_OR_RETURN(const std::string spki, EncodeSpki(key.get()));
  SWORN_ASSIGN_OR_RETURN(PublicKey public_key, PublicKey::FromSpki(spki));
  return PrivateKey(std::make_unique<State>(State{std::move(public_key), std::move(key)}));
}

Result<PrivateKey> PrivateKey::FromPem(std::string_view pem) {
  const ErrorScope errors;
  const Error not_pem =
      Fail(Reason::kBadKey, "the text is not an unencrypted PKCS#8 PEM block \"PRIVATE KEY\"");
  if (pem.size() > kMaxPemBytes) return not_pem;
  const BioPtr bio = ReadOnlyBio(pem);
  if (!bio) return openssl::Failure("read PEM");
  // This reader knows no encrypted form, so that OpenSSL never asks the terminal for a password.
  const Pkcs8Ptr pkcs8(PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio.get(), nullptr, nullptr, nullptr));
  if (!pkcs8) return not_pem;
  KeyPtr key(EVP_PKCS82PKEY(pkcs8.get()));
  if (!key) return Fail(Reason::kBadKey, "the PKCS#8 block holds no usable key");
  Result<std::string> spki = EncodeSpki(key.get());
  if (!spki) return Fail(Reason::kBadKey, "the PKCS#8 block holds no usable key");
  SWORN_ASSIGN_OR_RETURN(PublicKey public_key, PublicKey::FromSpki(*spki));
  PrivateKey private_key(std::make_unique<State>(State{std::move(public_key), std::move(key)}));
  // The file may hold a public key that is not this private key's: one signature shows it.
  constexpr std::string_view kProbe = "sworn private key self-check";
  SWORN_ASSIGN_OR_RETURN(const std::string signature, private_key.Sign(kProbe));
  if (!private_key.public_key().Verify(kProbe, signature)) {
    return Fail(Reason::kBadKey, "the private key and the public key beside it do not match");
  }
  return private_key;
}

Result<std::string> PrivateKey::ToPem() const {
  const ErrorScope errors;
  const BioPtr bio(BIO_new(BIO_s_mem()));  // Its buffer is wiped when freed.
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), state_->key.get(), nullptr, nullptr, 0,
                                            nullptr, nullptr) != 1) {
    return openssl::Failure("write a private key");
  }
  return ContentOf(bio.get());
}

Result<std::string> PrivateKey::ExportEd25519Seed() const {
  const ErrorScope errors;
  if (public_key().scheme() != SignatureScheme::kEd25519) {
    return Fail(Reason::kBadKey, "only an Ed25519 key has a seed");
  }
  std::string seed(kEd25519KeyBytes, '\0');
  std::size_t length = seed.size();
  if (EVP_PKEY_get_raw_private_key(state_->key.get(), reinterpret_cast<unsigned char*>(seed.data()),
                                   &length) != 1 ||
      length != seed.size()) {
    Cleanse(seed);
    return openssl::Failure("export an Ed25519 seed");
  }
  return seed;
}

Result<std::string> PrivateKey::Sign(std::string_view message) const {
  const ErrorScope errors;
  const DigestContextPtr context(EVP_MD_CTX_new());
  if (!context || EVP_DigestSignInit_ex(context.get(), nullptr, DigestName(public_key().scheme()),
                                        nullptr, nullptr, state_->key.get(), nullptr) != 1) {
    return openssl::Failure("start a signature");
  }
  std::string signature(kMaxEcdsaP256SignatureBytes, '\0');
  std::size_t length = signature.size();
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                     Data(message), message.size()) != 1) {
    return openssl::Failure("sign");
  }
  signature.resize(length);
  return signature;
}

const PublicKey& PrivateKey::public_key() const { return state_->public_key; }

}  // namespace sworn::crypto
