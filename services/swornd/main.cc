// swornd: serves one ledger by gRPC. See README.md.
#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "ledger/base/clock.h"
#include "services/swornd/config.h"
#include "services/swornd/daemon.h"

namespace sworn::daemon {
namespace {

constexpr int kCannotStart = 1;
constexpr int kUsage = 2;

void SetUpLogging(LogLevel level) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("swornd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  switch (level) {
    case LogLevel::kError:
      return spdlog::set_level(spdlog::level::err);
    case LogLevel::kWarning:
      return spdlog::set_level(spdlog::level::warn);
    case LogLevel::kInfo:
      return spdlog::set_level(spdlog::level::info);
    case LogLevel::kDebug:
      return spdlog::set_level(spdlog::level::debug);
  }
}

// Blocked before any thread starts, so that all of them leave the signals to sigwait.
sigset_t BlockStopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

int Report(const Error& error, int exit_code) {
  std::fprintf(stderr, "swornd: %s\n", ToString(error).c_str());
  return exit_code;
}

int Serve(const Config& config, const sigset_t& signals) {
  SetUpLogging(config.log_level);
  const SystemClock clock;
  const Result<std::unique_ptr<Daemon>> daemon = Daemon::Start(config, clock);
  if (!daemon) return Report(daemon.error(), kCannotStart);
  std::printf("%s\n", (*daemon)->ReadyLine().c_str());
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  spdlog::info("stopping");
  (*daemon)->Stop();
  spdlog::info("stopped");
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("Serves one Sworn ledger by gRPC, until SIGTERM or SIGINT.", "swornd");
  std::string file;
  bool check = false;
  app.set_version_flag("--version", "swornd " SWORN_VERSION);
  app.add_option("--config", file, "The configuration, swornd.toml")->required();
  app.add_flag("--check", check, "Only read the configuration and the files that it names");
  app.footer("Exit codes: 0 stopped as told, 1 cannot start, 2 usage or configuration.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }
  const sigset_t signals = BlockStopSignals();
  const Result<Config> config = LoadConfig(file);
  if (!config) return Report(config.error(), kUsage);
  if (!check) return Serve(*config, signals);
  if (const Status checked = CheckFiles(*config); !checked) return Report(checked.error(), kUsage);
  std::printf("swornd: %s is in order\n", file.c_str());
  return 0;
}

}  // namespace
}  // namespace sworn::daemon

int main(int argc, char** argv) { return sworn::daemon::Main(argc, argv); }
