// What a strict verifier refuses although a lax one takes it: other encodings of keys and
// signatures, weak points, malleated signatures.
#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/crypto/key.h"
#include "tests/support/result_matchers.h"

namespace sworn::crypto {
namespace {

using testing_support::IsError;

constexpr std::string_view kMessage = "message";
constexpr const char* kP256Order =
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr const char* kEd25519SpkiPrefix = "302a300506032b6570032100";

std::string Hex(std::string_view text) { return DecodeHex(text).value(); }

Status AsSpkiAndRaw(std::string_view raw) {
  const Result<PublicKey> from_spki = PublicKey::FromSpki(Hex(kEd25519SpkiPrefix).append(raw));
  const Result<PublicKey> from_raw = PublicKey::FromEd25519(raw);
  EXPECT_EQ(from_spki.has_value(), from_raw.has_value());
  if (!from_raw) return from_raw.error();
  return Ok();
}

// --- Ed25519 ---

TEST(Ed25519Strictness, RefusesAllEncodingsOfPointsOfSmallOrder) {
  // The eight points of small order in canonical form, then every other encoding of them that a lax
  // decoder takes (y + p, and a sign on x = 0).
  for (const char* encoded : {
           "0100000000000000000000000000000000000000000000000000000000000000",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0000000000000000000000000000000000000000000000000000000000000000",
           "0000000000000000000000000000000000000000000000000000000000000080",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
           "0100000000000000000000000000000000000000000000000000000000000080",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       }) {
    EXPECT_THAT(AsSpkiAndRaw(Hex(encoded)), IsError(Reason::kBadKey)) << encoded;
  }
}

TEST(Ed25519Strictness, RefusesEveryCoordinateNotBelowTheFieldPrime) {
  for (int low = 0xed; low <= 0xff; ++low) {
    for (const char top : {'\x7f', '\xff'}) {
      std::string encoded(32, '\xff');
      encoded[0] = static_cast<char>(low);
      encoded[31] = top;
      EXPECT_THAT(AsSpkiAndRaw(encoded), IsError(Reason::kBadKey)) << EncodeHex(encoded);
    }
  }
}

// Half of all y belong to a point, and then to two, one for each sign of x.
TEST(Ed25519Strictness, AcceptsAboutHalfOfAllCoordinatesAndBothSignsAlike) {
  const std::uint32_t seed = 20240315;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 generator(seed);
  int accepted = 0;
  constexpr int kRounds = 400;
  for (int round = 0; round < kRounds; ++round) {
    std::string encoded(32, '\0');
    for (char& byte : encoded) byte = static_cast<char>(generator());
    encoded[31] = static_cast<char>(encoded[31] & 0x7f);
    const bool positive = AsSpkiAndRaw(encoded).has_value();
    encoded[31] = static_cast<char>(static_cast<unsigned char>(encoded[31]) | 0x80U);
    EXPECT_EQ(AsSpkiAndRaw(encoded).has_value(), positive) << EncodeHex(encoded);
    accepted += positive ? 1 : 0;
  }
  EXPECT_GT(accepted, kRounds * 2 / 5);
  EXPECT_LT(accepted, kRounds * 3 / 5);
}

TEST(Ed25519Strictness, AcceptsEveryGeneratedKey) {
  for (int round = 0; round < 100; ++round) {
    EXPECT_OK(PrivateKey::Generate(SignatureScheme::kEd25519));
  }
}

TEST(Ed25519Strictness, RefusesAPointOffTheCurve) {
  // y = 2: (y^2 - 1) / (d y^2 + 1) is not a square.
  std::string encoded(32, '\0');
  encoded[0] = 2;
  EXPECT_THAT(AsSpkiAndRaw(encoded), IsError(Reason::kBadKey));
  // y = 3 is on it.
  encoded[0] = 3;
  EXPECT_OK(AsSpkiAndRaw(encoded));
}

TEST(Ed25519Strictness, RefusesSignaturesWithTheGroupOrderAddedToS) {
  // L = 2^252 + 27742317777372353535851937790883648493, little-endian.
  const std::string order = Hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate(SignatureScheme::kEd25519));
  std::string signature = key.Sign(kMessage).value();
  ASSERT_OK(key.public_key().Verify(kMessage, signature));
  for (int multiple = 1; multiple <= 15; ++multiple) {
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
      const unsigned sum = static_cast<unsigned char>(signature[32 + i]) +
                           static_cast<unsigned char>(order[i]) + carry;
      signature[32 + i] = static_cast<char>(sum & 0xff);
      carry = sum >> 8;
    }
    if (carry != 0) break;
    EXPECT_THAT(key.public_key().Verify(kMessage, signature), IsError(Reason::kBadSignature))
        << "S + " << multiple << " L";
  }
}

