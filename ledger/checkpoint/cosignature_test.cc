#include "ledger/checkpoint/cosignature.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/checkpoint/checkpoint.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::checkpoint {
namespace {

using nlohmann::json;
using testing_support::Base64Of;
using testing_support::HexOf;
using testing_support::IsError;
using testing_support::LoadVectorList;
using testing_support::LoadVectors;
using testing_support::TextOf;

constexpr char kText[] = "log.example/vectors\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";

SignerKey Witness(const char* name) {
  return SignerKey::Parse(TextOf(LoadVectorList("cosignature.json", "keys").at(name), "skey"))
      .value();
}

TEST(Cosignature, IsMadeAndVerifiedAsVectorsSay) {
  const json vectors = LoadVectors("cosignature.json");
  ASSERT_EQ(vectors.at("cosignatures").size(), 5U);
  for (const json& item : vectors.at("cosignatures")) {
    const SignerKey witness = Witness(TextOf(item, "name") == "witness.example/w1" ? "w1" : "w2");
    const UnixSeconds time(item.at("timestamp").get<std::uint64_t>());
    const std::string message = TextOf(item, "signed_message_text");
    SCOPED_TRACE(message);
    // The message is two lines and then the note's text.
    const std::string text = message.substr(message.find('\n', message.find('\n') + 1) + 1);
    EXPECT_EQ(CosignatureMessage(text, time), message);
    ASSERT_OK_AND_ASSIGN(const NoteSignature line, Cosign(text, time, witness));
    EXPECT_EQ(line.signature, HexOf(item, "timestamped_signature"));
    EXPECT_EQ(line.signature.substr(8), HexOf(item, "signature"));
    EXPECT_EQ(FormatSignatureLine(line), TextOf(item, "signature_line"));
    EXPECT_EQ(VerifyCosignature(text, line, witness.verifier()).value(), time);
  }
}

TEST(Cosignature, IsVerifiedInACheckpoint) {
  const json vectors = LoadVectors("cosignature.json");
  ASSERT_OK_AND_ASSIGN(
      const VerifierKey log,
      VerifierKey::Parse(TextOf(LoadVectorList("notes.json", "keys").at("log"), "vkey")));
  const std::vector<VerifierKey> known = {log, Witness("w1").verifier(), Witness("w2").verifier()};
  const std::string note = Base64Of(vectors.at("cosigned_checkpoint"), "base64");
  ASSERT_OK_AND_ASSIGN(const OpenedCheckpoint opened,
                       OpenCheckpoint(note, "log.example/vectors", known));
  EXPECT_EQ(opened.checkpoint.size, TreeSize(8));
  EXPECT_EQ(opened.note.verified.size(), 3U);
  EXPECT_EQ(VerifyCosignature(opened.note.text, opened.note.verified[1], known[1]).value(),
            UnixSeconds(1700000000));
}

TEST(Cosignature, RefusesEveryFlippedBit) {
  const SignerKey witness = Witness("w1");
  ASSERT_OK_AND_ASSIGN(const NoteSignature line, Cosign(kText, UnixSeconds(1700000000), witness));
  for (std::size_t bit = 0; bit < line.signature.size() * 8; ++bit) {
    NoteSignature changed = line;
    changed.signature[bit / 8] = static_cast<char>(changed.signature[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(VerifyCosignature(kText, changed, witness.verifier()),
                IsError(Reason::kBadSignature))
        << "bit " << bit;
  }
}

TEST(Cosignature, RefusesAnotherTextLengthKeyOrName) {
  const SignerKey witness = Witness("w1");
  const SignerKey other = Witness("w2");
  ASSERT_OK_AND_ASSIGN(const NoteSignature line, Cosign(kText, UnixSeconds(1), witness));
  ASSERT_OK(VerifyCosignature(kText, line, witness.verifier()));
  EXPECT_THAT(VerifyCosignature("other\n", line, witness.verifier()),
              IsError(Reason::kBadSignature));
  EXPECT_THAT(VerifyCosignature(kText, line, other.verifier()), IsError(Reason::kBadSignature));
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{64}, std::size_t{71}}) {
    NoteSignature cut = line;
    cut.signature.resize(length);
    EXPECT_THAT(VerifyCosignature(kText, cut, witness.verifier()), IsError(Reason::kBadSignature));
  }
  NoteSignature longer = line;
  longer.signature.push_back('\0');
  EXPECT_THAT(VerifyCosignature(kText, longer, witness.verifier()), IsError(Reason::kBadSignature));
}

TEST(Cosignature, BoundsItsTime) {
  const SignerKey witness = Witness("w1");
  ASSERT_OK_AND_ASSIGN(NoteSignature line, Cosign(kText, kMaxUnixSeconds, witness));
  EXPECT_EQ(VerifyCosignature(kText, line, witness.verifier()).value(), kMaxUnixSeconds);
  const UnixSeconds above(kMaxUnixSeconds.value() + 1);
  EXPECT_THAT(Cosign(kText, above, witness), IsError(Reason::kInvalidField));
  line.signature.clear();
  AppendUint64(line.signature, above.value());
  line.signature += witness.SignRaw(CosignatureMessage(kText, above)).value();
  EXPECT_THAT(VerifyCosignature(kText, line, witness.verifier()), IsError(Reason::kBadSignature));
}

// A log's key must not be able to speak as a witness, nor a witness's as a log.
TEST(Cosignature, IsNotMadeByALogKey) {
  ASSERT_OK_AND_ASSIGN(const SignerKey log, SignerKey::Generate("log", NoteKeyType::kEd25519));
  EXPECT_THAT(Cosign(kText, UnixSeconds(1), log), IsError(Reason::kBadKey));
  ASSERT_OK_AND_ASSIGN(const NoteSignature signature, SignText(kText, log));
  EXPECT_THAT(VerifyCosignature(kText, signature, log.verifier()), IsError(Reason::kBadKey));
}

}  // namespace
}  // namespace sworn::checkpoint
