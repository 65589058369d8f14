#include "ledger/crypto/dsse.h"

#include <gtest/gtest.h>
#include <openssl/ecdsa.h>

#include <string>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/crypto/dsse_envelope.h"
#include "ledger/crypto/key.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::crypto {
namespace {

using nlohmann::json;
using testing_support::Describe;
using testing_support::HexOf;
using testing_support::IsError;
using testing_support::LoadVectorList;
using testing_support::LoadVectors;
using testing_support::TextOf;

PrivateKey TestKey(char fill = '\x07') {
  return PrivateKey::FromEd25519Seed(std::string(32, fill)).value();
}

DsseEnvelope SignedBy(const std::vector<const PrivateKey*>& signers) {
  DsseEnvelope envelope{"application/vnd.example+json", "payload", {}};
  for (const PrivateKey* signer : signers) {
    envelope.signatures.push_back(
        {"",
         signer->Sign(PreAuthenticationEncoding(envelope.payload_type, envelope.payload)).value()});
  }
  return envelope;
}

TEST(PreAuthenticationEncoding, MatchesVectorsAndTheirSignatures) {
  const json vectors = LoadVectors("dsse.json");
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::FromEd25519Seed(HexOf(vectors, "seed")));
  EXPECT_EQ(key.public_key().raw_ed25519(), HexOf(vectors, "public"));
  ASSERT_EQ(vectors.at("pae").size(), 7U);
  for (const json& item : vectors.at("pae")) {
    SCOPED_TRACE(Describe(item));
    const std::string encoding =
        PreAuthenticationEncoding(TextOf(item, "payloadType"), HexOf(item, "payload"));
    EXPECT_EQ(encoding, HexOf(item, "pae"));
    ASSERT_OK_AND_ASSIGN(const std::string signature, key.Sign(encoding));
    EXPECT_EQ(signature, HexOf(item, "ed25519_signature"));
    EXPECT_OK(key.public_key().Verify(encoding, signature));
  }
}

TEST(PreAuthenticationEncoding, SeparatesPairsThatJoinToTheSameText) {
  EXPECT_NE(PreAuthenticationEncoding("a", " 1 b"), PreAuthenticationEncoding("a 4", "1 b"));
  EXPECT_NE(PreAuthenticationEncoding("ab", "c"), PreAuthenticationEncoding("a", "bc"));
}

TEST(DsseEnvelope, IsAcceptedOrRejectedAsVectorsSay) {
  const json vectors = LoadVectors("dsse.json");
  ASSERT_EQ(vectors.at("envelopes").size(), 16U);
  for (const json& item : vectors.at("envelopes")) {
    SCOPED_TRACE(Describe(item));
    std::vector<PublicKey> trusted;
    for (const json& key : item.at("trusted")) {
      trusted.push_back(PublicKey::FromEd25519(HexOf(key, "public")).value());
    }
    const Result<DsseEnvelope> envelope = ParseDsseEnvelope(TextOf(item, "envelope"));
    const bool accepted =
        envelope.has_value() &&
        VerifyDsseEnvelope(*envelope, trusted, item.at("threshold").get<std::size_t>()).has_value();
    EXPECT_EQ(accepted, TextOf(item, "expect") == "ok");
    if (accepted) {
      EXPECT_EQ(envelope->payload, HexOf(item, "payload"));
    }
  }
}

