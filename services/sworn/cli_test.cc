// The command line as its users meet it: what it prints, and with which code it ends.
#include "services/sworn/cli.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "ledger/authoring/files.h"
#include "services/sworn/exit_code.h"
#include "tests/support/result_matchers.h"

namespace sworn::cli {
namespace {

struct Outcome {
  int code = 0;
  std::string out;
  std::string err;
};

Outcome Call(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  Outcome outcome;
  outcome.code = RunSworn(arguments, out, err);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

class CliTest : public testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("SWORN_HOME");
    directory_ = std::filesystem::temp_directory_path() /
                 ("sworn-cli-" + std::to_string(::getpid()) + "-" +
                  testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string Path(const std::string& name) const { return (directory_ / name).string(); }
  std::string Home() const { return Path("home"); }

  std::filesystem::path directory_;
};

TEST_F(CliTest, EveryCommandHasHelpWithAnExample) {
  const std::vector<std::vector<std::string>> commands = {{"init"},
                                                          {"keys", "generate"},
                                                          {"keys", "list"},
                                                          {"keys", "show"},
                                                          {"keys", "proof"},
                                                          {"submit"},
                                                          {"status"},
                                                          {"history"},
                                                          {"explain"},
                                                          {"log", "checkpoint"},
                                                          {"log", "proof"},
                                                          {"log", "consistency"},
                                                          {"log", "receipt"},
                                                          {"log", "read"},
                                                          {"log", "tail"},
                                                          {"sealed", "read"},
                                                          {"sealed", "erase"},
                                                          {"verify", "log"},
                                                          {"projections", "rebuild"},
                                                          {"scenario", "run"},
                                                          {"clock", "confirm"}};
  for (std::vector<std::string> command : commands) {
    command.emplace_back("--help");
    const Outcome outcome = Call(command);
    EXPECT_EQ(outcome.code, 0) << command[0];
    EXPECT_NE(outcome.out.find("Example"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("sworn " + command[0]), std::string::npos) << outcome.out;
  }
  EXPECT_EQ(Call({"--help"}).code, 0);
  EXPECT_EQ(Call({"--version"}).out, "sworn 0.1.0\n");
}

TEST_F(CliTest, EndsWithUsageForAWrongCommandLine) {
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {},
           {"no-such-command"},
           {"status"},
           {"status", "4711", "--no-such-option"},
           {"keys"},
           {"keys", "generate", "x", "--authority", "a", "--role", "chief", "--scheme", "rsa"},
           {"init", Home(), "--began", "2023-07-03"},
           {"log", "proof", "minus-one"}}) {
    const Outcome outcome = Call(wrong);
    EXPECT_EQ(outcome.code, 2) << (wrong.empty() ? "nothing" : wrong[0]);
    EXPECT_FALSE(outcome.err.empty());
  }
}

TEST_F(CliTest, PrintsUsageErrorsAsJson) {
  for (const std::vector<std::string>& wrong : std::vector<std::vector<std::string>>{
           {"--json"},
           {"status", "--json"},
           {"status", "4711", "--no-such-option", "--json"},
           {"init", Home(), "--began", "some day", "--json"},
           {"status", "4711", "--as-of", "2024-02-30", "--json"},
           {"history", "4711", "--known-at", "yesterday", "--json"},
           {"submit", Path("none.csv"), "--json"},
           {"log", "consistency", "--json"},
           {"sealed", "erase", "7", "--kind", "name", "--json"},
           {"sealed", "erase", "7", "--kind", "shoe-size", "--yes", "--json"},
           {"scenario", "run", Path("none.toml"), "--json"}}) {
    const Outcome outcome = Call(wrong);
    EXPECT_EQ(outcome.code, 2) << outcome.out << outcome.err;
    const auto value = nlohmann::json::parse(outcome.out, nullptr, false);
    ASSERT_TRUE(value.is_object()) << wrong[0] << ": " << outcome.out;
    EXPECT_EQ(value["error"]["reason"], "USAGE");
    EXPECT_FALSE(value["error"]["message"].get<std::string>().empty());
  }
}

TEST_F(CliTest, SubmitFindsTheMistakesThatNeedNoDaemon) {
  ASSERT_EQ(Call({"init", Home(), "--listen", "127.0.0.1:1"}).code, 0);
  const Outcome no_file = Call({"submit", Path("none.csv"), "--home", Home()});
  EXPECT_EQ(no_file.code, 2);
  EXPECT_NE(no_file.err.find("no such file"), std::string::npos) << no_file.err;
  ASSERT_OK(authoring::WriteNewFile(Path("may.csv"), "mptc_id,course,completed_on,hours,mode\n",
                                    authoring::FileAccess::kOwnerOnly));
  const Outcome no_key = Call({"submit", Path("may.csv"), "--home", Home()});
  EXPECT_EQ(no_key.code, 2);
  EXPECT_NE(no_key.err.find("--key"), std::string::npos) << no_key.err;
}

TEST_F(CliTest, SaysWhatToDoWithoutAHome) {
  const Outcome outcome = Call({"status", "4711"});
  EXPECT_EQ(outcome.code, static_cast<int>(ExitCode::kNotFound));
  EXPECT_NE(outcome.err.find("--home"), std::string::npos) << outcome.err;
  const Outcome json = Call({"status", "4711", "--json"});
  EXPECT_EQ(json.code, static_cast<int>(ExitCode::kNotFound));
  const auto value = nlohmann::json::parse(json.out, nullptr, false);
  EXPECT_EQ(value["error"]["reason"], "NOT_FOUND");
}

TEST_F(CliTest, InitMakesAHomeOnceAndVerifyFindsItSound) {
  const Outcome made = Call({"init", Home(), "--simulated-time", "--began", "2023-07-03 09:00",
                             "--origin", "log.example/police", "--json"});
  ASSERT_EQ(made.code, 0) << made.err;
  const auto value = nlohmann::json::parse(made.out, nullptr, false);
  EXPECT_EQ(value["origin"], "log.example/police");
  EXPECT_EQ(value["simulated_time"], true);
  for (const char* secret : {"keys/log.key", "keys/ring/root.pem", "tls/server.key",
                             "tls/submitter.key", "tls/auditor.key", "tls/operator.key"}) {
    struct stat information = {};
    ASSERT_EQ(::stat((Home() + "/" + secret).c_str(), &information), 0) << secret;
    EXPECT_EQ(information.st_mode & 0777U, 0600U) << secret;
  }
  const Outcome again = Call({"init", Home()});
  EXPECT_EQ(again.code, static_cast<int>(ExitCode::kConflict));
  EXPECT_NE(again.err.find("not empty"), std::string::npos);

  const Outcome verified = Call({"verify", "log", "--home", Home()});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  EXPECT_NE(verified.out.find("sound"), std::string::npos);
  EXPECT_NE(verified.out.find("SIMULATED TIME"), std::string::npos);
  ASSERT_OK(
      authoring::WriteNewFile(Path("no-checkpoint"), "hello\n", authoring::FileAccess::kOwnerOnly));
  const Outcome no_checkpoint =
      Call({"verify", "log", "--home", Home(), "--checkpoint", Path("no-checkpoint")});
  EXPECT_EQ(no_checkpoint.code, 2);
  EXPECT_NE(no_checkpoint.err.find("log checkpoint --note"), std::string::npos)
      << no_checkpoint.err;
  EXPECT_EQ(no_checkpoint.out, "");
  const Outcome rebuilt = Call({"projections", "rebuild", "--home", Home(), "--json"});
  EXPECT_EQ(rebuilt.code, 0) << rebuilt.out << rebuilt.err;
  const auto rows = nlohmann::json::parse(rebuilt.out, nullptr, false);
  EXPECT_EQ(rows["after"]["tree_size"], 1);
}

TEST_F(CliTest, IsUnavailableWhenNobodyListens) {
  ASSERT_EQ(Call({"init", Home(), "--listen", "127.0.0.1:1"}).code, 0);
  const Outcome outcome = Call({"log", "checkpoint", "--home", Home(), "--timeout", "2"});
  EXPECT_EQ(outcome.code, static_cast<int>(ExitCode::kUnavailable)) << outcome.err;
}

TEST_F(CliTest, KeysAreMadeListedAndProved) {
  const std::string ring = Path("ring");
  ASSERT_EQ(Call({"keys", "generate", "clerk", "--authority", "example-pd", "--role",
                  "agency_clerk", "--ring", ring})
                .code,
            0);
  const Outcome list = Call({"keys", "list", "--ring", ring, "--json"});
  const auto keys = nlohmann::json::parse(list.out, nullptr, false);
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0]["roles"][0], "agency_clerk");
  const Outcome shown = Call({"keys", "show", "clerk", "--ring", ring});
  EXPECT_NE(shown.out.find("BEGIN PUBLIC KEY"), std::string::npos);
  EXPECT_EQ(shown.out.find("PRIVATE"), std::string::npos);
  EXPECT_EQ(Call({"keys", "show", "nobody", "--ring", ring}).code,
            static_cast<int>(ExitCode::kNotFound));
  const Outcome proof =
      Call({"keys", "proof", "clerk", "--ring", ring, "--ledger-id", std::string(64, '0')});
  EXPECT_EQ(proof.code, 0) << proof.err;
  EXPECT_NE(proof.out.find("proof_of_possession"), std::string::npos);
}

