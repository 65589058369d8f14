#include "ledger/crypto/ed25519_point.h"

#include <algorithm>
#include <array>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/crypto/key.h"
#include "ledger/crypto/openssl.h"

namespace sworn::crypto {
namespace {

using openssl::BignumContextPtr;
using openssl::BignumPtr;

// All big-endian. p = 2^255 - 19.
constexpr const char* kFieldPrime =
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
// d = -121665/121666 mod p.
constexpr const char* kCurveConstant =
    "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
// The y coordinates of the eight points of small order: 0 (order 4), 1 (order 1), p - 1 (order 2),
// and the two of order 8.
constexpr std::array<std::string_view, 5> kSmallOrderY = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
};

BignumPtr FromHexDigits(const char* digits) {
  BIGNUM* number = nullptr;
  SWORN_CHECK(BN_hex2bn(&number, digits) > 0);
  return BignumPtr(number);
}

// Whether some x has x^2 = (y^2 - 1) / (d y^2 + 1) mod p. By Euler's criterion on the product of
// numerator and denominator, which is a square exactly when the quotient is.
bool HasPointWithY(const BIGNUM* y, const BIGNUM* p) {
  const BignumContextPtr context(BN_CTX_new());
  const BignumPtr d = FromHexDigits(kCurveConstant);
  const BignumPtr square(BN_new());
  const BignumPtr numerator(BN_new());
  const BignumPtr denominator(BN_new());
  const BignumPtr product(BN_new());
  const BignumPtr exponent(BN_new());
  const BignumPtr symbol(BN_new());
  SWORN_CHECK(context && square && numerator && denominator && product && exponent && symbol);
  SWORN_CHECK(BN_mod_sqr(square.get(), y, p, context.get()) == 1);
  SWORN_CHECK(BN_mod_sub(numerator.get(), square.get(), BN_value_one(), p, context.get()) == 1);
  SWORN_CHECK(BN_mod_mul(denominator.get(), square.get(), d.get(), p, context.get()) == 1);
  SWORN_CHECK(BN_mod_add(denominator.get(), denominator.get(), BN_value_one(), p, context.get()) ==
              1);
  SWORN_CHECK(BN_mod_mul(product.get(), numerator.get(), denominator.get(), p, context.get()) == 1);
  SWORN_CHECK(BN_rshift1(exponent.get(), p) == 1);  // (p - 1) / 2, as p is odd.
  SWORN_CHECK(BN_mod_exp(symbol.get(), product.get(), exponent.get(), p, context.get()) == 1);
  return BN_is_one(symbol.get()) == 1;  // 0 stands for x = 0, which is of small order.
}

}  // namespace

Status CheckEd25519Point(std::string_view encoded) {
  if (encoded.size() != kEd25519KeyBytes) {
    return Fail(Reason::kBadKey,
                "an Ed25519 public key has 32 bytes, this has " + std::to_string(encoded.size()));
  }
  std::string y_bytes(encoded.rbegin(), encoded.rend());
  y_bytes[0] = static_cast<char>(y_bytes[0] & 0x7f);  // The top bit is the sign of x.
  const std::string y_hex = EncodeHex(y_bytes);
  if (y_hex >= kFieldPrime) {
    return Fail(Reason::kBadKey, "the Ed25519 public key is not a canonical encoding");
  }
  if (std::find(kSmallOrderY.begin(), kSmallOrderY.end(), y_hex) != kSmallOrderY.end()) {
    return Fail(Reason::kBadKey, "the Ed25519 public key is a point of small order");
  }
  const BignumPtr y = FromHexDigits(y_hex.c_str());
  const BignumPtr p = FromHexDigits(kFieldPrime);
  if (!HasPointWithY(y.get(), p.get())) {
    return Fail(Reason::kBadKey, "the Ed25519 public key is not a point on the curve");
  }
  return Ok();
}

}  // namespace sworn::crypto
