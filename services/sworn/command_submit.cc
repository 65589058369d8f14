// sworn submit FILE…
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "ledger/authoring/files.h"
#include "ledger/authoring/key_ring.h"
#include "ledger/authoring/moment.h"
#include "ledger/authoring/submission.h"
#include "ledger/codec/validate.h"
#include "services/sworn/client.h"
#include "services/sworn/commands.h"

namespace sworn::cli {
namespace {

using authoring::OutboxVerdict;
using authoring::SignedItem;
using authoring::SubmissionItem;
using authoring::SubmissionReport;

struct SubmitOptions {
  std::vector<std::string> files;
  std::vector<std::string> keys;
  std::string agency;
  std::string ring;
  std::string outbox;
  std::string recorded_at;
  std::vector<std::string> ignored_columns;
  bool batch = false;
  bool quiet = false;
};

// One input file, of either kind.
struct Input {
  std::string unit;  // "row" or "item"
  std::vector<SubmissionItem> items;
  std::function<std::string(const SubmissionReport&)> rejects;
  // The column of a CSV that a refusal's field stands for; empty where there is none.
  std::function<std::string(const std::string& field)> column;
};

api::v1::Submission ToMessage(const SignedItem& item) {
  api::v1::Submission submission;
  submission.set_signed_event(item.signed_event);
  for (const event::v1::SealedContent& content : item.sealed) {
    api::v1::SealedContent* sealed = submission.add_sealed();
    sealed->set_kind(static_cast<std::uint32_t>(content.kind()));
    sealed->set_salt(content.salt());
    sealed->set_content(content.content());
  }
  if (item.recorded_at) {
    *submission.mutable_simulated_recorded_at() = codec::ToTimestamp(*item.recorded_at);
  }
  return submission;
}

OutboxVerdict FromMessage(const api::v1::Verdict& message) {
  OutboxVerdict verdict;
  if (message.has_accepted()) {
    verdict.accepted = true;
    verdict.index = LeafIndex(message.accepted().index());
    verdict.duplicate = message.accepted().duplicate();
  } else {
    verdict.reason = message.refused().reason();
    verdict.field = message.refused().field();
    verdict.message = message.refused().message();
  }
  return verdict;
}

Status CheckCovered(const checkpoint::Checkpoint& head, LeafIndex index) {
  if (Contains(head.size, index)) return Ok();
  return Fail(Reason::kVerificationFailed, "the checkpoint of " + ToString(head.size) +
                                               " entries does not cover entry " + ToString(index));
}

// Sends one message and checks what the ledger promises: that its signed checkpoint covers every
// accepted event.
Result<std::vector<OutboxVerdict>> Send(Client& client, std::span<const SignedItem> items) {
  api::v1::AppendStreamRequest request;
  for (const SignedItem& item : items) *request.add_submissions() = ToMessage(item);
  grpc::ClientContext call;
  client.SetDeadline(call);
  const auto stream = client.ledger().AppendStream(&call);
  api::v1::AppendStreamResponse response;
  const bool answered = stream->Write(request) && stream->Read(&response);
  stream->WritesDone();
  const grpc::Status status = stream->Finish();
  if (!answered) {
    if (!status.ok()) return rpc::ToError(status);
    return Fail(Reason::kUnavailable, "the daemon ended the stream without an answer");
  }
  std::vector<OutboxVerdict> verdicts;
  bool any_accepted = false;
  for (const api::v1::Verdict& verdict : response.verdicts()) {
    verdicts.push_back(FromMessage(verdict));
    any_accepted = any_accepted || verdicts.back().accepted;
  }
  if (!any_accepted) return verdicts;
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  for (const OutboxVerdict& verdict : verdicts) {
    if (verdict.accepted) SWORN_RETURN_IF_ERROR(CheckCovered(head, verdict.index));
  }
  return verdicts;
}

// Where the ledger has an event, covered by its signed checkpoint.
Result<LeafIndex> Find(Client& client, const std::string& acting_authority,
                       const std::string& event_id) {
  api::v1::GetReceiptRequest request;
  request.mutable_identity()->set_acting_authority(acting_authority);
  request.mutable_identity()->set_event_id(event_id);
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetReceiptResponse response,
      client.Call(client.ledger(), &api::v1::LedgerService::Stub::GetReceipt, request));
  const LeafIndex index(response.receipt().index());
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.receipt().checkpoint()));
  SWORN_RETURN_IF_ERROR(CheckCovered(head, index));
  return index;
}

