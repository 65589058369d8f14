#include "services/sworn/home.h"

#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "ledger/admission/genesis.h"
#include "ledger/authoring/files.h"
#include "ledger/authoring/json_text.h"
#include "ledger/authoring/key_ring.h"
#include "ledger/base/encoding.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/crypto/certificate.h"
#include "ledger/crypto/secure.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/tlog/log.h"
#include "services/sworn/toml_text.h"

namespace sworn::cli {
namespace {

using authoring::FileAccess;
using authoring::WriteNewFile;

constexpr Duration kCertificateLife = Duration::Days(825);

Status CheckEmpty(const std::filesystem::path& directory) {
  std::error_code error;
  if (!std::filesystem::exists(directory, error)) return Ok();
  if (std::filesystem::is_empty(directory, error) && !error) return Ok();
  return Fail(Reason::kAlreadyRegistered,
              directory.string() + " is not empty; a ledger begins in a directory of its own");
}

Status WriteSecret(const std::filesystem::path& path, std::string& secret) {
  Status written = WriteNewFile(path, secret, FileAccess::kOwnerOnly);
  crypto::Cleanse(secret);
  return written;
}

Status WriteCertificate(const crypto::CertificateAuthority& authority,
                        const crypto::CertificateTerms& terms, const std::filesystem::path& stem,
                        RandomSource& random) {
  SWORN_ASSIGN_OR_RETURN(crypto::IssuedCertificate issued, authority.Issue(terms, random));
  SWORN_RETURN_IF_ERROR(
      WriteNewFile(stem.string() + ".pem", issued.certificate_pem, FileAccess::kEverybody));
  return WriteSecret(stem.string() + ".key", issued.private_key_pem);
}

Status WriteTls(const std::filesystem::path& directory, const Clock& clock, RandomSource& random) {
  SWORN_RETURN_IF_ERROR(authoring::MakeDirectory(directory, FileAccess::kOwnerOnly));
  const Instant begin = clock.Now() - Duration::Days(1);
  const Instant end = begin + kCertificateLife;
  SWORN_ASSIGN_OR_RETURN(
      const crypto::CertificateAuthority authority,
      crypto::CertificateAuthority::Create(
          {.name = "Sworn development authority", .not_before = begin, .not_after = end}, random));
  SWORN_RETURN_IF_ERROR(
      WriteNewFile(directory / "ca.pem", authority.certificate_pem(), FileAccess::kEverybody));
  crypto::CertificateTerms server;
  server.common_name = "swornd";
  server.dns_names = {"localhost"};
  server.ip_addresses = {"127.0.0.1", "::1"};
  server.usage = crypto::CertificateUsage::kServer;
  server.not_before = begin;
  server.not_after = end;
  SWORN_RETURN_IF_ERROR(WriteCertificate(authority, server, directory / "server", random));
  for (const std::string role : {"submitter", "auditor", "operator"}) {
    crypto::CertificateTerms client;
    client.common_name = "sworn-" + role;
    client.uris = {"sworn:role/" + role};
    client.not_before = begin;
    client.not_after = end;
    SWORN_RETURN_IF_ERROR(WriteCertificate(authority, client, directory / role, random));
  }
  return Ok();
}

Status WriteConfig(const std::filesystem::path& directory, const std::string& listen) {
  const std::string text =
      "# What swornd reads; paths are relative to this file.\n"
      "listen = \"" +
      listen +
      "\"\n"
      "data_directory = \"data\"\n"
      "head_file = \"data/head\"\n"
      "projections_directory = \"data/projections\"\n"
      "log_key = \"keys/log.key\"\n"
      "\n"
      "[tls]\n"
      "ca = \"tls/ca.pem\"\n"
      "certificate = \"tls/server.pem\"\n"
      "key = \"tls/server.key\"\n";
  return WriteNewFile(directory / "swornd.toml", text, FileAccess::kEverybody);
}

// The stores with the genesis as entry 0.
Status WriteStore(const Home& home, const admission::Genesis& genesis, Instant recorded_at) {
  SWORN_RETURN_IF_ERROR(
      authoring::MakeDirectory(home.log_directory.parent_path(), FileAccess::kOwnerOnly));
  SWORN_RETURN_IF_ERROR(storage::HeadFile::Create(home.head_file, genesis.ledger_id()));
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<storage::HeadFile> heads,
                         storage::HeadFile::Open(home.head_file));
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<storage::RocksDbLogStore> store,
                         storage::RocksDbLogStore::Open(home.log_directory, {}));
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<tlog::Log> log, tlog::Log::Open(*store, *heads));
  SWORN_RETURN_IF_ERROR(admission::StartLedger(*log, genesis, recorded_at));
  return Ok();
}

