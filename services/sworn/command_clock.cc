// sworn clock confirm TIME
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "ledger/authoring/moment.h"
#include "ledger/codec/validate.h"
#include "services/sworn/client.h"
#include "services/sworn/commands.h"

namespace sworn::cli {
namespace {

Status Confirm(const std::string& time, const Context& context) {
  const Result<Instant> true_time = authoring::ParseMoment(time);
  if (!true_time) return Within("TIME", true_time.error());
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kOperator));
  api::v1::ConfirmClockRequest request;
  *request.mutable_true_time() = codec::ToTimestamp(*true_time);
  SWORN_ASSIGN_OR_RETURN(const api::v1::ConfirmClockResponse response,
                         client.Call(client.operator_service(),
                                     &api::v1::OperatorService::Stub::ConfirmClock, request));
  SWORN_ASSIGN_OR_RETURN(const Instant accepted,
                         codec::ToInstant(response.accepted_time(), "accepted_time"));
  if (context.json) {
    context.PrintJson({{"accepted_time", accepted.ToString()}});
  } else {
    context.out << "The daemon's clock is confirmed; it takes events again from "
                << EasternText(accepted) << " on.\n";
  }
  return Ok();
}

}  // namespace

void AddClockCommands(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* clock = app.add_subcommand("clock", "The daemon's clock");
  clock->require_subcommand(1);
  CLI::App* confirm =
      clock->add_subcommand("confirm", "Say that the daemon's clock is right, after it jumped");
  confirm->footer(
      "TIME is what a trustworthy clock shows now; it must lie within 60 seconds of the daemon's.\n"
      "\nExample:\n  sworn clock confirm \"2026-11-22T14:30:00Z\"");
  auto time = std::make_shared<std::string>();
  confirm->add_option("TIME", *time, "RFC 3339 in UTC, or \"2026-11-22 09:30\" Eastern")
      ->required();
  confirm->callback([time, &context, &result] {
    const Status done = Confirm(*time, context);
    result = done ? ExitCode::kOk : context.Report(done.error());
  });
}

}  // namespace sworn::cli
