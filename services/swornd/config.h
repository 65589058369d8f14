// What swornd.toml says.
//
//   SWORN_ASSIGN_OR_RETURN(const Config config, LoadConfig("/etc/sworn/swornd.toml"));
//
//   listen = "127.0.0.1:7443"                   required; port 0 takes any that is free
//   allow_remote = false                        true before `listen` may name other than loopback
//   data_directory = "data"                     required; the log is in data/log
//   head_file = "data/head"                     default: head, in the data directory
//   projections_directory = "data/projections"  default: projections, in the data directory
//   log_key = "keys/log.key"                    required; a signer key of signed notes
//   log_level = "info"                          error, warning, info or debug; default info
//
//   [tls]                                       required, PEM
//   ca = "tls/ca.pem"                           whoever issued the clients' certificates
//   certificate = "tls/server.pem"
//   key = "tls/server.key"
//
//   [roles]                                     further certificates, by common name
//   "reports.agency.example" = "auditor"
//
// Paths are relative to the file. An unknown key is an error, so that a misspelt one is not passed
// over. Value types; thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "services/swornd/access.h"

namespace sworn::daemon {

enum class LogLevel { kError, kWarning, kInfo, kDebug };

struct TlsFiles {
  std::filesystem::path ca;
  std::filesystem::path certificate;
  std::filesystem::path key;
  bool operator==(const TlsFiles&) const = default;
};

struct Config {
  std::string listen;
  bool allow_remote = false;
  std::filesystem::path data_directory;
  std::filesystem::path head_file;
  std::filesystem::path projections_directory;
  std::filesystem::path log_key;
  LogLevel log_level = LogLevel::kInfo;
  TlsFiles tls;
  std::map<std::string, ClientRole> roles;
  bool operator==(const Config&) const = default;

  std::filesystem::path log_directory() const { return data_directory / "log"; }
};

// MALFORMED with line and column for what is no TOML; INVALID_FIELD and MISSING_FIELD with the
// key's path, "tls.certificate". Paths are taken relative to `directory`.
Result<Config> ParseConfig(std::string_view text, const std::filesystem::path& directory);
// NOT_FOUND when the file cannot be read.
Result<Config> LoadConfig(const std::filesystem::path& file);

// A file's bytes; NOT_FOUND when it cannot be read, TOO_LARGE above 1 MiB.
Result<std::string> ReadFile(const std::filesystem::path& file);
// The same for secrets: ACCESS_DENIED when its group or others may read or write it.
Result<std::string> ReadSecretFile(const std::filesystem::path& file);

// Whether "HOST:PORT" can be reached from this machine only.
bool IsLoopback(std::string_view listen);

}  // namespace sworn::daemon
