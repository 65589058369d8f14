// sworn log checkpoint|proof|consistency|receipt|read|tail
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/authoring/moment.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/json.h"
#include "ledger/codec/signed_event.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/tlog/entry.h"
#include "services/sworn/basis_check.h"
#include "services/sworn/checkpoint_file.h"
#include "services/sworn/client.h"
#include "services/sworn/commands.h"
#include "services/sworn/proven_entry.h"

namespace sworn::cli {
namespace {

using LedgerStub = api::v1::LedgerService::Stub;
using nlohmann::ordered_json;

struct LogOptions {
  std::uint64_t index = 0;
  std::uint64_t size = 0;
  std::optional<std::uint64_t> old_size;
  std::uint64_t start = 0;
  std::uint64_t count = 0;
  std::string event;
  std::string root;
  std::string checkpoint_file;
  bool note_only = false;
};

constexpr char kSimulatedTime[] = "SIMULATED TIME: for demonstrations only.\n";

ordered_json ToJson(const std::vector<NodeHash>& hashes) {
  ordered_json list = ordered_json::array();
  for (const NodeHash& hash : hashes) list.push_back(hash.ToHex());
  return list;
}

void PrintProof(const std::vector<NodeHash>& hashes, std::ostream& out) {
  for (const NodeHash& hash : hashes) out << "    " << hash.ToHex() << "\n";
}

// Whether the ledger's times come from its input, which every answer that shows one says.
Result<bool> HasSimulatedTime(Client& client) {
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetLedgerResponse ledger,
      client.Call(client.ledger(), &LedgerStub::GetLedger, api::v1::GetLedgerRequest()));
  return ledger.simulated_time();
}

Status ShowCheckpoint(const LogOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetCheckpointResponse response,
      client.Call(client.ledger(), &LedgerStub::GetCheckpoint, api::v1::GetCheckpointRequest()));
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetLedgerResponse ledger,
      client.Call(client.ledger(), &LedgerStub::GetLedger, api::v1::GetLedgerRequest()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  if (context.json) {
    context.PrintJson({{"ledger_id", EncodeHex(ledger.ledger_id())},
                       {"title", ledger.title()},
                       {"origin", head.origin},
                       {"tree_size", head.size.value()},
                       {"root", head.root.ToHex()},
                       {"simulated_time", ledger.simulated_time()},
                       {"state", ledger.state()},
                       {"checkpoint", response.checkpoint()},
                       {"verified", true}});
    return Ok();
  }
  if (options.note_only) {
    context.out << response.checkpoint();
    if (ledger.simulated_time()) context.err << kSimulatedTime;
    return Ok();
  }
  context.out << response.checkpoint() << "\nThe signature is right (keys/log.vkey). "
              << ToString(head.size) << " entries; root " << head.root.ToHex() << ".\nLedger "
              << EncodeHex(ledger.ledger_id()) << ", " << ledger.title() << "; the daemon is "
              << ledger.state() << ".\n";
  if (ledger.simulated_time()) context.out << kSimulatedTime;
  return Ok();
}

Status ShowProof(const LogOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  api::v1::GetInclusionProofRequest request;
  request.set_index(options.index);
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetInclusionProofResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetInclusionProof, request));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof, HashesOf(response.proof()));
  SWORN_ASSIGN_OR_RETURN(const LeafHash leaf, LeafHash::FromBytes(response.leaf_hash()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  SWORN_RETURN_IF_ERROR(
      merkle::VerifyInclusion(LeafIndex(options.index), head.size, leaf, proof, head.root));
  SWORN_ASSIGN_OR_RETURN(const bool simulated, HasSimulatedTime(client));
  if (context.json) {
    context.PrintJson({{"index", options.index},
                       {"tree_size", head.size.value()},
                       {"simulated_time", simulated},
                       {"leaf_hash", leaf.ToHex()},
                       {"proof", ToJson(proof)},
                       {"checkpoint", response.checkpoint()},
                       {"verified", true}});
    return Ok();
  }
  context.out << "Entry " << options.index << " is in the tree of " << ToString(head.size)
              << " entries: the proof leads to the checkpoint's root.\n  leaf  " << leaf.ToHex()
              << "\n  proof\n";
  PrintProof(proof, context.out);
  context.out << "  root  " << head.root.ToHex() << "\n\n" << response.checkpoint();
  if (simulated) context.out << "\n" << kSimulatedTime;
  return Ok();
}

Result<std::vector<NodeHash>> ConsistencyProof(Client& client, TreeSize old_size,
                                               TreeSize new_size) {
  if (old_size == new_size || old_size == TreeSize(0)) return std::vector<NodeHash>();
  api::v1::GetConsistencyProofRequest request;
  request.set_old_size(old_size.value());
  request.set_new_size(new_size.value());
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetConsistencyProofResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetConsistencyProof, request));
  return HashesOf(response.proof());
}

