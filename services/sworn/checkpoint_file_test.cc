#include "services/sworn/checkpoint_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>

#include "ledger/authoring/files.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/merkle/hash.h"
#include "services/sworn/exit_code.h"
#include "tests/support/result_matchers.h"

namespace sworn::cli {
namespace {

using testing_support::IsErrorAt;

class CheckpointFileTest : public testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove(path_); }

  Result<std::string> ReadBack(const std::string& text) {
    std::filesystem::remove(path_);
    EXPECT_OK(authoring::WriteNewFile(path_, text, authoring::FileAccess::kOwnerOnly));
    return ReadCheckpointFile(path_);
  }

  const std::filesystem::path path_ = std::filesystem::temp_directory_path() /
                                      ("sworn-checkpoint-file-" + std::to_string(::getpid()));
};

std::string SignedNote() {
  const auto signer =
      checkpoint::SignerKey::Generate("log.example/police", checkpoint::NoteKeyType::kEd25519);
  return checkpoint::SignCheckpoint({"log.example/police", TreeSize(0), merkle::EmptyRoot()},
                                    *signer)
      .value();
}

TEST_F(CheckpointFileTest, TakesTheNoteAndTheJsonAnswer) {
  const std::string note = SignedNote();
  EXPECT_EQ(ReadBack(note).value(), note);
  const nlohmann::json answer = {{"tree_size", 0}, {"checkpoint", note}};
  EXPECT_EQ(ReadBack(answer.dump(2) + "\n").value(), note);
}

TEST_F(CheckpointFileTest, AnythingElseIsAUsageErrorThatSaysWhatIsAccepted) {
  for (const std::string text : {"", "hello\n", "{}", "{\"checkpoint\": 7}", "[1]",
                                 "{\"checkpoint\": \"log.example/police\\n0\\n\"}"}) {
    const Result<std::string> note = ReadBack(text);
    ASSERT_THAT(note, IsErrorAt(Reason::kInvalidField, "--checkpoint")) << text;
    EXPECT_NE(note.error().message.find("--note"), std::string::npos);
    EXPECT_EQ(ExitCodeOf(note.error()), ExitCode::kUsage);
  }
  EXPECT_THAT(ReadCheckpointFile(path_.string() + ".none"),
              IsErrorAt(Reason::kInvalidField, "--checkpoint"));
}

}  // namespace
}  // namespace sworn::cli
