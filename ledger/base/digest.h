// Thirty-two bytes of SHA-256, one type for each thing that is hashed, so that a leaf's hash is
// never taken for a root. Conversions are named: NodeHash::From(leaf_hash).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>

#include "ledger/base/encoding.h"
#include "ledger/base/result.h"

namespace sworn {

inline constexpr std::size_t kDigestBytes = 32;

template <typename Tag>
class Digest {
 public:
  static constexpr std::size_t kBytes = kDigestBytes;

  constexpr Digest() = default;  // All zero.
  constexpr explicit Digest(const std::array<std::uint8_t, kBytes>& bytes) : bytes_(bytes) {}

  // Exactly 32 raw bytes, or MALFORMED.
  static Result<Digest> FromBytes(std::string_view bytes) {
    if (bytes.size() != kBytes) {
      return Fail(Reason::kMalformed,
                  "a SHA-256 value has 32 bytes, this has " + std::to_string(bytes.size()));
    }
    Digest digest;
    std::memcpy(digest.bytes_.data(), bytes.data(), kBytes);
    return digest;
  }
  // 64 lower-case hexadecimal digits, or MALFORMED.
  static Result<Digest> FromHex(std::string_view hex) {
    SWORN_ASSIGN_OR_RETURN(const std::string bytes, DecodeHex(hex));
    return FromBytes(bytes);
  }
  // A named change of meaning between hash types.
  template <typename Other>
  static constexpr Digest From(const Digest<Other>& other) {
    return Digest(other.bytes());
  }

  constexpr const std::array<std::uint8_t, kBytes>& bytes() const { return bytes_; }
  const std::uint8_t* data() const { return bytes_.data(); }
  std::uint8_t* data() { return bytes_.data(); }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.data()), kBytes}; }
  std::string ToBytes() const { return std::string(view()); }
  std::string ToHex() const { return EncodeHex(view()); }

  constexpr auto operator<=>(const Digest&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Digest& digest) {
    return H::combine(std::move(state), digest.bytes_);
  }

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
};

// RFC 6962 hash of a leaf, 00 ‖ entry.
using LeafHash = Digest<struct LeafHashTag>;
// Hash of a perfect subtree; at level 0 it equals the leaf's hash.
using NodeHash = Digest<struct NodeHashTag>;
// Merkle tree head at some tree size.
using RootHash = Digest<struct RootHashTag>;
// SHA-256 of a DER SubjectPublicKeyInfo.
using KeyFingerprint = Digest<struct KeyFingerprintTag>;
// SHA-256 of the genesis payload.
using LedgerId = Digest<struct LedgerIdTag>;
// Salted commitment to a sealed part's content.
using Commitment = Digest<struct CommitmentTag>;
// SHA-256 of an event's payload bytes.
using PayloadHash = Digest<struct PayloadHashTag>;
// SHA-256 of a document kept elsewhere.
using DocumentHash = Digest<struct DocumentHashTag>;
// A SHA-256 value with no further meaning.
using Sha256Hash = Digest<struct Sha256HashTag>;

}  // namespace sworn

template <typename Tag>
struct std::hash<sworn::Digest<Tag>> {
  std::size_t operator()(const sworn::Digest<Tag>& digest) const noexcept {
    std::size_t prefix = 0;  // Already uniformly distributed.
    std::memcpy(&prefix, digest.data(), sizeof prefix);
    return prefix;
  }
};