// The root of the first `size` entries, which is nobody's word: it follows from the proof of the
// last of them, and a second proof shows that tree to be a prefix of the signed one.
Result<RootHash> ProvenRoot(Client& client, TreeSize size, const checkpoint::Checkpoint& head) {
  if (size == head.size) return head.root;
  if (size == TreeSize(0)) return merkle::EmptyRoot();
  const LeafIndex last(size.value() - 1);
  api::v1::GetInclusionProofRequest request;
  request.set_index(last.value());
  request.set_tree_size(size.value());
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetInclusionProofResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetInclusionProof, request));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> path, HashesOf(response.proof()));
  SWORN_ASSIGN_OR_RETURN(const LeafHash leaf, LeafHash::FromBytes(response.leaf_hash()));
  SWORN_ASSIGN_OR_RETURN(const RootHash root, merkle::RootFromInclusion(last, size, leaf, path));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,
                         ConsistencyProof(client, size, head.size));
  SWORN_RETURN_IF_ERROR(merkle::VerifyConsistency({size, head.size, root, head.root}, proof));
  return root;
}

struct OldTree {
  TreeSize size;
  std::optional<RootHash> root;  // As somebody kept it.
};

Result<OldTree> OldTreeOf(const LogOptions& options, const Client& client) {
  OldTree old{TreeSize(options.old_size.value_or(0)), std::nullopt};
  if (!options.root.empty()) {
    const Result<RootHash> root = RootHash::FromHex(options.root);
    if (!root) return Fail(Reason::kInvalidField, root.error().message, "--root");
    old.root = *root;
  }
  if (options.checkpoint_file.empty()) return old;
  SWORN_ASSIGN_OR_RETURN(const std::string note, ReadCheckpointFile(options.checkpoint_file));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint kept, client.OpenCheckpoint(note));
  if (options.old_size && old.size != kept.size) {
    return Fail(Reason::kInvalidField,
                "the checkpoint is of " + ToString(kept.size) + " entries; leave OLD out", "OLD");
  }
  return OldTree{kept.size, kept.root};
}

Status CheckSizes(const OldTree& old, TreeSize new_size, const checkpoint::Checkpoint& head) {
  if (old.root && head.size < old.size) {
    return Fail(Reason::kVerificationFailed, "the tree that was kept has " + ToString(old.size) +
                                                 " entries, the newest signed one only " +
                                                 ToString(head.size) + ": the log was cut back");
  }
  if (new_size < old.size || head.size < new_size) {
    return Fail(Reason::kIndexOutOfRange, "there is no proof from " + ToString(old.size) + " to " +
                                              ToString(new_size) + " entries; the log has " +
                                              ToString(head.size));
  }
  return Ok();
}

