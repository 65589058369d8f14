#include "ledger/checkpoint/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/checkpoint/cosignature.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::checkpoint {
namespace {

using nlohmann::json;
using testing_support::Base64Of;
using testing_support::Describe;
using testing_support::HashOf;
using testing_support::IsError;
using testing_support::LoadVectors;
using testing_support::TextOf;

constexpr char kOrigin[] = "log.example/vectors";

class CheckpointTest : public testing::Test {
 protected:
  static Checkpoint CheckpointOf(const json& item) {
    return {kOrigin, TreeSize(item.at("size").get<std::uint64_t>()),
            HashOf<RootHash>(item, "root")};
  }

  const json vectors_ = LoadVectors("notes.json");
  const SignerKey signer_ = SignerKey::Parse(TextOf(vectors_.at("keys").at("log"), "skey")).value();
  const Checkpoint eight_ = CheckpointOf(vectors_.at("checkpoints").at(4));
};

TEST_F(CheckpointTest, IsSignedAndOpenedAsVectorsSay) {
  ASSERT_EQ(vectors_.at("checkpoints").size(), 10U);
  for (const json& item : vectors_.at("checkpoints")) {
    const Checkpoint expected = CheckpointOf(item);
    SCOPED_TRACE("size " + ToString(expected.size));
    EXPECT_EQ(FormatCheckpoint(expected).value(), Base64Of(item, "signed_text_base64"));
    ASSERT_OK_AND_ASSIGN(const std::string note, SignCheckpoint(expected, signer_));
    EXPECT_EQ(note, Base64Of(item, "base64"));
    ASSERT_OK_AND_ASSIGN(const OpenedCheckpoint opened,
                         OpenCheckpoint(note, kOrigin, {&signer_.verifier(), 1}));
    EXPECT_EQ(opened.checkpoint, expected);
    EXPECT_TRUE(opened.extension_lines.empty());
    EXPECT_EQ(opened.note.verified.size(), 1U);
  }
}

TEST_F(CheckpointTest, KeepsTheExtensionLinesOfOthers) {
  const json& item = vectors_.at("checkpoint_with_extension_lines");
  ASSERT_OK_AND_ASSIGN(const OpenedCheckpoint opened,
                       OpenCheckpoint(Base64Of(item, "base64"), kOrigin, {&signer_.verifier(), 1}));
  EXPECT_EQ(opened.checkpoint, eight_);
  EXPECT_EQ(opened.extension_lines, item.at("extension").get<std::vector<std::string>>());
}

TEST_F(CheckpointTest, RefusesVectorsThatMustFail) {
  const json& items = vectors_.at("checkpoints_must_fail");
  ASSERT_EQ(items.size(), 13U);
  for (const json& item : items) {
    SCOPED_TRACE(Describe(item));
    // The notes are well signed: it is their text that is no checkpoint.
    ASSERT_OK_AND_ASSIGN(const OpenedNote note,
                         OpenNote(Base64Of(item, "base64"), {&signer_.verifier(), 1}));
    EXPECT_THAT(ParseCheckpoint(note.text), IsError(Reason::kMalformed));
    const Result<OpenedCheckpoint> opened =
        OpenCheckpoint(Base64Of(item, "base64"), kOrigin, {&signer_.verifier(), 1});
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().reason, Reason::kMalformed);
  }
}

TEST_F(CheckpointTest, HasOneSpelling) {
  const std::string text = FormatCheckpoint(eight_).value();
  ASSERT_OK_AND_ASSIGN(const ParsedCheckpoint parsed, ParseCheckpoint(text));
  EXPECT_EQ(parsed, (ParsedCheckpoint{eight_, {}}));
  EXPECT_THAT(ParseCheckpoint(text.substr(0, text.size() - 1)), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCheckpoint(text + "\n"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCheckpoint(text + "extension"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCheckpoint("\n" + text), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseCheckpoint(""), IsError(Reason::kMalformed));
  std::string stray_bits = text;  // "…gyg=" and "…gyh=" decode alike where decoders are lax.
  stray_bits[stray_bits.size() - 3] = 'h';
  EXPECT_THAT(ParseCheckpoint(stray_bits), IsError(Reason::kMalformed));
  const std::string too_large = "o\n9223372036854775808\n" + text.substr(text.find("\nX") + 1);
  EXPECT_THAT(ParseCheckpoint(too_large), IsError(Reason::kMalformed));
  const std::string largest = "o\n9223372036854775807\n" + text.substr(text.find("\nX") + 1);
  EXPECT_OK(ParseCheckpoint(largest));
}

TEST_F(CheckpointTest, IsNotSignedUnlessValid) {
  Checkpoint wrong = eight_;
  wrong.size = TreeSize(0);
  EXPECT_THAT(SignCheckpoint(wrong, signer_), IsError(Reason::kMalformed)) << "root of size 0";
  wrong = eight_;
  wrong.size = TreeSize(std::uint64_t{1} << 63);
  EXPECT_THAT(SignCheckpoint(wrong, signer_), IsError(Reason::kMalformed));
  for (const char* origin : {"", "two\nlines", "\xff", "tab\t"}) {
    wrong = eight_;
    wrong.origin = origin;
    EXPECT_THAT(FormatCheckpoint(wrong), IsError(Reason::kMalformed)) << origin;
  }
  wrong = eight_;
  wrong.origin = "log.example/other";
  EXPECT_THAT(SignCheckpoint(wrong, signer_), IsError(Reason::kBadKey));
}

TEST_F(CheckpointTest, RefusesAnotherOrigin) {
  ASSERT_OK_AND_ASSIGN(const std::string note, SignCheckpoint(eight_, signer_));
  const Result<OpenedCheckpoint> opened =
      OpenCheckpoint(note, "log.example/other", {&signer_.verifier(), 1});
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().reason, Reason::kVerificationFailed);
}

TEST_F(CheckpointTest, RefusesARootThatTheEmptyTreeCannotHave) {
  const std::string text = "log.example/vectors\n0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
  EXPECT_OK(ParseCheckpoint(text)) << "a witness must be able to tell this case apart";
  ASSERT_OK_AND_ASSIGN(const std::string note, SignNote(text, signer_));
  const Result<OpenedCheckpoint> opened = OpenCheckpoint(note, kOrigin, {&signer_.verifier(), 1});
  ASSERT_FALSE(opened.has_value());
  EXPECT_EQ(opened.error().reason, Reason::kVerificationFailed);
}

TEST_F(CheckpointTest, IsNotVouchedForByWitnessesAlone) {
  ASSERT_OK_AND_ASSIGN(const SignerKey witness,
                       SignerKey::Generate("witness", NoteKeyType::kCosignature));
  Note note{FormatCheckpoint(eight_).value(), {}};
  note.signatures.push_back(Cosign(note.text, UnixSeconds(1700000000), witness).value());
  const std::vector<VerifierKey> known = {signer_.verifier(), witness.verifier()};
  const Result<OpenedCheckpoint> alone = OpenCheckpoint(FormatNote(note).value(), kOrigin, known);
  ASSERT_FALSE(alone.has_value());
  EXPECT_EQ(alone.error().reason, Reason::kVerificationFailed);

  note.signatures.push_back(SignText(note.text, signer_).value());
  ASSERT_OK_AND_ASSIGN(const OpenedCheckpoint both,
                       OpenCheckpoint(FormatNote(note).value(), kOrigin, known));
  EXPECT_EQ(both.note.verified.size(), 2U);
}

}  // namespace
}  // namespace sworn::checkpoint
