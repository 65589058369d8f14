// Signing keys: Ed25519 (RFC 8032) and ECDSA on P-256 with SHA-256 (FIPS 186-5). No other scheme is
// accepted anywhere.
//
//   Result<PrivateKey> key = PrivateKey::Generate(SignatureScheme::kEcdsaP256);
//   Result<std::string> signature = key->Sign(message);
//   Status valid = key->public_key().Verify(message, *signature);
//
// Verification is strict, so that one key has one encoding and a signature cannot be varied by a
// third party beyond what the scheme itself allows (ECDSA: s and n - s both verify).
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/result.h"

namespace sworn::crypto {

enum class SignatureScheme { kEd25519 = 1, kEcdsaP256 = 2 };

inline constexpr std::size_t kEd25519KeyBytes = 32;
inline constexpr std::size_t kEd25519SignatureBytes = 64;
// A DER SEQUENCE of two INTEGERs below 2^256.
inline constexpr std::size_t kMaxEcdsaP256SignatureBytes = 72;

// "Ed25519", "ECDSA P-256".
std::string_view SchemeName(SignatureScheme scheme);

// A public key that can verify. Immutable; copies share one parsed key; safe to use from many
// threads at once. Equal when the encodings are equal.
class PublicKey {
 public:
  // From a DER SubjectPublicKeyInfo (RFC 5280, RFC 8410, RFC 5480): Ed25519, or an uncompressed
  // point on the named curve P-256. BAD_KEY for any other algorithm, for bytes that are not the one
  // DER encoding of the key, for a point off the curve or at infinity, and for Ed25519 points that
  // are not canonical (RFC 8032 section 5.1.3) or of small order.
  static Result<PublicKey> FromSpki(std::string_view der);
  // From the 32 bytes of RFC 8032; refuses what FromSpki refuses.
  static Result<PublicKey> FromEd25519(std::string_view raw32);
  // From a PEM "PUBLIC KEY" block, as openssl writes it.
  static Result<PublicKey> FromPem(std::string_view pem);

  SignatureScheme scheme() const;
  // The DER SubjectPublicKeyInfo.
  const std::string& spki() const;
  // SHA-256 of spki().
  const KeyFingerprint& fingerprint() const;
  // The 32 bytes of RFC 8032. The scheme must be Ed25519 (checked).
  std::string raw_ed25519() const;
  std::string ToPem() const;

  // BAD_SIGNATURE unless `signature` is this key's over exactly `message`. Ed25519: 64 bytes, S
  // below the group order. ECDSA: minimal DER, r and s in [1, n-1].
  Status Verify(std::string_view message, std::string_view signature) const;

  friend bool operator==(const PublicKey& a, const PublicKey& b) { return a.spki() == b.spki(); }
  friend std::strong_ordering operator<=>(const PublicKey& a, const PublicKey& b) {
    return a.spki() <=> b.spki();
  }

 private:
  friend class PrivateKey;
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;  // Never null, except after a move.
};

// A private key. Move-only; Sign is safe from many threads at once. The secret is wiped when the
// object dies. It has no printed form: only the two exports below, which their caller must guard.
class PrivateKey {
 public:
  static Result<PrivateKey> Generate(SignatureScheme scheme);
  // The 32-byte seed of RFC 8032 (its "private key").
  static Result<PrivateKey> FromEd25519Seed(std::string_view seed32);
  // An unencrypted PKCS#8 "PRIVATE KEY" block of either scheme; BAD_KEY for anything else.
  static Result<PrivateKey> FromPem(std::string_view pem);

  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  PrivateKey(const PrivateKey&) = delete;
  PrivateKey& operator=(const PrivateKey&) = delete;
  ~PrivateKey();

  // Unencrypted PKCS#8. Cleanse() the result (secure.h) once written.
  Result<std::string> ToPem() const;
  // The 32-byte seed; BAD_KEY if the scheme is not Ed25519. Cleanse() the result after use.
  Result<std::string> ExportEd25519Seed() const;

  // Ed25519: deterministic, 64 bytes. ECDSA: DER, with a fresh random nonce.
  Result<std::string> Sign(std::string_view message) const;

  const PublicKey& public_key() const;

 private:
  struct State;
  explicit PrivateKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;  // Never null, except after a move.
};

}  // namespace sworn::crypto
