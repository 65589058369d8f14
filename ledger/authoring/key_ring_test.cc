#include "ledger/authoring/key_ring.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "ledger/authoring/files.h"
#include "tests/support/result_matchers.h"

namespace sworn::authoring {
namespace {

using testing_support::IsError;

class KeyRingTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("sworn-ring-" + std::to_string(::getpid()) + "-" +
                  testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path directory_;
  const KeyDescription clerk_{.name = "clerk",
                              .authority = "example-pd",
                              .roles = {event::v1::ROLE_AGENCY_CLERK},
                              .scheme = crypto::SignatureScheme::kEcdsaP256};
};

TEST_F(KeyRingTest, KeepsKeysForTheirOwnerAlone) {
  {
    ASSERT_OK_AND_ASSIGN(KeyRing ring, KeyRing::CreateOrOpen(directory_));
    ASSERT_OK(ring.Generate(clerk_));
    EXPECT_THAT(ring.Generate(clerk_), IsError(Reason::kAlreadyRegistered));
  }
  ASSERT_OK_AND_ASSIGN(const KeyRing ring, KeyRing::Open(directory_));
  ASSERT_OK_AND_ASSIGN(const RingKey* key, ring.Get("clerk"));
  EXPECT_EQ(key->description.authority, "example-pd");
  EXPECT_EQ(key->description.roles, clerk_.roles);
  EXPECT_EQ(key->description.scheme, crypto::SignatureScheme::kEcdsaP256);
  EXPECT_EQ(ring.FindByFingerprint(key->key.public_key().fingerprint()), key);
  struct stat information = {};
  ASSERT_EQ(::stat((directory_ / "clerk.pem").c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777U, 0600U);
  ASSERT_EQ(::stat(directory_.c_str(), &information), 0);
  EXPECT_EQ(information.st_mode & 0777U, 0700U);
}

TEST_F(KeyRingTest, FindsOutAKeyThatWasSwapped) {
  ASSERT_OK_AND_ASSIGN(KeyRing ring, KeyRing::CreateOrOpen(directory_));
  ASSERT_OK(ring.Generate(clerk_));
  ASSERT_OK_AND_ASSIGN(const crypto::PrivateKey other,
                       crypto::PrivateKey::Generate(crypto::SignatureScheme::kEd25519));
  ASSERT_OK(ReplaceFile(directory_ / "clerk.pem", other.ToPem().value(), FileAccess::kOwnerOnly));
  EXPECT_THAT(KeyRing::Open(directory_), IsError(Reason::kBadKey));
}

TEST_F(KeyRingTest, SaysWhichKeysThereAre) {
  EXPECT_THAT(KeyRing::Open(directory_), IsError(Reason::kNotFound));
  ASSERT_OK_AND_ASSIGN(KeyRing ring, KeyRing::CreateOrOpen(directory_));
  ASSERT_OK(ring.Generate(clerk_));
  const Result<const RingKey*> missing = ring.Get("chief");
  ASSERT_THAT(missing, IsError(Reason::kNotFound));
  EXPECT_NE(missing.error().message.find("clerk"), std::string::npos);
  KeyDescription escape = clerk_;
  escape.name = "../clerk";
  EXPECT_THAT(ring.Generate(escape), IsError(Reason::kInvalidField));
}

}  // namespace
}  // namespace sworn::authoring