// The key that signs completions: the named ones, or the only one that a clerk or chief has.
Result<std::vector<authoring::SignerRequest>> ChooseSigners(const SubmitOptions& options,
                                                            const authoring::KeyRing& ring,
                                                            std::string* agency) {
  std::vector<authoring::SignerRequest> signers;
  for (const std::string& key : options.keys) signers.push_back({key, std::nullopt, {}});
  if (signers.empty()) {
    std::vector<std::string> clerks;
    for (const authoring::RingKey* key : ring.List()) {
      const auto& roles = key->description.roles;
      const bool clerk =
          std::find(roles.begin(), roles.end(), event::v1::ROLE_AGENCY_CLERK) != roles.end();
      const bool wanted = options.agency.empty() || key->description.authority == options.agency;
      if (clerk && wanted) clerks.push_back(key->description.name);
    }
    if (clerks.size() != 1) {
      return Fail(Reason::kMissingField,
                  "say with which key to sign the rows (--key NAME); the ring has " +
                      std::to_string(clerks.size()) + " keys of clerks",
                  "--key");
    }
    signers.push_back({clerks.front(), std::nullopt, {}});
  }
  SWORN_ASSIGN_OR_RETURN(const authoring::RingKey* first, ring.Get(signers.front().key));
  *agency = options.agency.empty() ? first->description.authority : options.agency;
  return signers;
}

Result<Input> ReadInput(const std::filesystem::path& file, const SubmitOptions& options,
                        const authoring::KeyRing& ring) {
  SWORN_ASSIGN_OR_RETURN(const std::string text, authoring::ReadFile(file));
  if (!authoring::IsCsv(file)) {
    SWORN_ASSIGN_OR_RETURN(auto events, authoring::ParseEventFile(text));
    Input input{"item", authoring::ItemsOf(events), nullptr, nullptr};
    input.rejects = [events = std::move(events)](const SubmissionReport& report) {
      return authoring::FormatRejects(events, report);
    };
    return input;
  }
  authoring::CompletionsOptions completions;
  SWORN_ASSIGN_OR_RETURN(completions.signers, ChooseSigners(options, ring, &completions.agency));
  completions.ignored_columns = options.ignored_columns;
  if (!options.recorded_at.empty()) {
    Result<Instant> recorded_at = authoring::ParseMoment(options.recorded_at);
    if (!recorded_at) return Within("--recorded-at", recorded_at.error());
    completions.recorded_at = *recorded_at;
  }
  SWORN_ASSIGN_OR_RETURN(auto rows, authoring::ParseCompletions(text, completions));
  Input input{"row", authoring::ItemsOf(rows), nullptr, nullptr};
  const auto shared = std::make_shared<authoring::CompletionsFile>(std::move(rows));
  input.rejects = [shared](const SubmissionReport& report) {
    return authoring::FormatRejects(*shared, report);
  };
  input.column = [shared](const std::string& field) { return ColumnOf(*shared, field); };
  return input;
}

nlohmann::ordered_json ToJson(const Input& input, const SubmissionReport& report) {
  nlohmann::ordered_json verdicts = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < input.items.size(); ++i) {
    nlohmann::ordered_json line = {{input.unit, input.items[i].number}};
    const std::optional<OutboxVerdict>& verdict = report.verdicts[i];
    if (!verdict) {
      line["outcome"] = "not sent";
    } else if (verdict->accepted) {
      line["outcome"] = verdict->duplicate ? "accepted before" : "accepted";
      line["index"] = verdict->index.value();
    } else {
      line["outcome"] = "refused";
      line["reason"] = verdict->reason;
      line["field"] = verdict->field;
      const std::string column = input.column ? input.column(verdict->field) : std::string();
      if (!column.empty()) line["column"] = column;
      line["message"] = verdict->message;
    }
    verdicts.push_back(std::move(line));
  }
  return verdicts;
}

void PrintVerdicts(const Input& input, const SubmissionReport& report, bool quiet,
                   std::ostream& out) {
  for (std::size_t i = 0; i < input.items.size(); ++i) {
    const std::optional<OutboxVerdict>& verdict = report.verdicts[i];
    const bool refused = verdict && !verdict->accepted;
    if (quiet && !refused) continue;
    out << "  " << input.unit << " " << input.items[i].number << ": ";
    if (!verdict) {
      out << "not sent\n";
    } else if (!refused) {
      out << (verdict->duplicate ? "accepted before as entry " : "accepted as entry ")
          << ToString(verdict->index) << "\n";
    } else {
      std::string where = input.column ? input.column(verdict->field) : std::string();
      if (where.empty()) where = verdict->field;
      out << "refused, " << verdict->reason << (where.empty() ? "" : " at " + where) << ": "
          << verdict->message << "\n";
    }
  }
}

class Submit {
 public:
  Submit(const SubmitOptions& options, const Context& context)
      : options_(options), context_(context) {}

