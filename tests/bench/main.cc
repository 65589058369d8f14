// sworn-bench: measures a whole installation on this machine and says under which circumstances.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>

#include "ledger/authoring/key_ring.h"
#include "ledger/codec/signing.h"
#include "ledger/crypto/random.h"
#include "tests/bench/append_bench.h"
#include "tests/bench/client.h"
#include "tests/bench/daemon_process.h"
#include "tests/bench/machine_limits.h"
#include "tests/bench/query_bench.h"
#include "tests/bench/report.h"
#include "tests/bench/storage_bench.h"
#include "tests/bench/workload.h"

namespace sworn::bench {
namespace {

constexpr const char* kCircumstances =
    "pre-signed, followers on, mTLS on, client on the same cores";

struct Options {
  std::filesystem::path directory;
  std::uint64_t events = 1'000'000;
  std::size_t measured = 60'000;
  bool json = false;
};

class Bench {
 public:
  Bench(Options options, std::filesystem::path programs)
      : options_(std::move(options)),
        programs_(std::move(programs)),
        home_(options_.directory / "home") {}

  void Run() {
    report_.set_quiet(options_.json);
    std::filesystem::create_directories(options_.directory);
    limits_ = MeasureMachine(options_.directory, report_);
    MakeHome();
    {
      DaemonProcess daemon(programs_ / "swornd", home_ / "swornd.toml");
      const AppendTarget target{daemon.address(), home_};
      MeasureAppends(target);
      Fill(target);
      MeasureStandings(target);
      report_.Add("resident memory after the load",
                  static_cast<double>(daemon.ResidentBytes()) / (1 << 20), "MiB");
      daemon.Stop();
    }
    MeasureRestart();
    const double entries = static_cast<double>(stored_);
    report_.Add("log on disk", static_cast<double>(DiskBytes(home_ / "data/log")) / entries,
                "B/event", "entries, tiles, streams, ids, write-ahead log");
    report_.Add("projections on disk",
                static_cast<double>(DiskBytes(home_ / "data/projections")) / entries, "B/event");
    MeasureReplay(home_, report_);
    if (options_.json) std::cout << report_.json().dump(2) << '\n';
  }

 private:
  void MakeHome() {
    std::filesystem::remove_all(home_);
    const int status =
        RunProgram(programs_ / "sworn", {"init", home_.string(), "--origin", "bench.example/ledger",
                                         "--title", "Benchmark", "--listen", "127.0.0.1:0"});
    if (status != 0) {
      std::fprintf(stderr, "sworn-bench: `sworn init` ended with %d\n", status);
      std::exit(6);
    }
  }

  void MeasureAppends(const AppendTarget& target) {
    const auto stub = api::v1::LedgerService::NewStub(Connect(target.address, home_, "auditor"));
    api::v1::GetLedgerResponse ledger;
    grpc::ClientContext context;
    Require(stub->GetLedger(&context, {}, &ledger), "ledger");
    ring_.emplace(authoring::KeyRing::Open(home_ / "keys/ring").value());
    const authoring::RingKey& root = *ring_->Get("root").value();
    workload_.emplace(LedgerId::FromBytes(ledger.ledger_id()).value(), root.key,
                      root.description.authority);
    const std::vector<std::string> setup = workload_->Setup();
    AppendInBulk(target, setup, 1, nullptr);
    stored_ = 1 + setup.size();

    MeasureBulk(target, "bulk appends, P-256 each", Signing::kEachP256, options_.measured,
                limits_.p256_per_second);
    MeasureBulk(target, "bulk appends, Ed25519 each", Signing::kEachEd25519, options_.measured / 2,
                limits_.ed25519_per_second);
    MeasureBulk(target, "bulk appends, root-signed batches", Signing::kTogetherEd25519,
                3 * options_.measured, limits_.p256_per_second);
    MeasureUnary(target);
  }

