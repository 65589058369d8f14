// The commands. Each function adds its own to the parser; what is chosen runs when parsing is done
// and leaves its exit code in `result`. The parser, the context and `result` must outlive parsing.
#pragma once

#include <CLI/App.hpp>

#include "services/sworn/context.h"

namespace sworn::cli {

void AddInitCommand(CLI::App& app, Context& context, ExitCode& result);
void AddKeysCommands(CLI::App& app, Context& context, ExitCode& result);
void AddSubmitCommand(CLI::App& app, Context& context, ExitCode& result);
void AddQuestionCommands(CLI::App& app, Context& context, ExitCode& result);
void AddLogCommands(CLI::App& app, Context& context, ExitCode& result);
void AddSealedCommands(CLI::App& app, Context& context, ExitCode& result);
void AddOfflineCommands(CLI::App& app, Context& context, ExitCode& result);
void AddScenarioCommands(CLI::App& app, Context& context, ExitCode& result);
void AddClockCommands(CLI::App& app, Context& context, ExitCode& result);

}  // namespace sworn::cli