  // Everything that can be said without the daemon is said before it is called.
  ExitCode Run() {
    for (const std::string& file : options_.files) {
      std::error_code ignored;
      if (std::filesystem::exists(file, ignored)) continue;
      return context_.ReportUsage(Fail(Reason::kNotFound, "no such file: " + file, "FILE"));
    }
    if (const Status distinct = CheckNames(); !distinct) {
      return context_.ReportUsage(distinct.error());
    }
    const Result<authoring::KeyRing> ring = OpenRing();
    if (!ring) return context_.Report(ring.error());
    std::vector<Input> inputs;
    for (const std::string& file : options_.files) {
      Result<Input> input = ReadInput(file, options_, *ring);
      if (!input) return ReportOf(file, input.error());
      inputs.push_back(std::move(*input));
    }
    Result<Client> client = Client::Connect(context_, ClientRole::kSubmitter);
    if (!client) return context_.Report(client.error());
    const Result<api::v1::GetLedgerResponse> ledger = client->Call(
        client->ledger(), &api::v1::LedgerService::Stub::GetLedger, api::v1::GetLedgerRequest());
    if (!ledger) return context_.Report(ledger.error());
    ExitCode result = ExitCode::kOk;
    nlohmann::ordered_json reports = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const std::string& file = options_.files[i];
      const Result<ExitCode> code = SubmitFile(file, inputs[i], *ring, *client, *ledger, &reports);
      if (!code) return ReportOf(file, code.error());
      if (*code != ExitCode::kOk) result = *code;
      if (*code == ExitCode::kUnavailable) break;
    }
    if (context_.json) context_.PrintJson(reports);
    return result;
  }

 private:
  // In one --outbox, files of one name would write over each other's rejects.
  Status CheckNames() const {
    std::set<std::filesystem::path> names;
    for (const std::string& file : options_.files) {
      const std::filesystem::path name = std::filesystem::path(file).filename();
      if (options_.outbox.empty() || names.insert(name).second) continue;
      return Fail(Reason::kInvalidField,
                  "two files have this name, which --outbox cannot keep apart: submit them one by "
                  "one, each with its own --outbox",
                  "FILE: " + file);
    }
    return Ok();
  }

  ExitCode ReportOf(const std::string& file, Error error) const {
    if (ExitCodeOf(error) == ExitCode::kUsage) return context_.ReportUsage(error);
    error.field = file + (error.field.empty() ? "" : ": " + error.field);
    return context_.Report(error);
  }

  Result<authoring::KeyRing> OpenRing() const {
    if (!options_.ring.empty()) return authoring::KeyRing::Open(options_.ring);
    SWORN_ASSIGN_OR_RETURN(const Home home, OpenHome(context_.home));
    return authoring::KeyRing::Open(home.ring());
  }

  static Result<authoring::Outbox> OpenOutbox(const std::filesystem::path& path,
                                              const LedgerId& ledger_id) {
    Result<authoring::Outbox> outbox = authoring::Outbox::Open(path, ledger_id);
    if (outbox || outbox.error().reason != Reason::kCorrupt) return outbox;
    Error error = outbox.error();
    error.message +=
        ". It holds what was signed and perhaps sent. Put back a copy of it; without one, find out "
        "what the ledger has (sworn log read, sworn history), move the outbox aside, and submit "
        "only what the ledger lacks: signed anew, an event that is in already would count twice";
    return error;
  }

  Result<ExitCode> SubmitFile(const std::filesystem::path& file, const Input& input,
                              const authoring::KeyRing& ring, Client& client,
                              const api::v1::GetLedgerResponse& ledger,
                              nlohmann::ordered_json* reports) {
    SWORN_ASSIGN_OR_RETURN(const LedgerId ledger_id, LedgerId::FromBytes(ledger.ledger_id()));
    SWORN_ASSIGN_OR_RETURN(authoring::Outbox outbox,
                           OpenOutbox(authoring::OutboxPathFor(file, options_.outbox), ledger_id));
    const authoring::EventBuilder builder(ring,
                                          {.ledger_id = ledger_id, .documents = file.parent_path()},
                                          context_.clock, context_.random);
    authoring::SubmissionOptions options;
    options.batch = options_.batch;
    authoring::Submission submission(
        builder, outbox, [&](std::span<const SignedItem> items) { return Send(client, items); },
        [&](const std::string& authority, const std::string& id) {
          return Find(client, authority, id);
        },
        options);
    SWORN_ASSIGN_OR_RETURN(const SubmissionReport report,
                           submission.Run(input.items, [&](std::size_t done, std::size_t total) {
                             if (!context_.json && total > options.events_per_message) {
                               context_.err << file.string() << ": " << done << " of " << total
                                            << "\n";
                             }
                           }));
    SWORN_ASSIGN_OR_RETURN(const std::string rejects, WriteRejects(file, input, report));
    Present(file, ledger, input, report, rejects, reports);
    if (report.stopped) return ExitCodeOf(*report.stopped);
    return report.refused > 0 ? ExitCode::kInputRefused : ExitCode::kOk;
  }

  // The path of the file of rejects; empty when nothing was refused.
  Result<std::string> WriteRejects(const std::filesystem::path& file, const Input& input,
                                   const SubmissionReport& report) const {
    const std::string text = input.rejects(report);
    const std::filesystem::path path = authoring::RejectsPathFor(file, options_.outbox);
    if (text.empty()) {
      // What an earlier run refused is in by now. A file of rejects given as input stays.
      std::error_code ignored;
      if (!authoring::IsRejects(file) && !report.stopped) std::filesystem::remove(path, ignored);
      return std::string();
    }
    SWORN_RETURN_IF_ERROR(authoring::ReplaceFile(path, text, authoring::FileAccess::kOwnerOnly));
    return path.string();
  }

  void Present(const std::filesystem::path& file, const api::v1::GetLedgerResponse& ledger,
               const Input& input, const SubmissionReport& report, const std::string& rejects,
               nlohmann::ordered_json* reports) const {
    if (context_.json) {
      nlohmann::ordered_json value = {
          {"file", file.string()},       {"simulated_time", ledger.simulated_time()},
          {"accepted", report.accepted}, {"accepted_before", report.repeated},
          {"refused", report.refused},   {"verdicts", ToJson(input, report)}};
      if (!rejects.empty()) value["rejects"] = rejects;
      if (report.stopped) value["stopped"] = ErrorToJson(*report.stopped);
      reports->push_back(std::move(value));
      return;
    }
    std::ostream& out = context_.out;
    out << file.string() << (ledger.simulated_time() ? " (simulated time)" : "") << "\n";
    PrintVerdicts(input, report, options_.quiet, out);
    out << "  " << report.accepted << " accepted, " << report.repeated << " accepted before, "
        << report.refused << " refused, of " << input.items.size() << "\n";
    if (!rejects.empty()) {
      out << "  Refused " << input.unit << "s are in " << rejects
          << ": mend it and submit it again.\n";
    }
    if (report.stopped) {
      context_.err << "sworn: sending stopped: " << sworn::ToString(*report.stopped)
                   << "\nNothing is lost: submit the same file again.\n";
    }
  }

  const SubmitOptions& options_;
  const Context& context_;
};

}  // namespace

