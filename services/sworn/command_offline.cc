// sworn verify log, sworn projections rebuild: on a home's stores, without the daemon.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>

#include "ledger/base/encoding.h"
#include "ledger/projections/rebuild.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/rocksdb_row_store.h"
#include "ledger/tlog/log.h"
#include "ledger/verification/verify_log.h"
#include "services/sworn/checkpoint_file.h"
#include "services/sworn/commands.h"
#include "services/sworn/home.h"

namespace sworn::cli {
namespace {

using nlohmann::ordered_json;
using storage::HeadFile;
using storage::RocksDbLogStore;
using storage::RocksDbRowStore;

// Rows that are derived for a comparison and thrown away.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(std::filesystem::path path) : path_(std::move(path)) { Clear(); }
  ~ScratchDirectory() { Clear(); }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  void Clear() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path path_;
};

// Only now and then: progress for people, not a log.
class ProgressLine {
 public:
  explicit ProgressLine(const Context& context) : context_(context) {}
  void Show(std::string_view stage, std::uint64_t done, std::uint64_t total) {
    if (context_.json || total == 0) return;
    const std::uint64_t percent = done * 100 / total;
    if (stage == stage_ && percent / 10 == shown_ / 10 && percent != 100) return;
    if (stage == stage_ && percent == shown_) return;
    stage_ = std::string(stage);
    shown_ = percent;
    context_.err << stage << ": " << done << " of " << total << "\n";
  }

 private:
  const Context& context_;
  std::string stage_;
  std::uint64_t shown_ = 0;
};

// A store that damage keeps from opening is salvaged: what can be read shows what cannot.
struct OpenedStore {
  std::unique_ptr<RocksDbLogStore> store;
  std::optional<Error> damage;
};

Result<OpenedStore> OpenStore(const Home& home) {
  storage::RocksDbLogOptions options;
  options.mode = storage::LogStoreMode::kReadOnly;
  Result<std::unique_ptr<RocksDbLogStore>> store =
      RocksDbLogStore::Open(home.log_directory, options);
  if (store) return OpenedStore{*std::move(store), std::nullopt};
  if (store.error().reason != Reason::kCorrupt) return std::move(store).error();
  OpenedStore opened{nullptr, store.error()};
  options.mode = storage::LogStoreMode::kSalvage;
  SWORN_ASSIGN_OR_RETURN(opened.store, RocksDbLogStore::Open(home.log_directory, options));
  return opened;
}

ordered_json ToJson(const verification::Report& report) {
  ordered_json findings = ordered_json::array();
  for (const verification::Finding& finding : report.findings) {
    findings.push_back({{"check", std::string(verification::Name(finding.check))},
                        {"first", finding.first.value()},
                        {"last", finding.last.value()},
                        {"error", ErrorToJson(finding.error)}});
  }
  ordered_json value = {{"sound", report.sound()},
                        {"tree_size", report.size.value()},
                        {"signatures", report.signatures},
                        {"streams", report.streams},
                        {"sealed_erased", report.sealed_erased},
                        {"projections_compared", report.projections_compared},
                        {"total_findings", report.total_findings},
                        {"findings", findings}};
  if (report.root) value["root"] = report.root->ToHex();
  if (report.identity) {
    value["ledger_id"] = report.identity->ledger_id.ToHex();
    value["simulated_time"] = report.identity->simulated_time;
  }
  return value;
}

void Print(const verification::Report& report, std::ostream& out) {
  for (const verification::Finding& finding : report.findings) {
    out << "  " << verification::Name(finding.check) << ", entr"
        << (finding.first == finding.last
                ? "y " + ToString(finding.first)
                : "ies " + ToString(finding.first) + " to " + ToString(finding.last))
        << ": " << sworn::ToString(finding.error) << "\n";
  }
  if (report.total_findings > report.findings.size()) {
    out << "  and " << report.total_findings - report.findings.size() << " more\n";
  }
  out << ToString(report.size) << " entries, " << report.signatures << " signatures, "
      << report.streams << " streams, " << report.sealed_erased << " sealed parts erased; "
      << (report.projections_compared ? "projections compared" : "projections not compared")
      << ".\n";
  if (report.root) out << "Root " << report.root->ToHex() << ".\n";
  if (report.identity && report.identity->simulated_time) {
    out << "SIMULATED TIME: for demonstrations only.\n";
  }
  out << (report.sound() ? "The log is sound.\n" : "THE LOG IS NOT SOUND.\n");
}

Result<ExitCode> Verify(const std::string& checkpoint_file, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const Home home, OpenHome(context.home));
  // The heads first: beside a running daemon the store may only be ahead of them.
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<HeadFile> heads,
                         HeadFile::Open(home.head_file, storage::HeadFileMode::kReadOnly));
  SWORN_ASSIGN_OR_RETURN(OpenedStore opened, OpenStore(home));
  if (heads->had_damaged_slot()) {
    context.err << "sworn: one of the two slots of " << home.head_file.string()
                << " is damaged; the other one holds\n";
  }
  verification::VerifyOptions options;
  options.damage = std::move(opened.damage);
  if (!checkpoint_file.empty()) {
    SWORN_ASSIGN_OR_RETURN(options.checkpoint, ReadCheckpointFile(checkpoint_file));
  }
  // A running daemon holds the rows; the log itself can be verified all the same.
  Result<std::unique_ptr<RocksDbRowStore>> rows = RocksDbRowStore::Open(home.projections_directory);
  if (!rows) context.err << "sworn: projections left out: " << rows.error().message << "\n";
  const ScratchDirectory scratch_directory(home.projections_directory.string() + ".verify");
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDbRowStore> scratch,
                         RocksDbRowStore::Open(scratch_directory.path()));
  verification::VerifyPorts ports{.store = *opened.store, .heads = heads.get()};
  if (rows) {
    ports.rows = rows->get();
    ports.scratch = scratch.get();
  }
  ProgressLine line(context);
  SWORN_ASSIGN_OR_RETURN(
      const verification::Report report,
      verification::VerifyLog(ports, options, [&](const verification::Progress& progress) {
        line.Show(progress.stage, progress.done, progress.total);
      }));
  if (context.json) {
    context.PrintJson(ToJson(report));
  } else {
    Print(report, context.out);
  }
  return report.sound() ? ExitCode::kOk : ExitCode::kVerificationFailed;
}

