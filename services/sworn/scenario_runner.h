// Runs a scenario and says where the ledger's answers differ from what it expects.
//
//   SWORN_ASSIGN_OR_RETURN(const ScenarioReport report, RunScenario(scenario));
//   for (const Difference& difference : report.differences) …
//
// Thread-safe: each run has a ledger of its own.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ledger/base/result.h"
#include "services/sworn/scenario.h"

namespace sworn::cli {

struct Difference {
  std::string where;  // "expectation 2: officer 4711 on 2023-11-20, knowing all"
  std::string what;   // "sro_status"
  std::string expected;
  std::string got;
  std::string because;  // The ledger's reason, with its citation; may be empty.
  std::string note;     // The scenario's.
};

struct ScenarioReport {
  std::string title;
  std::size_t events = 0;  // Entries that the scenario's own events and its cast made.
  std::size_t expectations = 0;
  std::vector<Difference> differences;
};

// Fails only when the scenario itself cannot be run: a key that nobody has, a label that is not
// there. An event that the ledger refuses against expectation is a difference.
Result<ScenarioReport> RunScenario(const Scenario& scenario);

}  // namespace sworn::cli
