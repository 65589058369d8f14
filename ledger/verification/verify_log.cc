#include "ledger/verification/verify_log.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "ledger/admission/genesis.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/merkle/hash.h"
#include "ledger/projections/follower.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/scan.h"
#include "ledger/verification/entry_checks.h"
#include "ledger/verification/findings.h"
#include "ledger/verification/tree_checks.h"

namespace sworn::verification {
namespace {

// Entries that the workers look at together: enough to keep every core busy, few enough to bound
// memory.
constexpr std::size_t kChunkEntries = 2'048;

// One entry of the scan; no leaf where it cannot be read.
struct Scanned {
  LeafIndex index;
  std::optional<std::string> leaf;
};

class LogVerifier {
 public:
  LogVerifier(const VerifyPorts& ports, const VerifyOptions& options,
              const std::function<void(const Progress&)>& progress)
      : ports_(ports), options_(options), progress_(progress), tree_(ports.store, findings_) {}

  Result<Report> Run();

 private:
  Status ReadGenesis();
  void ScanAll();
  void TakeChunk();
  void InspectChunk(std::vector<std::optional<Inspected>>& inspected);
  void CompareHeads();
  void CompareHead(const tlog::Head& head, const std::string& whose);
  void CompareProjections();
  LeafIndex LastIndex() const {
    return LeafIndex(report_.size.value() == 0 ? 0 : report_.size.value() - 1);
  }

  const VerifyPorts& ports_;
  const VerifyOptions& options_;
  const std::function<void(const Progress&)>& progress_;
  Findings findings_;
  TreeChecks tree_;
  std::optional<admission::Genesis> genesis_;
  std::optional<EntryChecks> entries_;
  std::vector<Scanned> chunk_;
  // Heads to be compared with the tree at their own size, once it has grown so far.
  std::vector<std::pair<tlog::Head, std::string>> heads_;
  Report report_;
};

Result<Report> LogVerifier::Run() {
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StoredState> state, ports_.store.ReadState());
  if (!state || state->size == TreeSize(0))
    return Fail(Reason::kNotFound, "the store holds no entries");
  report_.size = state->size;
  SWORN_RETURN_IF_ERROR(ReadGenesis());
  if (options_.damage) findings_.Add(Check::kReadable, LeafIndex(0), LastIndex(), *options_.damage);
  CompareHeads();
  ScanAll();
  report_.root = tree_.Root();
  if (!report_.root) {
    findings_.Add(Check::kTree, LeafIndex(0), LastIndex(),
                  Fail(Reason::kCorrupt, "an unreadable entry hides the root"));
  }
  for (const auto& [head, whose] : heads_) CompareHead(head, whose);
  if (ports_.rows != nullptr) CompareProjections();
  findings_.MoveTo(report_);
  return std::move(report_);
}

Status LogVerifier::ReadGenesis() {
  Result<std::string> leaf = ports_.store.ReadEntry(LeafIndex(0));
  Result<tlog::EntryView> entry =
      leaf ? tlog::ParseEntry(*leaf) : Result<tlog::EntryView>(leaf.error());
  Result<admission::Genesis> genesis =
      entry ? admission::CheckGenesis(entry->body) : Result<admission::Genesis>(entry.error());
  if (!genesis) {
    // Without it there is no ledger id to bind a signature to and no root authority: the entries
    // still make a tree.
    findings_.Add(Check::kSignature, LeafIndex(0), genesis.error());
    return Ok();
  }
  genesis_ = std::move(*genesis);
  report_.identity =
      runtime::LedgerIdentity{.ledger_id = genesis_->ledger_id(),
                              .origin = genesis_->body().origin(),
                              .title = genesis_->body().title(),
                              .log_verifier_key = genesis_->body().log_verifier_key(),
                              .simulated_time = genesis_->body().simulated_time(),
                              .created_at = entry->prefix.recorded_at};
  entries_.emplace(ports_.store, *genesis_, findings_);
  return Ok();
}

void LogVerifier::ScanAll() {
  const auto take = [this](LeafIndex index, std::optional<std::string> leaf) {
    chunk_.push_back({index, std::move(leaf)});
    if (chunk_.size() == kChunkEntries) TakeChunk();
  };
  tlog::ScanEntries(
      ports_.store, report_.size,
      {.on_entry = [&](LeafIndex index, std::string_view leaf) { take(index, std::string(leaf)); },
       .on_unreadable =
           [&](const tlog::UnreadableRange& range) {
             findings_.Add(Check::kReadable, range.first, range.last, range.error);
             for (std::uint64_t i = range.first.value(); i <= range.last.value(); ++i) {
               take(LeafIndex(i), std::nullopt);
             }
           }});
  TakeChunk();
  if (!entries_) return;
  entries_->Finish();
  report_.signatures = entries_->signatures();
  report_.streams = entries_->streams();
}

void LogVerifier::TakeChunk() {
  std::vector<std::optional<Inspected>> inspected(chunk_.size());
  if (entries_) InspectChunk(inspected);
  for (std::size_t i = 0; i < chunk_.size(); ++i) {
    if (inspected[i]) {
      tree_.Append(inspected[i]->hash);
      report_.sealed_erased += inspected[i]->sealed_erased;
      entries_->Judge(*inspected[i]);
    } else if (chunk_[i].leaf) {
      tree_.Append(merkle::HashLeaf(*chunk_[i].leaf));
    } else {
      tree_.AppendUnreadable();
    }
    for (const auto& [head, whose] : heads_) {
      if (head.size == tree_.size() && head.size < report_.size) CompareHead(head, whose);
    }
  }
  chunk_.clear();
  progress_({"entries", tree_.size().value(), report_.size.value()});
}

void LogVerifier::InspectChunk(std::vector<std::optional<Inspected>>& inspected) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < chunk_.size(); i = next++) {
      if (chunk_[i].leaf)
        inspected[i] = entries_->Inspect(chunk_[i].index, std::move(*chunk_[i].leaf));
    }
  };
  const unsigned count =
      options_.threads != 0 ? options_.threads : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}