Status ShowConsistency(const LogOptions& options, const Context& context) {
  if (!options.old_size && options.checkpoint_file.empty()) {
    return Fail(Reason::kMissingField, "give the older tree's size, or --checkpoint FILE", "OLD");
  }
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const OldTree old, OldTreeOf(options, client));
  SWORN_ASSIGN_OR_RETURN(
      const api::v1::GetCheckpointResponse response,
      client.Call(client.ledger(), &LedgerStub::GetCheckpoint, api::v1::GetCheckpointRequest()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(response.checkpoint()));
  SWORN_ASSIGN_OR_RETURN(const bool simulated, HasSimulatedTime(client));
  const TreeSize new_size = options.size == 0 ? head.size : TreeSize(options.size);
  SWORN_RETURN_IF_ERROR(CheckSizes(old, new_size, head));
  SWORN_ASSIGN_OR_RETURN(const RootHash new_root, ProvenRoot(client, new_size, head));
  RootHash old_root = old.root.value_or(RootHash());
  if (!old.root) {
    SWORN_ASSIGN_OR_RETURN(old_root, ProvenRoot(client, old.size, head));
  }
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof,
                         ConsistencyProof(client, old.size, new_size));
  SWORN_RETURN_IF_ERROR(merkle::VerifyConsistency({old.size, new_size, old_root, new_root}, proof));
  if (context.json) {
    context.PrintJson({{"old_size", old.size.value()},
                       {"new_size", new_size.value()},
                       {"old_root", old_root.ToHex()},
                       {"new_root", new_root.ToHex()},
                       {"old_root_given", old.root.has_value()},
                       {"simulated_time", simulated},
                       {"proof", ToJson(proof)},
                       {"checkpoint", response.checkpoint()},
                       {"verified", true}});
    return Ok();
  }
  context.out << "The first " << ToString(old.size) << " entries are a prefix of the first "
              << ToString(new_size) << ", those of the signed tree: the proof was verified.\n"
              << "  root of " << ToString(old.size) << "  " << old_root.ToHex()
              << (old.root ? "  (as it was kept)" : "") << "\n  root of " << ToString(new_size)
              << "  " << new_root.ToHex() << "\n  proof\n";
  PrintProof(proof, context.out);
  context.out << "\n" << response.checkpoint();
  if (!old.root) {
    context.out << "\nThe old root is the daemon's own. Compare it with the one that you kept, or "
                   "give that\n(--checkpoint FILE or --root HEX).\n";
  }
  if (simulated) context.out << "\n" << kSimulatedTime;
  return Ok();
}

// "7" or "authority/uuid".
Result<api::v1::GetReceiptRequest> ReceiptRequest(const std::string& event) {
  api::v1::GetReceiptRequest request;
  if (const Result<std::uint64_t> index = ParseDecimal(event); index) {
    request.set_index(*index);
    return request;
  }
  const std::size_t slash = event.rfind('/');
  const Result<std::string> id =
      authoring::ParseUuid(slash == std::string::npos ? event : event.substr(slash + 1));
  if (slash == std::string::npos || !id) {
    return Fail(Reason::kInvalidField, "must be an index, or AUTHORITY/UUID", "EVENT");
  }
  request.mutable_identity()->set_acting_authority(event.substr(0, slash));
  request.mutable_identity()->set_event_id(*id);
  return request;
}

Status ShowReceipt(const LogOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetReceiptRequest request, ReceiptRequest(options.event));
  SWORN_ASSIGN_OR_RETURN(const api::v1::GetReceiptResponse response,
                         client.Call(client.ledger(), &LedgerStub::GetReceipt, request));
  const api::v1::Receipt& receipt = response.receipt();
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, ReadEntry(client, receipt.index()));
  if (leaf.compare(0, receipt.prefix().size(), receipt.prefix()) != 0) {
    return Fail(Reason::kVerificationFailed, "the receipt's prefix is not the entry's");
  }
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  SWORN_ASSIGN_OR_RETURN(const std::vector<NodeHash> proof, HashesOf(receipt.inclusion_proof()));
  SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                         client.OpenCheckpoint(receipt.checkpoint()));
  SWORN_RETURN_IF_ERROR(merkle::VerifyInclusion(LeafIndex(receipt.index()), head.size,
                                                merkle::HashLeaf(leaf), proof, head.root));
  SWORN_ASSIGN_OR_RETURN(const bool simulated, HasSimulatedTime(client));
  if (context.json) {
    context.PrintJson({{"index", receipt.index()},
                       {"recorded_at", entry.prefix.recorded_at.ToString()},
                       {"simulated_time", simulated},
                       {"prefix", EncodeHex(receipt.prefix())},
                       {"inclusion_proof", ToJson(proof)},
                       {"checkpoint", receipt.checkpoint()},
                       {"verified", true}});
    return Ok();
  }
  context.out << "Entry " << receipt.index() << ", recorded at "
              << EasternText(entry.prefix.recorded_at) << ", is in the tree of "
              << ToString(head.size)
              << " entries.\nIts proof and the checkpoint's signature were verified.\n  prefix  "
              << EncodeHex(receipt.prefix()) << "\n  proof\n";
  PrintProof(proof, context.out);
  context.out << "\n" << receipt.checkpoint();
  if (simulated) context.out << "\n" << kSimulatedTime;
  return Ok();
}

