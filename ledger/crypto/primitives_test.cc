#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "ledger/crypto/random.h"
#include "ledger/crypto/secure.h"
#include "ledger/crypto/sha256.h"

namespace sworn::crypto {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, MatchesPublishedValues) {
  EXPECT_EQ(Sha256Of("").ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Of("abc").ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").ToHex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Of(std::string(1'000'000, 'a')).ToHex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheInputIsSplit) {
  std::string input;
  for (int i = 0; i < 200; ++i) input.push_back(static_cast<char>(i));
  const Sha256Hash whole = Sha256Of(input);
  for (std::size_t split = 0; split <= input.size(); ++split) {
    const std::string_view view = input;
    EXPECT_EQ(Sha256OfParts({view.substr(0, split), view.substr(split)}), whole) << split;
    Sha256 hash;
    hash.Update(view.substr(0, split));
    hash.Update(view.substr(split));
    EXPECT_EQ(hash.Finish(), whole) << split;
  }
}

TEST(Sha256, StartsAnewAfterFinish) {
  Sha256 hash;
  hash.Update("something else");
  EXPECT_EQ(hash.Finish(), Sha256Of("something else"));
  hash.Update("abc");
  EXPECT_EQ(hash.Finish(), Sha256Of("abc"));
  EXPECT_EQ(hash.Finish(), Sha256Of(""));
}

TEST(Sha256, CopyKeepsItsOwnProgress) {
  Sha256 hash;
  hash.Update("a");
  Sha256 copy = hash;
  copy.Update("bc");
  hash.Update("x");
  EXPECT_EQ(copy.Finish(), Sha256Of("abc"));
  EXPECT_EQ(hash.Finish(), Sha256Of("ax"));
}

TEST(SystemRandom, GivesAsManyBytesAsAskedAndNeverTheSame) {
  SystemRandom random;
  EXPECT_EQ(random.Bytes(0), "");
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string bytes = random.Bytes(16);
    EXPECT_EQ(bytes.size(), 16U);
    EXPECT_TRUE(seen.insert(bytes).second);
  }
}

TEST(ConstantTimeEqual, ComparesContentAndLength) {
  EXPECT_TRUE(ConstantTimeEqual("", ""));
  EXPECT_TRUE(ConstantTimeEqual("secret", std::string("secret")));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secreT"));
  EXPECT_FALSE(ConstantTimeEqual("secret", "secrets"));
  EXPECT_FALSE(ConstantTimeEqual("secret", ""));
}

TEST(Cleanse, OverwritesTheBufferAndEmptiesTheString) {
  std::string secret(100, 's');
  secret.resize(40);
  const char* buffer = secret.data();
  const std::size_t capacity = secret.capacity();
  Cleanse(secret);
  EXPECT_TRUE(secret.empty());
  ASSERT_EQ(secret.data(), buffer) << "the buffer must not have been exchanged";
  for (std::size_t i = 0; i < capacity; ++i) EXPECT_EQ(buffer[i], '\0') << i;
}

}  // namespace
}  // namespace sworn::crypto
