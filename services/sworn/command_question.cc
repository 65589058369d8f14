// sworn status|history|explain OFFICER
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "ledger/authoring/moment.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/validate.h"
#include "services/sworn/basis_check.h"
#include "services/sworn/client.h"
#include "services/sworn/commands.h"
#include "services/sworn/print_standing.h"
#include "services/sworn/proto_json.h"

namespace sworn::cli {
namespace {

using CertificationStub = api::v1::CertificationService::Stub;

struct QuestionOptions {
  std::string officer;
  std::string as_of;
  std::string known_at;
  std::string school;
  std::uint64_t minimum = 0;
};

// A number of entries, a day (its end), a moment, or "now": the newest signed head.
Status SetKnownAt(const std::string& text, api::v1::AsOf* as_of) {
  if (text.empty() || text == "now") return Ok();
  if (const Result<std::uint64_t> size = ParseDecimal(text); size) {
    as_of->set_tree_size(*size);
    return Ok();
  }
  if (Date::Parse(text).has_value()) {
    as_of->set_known_date(text);
    return Ok();
  }
  const Result<Instant> moment = authoring::ParseMoment(text);
  if (!moment) {
    return Fail(
        Reason::kInvalidDate,
        "\"" + text +
            "\" is no day (2024-01-10), time (\"2024-01-10 09:00\"), number of entries or \"now\"",
        "--known-at");
  }
  *as_of->mutable_known_time() = codec::ToTimestamp(*moment);
  return Ok();
}

Result<api::v1::AsOf> AsOfOf(const QuestionOptions& options) {
  api::v1::AsOf as_of;
  if (!options.as_of.empty()) {
    const Result<Date> day = Date::Parse(options.as_of);
    if (!day) return Within("--as-of", day.error());
    as_of.set_effective_date(options.as_of);
  }
  SWORN_RETURN_IF_ERROR(SetKnownAt(options.known_at, &as_of));
  as_of.set_minimum_tree_size(options.minimum);
  return as_of;
}

// The answer for programs, and what it was verified with.
template <typename Response>
void PrintAsJson(const Response& response, const VerifiedBasis& verified, const Context& context) {
  nlohmann::ordered_json value = ProtoToJson(response);
  value["verified"] = {{"checkpoint_size", verified.checkpoint_size.value()}};
  context.PrintJson(value);
}

// The error with the argument at fault in place of the request's field.
Error AsArgument(Error error) {
  if (error.field == "officer") error.field = "OFFICER";
  if (error.field == "school") error.field = "--school";
  if (error.field == "as_of.effective_date") error.field = "--as-of";
  if (error.field == "as_of.minimum_tree_size") error.field = "--minimum-size";
  if (error.field.rfind("as_of.", 0) == 0) error.field = "--known-at";
  if (error.field == "--known-at" && error.reason == Reason::kNotYetKnown) {
    error.message += " (--known-at now asks for it)";
  }
  return error;
}

Status CheckKnown(bool known) {
  if (known) return Ok();
  return Fail(Reason::kUnknownOfficer, "no officer of this number is registered, on this basis",
              "officer");
}

Status Standing(const QuestionOptions& options, const Context& context) {
  api::v1::GetStandingRequest request;
  request.set_officer(options.officer);
  request.set_school(options.school);
  SWORN_ASSIGN_OR_RETURN(*request.mutable_as_of(), AsOfOf(options));
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetStandingResponse response,
      client.Call(client.certification(), &CertificationStub::GetStanding, request));
  SWORN_ASSIGN_OR_RETURN(const VerifiedBasis verified, VerifyBasis(client, response.basis()));
  if (context.json) {
    PrintAsJson(response, verified, context);
  } else {
    PrintStanding(response.standing(), response.basis(), verified.checkpoint_size, context.out);
  }
  return CheckKnown(response.standing().known());
}

Status Explain(const QuestionOptions& options, const Context& context) {
  api::v1::ExplainRequest request;
  request.set_officer(options.officer);
  request.set_school(options.school);
  SWORN_ASSIGN_OR_RETURN(*request.mutable_as_of(), AsOfOf(options));
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const api::v1::ExplainResponse response,
                         client.Call(client.certification(), &CertificationStub::Explain, request));
  SWORN_ASSIGN_OR_RETURN(const VerifiedBasis verified, VerifyBasis(client, response.basis()));
  if (context.json) {
    PrintAsJson(response, verified, context);
  } else {
    PrintExplanations(response, verified.checkpoint_size, context.out);
  }
  return CheckKnown(response.standing().known());
}

Status History(const QuestionOptions& options, const Context& context) {
  api::v1::GetHistoryRequest request;
  request.set_officer(options.officer);
  SWORN_ASSIGN_OR_RETURN(*request.mutable_as_of(), AsOfOf(options));
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetHistoryResponse response,
      client.Call(client.certification(), &CertificationStub::GetHistory, request));
  SWORN_ASSIGN_OR_RETURN(const VerifiedBasis verified, VerifyBasis(client, response.basis()));
  if (context.json) {
    PrintAsJson(response, verified, context);
  } else {
    PrintHistory(response, options.officer, verified.checkpoint_size, context.out);
  }
  return CheckKnown(response.known());
}

using Action = ::sworn::Status (*)(const QuestionOptions&, const Context&);

CLI::App* AddQuestion(CLI::App& app, const std::string& name, const std::string& description,
                      const std::shared_ptr<QuestionOptions>& options, Action action,
                      Context& context, ExitCode& result) {
  CLI::App* command = app.add_subcommand(name, description);
  command->add_option("OFFICER", options->officer, "MPTC ID")->required();
  command->add_option("--known-at", options->known_at,
                      "As known at the end of a day, at a time, after so many entries, or now; "
                      "default: now");
  command->add_option("--minimum-size", options->minimum, "Wait until so many entries are there");
  command->callback([options, action, &context, &result] {
    const ::sworn::Status done = action(*options, context);
    result = ExitCode::kOk;
    if (done) return;
    // Under --json the answer itself says that the officer is not known.
    const bool answered = done.error().reason == Reason::kUnknownOfficer;
    result = answered && context.json ? ExitCodeOf(done.error())
                                      : context.Report(AsArgument(done.error()));
  });
  return command;
}

}  // namespace

void AddQuestionCommands(CLI::App& app, Context& context, ExitCode& result) {
  auto options = std::make_shared<QuestionOptions>();
  CLI::App* status = AddQuestion(app, "status", "What holds for an officer on a day", options,
                                 Standing, context, result);
  status->footer(
      "Examples:\n"
      "  sworn status 4711\n"
      "  sworn status 4711 --as-of 2024-03-15 --known-at 2024-03-15\n"
      "  sworn status 4711 --as-of 2024-03-15 --known-at \"2024-03-18 09:00\" --school "
      "example-middle");
  CLI::App* explain = AddQuestion(app, "explain", "The same with the reasons, rules and citations",
                                  options, Explain, context, result);
  explain->footer("Example:\n  sworn explain 4711 --as-of 2024-03-15");
  for (CLI::App* command : {status, explain}) {
    command->add_option("--as-of", options->as_of, "The day asked about; default: today");
    command->add_option("--school", options->school, "One school; default: all of a designation");
  }
  CLI::App* history = AddQuestion(app, "history", "What held when, and what was learned when",
                                  options, History, context, result);
  history->footer("Example:\n  sworn history 4711 --known-at 2024-06-30");
}

}  // namespace sworn::cli
