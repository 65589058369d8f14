// What every command is given: where it prints, and the options that all commands share.
//
// A command prints its answer to `out` (as JSON under --json, and then nothing else), everything
// else to `err`, and returns its exit code. One thread.
#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "ledger/base/clock.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "services/sworn/exit_code.h"

namespace sworn::cli {

struct Context {
  std::ostream& out;
  std::ostream& err;
  const Clock& clock;
  RandomSource& random;

  std::string home;    // --home or SWORN_HOME; empty: not given.
  std::string server;  // --server; empty: what the home's swornd.toml says.
  bool json = false;
  unsigned timeout_seconds = 30;

  // Prints the error ("sworn: …", or {"error": …}) and returns its exit code.
  ExitCode Report(const Error& error) const;
  // The same for a mistake in the command line, whose reason is "USAGE" whatever the error's.
  ExitCode ReportUsage(const Error& error) const;
  void PrintJson(const nlohmann::ordered_json& value) const;
};

// {"reason", "message", "field"}
nlohmann::ordered_json ErrorToJson(const Error& error);

}  // namespace sworn::cli