void AddSubmitCommand(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* submit = app.add_subcommand("submit", "Sign events and send them");
  submit->footer(
      "A file is JSON (one event, a list, or one a line) or, by its name's end, CSV of "
      "completions\n"
      "(columns mptc_id, course, completed_on, hours, mode; optional offering, training_year,\n"
      "in_acadis, source_recorded_at, event_id). What is signed is kept in FILE.outbox, so that\n"
      "submitting a file again sends the same bytes and makes no event twice; a row of a CSV that\n"
      "is recorded already, from whichever file, counts as accepted before. Events go in the\n"
      "order of what they depend on. Refused ones are written to FILE.rejects.csv or .jsonl.\n\n"
      "Examples:\n"
      "  sworn submit authorities.json policies/mptc-ty2024.json\n"
      "  sworn submit may.csv --key clerk\n"
      "  sworn submit may.csv.rejects.csv --key clerk\n\n"
      "Exit code 7 when anything was refused, 6 when sending stopped.");
  auto options = std::make_shared<SubmitOptions>();
  submit->add_option("FILE", options->files, "Files of events")->required();
  submit->add_option("--key", options->keys, "Key that signs the rows of a CSV; may be repeated");
  submit->add_option("--agency", options->agency, "Acting authority of a CSV; default: the key's");
  submit->add_option("--ring", options->ring, "Directory of keys; default: the home's");
  submit
      ->add_option("--outbox", options->outbox,
                   "Directory of outboxes and files of rejects; default: each file's own")
      ->check(CLI::ExistingDirectory);
  submit->add_option("--recorded-at", options->recorded_at,
                     "Simulated time only: when rows of a CSV are taken in");
  submit->add_option("--ignore-column", options->ignored_columns,
                     "A CSV column that is not to be read; may be repeated");
  submit->add_flag("--batch", options->batch, "One signature for up to 4,096 events of one key");
  submit->add_flag("--quiet", options->quiet, "Print only what was refused");
  submit->callback([options, &context, &result] { result = Submit(*options, context).Run(); });
}

}  // namespace sworn::cli
