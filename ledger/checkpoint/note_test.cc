#include "ledger/checkpoint/note.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/encoding.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::checkpoint {
namespace {

using nlohmann::json;
using testing_support::Base64Of;
using testing_support::Describe;
using testing_support::IsError;
using testing_support::LoadVectorList;
using testing_support::LoadVectors;
using testing_support::TextOf;

SignerKey NewSigner(const std::string& name) {
  return SignerKey::Generate(name, NoteKeyType::kEd25519).value();
}

Status Refusal(const Result<OpenedNote>& opened) {
  if (opened) return Ok();
  return opened.error();
}

TEST(OpenNote, JudgesEachNoteAsVectorsSay) {
  const json vectors = LoadVectors("notes.json");
  ASSERT_EQ(vectors.at("notes").size(), 42U);
  for (const json& item : vectors.at("notes")) {
    SCOPED_TRACE(Describe(item));
    std::vector<VerifierKey> known;
    for (const json& vkey : item.at("trusted_vkeys")) {
      known.push_back(VerifierKey::Parse(vkey.get<std::string>()).value());
    }
    const Result<OpenedNote> opened = OpenNote(Base64Of(item, "base64"), known);
    const std::string expected = TextOf(item, "expect");
    if (expected == "ok") {
      ASSERT_OK(Refusal(opened));
      EXPECT_EQ(opened->text, Base64Of(item, "signed_text_base64"));
      EXPECT_EQ(opened->verified.size(), item.at("verified_signatures").get<std::size_t>());
    } else if (expected == "bad-signature") {
      EXPECT_THAT(Refusal(opened), IsError(Reason::kBadSignature));
    } else if (expected == "no-known-signature") {
      EXPECT_THAT(Refusal(opened), IsError(Reason::kMissingSignature));
    } else {
      ASSERT_EQ(expected, "malformed");
      const bool too_many = Describe(item) == "101 signatures";
      EXPECT_THAT(Refusal(opened), IsError(too_many ? Reason::kTooLarge : Reason::kMalformed));
    }
  }
}

TEST(OpenNote, OpensThePublishedExample) {
  for (const json& item : LoadVectorList("notes.json", "published_elsewhere")) {
    ASSERT_OK_AND_ASSIGN(const VerifierKey key, VerifierKey::Parse(TextOf(item, "vkey")));
    ASSERT_OK_AND_ASSIGN(const OpenedNote opened, OpenNote(TextOf(item, "text"), {&key, 1}));
    EXPECT_EQ(opened.text, "This is an example message.\n");
  }
}

TEST(OpenNote, KeepsUnknownSignaturesApart) {
  const SignerKey known = NewSigner("known");
  const SignerKey stranger = NewSigner("stranger");
  Note note{"text\n", {}};
  note.signatures.push_back(SignText(note.text, stranger).value());
  note.signatures.push_back(SignText(note.text, known).value());
  ASSERT_OK_AND_ASSIGN(const std::string bytes, FormatNote(note));
  ASSERT_OK_AND_ASSIGN(const OpenedNote opened, OpenNote(bytes, {&known.verifier(), 1}));
  EXPECT_EQ(opened.verified, std::vector<NoteSignature>{note.signatures[1]});
  EXPECT_EQ(opened.unknown, std::vector<NoteSignature>{note.signatures[0]});
}

TEST(OpenNote, TakesTheSameKnownKeyTwice) {
  const SignerKey signer = NewSigner("log");
  ASSERT_OK_AND_ASSIGN(const std::string note, SignNote("text\n", signer));
  const std::vector<VerifierKey> twice = {signer.verifier(), signer.verifier()};
  ASSERT_OK_AND_ASSIGN(const OpenedNote opened, OpenNote(note, twice));
  EXPECT_EQ(opened.verified.size(), 1U);
}

// IDs have 32 bits: these two seeds, found by search, give keys of one name and one ID.
TEST(OpenNote, RefusesTwoKnownKeysOfOneNameAndId) {
  const auto signer_from = [](std::uint32_t number) {
    std::string seed;
    AppendUint32(seed, number);
    seed.resize(crypto::kEd25519KeyBytes, '\0');
    return SignerKey::Create("log", NoteKeyType::kEd25519,
                             crypto::PrivateKey::FromEd25519Seed(seed).value())
        .value();
  };
  const SignerKey first = signer_from(32003);
  const SignerKey second = signer_from(82289);
  ASSERT_EQ(first.verifier().id(), second.verifier().id());
  ASSERT_NE(first.verifier(), second.verifier());
  ASSERT_OK_AND_ASSIGN(const std::string note, SignNote("text\n", first));
  EXPECT_OK(Refusal(OpenNote(note, {&first.verifier(), 1})));
  EXPECT_THAT(Refusal(OpenNote(note, {&second.verifier(), 1})), IsError(Reason::kBadSignature));
  const std::vector<VerifierKey> both = {first.verifier(), second.verifier()};
  EXPECT_THAT(Refusal(OpenNote(note, both)), IsError(Reason::kBadKey));
}

TEST(OpenNote, RefusesEveryFlippedBit) {
  const SignerKey signer = NewSigner("log");
  ASSERT_OK_AND_ASSIGN(const std::string note, SignNote("a text\n", signer));
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    std::string changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(OpenNote(changed, {&signer.verifier(), 1}).has_value()) << "bit " << bit;
  }
}

