// sworn sealed read|erase INDEX: what lies outside an entry, under a commitment that the entry
// holds.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/signed_event.h"
#include "ledger/tlog/entry.h"
#include "services/sworn/client.h"
#include "services/sworn/commands.h"
#include "services/sworn/proven_entry.h"

namespace sworn::cli {
namespace {

using LedgerStub = api::v1::LedgerService::Stub;
using nlohmann::ordered_json;

struct SealedOptions {
  std::uint64_t index = 0;
  std::string kind;
  bool yes = false;
};

// "name", as in event files.
std::string KindName(event::v1::SealedKind kind) {
  const std::string prefix = "SEALED_KIND_";
  std::string name = event::v1::SealedKind_Name(kind);
  if (name.rfind(prefix, 0) == 0) name.erase(0, prefix.size());
  std::transform(name.begin(), name.end(), name.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return name;
}

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (int kind = event::v1::SealedKind_MIN; kind <= event::v1::SealedKind_MAX; ++kind) {
    if (kind != event::v1::SEALED_KIND_UNSPECIFIED && event::v1::SealedKind_IsValid(kind)) {
      names.push_back(KindName(static_cast<event::v1::SealedKind>(kind)));
    }
  }
  return names;
}

// The commitments of an entry that is proved to be in the log.
Result<std::vector<event::v1::SealedPart>> SealedPartsOf(Client& client, std::uint64_t index) {
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, ReadProvenEntry(client, index));
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  SWORN_ASSIGN_OR_RETURN(const codec::DecodedEvent event, codec::DecodeSignedEvent(entry.body));
  const auto& parts = event.header().sealed_parts();
  if (parts.empty()) {
    return Fail(Reason::kNotFound, "entry " + std::to_string(index) + " has no sealed parts");
  }
  return std::vector<event::v1::SealedPart>(parts.begin(), parts.end());
}

// The content, if it has not been erased, checked against the entry's commitment.
Result<std::optional<std::string>> ContentOf(Client& client, const event::v1::SealedPart& part) {
  api::v1::ReadSealedRequest request;
  request.set_commitment(part.commitment());
  const Result<api::v1::ReadSealedResponse> response =
      client.Call(client.ledger(), &LedgerStub::ReadSealed, request);
  if (!response) {
    if (response.error().reason == Reason::kNotFound) return std::optional<std::string>();
    return response.error();
  }
  event::v1::SealedContent content;
  content.set_kind(part.kind());
  content.set_salt(response->content().salt());
  content.set_content(response->content().content());
  if (codec::CommitmentOf(content).ToBytes() != part.commitment()) {
    return Fail(Reason::kVerificationFailed, "the " + KindName(part.kind()) +
                                                 " that the daemon sent is not what the entry's "
                                                 "commitment was made for");
  }
  return std::optional<std::string>(content.content());
}

Status Read(const SealedOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const std::vector<event::v1::SealedPart> parts,
                         SealedPartsOf(client, options.index));
  ordered_json list = ordered_json::array();
  for (const event::v1::SealedPart& part : parts) {
    SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> text, ContentOf(client, part));
    if (context.json) {
      list.push_back({{"kind", KindName(part.kind())},
                      {"commitment", EncodeHex(part.commitment())},
                      {"erased", !text.has_value()}});
      if (text) list.back()["text"] = *text;
    } else {
      context.out << KindName(part.kind()) << ": " << text.value_or("(erased)") << "\n";
    }
  }
  if (context.json) {
    context.PrintJson({{"index", options.index}, {"sealed", list}, {"verified", true}});
  } else {
    context.out << "Each was checked against entry " << options.index
                << "'s commitment, the entry against the signed checkpoint.\n";
  }
  return Ok();
}

Status Erase(const SealedOptions& options, const Context& context) {
  if (!options.yes) {
    return Fail(Reason::kMissingField,
                "what is erased cannot be brought back; give --yes if that is meant", "--yes");
  }
  SWORN_ASSIGN_OR_RETURN(Client auditor, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(std::vector<event::v1::SealedPart> parts,
                         SealedPartsOf(auditor, options.index));
  parts.erase(std::remove_if(parts.begin(), parts.end(),
                             [&](const event::v1::SealedPart& part) {
                               return KindName(part.kind()) != options.kind;
                             }),
              parts.end());
  if (parts.empty()) {
    return Fail(Reason::kNotFound, "entry " + std::to_string(options.index) +
                                       " has no sealed part of kind " + options.kind);
  }
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kOperator));
  ordered_json commitments = ordered_json::array();
  for (const event::v1::SealedPart& part : parts) {
    api::v1::EraseSealedRequest request;
    request.set_commitment(part.commitment());
    const Result<api::v1::EraseSealedResponse> erased = client.Call(
        client.operator_service(), &api::v1::OperatorService::Stub::EraseSealed, request);
    if (!erased) return erased.error();
    commitments.push_back(EncodeHex(part.commitment()));
  }
  if (context.json) {
    context.PrintJson({{"index", options.index},
                       {"kind", options.kind},
                       {"erased", true},
                       {"commitments", commitments}});
  } else {
    context.out << "The " << options.kind << " of entry " << options.index
                << " is erased; the entry and every proof stay as they are.\n"
                   "Backups and the submitter's outbox still hold it: erase it there as well.\n";
  }
  return Ok();
}

using Action = Status (*)(const SealedOptions&, const Context&);

CLI::App* AddOne(CLI::App* sealed, const std::string& name, const std::string& description,
                 const std::shared_ptr<SealedOptions>& options, Action action, Context& context,
                 ExitCode& result) {
  CLI::App* command = sealed->add_subcommand(name, description);
  command->add_option("INDEX", options->index, "The entry's index")->required();
  command->callback([options, action, &context, &result] {
    const Status done = action(*options, context);
    result = done ? ExitCode::kOk : context.Report(done.error());
  });
  return command;
}

}  // namespace

void AddSealedCommands(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* sealed = app.add_subcommand("sealed", "Names and the like, which lie outside entries");
  sealed->require_subcommand(1);
  auto options = std::make_shared<SealedOptions>();
  CLI::App* read = AddOne(sealed, "read", "The content of an entry's sealed parts, verified",
                          options, Read, context, result);
  read->footer("Example:\n  sworn sealed read 12");
  CLI::App* erase = AddOne(sealed, "erase", "Erase the content of a sealed part, for ever", options,
                           Erase, context, result);
  erase->footer(
      "The entry, its commitment and all proofs stay as they are. Who may order it is a question\n"
      "for counsel. Needs the operator's certificate, and the auditor's to find the commitment.\n\n"
      "Example:\n  sworn sealed erase 12 --kind name --yes");
  erase->add_option("--kind", options->kind, "Which part")
      ->required()
      ->check(CLI::IsMember(KindNames()));
  erase->add_flag("--yes", options->yes, "That it is really meant");
}

}  // namespace sworn::cli
