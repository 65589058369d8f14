#include "services/swornd/daemon.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "ledger/checkpoint/note_key.h"
#include "ledger/crypto/secure.h"
#include "ledger/runtime/ledger.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/rocksdb_row_store.h"
#include "services/swornd/server.h"

namespace sworn::daemon {
namespace {

// Longer than any call waits by itself.
constexpr Duration kDrain = Duration::Seconds(15);

Result<checkpoint::SignerKey> LoadLogKey(const std::filesystem::path& file) {
  SWORN_ASSIGN_OR_RETURN(std::string text, ReadSecretFile(file));
  while (!text.empty() && text.back() == '\n') text.pop_back();
  Result<checkpoint::SignerKey> key = checkpoint::SignerKey::Parse(text);
  crypto::Cleanse(text);
  return key;
}

Result<TlsIdentity> LoadTls(const TlsFiles& files) {
  TlsIdentity tls;
  SWORN_ASSIGN_OR_RETURN(tls.ca, ReadFile(files.ca));
  SWORN_ASSIGN_OR_RETURN(tls.certificate, ReadFile(files.certificate));
  SWORN_ASSIGN_OR_RETURN(tls.key, ReadSecretFile(files.key));
  return tls;
}

}  // namespace

Status CheckFiles(const Config& config) {
  Result<checkpoint::SignerKey> log_key = LoadLogKey(config.log_key);
  if (!log_key) return Within("log_key", std::move(log_key).error());
  Result<TlsIdentity> tls = LoadTls(config.tls);
  if (!tls) return Within("tls", std::move(tls).error());
  crypto::Cleanse(tls->key);
  return Ok();
}

// Members are closed in the reverse of the order in which they are opened.
class Daemon::Impl {
 public:
  Status Open(const Config& config, const Clock& clock) {
    SWORN_ASSIGN_OR_RETURN(log_key_, LoadLogKey(config.log_key));
    SWORN_ASSIGN_OR_RETURN(TlsIdentity tls, LoadTls(config.tls));
    SWORN_ASSIGN_OR_RETURN(log_store_,
                           storage::RocksDbLogStore::Open(config.log_directory(),
                                                          {.mode = storage::LogStoreMode::kOpen}));
    SWORN_ASSIGN_OR_RETURN(heads_, storage::HeadFile::Open(config.head_file));
    if (heads_->had_damaged_slot()) {
      spdlog::warn("one of the two slots of {} was damaged; the other one holds",
                   config.head_file.string());
    }
    SWORN_RETURN_IF_ERROR(runtime::CheckBelongs(*log_store_, heads_->ledger_id()));
    SWORN_ASSIGN_OR_RETURN(rows_, storage::RocksDbRowStore::Open(config.projections_directory));
    SWORN_ASSIGN_OR_RETURN(ledger_, runtime::Ledger::Open({.log_store = *log_store_,
                                                           .head_store = *heads_,
                                                           .rows = *rows_,
                                                           .log_key = *log_key_,
                                                           .clock = clock}));
    SWORN_ASSIGN_OR_RETURN(
        server_,
        Server::Start(*ledger_, clock,
                      {.listen = config.listen, .tls = std::move(tls), .roles = config.roles}));
    return Ok();
  }

  ~Impl() { Stop(); }

  void Stop() {
    if (server_) server_->Stop(kDrain);
    if (ledger_) ledger_->Shutdown();
  }

  std::string ReadyLine() const {
    return "swornd: ready on " + server_->address() + " (ledger " +
           ledger_->identity().ledger_id.ToHex() + ", tree size " +
           ToString(ledger_->checkpoint()->head.size) + ")";
  }

 private:
  std::optional<checkpoint::SignerKey> log_key_;
  std::unique_ptr<storage::RocksDbLogStore> log_store_;
  std::unique_ptr<storage::HeadFile> heads_;
  std::unique_ptr<storage::RocksDbRowStore> rows_;
  std::unique_ptr<runtime::Ledger> ledger_;
  std::unique_ptr<Server> server_;
};

Daemon::Daemon(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Daemon::~Daemon() = default;

Result<std::unique_ptr<Daemon>> Daemon::Start(const Config& config, const Clock& clock) {
  auto impl = std::make_unique<Impl>();
  SWORN_RETURN_IF_ERROR(impl->Open(config, clock));
  return std::unique_ptr<Daemon>(new Daemon(std::move(impl)));
}

std::string Daemon::ReadyLine() const { return impl_->ReadyLine(); }
void Daemon::Stop() { impl_->Stop(); }

}  // namespace sworn::daemon