Home HomeAt(const std::filesystem::path& directory, const std::string& listen) {
  Home home;
  home.directory = directory;
  home.listen = listen;
  home.log_directory = directory / "data" / "log";
  home.projections_directory = directory / "data" / "projections";
  home.head_file = directory / "data" / "head";
  return home;
}

}  // namespace

Result<Home> OpenHome(const std::string& directory) {
  if (directory.empty()) {
    return Fail(Reason::kNotFound,
                "say which ledger: give --home DIR, or set SWORN_HOME; 'sworn init DIR' makes one");
  }
  const std::filesystem::path path(directory);
  const Result<std::string> text = authoring::ReadFile(path / "swornd.toml");
  if (!text) {
    return Fail(text.error().reason, directory + " is no ledger home: " + text.error().message);
  }
  Result<nlohmann::json> config = ParseToml(*text);
  if (!config) return Within(directory + "/swornd.toml", config.error());
  authoring::JsonObject object(*config, directory + "/swornd.toml");
  std::string listen;
  std::string data;
  std::string head;
  std::string projections;
  SWORN_RETURN_IF_ERROR(object.String("listen", &listen));
  SWORN_RETURN_IF_ERROR(object.String("data_directory", &data));
  SWORN_RETURN_IF_ERROR(object.String("head_file", &head));
  SWORN_RETURN_IF_ERROR(object.String("projections_directory", &projections));
  Home home;
  home.directory = path;
  home.listen = listen;
  const std::filesystem::path data_directory = path / data;
  home.log_directory = data_directory / "log";
  home.head_file = head.empty() ? data_directory / "head" : path / head;
  home.projections_directory =
      projections.empty() ? data_directory / "projections" : path / projections;
  return home;
}

Result<MadeHome> InitHome(const InitTerms& terms, const Clock& clock, RandomSource& random) {
  SWORN_RETURN_IF_ERROR(CheckEmpty(terms.directory));
  const std::string origin =
      terms.origin.empty() ? "sworn.invalid/" + EncodeHex(random.Bytes(8)) : terms.origin;
  SWORN_RETURN_IF_ERROR(checkpoint::CheckKeyName(origin));
  SWORN_ASSIGN_OR_RETURN(
      const checkpoint::SignerKey log_key,
      checkpoint::SignerKey::Generate(origin, checkpoint::NoteKeyType::kEd25519));
  SWORN_ASSIGN_OR_RETURN(crypto::PrivateKey root_key,
                         crypto::PrivateKey::Generate(terms.root_scheme));
  // Made, and thereby checked, before anything is written.
  SWORN_ASSIGN_OR_RETURN(const admission::Genesis genesis,
                         admission::MakeGenesis({.origin = origin,
                                                 .title = terms.title,
                                                 .root_authority = terms.root_authority,
                                                 .root_name = terms.root_name,
                                                 .log_verifier_key = log_key.verifier().ToString(),
                                                 .simulated_time = terms.simulated_time,
                                                 .now = terms.began},
                                                root_key, random));
  MadeHome made{HomeAt(terms.directory, terms.listen), genesis.ledger_id(), origin,
                log_key.verifier().ToString(), root_key.public_key().fingerprint()};
  const std::filesystem::path keys = terms.directory / "keys";
  SWORN_RETURN_IF_ERROR(authoring::MakeDirectory(terms.directory, FileAccess::kOwnerOnly));
  SWORN_RETURN_IF_ERROR(authoring::MakeDirectory(keys, FileAccess::kOwnerOnly));
  SWORN_ASSIGN_OR_RETURN(std::string secret, log_key.ExportSecret());
  SWORN_RETURN_IF_ERROR(WriteSecret(keys / "log.key", secret));
  SWORN_RETURN_IF_ERROR(
      WriteNewFile(keys / "log.vkey", made.verifier_key + "\n", FileAccess::kEverybody));
  SWORN_ASSIGN_OR_RETURN(authoring::KeyRing ring,
                         authoring::KeyRing::CreateOrOpen(made.home.ring()));
  SWORN_RETURN_IF_ERROR(ring.Add(
      {.name = "root", .authority = terms.root_authority, .roles = {event::v1::ROLE_ADMINISTRATOR}},
      std::move(root_key)));
  SWORN_RETURN_IF_ERROR(WriteTls(made.home.tls(), clock, random));
  SWORN_RETURN_IF_ERROR(WriteStore(made.home, genesis, terms.began));
  // Last: a directory without it is no home, so a half-made one is not taken for one.
  SWORN_RETURN_IF_ERROR(WriteConfig(terms.directory, terms.listen));
  return made;
}

}  // namespace sworn::cli
