// What the end-to-end tests need and the command line does not have. All commands take a ledger's
// home, whose swornd.toml names the daemon's address.
//
//   sworn_e2e_tool load HOME COUNT ACKS   streams completions; writes down what is acknowledged
//   sworn_e2e_tool check HOME ACKS        all that is written down is there, unchanged
//   sworn_e2e_tool health HOME            SERVING or NOT_SERVING
//   sworn_e2e_tool alter HOME INDEX BYTE  changes one byte of a stored entry (daemon stopped)
//   sworn_e2e_tool corrupt HOME INDEX     damages the block on disk that holds it (daemon stopped)
//
// ACKS has a line "event ID INDEX LEAF-HASH" for each acknowledged event, and "checkpoint BASE64"
// for each checkpoint, in the order in which they arrived.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "ledger/authoring/event_builder.h"
#include "ledger/base/encoding.h"
#include "ledger/base/mutex.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/crypto/random.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/storage/testing/tampering.h"
#include "services/sworn/client.h"
#include "tests/e2e/health_call.h"

namespace sworn::e2e {
namespace {

using cli::Client;
using cli::ClientRole;
using LedgerStub = api::v1::LedgerService::Stub;

constexpr std::size_t kMessageEvents = 16;
constexpr std::size_t kMessagesUnderWay = 4;
constexpr int kOfficers = 8;

// What the tests' Python part registers: officers 1001 to 1008, the key "clerk", one course.
authoring::EventRequest Completion(std::uint64_t number) {
  authoring::EventRequest request;
  request.type = "CompletionRecorded";
  request.subject = std::to_string(1001 + number % kOfficers);
  request.signers = {{"clerk", std::nullopt, {}}};
  request.occurred_on = "2023-10-13";
  request.body = {{"course", "nasro-basic"}, {"hours", 40}, {"mode", "in_person"}};
  return request;
}

// One stream of completions. The reader's thread writes down what the daemon acknowledges.
class Load {
 public:
  Load(Client& client, std::uint64_t count, const std::string& acks_file)
      : client_(client), count_(count), acks_(acks_file, std::ios::app) {}

  Status Run(const cli::Context& context) {
    SWORN_ASSIGN_OR_RETURN(const authoring::KeyRing ring,
                           authoring::KeyRing::Open(client_.home().ring()));
    SWORN_ASSIGN_OR_RETURN(
        const api::v1::GetLedgerResponse ledger,
        client_.Call(client_.ledger(), &LedgerStub::GetLedger, api::v1::GetLedgerRequest()));
    SWORN_ASSIGN_OR_RETURN(const LedgerId ledger_id, LedgerId::FromBytes(ledger.ledger_id()));
    const authoring::EventBuilder builder(ring, {.ledger_id = ledger_id}, context.clock,
                                          context.random);
    grpc::ClientContext call;
    const auto stream = client_.ledger().AppendStream(&call);
    std::thread reader([&] { ReadAnswers(*stream); });
    Status sent = Ok();
    for (std::uint64_t next = 0; next < count_ && sent;) {
      std::vector<authoring::SignedItem> items;
      for (; next < count_ && items.size() < kMessageEvents && sent; ++next) {
        sent = Sign(builder, next, &items);
      }
      if (!WaitForRoom(items) || !stream->Write(RequestOf(items))) break;
    }
    stream->WritesDone();
    reader.join();
    const grpc::Status ended = stream->Finish();
    std::cout << (ended.ok() ? "done" : "broken: " + ended.error_message()) << std::endl;
    return sent;
  }

 private:
  using Stream =
      grpc::ClientReaderWriter<api::v1::AppendStreamRequest, api::v1::AppendStreamResponse>;

  static Status Sign(const authoring::EventBuilder& builder, std::uint64_t number,
                     std::vector<authoring::SignedItem>* items) {
    SWORN_ASSIGN_OR_RETURN(const authoring::BuiltEvent event, builder.Build(Completion(number)));
    SWORN_ASSIGN_OR_RETURN(authoring::SignedItem item, authoring::SignOne(event));
    items->push_back(std::move(item));
    return Ok();
  }

  static api::v1::AppendStreamRequest RequestOf(const std::vector<authoring::SignedItem>& items) {
    api::v1::AppendStreamRequest request;
    for (const authoring::SignedItem& item : items) {
      request.add_submissions()->set_signed_event(item.signed_event);
    }
    return request;
  }

  // False once the stream has ended.
  bool WaitForRoom(std::vector<authoring::SignedItem> items) {
    const MutexLock lock(mutex_);
    while (under_way_.size() >= kMessagesUnderWay && !ended_) answered_.Wait(mutex_);
    under_way_.push_back(std::move(items));
    return !ended_;
  }