TEST_F(CliTest, ScenarioRunFindsAWrongExpectation) {
  const std::string cast = std::string(SWORN_SOURCE_DIR) + "/tests/scenarios/01-plain.toml";
  EXPECT_EQ(Call({"scenario", "run", cast}).code, 0);

  const std::string wrong = Path("wrong.toml");
  const std::string standard =
      std::string(SWORN_SOURCE_DIR) + "/tests/scenarios/cast/standard.toml";
  ASSERT_OK(authoring::WriteNewFile(
      wrong,
      "title = \"Wrong\"\ninclude = \"" + standard +
          "\"\n[[expect]]\nas_of = \"2023-12-01\"\nsro_status = \"certified\"\nnote = \"a note\"\n"
          "[[event]]\nrecorded_at = \"2023-12-01\"\ntype = \"SroCertificationGranted\"\n"
          "signers = \"clerk\"\noccurred_on = \"2023-12-01\"\nbody = { order = \"X\" }\n",
      authoring::FileAccess::kOwnerOnly));
  const Outcome outcome = Call({"scenario", "run", wrong});
  EXPECT_EQ(outcome.code, static_cast<int>(ExitCode::kExpectationDiffers));
  EXPECT_NE(outcome.out.find("sro_status: expected CERTIFIED, got NONE"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("admission: expected accepted, got NOT_AUTHORIZED"), std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("a note"), std::string::npos);
  const auto reports =
      nlohmann::json::parse(Call({"scenario", "run", wrong, "--json"}).out, nullptr, false);
  EXPECT_EQ(reports[0]["differences"].size(), 2U);
}

TEST_F(CliTest, ScenarioRunNamesTheMistakeInAFile) {
  const std::string file = Path("typo.toml");
  const std::string standard =
      std::string(SWORN_SOURCE_DIR) + "/tests/scenarios/cast/standard.toml";
  ASSERT_OK(authoring::WriteNewFile(
      file, "include = \"" + standard + "\"\n[[expect]]\nas_of = \"2023-12-01\"\nsro = \"x\"\n",
      authoring::FileAccess::kOwnerOnly));
  const Outcome outcome = Call({"scenario", "run", file});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("expect[0].sro"), std::string::npos) << outcome.err;
  EXPECT_EQ(Call({"scenario", "run", Path("none.toml")}).code, 2);
}