TEST(Ed25519Strictness, RefusesOtherEncodingsOfTheKey) {
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate(SignatureScheme::kEd25519));
  const std::string raw = key.public_key().raw_ed25519();
  ASSERT_OK(PublicKey::FromSpki(Hex("302a300506032b6570032100") + raw));
  for (const char* prefix : {
           "30812a300506032b6570032100",    // Length in the long form.
           "302c300706032b65700500032100",  // NULL parameters.
           "3080300506032b6570032100",      // Indefinite length.
           "302a300506032b656e032100",      // X25519.
           "302a300506032b6570032101",      // An unused bit.
       }) {
    EXPECT_THAT(PublicKey::FromSpki(Hex(prefix) + raw), IsError(Reason::kBadKey)) << prefix;
  }
  EXPECT_THAT(PublicKey::FromSpki(key.public_key().spki() + std::string(1, '\0')),
              IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(""), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(raw), IsError(Reason::kBadKey));
}

// --- ECDSA on P-256 ---

class EcdsaStrictness : public testing::Test {
 protected:
  // The content of r and s in a fresh signature, as the DER integers hold them.
  struct Integers {
    std::string r;
    std::string s;
  };
  static std::string Element(char tag, std::string_view content) {
    return std::string(1, tag) + static_cast<char>(content.size()) + std::string(content);
  }
  static std::string Encode(const Integers& integers) {
    return Element('\x30', Element('\x02', integers.r) + Element('\x02', integers.s));
  }
  static Integers Decode(std::string_view signature) {
    const auto r_length = static_cast<std::size_t>(static_cast<unsigned char>(signature[3]));
    return {std::string(signature.substr(4, r_length)),
            std::string(signature.substr(4 + r_length + 2))};
  }
  void ExpectRefused(const std::string& signature, const char* why) const {
    EXPECT_THAT(key_.public_key().Verify(kMessage, signature), IsError(Reason::kBadSignature))
        << why;
  }

  const PrivateKey key_ = PrivateKey::Generate(SignatureScheme::kEcdsaP256).value();
  const std::string signature_ = key_.Sign(kMessage).value();
  const Integers integers_ = Decode(signature_);
};

TEST_F(EcdsaStrictness, AcceptsItsOwnReencodedSignature) {
  EXPECT_EQ(Encode(integers_), signature_);
  EXPECT_OK(key_.public_key().Verify(kMessage, signature_));
}

TEST_F(EcdsaStrictness, RefusesNonMinimalIntegers) {
  const std::string zero(1, '\0');
  ExpectRefused(Encode({zero + integers_.r, integers_.s}), "zero before r");
  ExpectRefused(Encode({integers_.r, zero + integers_.s}), "zero before s");
  ExpectRefused(Encode({zero + zero + integers_.r, integers_.s}), "two zeros before r");
  ExpectRefused(Encode({"", integers_.s}), "empty r");
  ExpectRefused(Encode({integers_.r, ""}), "empty s");
}

TEST_F(EcdsaStrictness, RefusesNegativeIntegers) {
  // A value whose top bit is set needs a zero before it; without, it reads as negative.
  std::string signature;
  Integers integers;
  do {
    signature = key_.Sign(kMessage).value();
    integers = Decode(signature);
  } while (integers.r.size() != 33);
  EXPECT_OK(key_.public_key().Verify(kMessage, signature));
  ExpectRefused(Encode({integers.r.substr(1), integers.s}), "r without its leading zero");
}

