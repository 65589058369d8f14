#include "services/swornd/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "ledger/storage/testing/temporary_directory.h"
#include "tests/support/result_matchers.h"

namespace sworn::daemon {
namespace {

using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr const char* kTop =
    "listen = \"127.0.0.1:7443\"\n"
    "data_directory = \"data\"\n"
    "log_key = \"keys/log.key\"\n";
constexpr const char* kTls =
    "[tls]\nca = \"tls/ca.pem\"\ncertificate = \"tls/server.pem\"\nkey = \"tls/server.key\"\n";

Result<Config> Parse(const std::string& more_top, const std::string& more_end = "") {
  return ParseConfig(kTop + more_top + kTls + more_end, "/etc/sworn");
}

TEST(Config, PathsAreRelativeToTheFileAndTheRestHasDefaults) {
  ASSERT_OK_AND_ASSIGN(const Config config, Parse(""));
  EXPECT_EQ(config.listen, "127.0.0.1:7443");
  EXPECT_FALSE(config.allow_remote);
  EXPECT_EQ(config.log_directory(), "/etc/sworn/data/log");
  EXPECT_EQ(config.head_file, "/etc/sworn/data/head");
  EXPECT_EQ(config.projections_directory, "/etc/sworn/data/projections");
  EXPECT_EQ(config.log_key, "/etc/sworn/keys/log.key");
  EXPECT_EQ(config.tls.ca, "/etc/sworn/tls/ca.pem");
  EXPECT_TRUE(config.roles.empty());
}

TEST(Config, AbsolutePathsStayAsTheyAre) {
  ASSERT_OK_AND_ASSIGN(const Config config, Parse("head_file = \"/other/device/head\"\n"));
  EXPECT_EQ(config.head_file, "/other/device/head");
}

TEST(Config, RolesAreByCommonName) {
  ASSERT_OK_AND_ASSIGN(const Config config,
                       Parse("", "[roles]\n\"reports.example\" = \"auditor\"\n"));
  EXPECT_EQ(config.roles.at("reports.example"), ClientRole::kAuditor);
  EXPECT_THAT(Parse("", "[roles]\nx = \"root\"\n"), IsErrorAt(Reason::kInvalidField, "roles.x"));
}

TEST(Config, UnknownKeysAreRefusedByName) {
  EXPECT_THAT(Parse("lisen = \"x\"\n"), IsErrorAt(Reason::kInvalidField, "lisen"));
  EXPECT_THAT(Parse("", "kye = \"x\"\n"), IsErrorAt(Reason::kInvalidField, "tls.kye"));
  EXPECT_THAT(Parse("", "[extra]\n"), IsErrorAt(Reason::kInvalidField, "extra"));
}

TEST(Config, MissingKeysAreNamed) {
  EXPECT_THAT(ParseConfig("", "."), IsErrorAt(Reason::kMissingField, "listen"));
  EXPECT_THAT(ParseConfig(kTop, "."), IsErrorAt(Reason::kMissingField, "tls.ca"));
}

TEST(Config, WrongTypesAreNamed) {
  EXPECT_THAT(Parse("allow_remote = \"yes\"\n"), IsErrorAt(Reason::kInvalidField, "allow_remote"));
  EXPECT_THAT(Parse("head_file = 3\n"), IsErrorAt(Reason::kInvalidField, "head_file"));
  EXPECT_THAT(Parse("log_level = \"loud\"\n"), IsErrorAt(Reason::kInvalidField, "log_level"));
}

TEST(Config, WhatIsNoTomlIsMalformed) {
  EXPECT_THAT(ParseConfig("listen =", "."), IsError(Reason::kMalformed));
}

TEST(Config, AddressThatOthersReachNeedsAllowRemote) {
  for (const char* listen : {"0.0.0.0:7443", "[::]:7443", "ledger.example:7443", "10.0.0.1:7443",
                             "127.evil.example:1", "127.0.0.1.example:1"}) {
    const std::string rest = std::string("data_directory = \"d\"\nlog_key = \"k\"\n") + kTls;
    const std::string top = std::string("listen = \"") + listen + "\"\n";
    EXPECT_THAT(ParseConfig(top + rest, "."), IsErrorAt(Reason::kInvalidField, "listen"));
    EXPECT_OK(ParseConfig(std::string(top).append("allow_remote = true\n").append(rest), "."));
  }
  EXPECT_TRUE(IsLoopback("127.0.0.1:0"));
  EXPECT_TRUE(IsLoopback("localhost:7443"));
  EXPECT_TRUE(IsLoopback("[::1]:7443"));
}

TEST(Config, ListenNeedsAPort) {
  for (const char* listen :
       {"127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", ":7443", "127.0.0.1:x"}) {
    EXPECT_THAT(ParseConfig(std::string("listen = \"") + listen + "\"\n", "."),
                IsErrorAt(Reason::kInvalidField, "listen"));
  }
}

TEST(Config, ExampleOfTheProjectIsInOrder) {
  EXPECT_OK(LoadConfig(std::string(SWORN_SOURCE_DIR) + "/deploy/config/swornd.toml"));
}

TEST(Config, SecretThatOthersMayUseIsRefused) {
  const storage::testing::TemporaryDirectory directory;
  const std::filesystem::path file = directory.path() / "log.key";
  std::ofstream(file) << "secret";
  for (const mode_t mode : {mode_t{0640}, mode_t{0604}, mode_t{0620}, mode_t{0601}}) {
    ASSERT_EQ(chmod(file.c_str(), mode), 0);
    EXPECT_THAT(ReadSecretFile(file), IsError(Reason::kAccessDenied)) << mode;
  }
  ASSERT_EQ(chmod(file.c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(const std::string secret, ReadSecretFile(file));
  EXPECT_EQ(secret, "secret");
  EXPECT_THAT(ReadSecretFile(directory.path() / "none"), IsError(Reason::kNotFound));
}

}  // namespace
}  // namespace sworn::daemon