// The DSSE document gives r ‖ s and the point as decimal numbers; ours are DER.
TEST(DsseEnvelope, VerifiesThePublishedEcdsaExample) {
  const json published = LoadVectorList("dsse.json", "published_elsewhere");
  const auto coordinate = [&](const char* name) {
    BIGNUM* number = nullptr;
    BN_dec2bn(&number, TextOf(published, name).c_str());
    std::string bytes(32, '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), 32);
    BN_free(number);
    return bytes;
  };
  const std::string spki =
      DecodeHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004").value() +
      coordinate("public_x") + coordinate("public_y");
  ASSERT_OK_AND_ASSIGN(const PublicKey key, PublicKey::FromSpki(spki));
  EXPECT_EQ(key.scheme(), SignatureScheme::kEcdsaP256);
  ASSERT_OK_AND_ASSIGN(DsseEnvelope envelope, ParseDsseEnvelope(TextOf(published, "envelope")));
  const std::string raw = envelope.signatures.at(0).signature;
  ASSERT_EQ(raw.size(), 64U);
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  ECDSA_SIG* pair = ECDSA_SIG_new();
  ECDSA_SIG_set0(pair, BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(pair, &der);
  ASSERT_GT(length, 0);
  envelope.signatures[0].signature.assign(reinterpret_cast<char*>(der),
                                          static_cast<std::size_t>(length));
  OPENSSL_free(der);
  ECDSA_SIG_free(pair);
  EXPECT_OK(VerifyDsseEnvelope(envelope, {&key, 1}, 1));
  envelope.payload += "!";
  EXPECT_THAT(VerifyDsseEnvelope(envelope, {&key, 1}, 1), IsError(Reason::kMissingSignature));
}

TEST(DsseEnvelope, IsReadAsItWasWritten) {
  const PrivateKey first = TestKey('\1');
  const PrivateKey second = TestKey('\2');
  DsseEnvelope envelope = SignedBy({&first, &second});
  envelope.payload = std::string("\0\xff\xfe binary", 10);
  envelope.signatures[1].key_id = "hint";
  ASSERT_OK_AND_ASSIGN(const std::string text, FormatDsseEnvelope(envelope));
  EXPECT_EQ(text.find("keyid"), text.rfind("keyid")) << "an empty key id is left out";
  ASSERT_OK_AND_ASSIGN(const DsseEnvelope read, ParseDsseEnvelope(text));
  EXPECT_EQ(read, envelope);
}

TEST(DsseEnvelope, CountsDistinctKeysEvenIfTrustedTwice) {
  const PrivateKey key = TestKey();
  const DsseEnvelope envelope = SignedBy({&key, &key});
  const std::vector<PublicKey> twice = {key.public_key(), key.public_key()};
  EXPECT_OK(VerifyDsseEnvelope(envelope, twice, 1));
  EXPECT_THAT(VerifyDsseEnvelope(envelope, twice, 2), IsError(Reason::kMissingSignature));
}

TEST(DsseEnvelope, RefusesWrongShapes) {
  for (const char* text : {
           "",
           "null",
           "[]",
           "{",
           "\"\"",
           R"({"payload":"","payloadType":"t","signatures":[]}x)",
           R"({"payload":1,"payloadType":"t","signatures":[]})",
           R"({"payload":"","payloadType":1,"signatures":[]})",
           R"({"payload":"","payloadType":"t","signatures":{}})",
           R"({"payload":"","payloadType":"t","signatures":["x"]})",
           R"({"payload":"","payloadType":"t","signatures":[{"sig":1}]})",
           R"({"payload":"","payloadType":"t","signatures":[{"sig":"","keyid":null}]})",
           R"({"payload":"YQ","payloadType":"t","signatures":[]})",
       }) {
    EXPECT_THAT(ParseDsseEnvelope(text), IsError(Reason::kMalformed)) << text;
  }
  for (const char* text : {
           R"({"payloadType":"t","signatures":[]})",
           R"({"payload":"","signatures":[]})",
           R"({"payload":"","payloadType":"t"})",
           R"({"payload":"","payloadType":"t","signatures":[{}]})",
       }) {
    EXPECT_THAT(ParseDsseEnvelope(text), IsError(Reason::kMissingField)) << text;
  }
}

TEST(DsseEnvelope, RefusesMoreThanItsBounds) {
  EXPECT_THAT(ParseDsseEnvelope(std::string(limits::kMaxMessageBytes + 1, ' ')),
              IsError(Reason::kTooLarge));
  DsseEnvelope envelope{"t", "", {}};
  envelope.signatures.resize(limits::kMaxListItems);
  EXPECT_OK(ParseDsseEnvelope(FormatDsseEnvelope(envelope).value()));
  envelope.signatures.emplace_back();
  EXPECT_THAT(ParseDsseEnvelope(FormatDsseEnvelope(envelope).value()), IsError(Reason::kTooLarge));
}

TEST(DsseEnvelope, CannotBeWrittenWithTextThatIsNotUtf8) {
  EXPECT_THAT(FormatDsseEnvelope({"\xff", "", {}}), IsError(Reason::kInvalidUtf8));
  EXPECT_THAT(FormatDsseEnvelope({"t", "", {{"\xff", ""}}}), IsError(Reason::kInvalidUtf8));
}

}  // namespace
}  // namespace sworn::crypto