  void ReadAnswers(Stream& stream) {
    api::v1::AppendStreamResponse response;
    while (stream.Read(&response)) {
      std::vector<authoring::SignedItem> items;
      {
        const MutexLock lock(mutex_);
        items = std::move(under_way_.front());
        under_way_.erase(under_way_.begin());
        answered_.NotifyOne();
      }
      WriteDown(items, response);
    }
    const MutexLock lock(mutex_);
    ended_ = true;
    answered_.NotifyOne();
  }

  void WriteDown(const std::vector<authoring::SignedItem>& items,
                 const api::v1::AppendStreamResponse& response) {
    std::string refused;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const api::v1::Verdict& verdict = response.verdicts(static_cast<int>(i));
      if (verdict.has_refused()) {
        refused = verdict.refused().reason();
        continue;
      }
      const api::v1::Accepted& accepted = verdict.accepted();
      acks_ << "event " << EncodeHex(items[i].event_id) << " " << accepted.index() << " "
            << merkle::HashLeaf(accepted.prefix() + items[i].signed_event).ToHex() << "\n";
      ++acknowledged_;
    }
    acks_ << "checkpoint " << EncodeBase64(response.checkpoint()) << "\n" << std::flush;
    std::cout << acknowledged_ << (refused.empty() ? "" : " refused " + refused) << std::endl;
  }

  Client& client_;
  const std::uint64_t count_;
  std::ofstream acks_;
  std::uint64_t acknowledged_ = 0;
  Mutex mutex_;
  ConditionVariable answered_;
  std::vector<std::vector<authoring::SignedItem>> under_way_ SWORN_GUARDED_BY(mutex_);
  bool ended_ SWORN_GUARDED_BY(mutex_) = false;
};

struct Acknowledged {
  std::string event_id;
  std::uint64_t index = 0;
  std::string leaf_hash;
};

struct Acks {
  std::vector<Acknowledged> events;
  std::vector<std::string> checkpoints;
};

Result<Acks> ReadAcks(const std::string& file) {
  Acks acks;
  std::ifstream input(file);
  std::string kind;
  while (input >> kind) {
    std::string text;
    input >> text;
    if (kind == "checkpoint") {
      SWORN_ASSIGN_OR_RETURN(const std::string note, DecodeBase64(text));
      acks.checkpoints.push_back(note);
      continue;
    }
    Acknowledged event;
    SWORN_ASSIGN_OR_RETURN(event.event_id, DecodeHex(text));
    input >> event.index >> event.leaf_hash;
    acks.events.push_back(std::move(event));
  }
  return acks;
}

Error Wrong(const std::string& what) { return Fail(Reason::kVerificationFailed, what); }

class Check {
 public:
  explicit Check(Client& client) : client_(client) {}

  Status Run(const Acks& acks) {
    SWORN_ASSIGN_OR_RETURN(const api::v1::GetCheckpointResponse newest,
                           client_.Call(client_.ledger(), &LedgerStub::GetCheckpoint,
                                        api::v1::GetCheckpointRequest()));
    SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint head,
                           client_.OpenCheckpoint(newest.checkpoint()));
    SWORN_RETURN_IF_ERROR(ReadLeaves(head.size));
    if (RootAt(head.size) != head.root) return Wrong("the newest root is not that of the entries");
    for (const Acknowledged& event : acks.events) SWORN_RETURN_IF_ERROR(CheckEvent(event));
    for (const std::string& note : acks.checkpoints) SWORN_RETURN_IF_ERROR(CheckOld(note, head));
    SWORN_RETURN_IF_ERROR(CheckProjection(head.size));
    std::cout << "checked: " << acks.events.size() << " acknowledged events, "
              << acks.checkpoints.size() << " checkpoints, tree size " << ToString(head.size)
              << std::endl;
    return Ok();
  }

 private:
  Status ReadLeaves(TreeSize size) {
    while (leaves_.size() < size.value()) {
      api::v1::ReadEntriesRequest request;
      request.set_start(leaves_.size());
      SWORN_ASSIGN_OR_RETURN(const api::v1::ReadEntriesResponse page,
                             client_.Call(client_.ledger(), &LedgerStub::ReadEntries, request));
      if (page.entries_size() == 0) return Wrong("the log ends before its checkpoint");
      for (const std::string& leaf : page.entries()) leaves_.push_back(merkle::HashLeaf(leaf));
    }
    return Ok();
  }

  RootHash RootAt(TreeSize size) const {
    merkle::CompactRange range;
    for (std::uint64_t i = 0; i < size.value(); ++i) range.Append(leaves_[i]);
    return range.Root();
  }