TEST(OpenNote, RefusesEveryShortenedNote) {
  const SignerKey signer = NewSigner("log");
  ASSERT_OK_AND_ASSIGN(const std::string note, SignNote("a text\n", signer));
  for (std::size_t length = 0; length < note.size(); ++length) {
    EXPECT_FALSE(OpenNote(note.substr(0, length), {&signer.verifier(), 1}).has_value()) << length;
  }
}

TEST(SignNote, MakesTheVectorsNotes) {
  const json vectors = LoadVectors("notes.json");
  ASSERT_OK_AND_ASSIGN(const SignerKey signer,
                       SignerKey::Parse(TextOf(vectors.at("keys").at("log"), "skey")));
  for (const json& item : vectors.at("checkpoints")) {
    EXPECT_EQ(SignNote(Base64Of(item, "signed_text_base64"), signer).value(),
              Base64Of(item, "base64"));
  }
}

TEST(SignNote, RefusesTextThatNoNoteCanHold) {
  const SignerKey signer = NewSigner("log");
  for (const char* text : {"", "no line feed", "tab\t\n", "cr\r\n", "\xff\n", "\xed\xa0\x80\n"}) {
    EXPECT_THAT(SignNote(text, signer), IsError(Reason::kMalformed)) << EncodeHex(text);
  }
  EXPECT_THAT(SignNote(std::string(kMaxNoteBytes, 'x') + "\n", signer), IsError(Reason::kTooLarge));
}

TEST(SignNote, RefusesAWitnessKey) {
  ASSERT_OK_AND_ASSIGN(const SignerKey witness,
                       SignerKey::Generate("witness", NoteKeyType::kCosignature));
  EXPECT_THAT(SignNote("text\n", witness), IsError(Reason::kBadKey));
}

TEST(FormatNote, IsTheInverseOfParseNote) {
  for (const json& item : LoadVectorList("notes.json", "notes")) {
    const Result<Note> note = ParseNote(Base64Of(item, "base64"));
    if (!note) continue;
    EXPECT_EQ(FormatNote(*note).value(), Base64Of(item, "base64")) << Describe(item);
  }
}

TEST(FormatNote, RefusesWhatWouldBeReadAsAnotherNote) {
  EXPECT_THAT(FormatNote(Note{"text\n", {}}), IsError(Reason::kMalformed));
  EXPECT_THAT(FormatNote(Note{"text\n", {{"a b", KeyId{1}, "s"}}}), IsError(Reason::kMalformed));
  EXPECT_THAT(FormatNote(Note{"text\n", {{"a", KeyId{1}, ""}}}), IsError(Reason::kMalformed));
  EXPECT_THAT(FormatNote(Note{"text\n", {{"a\n\n", KeyId{1}, "s"}}}), IsError(Reason::kMalformed));
  EXPECT_OK(FormatNote(Note{"text\n\n", {{"a", KeyId{1}, "s"}}}));
}

TEST(SignatureLine, IsReadAsItWasWritten) {
  const NoteSignature signature{"name", KeyId{0x01020304}, std::string("\0\xff", 2)};
  const std::string line = FormatSignatureLine(signature);
  EXPECT_EQ(line, "\xe2\x80\x94 name AQIDBAD/\n");
  EXPECT_EQ(ParseSignatureLine(line.substr(0, line.size() - 1)).value(), signature);
  EXPECT_THAT(ParseSignatureLine(line), IsError(Reason::kMalformed)) << "with its line feed";
}

}  // namespace
}  // namespace sworn::checkpoint