void LogVerifier::CompareHeads() {
  if (ports_.heads != nullptr) {
    const Result<tlog::Head> head = ports_.heads->Read();
    if (head) {
      heads_.emplace_back(*head, "the head file");
    } else {
      findings_.Add(Check::kHead, LastIndex(), head.error());
    }
  }
  if (!options_.checkpoint) return;
  const Result<checkpoint::VerifierKey> key =
      report_.identity
          ? checkpoint::VerifierKey::Parse(report_.identity->log_verifier_key)
          : Result<checkpoint::VerifierKey>(Fail(
                Reason::kVerificationFailed, "without a genesis entry the log's key is not known"));
  if (!key) {
    findings_.Add(Check::kHead, LastIndex(), key.error());
    return;
  }
  const std::array<checkpoint::VerifierKey, 1> known = {*key};
  const auto opened =
      checkpoint::OpenCheckpoint(*options_.checkpoint, report_.identity->origin, known);
  if (opened) {
    heads_.emplace_back(tlog::Head{opened->checkpoint.size, opened->checkpoint.root},
                        "the checkpoint given");
  } else {
    findings_.Add(Check::kHead, LastIndex(), opened.error());
  }
}

void LogVerifier::CompareHead(const tlog::Head& head, const std::string& whose) {
  if (head.size > report_.size) {
    findings_.Add(Check::kHead, NextIndex(report_.size), LeafIndex(head.size.value() - 1),
                  Fail(Reason::kRolledBack,
                       whose + " holds " + ToString(head.size) + " entries, the store only " +
                           ToString(report_.size) + ": entries that were acknowledged are gone"));
    return;
  }
  if (head.size != tree_.size()) return;  // Compared while the tree grew.
  const std::optional<RootHash> root = tree_.Root();
  if (!root || *root == head.root) return;
  // Full tiles were compared hash by hash; the newest entries stand in no full tile yet.
  const std::uint64_t first = head.size.value() / 256 * 256;
  const std::uint64_t last = head.size.value() == 0 ? 0 : head.size.value() - 1;
  findings_.Add(
      Check::kHead, LeafIndex(std::min(first, last)), LeafIndex(last),
      Fail(Reason::kCorrupt, whose + " has root " + head.root.ToHex() + " at size " +
                                 ToString(head.size) + ", the entries give " + root->ToHex()));
}

