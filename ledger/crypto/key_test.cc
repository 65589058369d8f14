#include "ledger/crypto/key.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/result_matchers.h"

namespace sworn::crypto {
namespace {

using testing_support::IsError;

constexpr SignatureScheme kSchemes[] = {SignatureScheme::kEd25519, SignatureScheme::kEcdsaP256};

std::string Hex(std::string_view text) { return DecodeHex(text).value(); }

class KeyOfScheme : public testing::TestWithParam<SignatureScheme> {
 protected:
  const PrivateKey key_ = PrivateKey::Generate(GetParam()).value();
  const std::string message_ = "On 2024-03-15 the officer was certified.";
  const std::string signature_ = key_.Sign(message_).value();
};

std::string SuiteName(const testing::TestParamInfo<SignatureScheme>& scheme) {
  return scheme.param == SignatureScheme::kEd25519 ? "Ed25519" : "EcdsaP256";
}
INSTANTIATE_TEST_SUITE_P(Schemes, KeyOfScheme, testing::ValuesIn(kSchemes), SuiteName);

TEST_P(KeyOfScheme, VerifiesWhatItSigned) {
  EXPECT_EQ(key_.public_key().scheme(), GetParam());
  EXPECT_OK(key_.public_key().Verify(message_, signature_));
  ASSERT_OK_AND_ASSIGN(const std::string empty, key_.Sign(""));
  EXPECT_OK(key_.public_key().Verify("", empty));
}

TEST_P(KeyOfScheme, RefusesEveryFlippedBitOfTheMessage) {
  for (std::size_t bit = 0; bit < message_.size() * 8; bit += 5) {
    std::string changed = message_;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(key_.public_key().Verify(changed, signature_), IsError(Reason::kBadSignature))
        << "bit " << bit;
  }
}

TEST_P(KeyOfScheme, RefusesEveryFlippedBitOfTheSignature) {
  for (std::size_t bit = 0; bit < signature_.size() * 8; ++bit) {
    std::string changed = signature_;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(key_.public_key().Verify(message_, changed), IsError(Reason::kBadSignature))
        << "bit " << bit;
  }
}

TEST_P(KeyOfScheme, RefusesEveryFlippedBitOfTheKey) {
  const std::string spki = key_.public_key().spki();
  for (std::size_t bit = 0; bit < spki.size() * 8; ++bit) {
    std::string changed = spki;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    const Result<PublicKey> other = PublicKey::FromSpki(changed);
    if (!other) {
      EXPECT_THAT(other, IsError(Reason::kBadKey)) << "bit " << bit;
      continue;
    }
    EXPECT_THAT(other->Verify(message_, signature_), IsError(Reason::kBadSignature))
        << "bit " << bit;
  }
}

TEST_P(KeyOfScheme, RefusesShortenedAndLengthenedSignatures) {
  for (std::size_t length = 0; length < signature_.size(); ++length) {
    EXPECT_THAT(key_.public_key().Verify(message_, signature_.substr(0, length)),
                IsError(Reason::kBadSignature));
  }
  EXPECT_THAT(key_.public_key().Verify(message_, signature_ + std::string(1, '\0')),
              IsError(Reason::kBadSignature));
}

TEST_P(KeyOfScheme, RefusesTheSignatureOfAnotherKey) {
  for (const SignatureScheme scheme : kSchemes) {
    ASSERT_OK_AND_ASSIGN(const PrivateKey other, PrivateKey::Generate(scheme));
    EXPECT_THAT(other.public_key().Verify(message_, signature_), IsError(Reason::kBadSignature));
  }
}

TEST_P(KeyOfScheme, IsReadAsItWasWritten) {
  const PublicKey& public_key = key_.public_key();
  ASSERT_OK_AND_ASSIGN(const PublicKey from_spki, PublicKey::FromSpki(public_key.spki()));
  EXPECT_EQ(from_spki, public_key);
  ASSERT_OK_AND_ASSIGN(const PublicKey from_pem, PublicKey::FromPem(public_key.ToPem()));
  EXPECT_EQ(from_pem, public_key);
  EXPECT_EQ(public_key.fingerprint().view(), Sha256Of(public_key.spki()).view());

  ASSERT_OK_AND_ASSIGN(const std::string secret, key_.ToPem());
  EXPECT_EQ(secret.rfind("-----BEGIN PRIVATE KEY-----\n", 0), 0U);
  ASSERT_OK_AND_ASSIGN(const PrivateKey again, PrivateKey::FromPem(secret));
  EXPECT_EQ(again.public_key(), public_key);
  ASSERT_OK_AND_ASSIGN(const std::string signature, again.Sign(message_));
  EXPECT_OK(public_key.Verify(message_, signature));
}

TEST_P(KeyOfScheme, VerifiesFromManyThreadsAtOnce) {
  std::atomic<int> verified = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, copy = key_.public_key()] {
      for (int round = 0; round < 25; ++round) {
        const Result<std::string> signature = key_.Sign(message_);
        if (signature && copy.Verify(message_, *signature)) ++verified;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(verified, 100);
}

TEST_P(KeyOfScheme, MovesWithItsSecret) {
  PrivateKey first = PrivateKey::Generate(GetParam()).value();
  const PublicKey public_key = first.public_key();
  const PrivateKey second = std::move(first);
  EXPECT_EQ(second.public_key(), public_key);
  EXPECT_OK(public_key.Verify(message_, second.Sign(message_).value()));
}

// RFC 8032 section 7.1, tests 1 to 3.
TEST(PrivateKey, MakesThePublishedEd25519Signatures) {
  struct Published {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  for (const Published& item : {
           Published{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33"
                     "bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
           Published{"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e159"
                     "96e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
           Published{"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f"
                     "290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
       }) {
    ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::FromEd25519Seed(Hex(item.seed)));
    EXPECT_EQ(key.public_key().raw_ed25519(), Hex(item.public_key));
    EXPECT_EQ(key.Sign(Hex(item.message)).value(), Hex(item.signature));
    EXPECT_OK(key.public_key().Verify(Hex(item.message), Hex(item.signature)));
    EXPECT_EQ(key.ExportEd25519Seed().value(), Hex(item.seed));
  }
}

TEST(PrivateKey, RefusesWhatIsNotAnUnencryptedPkcs8Key) {
  EXPECT_THAT(PrivateKey::FromEd25519Seed(std::string(31, '\1')), IsError(Reason::kBadKey));
  ASSERT_OK_AND_ASSIGN(const PrivateKey key, PrivateKey::Generate(SignatureScheme::kEcdsaP256));
  EXPECT_THAT(key.ExportEd25519Seed(), IsError(Reason::kBadKey));
  EXPECT_THAT(PrivateKey::FromPem(""), IsError(Reason::kBadKey));
  EXPECT_THAT(PrivateKey::FromPem(key.public_key().ToPem()), IsError(Reason::kBadKey));
  EXPECT_THAT(PublicKey::FromPem(key.ToPem().value()), IsError(Reason::kBadKey));
  EXPECT_THAT(PrivateKey::FromPem(std::string(100'000, 'x')), IsError(Reason::kBadKey));
}

TEST(PublicKey, OrdersAndComparesByEncoding) {
  ASSERT_OK_AND_ASSIGN(const PrivateKey a, PrivateKey::FromEd25519Seed(std::string(32, '\1')));
  ASSERT_OK_AND_ASSIGN(const PrivateKey b, PrivateKey::FromEd25519Seed(std::string(32, '\2')));
  PublicKey copy = b.public_key();
  copy = a.public_key();
  EXPECT_EQ(copy, a.public_key());
  EXPECT_NE(copy, b.public_key());
  EXPECT_EQ(copy < b.public_key(), copy.spki() < b.public_key().spki());
}

}  // namespace
}  // namespace sworn::crypto
