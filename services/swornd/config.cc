#include "services/swornd/config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <optional>
#include <system_error>
#include <utility>

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace sworn::daemon {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

std::string PathOf(std::string_view table, std::string_view key) {
  return table.empty() ? std::string(key) : std::string(table) + "." + std::string(key);
}

// Reads one table; remembers nothing but where it stands.
class TableReader {
 public:
  TableReader(const toml::table& table, std::string name) : table_(table), name_(std::move(name)) {}

  Status RefuseUnknown(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, node] : table_) {
      const std::string_view name = key.str();
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        return Fail(Reason::kInvalidField, "there is no such key; look for a misspelling",
                    PathOf(name_, name));
      }
    }
    return Ok();
  }

  Result<std::optional<std::string>> Text(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return std::optional<std::string>();
    const auto* text = node->as_string();
    if (text == nullptr || text->get().empty()) {
      return Fail(Reason::kInvalidField, "must be a text in quotes", PathOf(name_, key));
    }
    return std::optional<std::string>(text->get());
  }

  Result<std::string> RequiredText(std::string_view key) const {
    SWORN_ASSIGN_OR_RETURN(std::optional<std::string> text, Text(key));
    if (!text) return Fail(Reason::kMissingField, "this key is required", PathOf(name_, key));
    return *std::move(text);
  }

  Result<bool> Flag(std::string_view key, bool otherwise) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return otherwise;
    const auto* flag = node->as_boolean();
    if (flag == nullptr) {
      return Fail(Reason::kInvalidField, "must be true or false", PathOf(name_, key));
    }
    return flag->get();
  }

  // An absent table reads as an empty one.
  Result<toml::table> Table(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return toml::table();
    if (const toml::table* table = node->as_table(); table != nullptr) return *table;
    return Fail(Reason::kInvalidField, "must be a table", PathOf(name_, key));
  }

 private:
  const toml::table& table_;
  const std::string name_;
};

// The bytes between "HOST:" and the end, as a port.
bool IsPort(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  unsigned port = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return false;
    port = port * 10 + static_cast<unsigned>(digit - '0');
  }
  return port <= 65'535;
}

std::pair<std::string_view, std::string_view> SplitListen(std::string_view listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos) return {listen, {}};
  return {listen.substr(0, colon), listen.substr(colon + 1)};
}

Status CheckListen(const Config& config) {
  const auto [host, port] = SplitListen(config.listen);
  if (host.empty() || !IsPort(port)) {
    return Fail(Reason::kInvalidField, "must be HOST:PORT, as 127.0.0.1:7443", "listen");
  }
  if (!config.allow_remote && !IsLoopback(config.listen)) {
    return Fail(Reason::kInvalidField,
                "others could reach this address; set allow_remote = true if they should",
                "listen");
  }
  return Ok();
}

Result<LogLevel> ParseLogLevel(const std::optional<std::string>& name) {
  if (!name || *name == "info") return LogLevel::kInfo;
  if (*name == "error") return LogLevel::kError;
  if (*name == "warning") return LogLevel::kWarning;
  if (*name == "debug") return LogLevel::kDebug;
  return Fail(Reason::kInvalidField, "must be error, warning, info or debug", "log_level");
}

Result<TlsFiles> ParseTls(const toml::table& table, const std::filesystem::path& directory) {
  const TableReader reader(table, "tls");
  SWORN_RETURN_IF_ERROR(reader.RefuseUnknown({"ca", "certificate", "key"}));
  SWORN_ASSIGN_OR_RETURN(const std::string ca, reader.RequiredText("ca"));
  SWORN_ASSIGN_OR_RETURN(const std::string certificate, reader.RequiredText("certificate"));
  SWORN_ASSIGN_OR_RETURN(const std::string key, reader.RequiredText("key"));
  return TlsFiles{
      .ca = directory / ca, .certificate = directory / certificate, .key = directory / key};
}