TEST_F(EcdsaStrictness, RefusesValuesOutOfRange) {
  const std::string zero(1, '\0');
  const std::string order = zero + Hex(kP256Order);
  std::string above = order;
  above.back() = static_cast<char>(above.back() + 1);
  const std::string maximum = zero + std::string(32, '\xff');
  const std::string too_long = std::string("\x01") + std::string(32, '\0');
  for (const std::string& value : {zero, order, above, maximum, too_long}) {
    ExpectRefused(Encode({value, integers_.s}), "r out of range");
    ExpectRefused(Encode({integers_.r, value}), "s out of range");
    ExpectRefused(Encode({value, value}), "both out of range");
  }
}

// r + n and s + n are the same numbers modulo n; they may fit 33 bytes.
TEST_F(EcdsaStrictness, RefusesTheGroupOrderAddedToAValue) {
  BIGNUM* order = nullptr;
  BN_hex2bn(&order, kP256Order);
  const auto plus_order = [&](const std::string& value) {
    BIGNUM* number = BN_bin2bn(reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), nullptr);
    BN_add(number, number, order);
    std::string bytes(33, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 33);
    BN_free(number);
    return bytes;
  };
  ExpectRefused(Encode({plus_order(integers_.r), integers_.s}), "r + n");
  ExpectRefused(Encode({integers_.r, plus_order(integers_.s)}), "s + n");
  BN_free(order);
}

TEST_F(EcdsaStrictness, RefusesOtherDer) {
  const std::string body = signature_.substr(2);
  const std::string length(1, static_cast<char>(body.size()));
  const std::string r = Element('\x02', integers_.r);
  const std::string s = Element('\x02', integers_.s);
  const std::string zero(1, '\0');
  ExpectRefused(signature_ + zero, "a byte after the sequence");
  ExpectRefused(Element('\x30', body + zero), "a byte inside the sequence");
  ExpectRefused(Element('\x30', r + s + Element('\x02', "\x01")), "a third integer");
  ExpectRefused(Element('\x30', r), "one integer");
  ExpectRefused("\x30\x81" + length + body, "the sequence's length in the long form");
  ExpectRefused("\x30\x80" + body + zero + zero, "indefinite length");
  ExpectRefused(Element('\x31', body), "a set");
  ExpectRefused(Element('\x30', Element('\x03', integers_.r) + s), "a bit string for r");
  ExpectRefused(std::string("\x30\x00", 2), "an empty sequence");
  ExpectRefused("", "nothing");
  const std::string long_r =
      std::string("\x02\x81") + static_cast<char>(integers_.r.size()) + integers_.r;
  ExpectRefused(Element('\x30', long_r + s), "r's length in the long form");
}

TEST_F(EcdsaStrictness, RefusesOtherKeys) {
  const std::string spki = key_.public_key().spki();
  const std::string prefix = spki.substr(0, spki.size() - 64);
  const std::string x = spki.substr(prefix.size(), 32);
  EXPECT_THAT(PublicKey::FromSpki(prefix + std::string(64, '\0')), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(prefix + x + x), IsError(Reason::kBadKey)) << "off the curve";
  const std::string field_prime =
      Hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  EXPECT_THAT(PublicKey::FromSpki(prefix + field_prime + x), IsError(Reason::kBadKey));
  EXPECT_THAT(
      PublicKey::FromSpki(Hex("3039301306072a8648ce3d020106082a8648ce3d030107032200") + "\x02" + x),
      IsError(Reason::kBadKey))
      << "a compressed point";
  EXPECT_THAT(PublicKey::FromSpki(Hex("3019301306072a8648ce3d020106082a8648ce3d03010703020000")),
              IsError(Reason::kBadKey))
      << "the point at infinity";
  std::string hybrid = spki;
  hybrid[prefix.size() - 1] = static_cast<char>(6 + (spki.back() & 1));
  EXPECT_THAT(PublicKey::FromSpki(hybrid), IsError(Reason::kBadKey)) << "a hybrid point";
}

std::string SpkiOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  std::string spki(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  EVP_PKEY_free(key);
  return spki;
}

TEST(PublicKeyStrictness, RefusesOtherAlgorithmsAndCurves) {
  EXPECT_THAT(PublicKey::FromSpki(SpkiOf(EVP_EC_gen("P-384"))), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(SpkiOf(EVP_EC_gen("secp256k1"))), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(SpkiOf(EVP_RSA_gen(2048))), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(SpkiOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"))),
              IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromSpki(SpkiOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))),
              IsError(Reason::kBadKey));
}

}  // namespace
}  // namespace sworn::crypto
