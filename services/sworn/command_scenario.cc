// sworn scenario run FILE…
#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "services/sworn/commands.h"
#include "services/sworn/scenario.h"
#include "services/sworn/scenario_runner.h"

namespace sworn::cli {
namespace {

nlohmann::ordered_json ToJson(const ScenarioReport& report) {
  nlohmann::ordered_json differences = nlohmann::ordered_json::array();
  for (const Difference& difference : report.differences) {
    differences.push_back({{"where", difference.where},
                           {"what", difference.what},
                           {"expected", difference.expected},
                           {"got", difference.got},
                           {"because", difference.because},
                           {"note", difference.note}});
  }
  return {{"title", report.title},
          {"entries", report.events},
          {"expectations", report.expectations},
          {"simulated_time", true},
          {"differences", differences}};
}

void Print(const ScenarioReport& report, const std::string& file, std::ostream& out) {
  out << file << ": " << report.title << "\n";
  for (const Difference& difference : report.differences) {
    out << "  " << difference.where << "\n"
        << "    " << difference.what << ": expected " << difference.expected << ", got "
        << difference.got << "\n";
    if (!difference.because.empty()) out << "    the ledger: " << difference.because << "\n";
    if (!difference.note.empty()) out << "    the scenario: " << difference.note << "\n";
  }
  out << "  " << report.events << " entries, " << report.expectations << " expectations, "
      << (report.differences.empty() ? "all met"
                                     : std::to_string(report.differences.size()) + " differences")
      << " (simulated time)\n";
}

ExitCode RunFiles(const std::vector<std::string>& files, const Context& context) {
  ExitCode result = ExitCode::kOk;
  nlohmann::ordered_json reports = nlohmann::ordered_json::array();
  for (const std::string& file : files) {
    const Result<Scenario> scenario = ReadScenario(file);
    if (!scenario) {
      return context.ReportUsage(scenario.error());
    }
    const Result<ScenarioReport> report = RunScenario(*scenario);
    if (!report) {
      return context.ReportUsage(
          Fail(report.error().reason, report.error().message, file + ": " + report.error().field));
    }
    if (!report->differences.empty()) result = ExitCode::kExpectationDiffers;
    if (context.json) {
      reports.push_back(ToJson(*report));
      reports.back()["file"] = file;
    } else {
      Print(*report, file, context.out);
    }
  }
  if (context.json) context.PrintJson(reports);
  return result;
}

}  // namespace

void AddScenarioCommands(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* scenario =
      app.add_subcommand("scenario", "Run scenarios: dated events, expected answers");
  scenario->require_subcommand(1);
  CLI::App* run =
      scenario->add_subcommand("run", "Run scenario files in memory, each in a ledger of its own");
  run->footer(
      "Each file is lived through from its genesis on, in simulated time, by the admission,\n"
      "projection and evaluation code of the daemon. Every difference is printed with the\n"
      "ledger's reason. The format: tests/scenarios/README.md.\n\n"
      "Example:\n  sworn scenario run tests/scenarios/*.toml\n\n"
      "Exit code 8 when any expectation differs, 2 when a file cannot be run.");
  auto files = std::make_shared<std::vector<std::string>>();
  run->add_option("FILE", *files, "Scenario files (TOML)")->required();
  run->callback([files, &context, &result] { result = RunFiles(*files, context); });
}

}  // namespace sworn::cli