Result<std::map<std::string, ClientRole>> ParseRoles(const toml::table& table) {
  std::map<std::string, ClientRole> roles;
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto* text = node.as_string();
    const std::optional<ClientRole> role =
        text == nullptr ? std::nullopt : ParseClientRole(text->get());
    if (!role) {
      return Fail(Reason::kInvalidField, "must be \"submitter\", \"auditor\" or \"operator\"",
                  PathOf("roles", name));
    }
    roles.emplace(name, *role);
  }
  return roles;
}

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& file)
      : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  const int descriptor_;
};

Error CannotRead(const std::filesystem::path& file) {
  return Fail(Reason::kNotFound, "cannot read " + file.string() + ": " +
                                     std::error_code(errno, std::generic_category()).message());
}

Result<std::string> ReadOpenFile(const OpenFile& open, const std::filesystem::path& file) {
  std::string bytes;
  char buffer[4096];
  while (true) {
    const ssize_t count = ::read(open.descriptor(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(file);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
    if (bytes.size() > kMaxFileBytes) {
      return Fail(Reason::kTooLarge, file.string() + " has over 1 MiB");
    }
  }
}

}  // namespace

bool IsLoopback(std::string_view listen) {
  const std::string_view host = SplitListen(listen).first;
  if (host == "localhost" || host == "[::1]") return true;
  // 127.0.0.0/8, written out: "127.evil.example" is a name.
  return host.substr(0, 4) == "127." && std::count(host.begin(), host.end(), '.') == 3 &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<Config> ParseConfig(std::string_view text, const std::filesystem::path& directory) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::source_position where = parsed.error().source().begin;
    return Fail(Reason::kMalformed, "line " + std::to_string(where.line) + ", column " +
                                        std::to_string(where.column) + ": " +
                                        std::string(parsed.error().description()));
  }
  const TableReader reader(parsed.table(), "");
  SWORN_RETURN_IF_ERROR(
      reader.RefuseUnknown({"listen", "allow_remote", "data_directory", "head_file",
                            "projections_directory", "log_key", "log_level", "tls", "roles"}));
  Config config;
  SWORN_ASSIGN_OR_RETURN(config.listen, reader.RequiredText("listen"));
  SWORN_ASSIGN_OR_RETURN(config.allow_remote, reader.Flag("allow_remote", false));
  SWORN_RETURN_IF_ERROR(CheckListen(config));
  SWORN_ASSIGN_OR_RETURN(const std::string data, reader.RequiredText("data_directory"));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> head, reader.Text("head_file"));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> projections,
                         reader.Text("projections_directory"));
  SWORN_ASSIGN_OR_RETURN(const std::string log_key, reader.RequiredText("log_key"));
  config.data_directory = directory / data;
  config.head_file = head ? directory / *head : config.data_directory / "head";
  config.projections_directory =
      projections ? directory / *projections : config.data_directory / "projections";
  config.log_key = directory / log_key;
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> level, reader.Text("log_level"));
  SWORN_ASSIGN_OR_RETURN(config.log_level, ParseLogLevel(level));
  SWORN_ASSIGN_OR_RETURN(const toml::table tls, reader.Table("tls"));
  SWORN_ASSIGN_OR_RETURN(config.tls, ParseTls(tls, directory));
  SWORN_ASSIGN_OR_RETURN(const toml::table roles, reader.Table("roles"));
  SWORN_ASSIGN_OR_RETURN(config.roles, ParseRoles(roles));
  return config;
}

Result<Config> LoadConfig(const std::filesystem::path& file) {
  SWORN_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  return ParseConfig(text, file.parent_path());
}

Result<std::string> ReadFile(const std::filesystem::path& file) {
  const OpenFile open(file);
  if (open.descriptor() < 0) return CannotRead(file);
  return ReadOpenFile(open, file);
}

Result<std::string> ReadSecretFile(const std::filesystem::path& file) {
  const OpenFile open(file);
  if (open.descriptor() < 0) return CannotRead(file);
  // Of the file that was opened, so that nothing can be put in its place in between.
  struct stat information = {};
  if (::fstat(open.descriptor(), &information) != 0) return CannotRead(file);
  if ((information.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Fail(Reason::kAccessDenied,
                "others than its owner may use " + file.string() + "; say chmod 600 first");
  }
  return ReadOpenFile(open, file);
}

}  // namespace sworn::daemon