  void MeasureBulk(const AppendTarget& target, const std::string& what, Signing signing,
                   std::size_t count, double limit) {
    const std::vector<std::string> events = workload_->Completions(count, signing);
    Latencies latencies;
    const double rate = AppendInBulk(target, events, 4, &latencies);
    stored_ += events.size();
    report_.Add(what, rate, "events/s", kCircumstances);
    report_.Add(what + ", of the signature limit", 100 * rate / limit, "%",
                signing == Signing::kEachEd25519 ? "Ed25519 limit" : "P-256 limit");
    report_.AddLatencies(what + ", message of 1,000", latencies);
  }

  void MeasureUnary(const AppendTarget& target) {
    for (const int callers : {64, 1}) {
      const std::vector<std::string> events =
          workload_->Completions(options_.measured / (callers == 1 ? 20 : 3), Signing::kEachP256);
      Latencies latencies;
      const std::string what = "unary appends, " + std::to_string(callers) + " callers, P-256";
      report_.Add(what, AppendOneByOne(target, events, callers, &latencies), "events/s",
                  kCircumstances);
      report_.AddLatencies(what, latencies);
      stored_ += events.size();
    }
  }

  void Fill(const AppendTarget& target) {
    constexpr std::size_t kStep = 100'000;
    while (stored_ < options_.events) {
      const std::size_t count = std::min<std::size_t>(kStep, options_.events - stored_);
      AppendInBulk(target, workload_->Completions(count, Signing::kTogetherEd25519), 2, nullptr);
      stored_ += count;
      if (!options_.json)
        std::fprintf(stderr, "\rstored %llu of %llu ", static_cast<unsigned long long>(stored_),
                     static_cast<unsigned long long>(options_.events));
    }
    if (!options_.json) std::fprintf(stderr, "\n");
  }

  void MeasureStandings(const AppendTarget& target) {
    const std::string stored = std::to_string(stored_) + " events stored, mTLS on";
    for (const int callers : {1, 8}) {
      Latencies latencies;
      AskStandings(target, 2'000, callers, &latencies);  // Warm the caches.
      Latencies warm;
      const std::string what = "standings, " + std::to_string(callers) + " callers";
      report_.Add(what, AskStandings(target, 20'000, callers, &warm), "/s", stored);
      report_.AddLatencies(what, warm);
    }
  }

  void MeasureRestart() {
    const std::string stored = std::to_string(stored_) + " events";
    {
      DaemonProcess after_kill(programs_ / "swornd", home_ / "swornd.toml");
      report_.Add("start after kill -9 behind the load, until ready", after_kill.start_seconds(),
                  "s", stored);
      after_kill.Stop();
    }
    DaemonProcess after_stop(programs_ / "swornd", home_ / "swornd.toml");
    report_.Add("start after a stop, until ready", after_stop.start_seconds(), "s", stored);
    report_.Add("resident memory after the start",
                static_cast<double>(after_stop.ResidentBytes()) / (1 << 20), "MiB");
    after_stop.Stop();
  }

  const Options options_;
  const std::filesystem::path programs_;
  const std::filesystem::path home_;
  Report report_;
  MachineLimits limits_;
  std::optional<authoring::KeyRing> ring_;
  std::optional<Workload> workload_;
  std::uint64_t stored_ = 0;
};

}  // namespace
}  // namespace sworn::bench

int main(int argc, char** argv) {
  CLI::App app("Measures a whole Sworn installation: init, swornd and clients, on this machine.");
  sworn::bench::Options options;
  options.directory = std::filesystem::temp_directory_path() / "sworn-bench";
  app.add_option("--directory", options.directory,
                 "Where the ledger is made; what is there is removed")
      ->capture_default_str();
  app.add_option("--events", options.events, "Events stored before standings are asked for")
      ->capture_default_str();
  app.add_option("--measured", options.measured, "Events for each measurement of appends")
      ->capture_default_str();
  app.add_flag("--json", options.json, "One JSON array instead of lines");
  CLI11_PARSE(app, argc, argv);
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  sworn::bench::Bench(options, self.parent_path()).Run();
  return 0;
}
