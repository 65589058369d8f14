#include "ledger/checkpoint/note_key.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/encoding.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::checkpoint {
namespace {

using nlohmann::json;
using testing_support::Describe;
using testing_support::HexOf;
using testing_support::IsError;
using testing_support::LoadVectorList;
using testing_support::LoadVectors;
using testing_support::TextOf;

void ExpectKey(const json& item) {
  SCOPED_TRACE(TextOf(item, "vkey"));
  ASSERT_OK_AND_ASSIGN(const VerifierKey verifier, VerifierKey::Parse(TextOf(item, "vkey")));
  EXPECT_EQ(verifier.name(), TextOf(item, "name"));
  EXPECT_EQ(verifier.id().ToHex(), TextOf(item, "key_id"));
  EXPECT_EQ(static_cast<int>(verifier.type()), item.at("type").get<int>());
  EXPECT_EQ(verifier.public_key().raw_ed25519(), HexOf(item, "public"));
  EXPECT_EQ(verifier.ToString(), TextOf(item, "vkey"));

  ASSERT_OK_AND_ASSIGN(const SignerKey signer, SignerKey::Parse(TextOf(item, "skey")));
  EXPECT_EQ(signer.verifier(), verifier);
  EXPECT_EQ(signer.ExportSecret().value(), TextOf(item, "skey"));

  ASSERT_OK_AND_ASSIGN(crypto::PrivateKey private_key,
                       crypto::PrivateKey::FromEd25519Seed(HexOf(item, "seed")));
  ASSERT_OK_AND_ASSIGN(const SignerKey created,
                       SignerKey::Create(verifier.name(), verifier.type(), std::move(private_key)));
  EXPECT_EQ(created.verifier(), verifier);
}

TEST(NoteKey, MatchesVectors) {
  const json notes = LoadVectors("notes.json");
  for (const auto& [name, item] : notes.at("keys").items()) ExpectKey(item);
  const json cosignature = LoadVectors("cosignature.json");
  for (const auto& [name, item] : cosignature.at("keys").items()) ExpectKey(item);
}

TEST(NoteKey, HasAnotherIdForAnotherType) {
  const json vectors = LoadVectors("cosignature.json");
  const json& witness = vectors.at("keys").at("w1");
  ASSERT_OK_AND_ASSIGN(const crypto::PublicKey public_key,
                       crypto::PublicKey::FromEd25519(HexOf(witness, "public")));
  ASSERT_OK_AND_ASSIGN(
      const VerifierKey mistaken,
      VerifierKey::Create(TextOf(witness, "name"), NoteKeyType::kEd25519, public_key));
  EXPECT_EQ(mistaken.id().ToHex(), TextOf(vectors, "w1_key_id_if_type_1_were_used_by_mistake"));
}

TEST(VerifierKey, RefusesVectorsThatMustFail) {
  const json items = LoadVectorList("notes.json", "vkeys_must_fail");
  ASSERT_EQ(items.size(), 9U);
  for (const json& item : items) {
    EXPECT_THAT(VerifierKey::Parse(TextOf(item, "vkey")), IsError(Reason::kBadKey))
        << Describe(item);
  }
}

TEST(VerifierKey, RefusesWhatIsNoKey) {
  const std::string good =
      "log.example/vectors+74538357+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
  ASSERT_OK(VerifierKey::Parse(good));
  for (const std::string& text :
       {std::string(), std::string("+"), std::string("++"), good + "\n", " " + good, good + "+",
        "PRIVATE+KEY+" + good,
        std::string("log.example/vectors+7453835F+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"),
        std::string("\xff+74538357+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4")}) {
    EXPECT_THAT(VerifierKey::Parse(text), IsError(Reason::kBadKey)) << text;
  }
}

TEST(VerifierKey, RefusesUpperCaseIds) {
  // The vectors' witness key has letters in its ID.
  const json vectors = LoadVectors("cosignature.json");
  std::string text = TextOf(vectors.at("keys").at("w1"), "vkey");
  const std::size_t id = text.find("b72bab2e");
  ASSERT_NE(id, std::string::npos);
  ASSERT_OK(VerifierKey::Parse(text));
  text.replace(id, 8, "B72BAB2E");
  EXPECT_THAT(VerifierKey::Parse(text), IsError(Reason::kBadKey));
}

TEST(VerifierKey, RefusesWeakAndForeignPublicKeys) {
  // The ID is right: it is the key, a point of small order, that is refused.
  const Result<VerifierKey> weak =
      VerifierKey::Parse("weak+7c98233a+" + EncodeBase64("\x01" + std::string(32, '\0')));
  ASSERT_FALSE(weak.has_value());
  EXPECT_EQ(weak.error().reason, Reason::kBadKey);
  EXPECT_THAT(weak.error().message, testing::HasSubstr("small order"));
  ASSERT_OK_AND_ASSIGN(const crypto::PrivateKey ecdsa,
                       crypto::PrivateKey::Generate(crypto::SignatureScheme::kEcdsaP256));
  EXPECT_THAT(VerifierKey::Create("log", NoteKeyType::kEd25519, ecdsa.public_key()),
              IsError(Reason::kBadKey));
}

TEST(VerifierKey, BoundsItsName) {
  ASSERT_OK_AND_ASSIGN(const SignerKey signer,
                       SignerKey::Generate(std::string(255, 'n'), NoteKeyType::kEd25519));
  EXPECT_OK(VerifierKey::Parse(signer.verifier().ToString()));
  EXPECT_THAT(SignerKey::Generate(std::string(256, 'n'), NoteKeyType::kEd25519),
              IsError(Reason::kBadKey));
}

TEST(SignerKey, RefusesWhatIsNoSignerKey) {
  const json keys = LoadVectorList("notes.json", "keys");
  const std::string good = TextOf(keys.at("log"), "skey");
  ASSERT_OK(SignerKey::Parse(good));
  std::string other_name = good;
  other_name.replace(good.find("log.example"), 3, "lag");
  std::string other_seed = good;
  other_seed.back() = other_seed.back() == 'A' ? 'B' : 'A';
  for (const std::string& text :
       {std::string(), std::string("PRIVATE+KEY+"), TextOf(keys.at("log"), "vkey"), good + "\n",
        "private+key+" + good.substr(12), other_name, other_seed}) {
    EXPECT_THAT(SignerKey::Parse(text), IsError(Reason::kBadKey)) << text;
  }
}

TEST(SignerKey, IsReadAsItWasWritten) {
  ASSERT_OK_AND_ASSIGN(const SignerKey signer,
                       SignerKey::Generate("log.example/new", NoteKeyType::kEd25519));
  ASSERT_OK_AND_ASSIGN(const SignerKey again, SignerKey::Parse(signer.ExportSecret().value()));
  EXPECT_EQ(again.verifier(), signer.verifier());
  EXPECT_EQ(again.SignRaw("m").value(), signer.SignRaw("m").value());
}

TEST(KeyName, MayHoldAnythingButSpacesPlusAndControls) {
  for (const char* name : {"log.example/police", "a", "caf\xc3\xa9", "\x7f", "\xe7\xaa\x97"}) {
    EXPECT_OK(CheckKeyName(name)) << name;
  }
  for (const char* name :
       {"", "a b", "a+b", "a\tb", "a\nb", "\x1f", "a\xc2\x85", "a\xc2\xa0", "\xe1\x9a\x80",
        "\xe2\x80\x80", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaf",
        "\xe2\x81\x9f", "\xe3\x80\x80", "\xff", "\xc0\xa0"}) {
    EXPECT_THAT(CheckKeyName(name), IsError(Reason::kMalformed)) << EncodeHex(name);
  }
}

}  // namespace
}  // namespace sworn::checkpoint
