#include "services/sworn/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "ledger/base/clock.h"
#include "ledger/crypto/random.h"
#include "services/sworn/commands.h"
#include "services/sworn/context.h"

namespace sworn::cli {
namespace {

constexpr char kFooter[] =
    "Exit codes: 0 ok, 1 verification failed, 2 usage, 3 not found, 4 denied, 5 conflict,\n"
    "6 unavailable, 7 input refused or partly refused, 8 expectation differs.";

// Everywhere the same options, wherever on the line they stand.
void AddSharedOptions(CLI::App& app, Context& context) {
  app.add_option("--home", context.home, "The ledger home made by 'sworn init'")
      ->envname("SWORN_HOME");
  app.add_option("--server", context.server, "HOST:PORT of the daemon; default: the home's");
  app.add_option("--timeout", context.timeout_seconds, "Seconds to wait for one answer")
      ->capture_default_str()
      ->check(CLI::Range(1U, 3600U));
  app.add_flag("--json", context.json, "Print the answer as JSON");
  app.fallthrough();
}

}  // namespace

int RunSworn(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  const SystemClock clock;
  crypto::SystemRandom random;
  Context context{out, err, clock, random, {}, {}};
  ExitCode result = ExitCode::kOk;

  CLI::App app("A verifiable ledger of police training and certification", "sworn");
  app.footer(kFooter);
  app.require_subcommand(1);
  app.set_version_flag("--version", "sworn 0.1.0");
  AddSharedOptions(app, context);
  AddInitCommand(app, context, result);
  AddKeysCommands(app, context, result);
  AddSubmitCommand(app, context, result);
  AddQuestionCommands(app, context, result);
  AddLogCommands(app, context, result);
  AddSealedCommands(app, context, result);
  AddOfflineCommands(app, context, result);
  AddScenarioCommands(app, context, result);
  AddClockCommands(app, context, result);

  // The library reports what is wrong with a command line by exceptions; they end here.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error, out, err);  // --help, --version
    // The option may stand behind the mistake, where it was not read any more.
    context.json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    if (!context.json) {
      app.exit(error, out, err);
    } else {
      context.ReportUsage(Fail(Reason::kInvalidField, error.what()));
    }
    return static_cast<int>(ExitCode::kUsage);
  }
  return static_cast<int>(result);
}

}  // namespace sworn::cli