Result<ordered_json> EntryToJson(std::string_view leaf, bool simulated) {
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  SWORN_ASSIGN_OR_RETURN(const codec::DecodedEvent event, codec::DecodeSignedEvent(entry.body));
  ordered_json streams = ordered_json::array();
  for (const tlog::StreamLink& link : entry.prefix.streams) {
    streams.push_back({{"stream", link.stream.text()}, {"revision", link.revision.value()}});
  }
  return ordered_json{{"index", entry.prefix.index.value()},
                      {"recorded_at", entry.prefix.recorded_at.ToString()},
                      {"simulated_time", simulated},
                      {"leaf_hash", merkle::HashLeaf(leaf).ToHex()},
                      {"streams", streams},
                      {"event", codec::EventToJson(event)}};
}

Status PrintEntry(std::string_view leaf, bool simulated, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(const ordered_json entry, EntryToJson(leaf, simulated));
  if (context.json) {
    // One a line, so that a tail can be read as it comes.
    context.out << entry.dump(-1, ' ', false, ordered_json::error_handler_t::replace) << "\n";
    return Ok();
  }
  const ordered_json& event = entry["event"];
  const ordered_json& header = event["header"];
  context.out << entry["index"].dump() << "  " << entry["recorded_at"].get<std::string>()
              << (simulated ? " (simulated)  " : "  ") << event["type"].get<std::string>();
  if (header.contains("subject")) {
    context.out << "  officer " << header["subject"].get<std::string>();
  }
  if (header.contains("acting_authority")) {
    context.out << "  by " << header["acting_authority"].get<std::string>();
  }
  context.out << "\n";
  return Ok();
}

