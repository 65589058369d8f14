#include "ledger/crypto/ecdsa_signature.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "ledger/crypto/key.h"

namespace sworn::crypto {
namespace {

constexpr char kTagSequence = 0x30;
constexpr char kTagInteger = 0x02;
constexpr std::size_t kScalarBytes = 32;

// n, the order of P-256's base point (SEC 2, section 2.4.2), big-endian.
constexpr std::string_view kGroupOrder(
    "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
    "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
    kScalarBytes);

// Takes an element of the given tag off the front of `input` and returns its content. Only the
// short form of lengths occurs: the whole signature is shorter than 128 bytes.
std::optional<std::string_view> TakeElement(char tag, std::string_view& input) {
  if (input.size() < 2 || input[0] != tag) return std::nullopt;
  const std::size_t length = static_cast<unsigned char>(input[1]);
  if (length > 127 || length > input.size() - 2) return std::nullopt;
  const std::string_view content = input.substr(2, length);
  input.remove_prefix(2 + length);
  return content;
}

bool HasTopBit(char byte) { return (static_cast<unsigned char>(byte) & 0x80U) != 0; }

// Whether the content of an INTEGER is minimal and its value lies in [1, n-1].
bool IsScalar(std::string_view integer) {
  if (integer.empty() || HasTopBit(integer[0])) return false;  // Empty, or negative.
  if (integer[0] == '\0') {
    // A leading zero is allowed only before a set top bit; so zero itself fails here.
    if (integer.size() < 2 || !HasTopBit(integer[1])) return false;
    integer.remove_prefix(1);
  }
  if (integer.size() > kScalarBytes) return false;
  std::string padded(kScalarBytes - integer.size(), '\0');
  padded += integer;
  return std::lexicographical_compare(
      padded.begin(), padded.end(), kGroupOrder.begin(), kGroupOrder.end(),
      [](char a, char b) { return static_cast<unsigned char>(a) < static_cast<unsigned char>(b); });
}

}  // namespace

Status CheckEcdsaP256Signature(std::string_view signature) {
  const Error malformed =
      Fail(Reason::kBadSignature, "the ECDSA signature is not the DER encoding of two integers");
  if (signature.size() > kMaxEcdsaP256SignatureBytes) return malformed;
  std::optional<std::string_view> sequence = TakeElement(kTagSequence, signature);
  if (!sequence || !signature.empty()) return malformed;
  const std::optional<std::string_view> r = TakeElement(kTagInteger, *sequence);
  if (!r) return malformed;
  const std::optional<std::string_view> s = TakeElement(kTagInteger, *sequence);
  if (!s || !sequence->empty()) return malformed;
  if (!IsScalar(*r) || !IsScalar(*s)) {
    return Fail(Reason::kBadSignature,
                "an integer of the ECDSA signature is not minimal or not in [1, n-1]");
  }
  return Ok();
}

}  // namespace sworn::crypto