  Status CheckEvent(const Acknowledged& event) {
    const std::string name = "acknowledged event " + EncodeHex(event.event_id);
    if (event.index >= leaves_.size()) return Wrong(name + " is beyond the log's end");
    if (leaves_[event.index].ToHex() != event.leaf_hash) {
      return Wrong(name + " is not the leaf at " + std::to_string(event.index));
    }
    api::v1::GetReceiptRequest request;
    request.mutable_identity()->set_acting_authority("agency-a");
    request.mutable_identity()->set_event_id(event.event_id);
    SWORN_ASSIGN_OR_RETURN(const api::v1::GetReceiptResponse response,
                           client_.Call(client_.ledger(), &LedgerStub::GetReceipt, request));
    if (response.receipt().index() != event.index) return Wrong(name + " has another index");
    return Ok();
  }

  Status CheckOld(const std::string& note, const checkpoint::Checkpoint& head) {
    SWORN_ASSIGN_OR_RETURN(const checkpoint::Checkpoint old, client_.OpenCheckpoint(note));
    if (old.size > head.size) return Wrong("a checkpoint that was shown is beyond the newest");
    api::v1::GetConsistencyProofRequest request;
    request.set_old_size(old.size.value());
    request.set_new_size(head.size.value());
    SWORN_ASSIGN_OR_RETURN(
        const api::v1::GetConsistencyProofResponse response,
        client_.Call(client_.ledger(), &LedgerStub::GetConsistencyProof, request));
    std::vector<NodeHash> proof;
    for (const std::string& hash : response.proof()) {
      SWORN_ASSIGN_OR_RETURN(const NodeHash node, NodeHash::FromBytes(hash));
      proof.push_back(node);
    }
    return merkle::VerifyConsistency({old.size, head.size, old.root, head.root}, proof);
  }

  // The projections catch up with the log by themselves.
  Status CheckProjection(TreeSize size) {
    api::v1::GetStandingRequest request;
    request.set_officer("1001");
    request.mutable_as_of()->set_minimum_tree_size(size.value());
    SWORN_ASSIGN_OR_RETURN(
        const api::v1::GetStandingResponse response,
        client_.Call(client_.certification(), &api::v1::CertificationService::Stub::GetStanding,
                     request));
    if (response.basis().tree_size() < size.value()) return Wrong("the projections lag behind");
    if (!response.standing().known()) return Wrong("officer 1001 is not known");
    return Ok();
  }

  Client& client_;
  std::vector<LeafHash> leaves_;
};

Result<std::uint64_t> NumberAt(const std::vector<std::string>& arguments, std::size_t position) {
  if (position >= arguments.size()) return Fail(Reason::kMissingField, "too few arguments");
  return ParseDecimal(arguments[position]);
}

Status RunCommand(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) return Fail(Reason::kMissingField, "COMMAND HOME …");
  const std::string& command = arguments[0];
  const SystemClock clock;
  crypto::SystemRandom random;
  cli::Context context{std::cout, std::cerr, clock, random, {}, {}};
  context.home = arguments[1];
  context.timeout_seconds = 60;
  SWORN_ASSIGN_OR_RETURN(const cli::Home home, cli::OpenHome(context.home));
  if (command == "alter") {
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t index, NumberAt(arguments, 2));
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t byte, NumberAt(arguments, 3));
    return storage::testing::RewriteEntryByte(home.log_directory, LeafIndex(index), byte, 0x01);
  }
  if (command == "corrupt") {
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t index, NumberAt(arguments, 2));
    SWORN_RETURN_IF_ERROR(storage::testing::FlushToTables(home.log_directory));
    return storage::testing::CorruptEntryBlock(home.log_directory, LeafIndex(index));
  }
  if (command == "health") {
    SWORN_ASSIGN_OR_RETURN(const std::string health, AskHealth(home));
    std::cout << health << std::endl;
    return Ok();
  }
  const bool load = command == "load";
  SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, load ? ClientRole::kSubmitter
                                                                      : ClientRole::kAuditor));
  if (load && arguments.size() == 4) {
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t count, NumberAt(arguments, 2));
    return Load(client, count, arguments[3]).Run(context);
  }
  if (command == "check" && arguments.size() == 3) {
    SWORN_ASSIGN_OR_RETURN(const Acks acks, ReadAcks(arguments[2]));
    return Check(client).Run(acks);
  }
  return Fail(Reason::kInvalidField, "unknown command, or too few arguments", command);
}

}  // namespace
}  // namespace sworn::e2e

int main(int argc, char** argv) {
  const sworn::Status done = sworn::e2e::RunCommand({argv + 1, argv + argc});
  if (done) return 0;
  std::fprintf(stderr, "sworn_e2e_tool: %s\n", ToString(done.error()).c_str());
  return 1;
}