// A head that need not be written: the verifier reads only.
class NoHeads final : public tlog::HeadStore {
 public:
  explicit NoHeads(const tlog::Head& head) : head_(head) {}
  Status Write(const tlog::Head&) override {
    return Fail(Reason::kInternal, "a verifier writes no head");
  }
  Result<tlog::Head> Read() const override { return head_; }

 private:
  const tlog::Head head_;
};

// Ports want a store that could be written; a read-only log never does.
class ReadOnlyStore final : public tlog::LogStore {
 public:
  explicit ReadOnlyStore(const tlog::LogStore& store) : store_(store) {}
  Status Commit(const tlog::CommitBatch&) override {
    return Fail(Reason::kInternal, "a verifier stores nothing");
  }
  Result<std::optional<tlog::StoredState>> ReadState() const override { return store_.ReadState(); }
  Result<std::string> ReadEntry(LeafIndex index) const override { return store_.ReadEntry(index); }
  Result<std::vector<tlog::StoredEntry>> ReadEntries(LeafIndex from, std::size_t max_count,
                                                     ByteCount max_bytes) const override {
    return store_.ReadEntries(from, max_count, max_bytes);
  }
  Result<std::string> ReadTile(const merkle::TileId& id) const override {
    return store_.ReadTile(id);
  }
  Result<std::optional<tlog::StreamPosition>> ReadStreamHead(
      const tlog::StreamName& stream) const override {
    return store_.ReadStreamHead(stream);
  }
  Result<std::vector<tlog::StreamPosition>> ReadStream(const tlog::StreamName& stream,
                                                       Revision from,
                                                       std::size_t limit) const override {
    return store_.ReadStream(stream, from, limit);
  }
  Result<std::optional<LeafIndex>> FindEvent(const tlog::EventKey& key) const override {
    return store_.FindEvent(key);
  }
  Result<std::optional<std::string>> ReadSealed(const Commitment& commitment) const override {
    return store_.ReadSealed(commitment);
  }
  Status EraseSealed(const Commitment&) override {
    return Fail(Reason::kInternal, "a verifier erases nothing");
  }

 private:
  const tlog::LogStore& store_;
};

void LogVerifier::CompareProjections() {
  SWORN_CHECK(ports_.scratch != nullptr);
  const auto compare = [this]() -> Status {
    ReadOnlyStore store(ports_.store);
    NoHeads heads({TreeSize(0), merkle::EmptyRoot()});
    SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<tlog::Log> log,
                           tlog::Log::Open(store, heads, {.read_only = true}));
    const std::unique_ptr<storage::RowReader> rows = ports_.rows->Snapshot();
    SWORN_ASSIGN_OR_RETURN(const TreeSize cursor, rows->Cursor());
    projections::Follower follower(*log, *ports_.scratch);
    SWORN_ASSIGN_OR_RETURN(const TreeSize derived, follower.CatchUp(cursor, [&](TreeSize done) {
      progress_({"projections", done.value(), cursor.value()});
      return true;
    }));
    if (derived != cursor) {
      return Fail(
          Reason::kCorrupt,
          "the rows claim to be derived from " + ToString(cursor) +
              " entries, more than there are; rebuild them with `sworn projections rebuild`");
    }
    SWORN_ASSIGN_OR_RETURN(const Sha256Hash stored_digest, rows->Digest());
    SWORN_ASSIGN_OR_RETURN(const Sha256Hash derived_digest, ports_.scratch->Digest());
    if (stored_digest != derived_digest) {
      return Fail(Reason::kCorrupt,
                  "the stored rows are not what the log gives; rebuild them with `sworn "
                  "projections rebuild`");
    }
    report_.projections_compared = true;
    return Ok();
  };
  if (const Status compared = compare(); !compared) {
    findings_.Add(Check::kProjections, LeafIndex(0), LastIndex(), compared.error());
  }
}

}  // namespace

Result<Report> VerifyLog(const VerifyPorts& ports, const VerifyOptions& options,
                         const std::function<void(const Progress&)>& progress) {
  return LogVerifier(ports, options, progress).Run();
}

}  // namespace sworn::verification