Status Read(const LogOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const bool simulated, HasSimulatedTime(client));
  std::uint64_t next = options.start;
  std::uint64_t left = options.count;
  while (left > 0) {
    api::v1::ReadEntriesRequest request;
    request.set_start(next);
    request.set_count(static_cast<std::uint32_t>(std::min<std::uint64_t>(left, 1'000)));
    SWORN_ASSIGN_OR_RETURN(const api::v1::ReadEntriesResponse response,
                           client.Call(client.ledger(), &LedgerStub::ReadEntries, request));
    for (const std::string& leaf : response.entries()) {
      SWORN_RETURN_IF_ERROR(PrintEntry(leaf, simulated, context));
    }
    if (response.entries_size() == 0 || response.next() <= next) break;
    left -= std::min<std::uint64_t>(left, response.next() - next);
    next = response.next();
  }
  return Ok();
}

Status Tail(const LogOptions& options, const Context& context) {
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
  SWORN_ASSIGN_OR_RETURN(const bool simulated, HasSimulatedTime(client));
  api::v1::TailRequest request;
  request.set_start(options.start);
  grpc::ClientContext call;  // Without a deadline: it goes on until it is stopped.
  const auto stream = client.ledger().Tail(&call, request);
  std::uint64_t left = options.count;
  api::v1::TailResponse response;
  while (stream->Read(&response)) {
    for (const std::string& leaf : response.entries()) {
      SWORN_RETURN_IF_ERROR(PrintEntry(leaf, simulated, context));
      if (options.count > 0 && --left == 0) {
        call.TryCancel();
        return Ok();
      }
    }
    context.out.flush();
    if (!response.checkpoint().empty()) {
      const auto head = client.OpenCheckpoint(response.checkpoint());
      if (!head) {
        call.TryCancel();
        return head.error();
      }
    }
  }
  const grpc::Status status = stream->Finish();
  if (status.ok()) return Ok();
  return rpc::ToError(status);
}

using Action = Status (*)(const LogOptions&, const Context&);

CLI::App* AddOne(CLI::App* log, const std::string& name, const std::string& description,
                 const std::string& footer, const std::shared_ptr<LogOptions>& options,
                 Action action, Context& context, ExitCode& result) {
  CLI::App* command = log->add_subcommand(name, description);
  command->footer(footer);
  command->callback([options, action, &context, &result] {
    const Status done = action(*options, context);
    result = done ? ExitCode::kOk : context.Report(done.error());
  });
  return command;
}

}  // namespace

void AddLogCommands(CLI::App& app, Context& context, ExitCode& result) {
  CLI::App* log = app.add_subcommand("log", "The log itself: checkpoints, proofs, entries");
  log->require_subcommand(1);
  log->footer(
      "Every checkpoint is verified with the home's keys/log.vkey, every proof against it;\n"
      "exit code 1 when one is wrong.");
  auto options = std::make_shared<LogOptions>();
  CLI::App* newest =
      AddOne(log, "checkpoint", "The newest signed checkpoint",
             "Examples:\n  sworn log checkpoint\n  sworn log checkpoint --note > checkpoint-of-may",
             options, ShowCheckpoint, context, result);
  newest->add_flag("--note", options->note_only,
                   "Print nothing but the signed note, to be kept elsewhere");
  CLI::App* proof = AddOne(log, "proof", "Prove that an entry is in the log",
                           "Example:\n  sworn log proof 42", options, ShowProof, context, result);
  proof->add_option("INDEX", options->index, "The entry's index")->required();
  CLI::App* consistency = AddOne(
      log, "consistency", "Prove that an older tree is a prefix of a newer one",
      "Without --checkpoint or --root the old root is the daemon's own; compare it yourself.\n\n"
      "Examples:\n  sworn log consistency --checkpoint checkpoint-of-may\n"
      "  sworn log consistency 40 --root 9a…1f\n  sworn log consistency 40 --size 60",
      options, ShowConsistency, context, result);
  auto* old_size = consistency->add_option("OLD", options->old_size, "Size of the older tree");
  consistency->add_option("--size", options->size, "Size of the newer one; default: the newest");
  auto* root = consistency->add_option("--root", options->root, "Root of the older tree, as kept");
  root->needs(old_size);
  consistency
      ->add_option("--checkpoint", options->checkpoint_file,
                   "A checkpoint kept earlier (its note, or the JSON answer): the older tree")
      ->check(CLI::ExistingFile)
      ->excludes(root);
  CLI::App* receipt = AddOne(log, "receipt", "The receipt of an accepted event, verified",
                             "Examples:\n  sworn log receipt 42\n"
                             "  sworn log receipt example-pd/6f1b0c3e-0d2a-4c1e-9a77-1f0b6f3c2d10",
                             options, ShowReceipt, context, result);
  receipt->add_option("EVENT", options->event, "Index, or AUTHORITY/UUID")->required();
  CLI::App* read = AddOne(log, "read", "Entries in order",
                          "Examples:\n  sworn log read 40 10\n  sworn log read 0 1 --json", options,
                          Read, context, result);
  read->add_option("START", options->start, "First index")->required();
  auto* count = read->add_option("COUNT", options->count, "How many");
  count->default_val(1);
  CLI::App* tail = AddOne(log, "tail", "Entries from a position on, then each new one",
                          "Ends with Ctrl-C, or after --count entries.\n\nExample:\n"
                          "  sworn log tail --from 0 --json",
                          options, Tail, context, result);
  tail->add_option("--from", options->start, "First index")->capture_default_str();
  tail->add_option("--count", options->count, "End after so many; default: never");
}

}  // namespace sworn::cli