TEST(ExitCode, FollowsTheTableOfReasons) {
  EXPECT_EQ(ExitCodeOf(Reason::kVerificationFailed), ExitCode::kVerificationFailed);
  EXPECT_EQ(ExitCodeOf(Reason::kRolledBack), ExitCode::kVerificationFailed);
  EXPECT_EQ(ExitCodeOf(Reason::kUnknownOfficer), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(Reason::kNotFound), ExitCode::kNotFound);
  EXPECT_EQ(ExitCodeOf(Reason::kAccessDenied), ExitCode::kDenied);
  EXPECT_EQ(ExitCodeOf(Reason::kKeyRevoked), ExitCode::kDenied);
  EXPECT_EQ(ExitCodeOf(Reason::kEventIdConflict), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeOf(Reason::kStaleRevision), ExitCode::kConflict);
  EXPECT_EQ(ExitCodeOf(Reason::kClock), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(Reason::kQueueFull), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(Reason::kInvalidDate), ExitCode::kInputRefused);
  EXPECT_EQ(ExitCodeOf(Reason::kExpired), ExitCode::kInputRefused);
  EXPECT_EQ(ExitCodeOf(Reason::kBadSignature), ExitCode::kInputRefused);
  EXPECT_EQ(ExitCodeOf(Reason::kNotYetKnown), ExitCode::kUnavailable);
  EXPECT_EQ(ExitCodeOf(Fail(Reason::kInvalidDate, "", "--as-of")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(Fail(Reason::kInvalidField, "", "OFFICER")), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(Fail(Reason::kInvalidDate, "", "completed_on")), ExitCode::kInputRefused);
  EXPECT_EQ(ExitCodeOf(Fail(Reason::kNotYetKnown, "", "--known-at")), ExitCode::kUnavailable);
}

}  // namespace
}  // namespace sworn::cli