Result<ExitCode> RebuildRows(const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const Home home, OpenHome(context.home));
  SWORN_ASSIGN_OR_RETURN(
      const std::unique_ptr<RocksDbLogStore> store,
      RocksDbLogStore::Open(home.log_directory, {.mode = storage::LogStoreMode::kReadOnly}));
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<HeadFile> heads,
                         HeadFile::Open(home.head_file, storage::HeadFileMode::kReadOnly));
  tlog::LogOptions read_only;
  read_only.read_only = true;
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<tlog::Log> log,
                         tlog::Log::Open(*store, *heads, read_only));
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDbRowStore> rows,
                         RocksDbRowStore::Open(home.projections_directory));
  SWORN_ASSIGN_OR_RETURN(const TreeSize size_before, rows->Cursor());
  SWORN_ASSIGN_OR_RETURN(const Sha256Hash before, rows->Digest());
  ProgressLine line(context);
  SWORN_ASSIGN_OR_RETURN(const projections::RebuiltRows rebuilt,
                         projections::Rebuild(*log, *rows, [&](TreeSize done, TreeSize total) {
                           line.Show("projections", done.value(), total.value());
                         }));
  const bool comparable = size_before == rebuilt.size;
  const bool same = before == rebuilt.digest;
  if (context.json) {
    context.PrintJson(
        {{"before", {{"tree_size", size_before.value()}, {"digest", before.ToHex()}}},
         {"after", {{"tree_size", rebuilt.size.value()}, {"digest", rebuilt.digest.ToHex()}}},
         {"comparable", comparable},
         {"same", same}});
  } else {
    context.out << "Before: " << before.ToHex() << ", from " << ToString(size_before)
                << " entries.\nAfter:  " << rebuilt.digest.ToHex() << ", from "
                << ToString(rebuilt.size) << " entries.\n";
    if (!comparable) {
      context.out << "The rows had been derived from fewer entries, so the two need not agree.\n";
    } else {
      context.out << (same ? "The rows are the same, byte for byte.\n"
                           : "THE ROWS WERE NOT WHAT THE LOG GIVES; they are now.\n");
    }
  }
  return comparable && !same ? ExitCode::kVerificationFailed : ExitCode::kOk;
}

}  // namespace

void AddOfflineCommands(CLI::App& app, Context& context, ExitCode& result) {
  const auto settle = [&context, &result](const Result<ExitCode>& code) {
    result = code ? *code : context.Report(code.error());
  };
  CLI::App* verify = app.add_subcommand("verify", "Check what is stored");
  verify->require_subcommand(1);
  CLI::App* log = verify->add_subcommand("log", "Re-derive everything from the stored entries");
  log->footer(
      "Reads the home's stores: hashes, signatures, authority, streams, tree, head file and\n"
      "projections. Works beside a running daemon, but then leaves the projections out.\n\n"
      "Examples:\n  sworn verify log --home ledger\n"
      "  sworn verify log --checkpoint checkpoint-of-last-month\n\n"
      "Exit code 1 when anything differs; each finding names its entry, or the range.");
  auto checkpoint = std::make_shared<std::string>();
  log->add_option("--checkpoint", *checkpoint,
                  "A checkpoint kept elsewhere (log checkpoint --note, or --json), which the log "
                  "must contain")
      ->check(CLI::ExistingFile);
  log->callback([checkpoint, &context, settle] { settle(Verify(*checkpoint, context)); });

  CLI::App* projections = app.add_subcommand("projections", "What is derived from the log");
  projections->require_subcommand(1);
  CLI::App* rebuild = projections->add_subcommand("rebuild", "Drop the rows and derive them anew");
  rebuild->footer(
      "The daemon must not be running. Prints the rows' digest before and after.\n\n"
      "Example:\n  sworn projections rebuild --home ledger\n\n"
      "Exit code 1 when the rows had not been what the log gives.");
  rebuild->callback([&context, settle] { settle(RebuildRows(context)); });
}

}  // namespace sworn::cli
