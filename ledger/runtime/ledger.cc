#include "ledger/runtime/ledger.h"

#include <algorithm>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include "ledger/admission/authority.h"
#include "ledger/admission/genesis.h"
#include "ledger/admission/key_directory.h"
#include "ledger/admission/prepare.h"
#include "ledger/base/limits.h"
#include "ledger/projections/follower.h"
#include "ledger/runtime/prepare_pool.h"
#include "ledger/runtime/recorded_clock.h"
#include "ledger/runtime/sequencer.h"

namespace sworn::runtime {
namespace {

std::size_t BytesOf(const Submission& submission) {
  std::size_t bytes = submission.signed_event.size();
  for (const event::v1::SealedContent& sealed : submission.sealed) bytes += sealed.content().size();
  return bytes;
}

Status CheckSubmissions(const std::vector<Submission>& submissions, std::size_t bytes) {
  if (submissions.size() > limits::kMaxEventsPerAppendMessage) {
    return Fail(Reason::kTooLarge, "at most " + std::to_string(limits::kMaxEventsPerAppendMessage) +
                                       " events travel together, these are " +
                                       std::to_string(submissions.size()));
  }
  if (bytes > limits::kMaxMessageBytes) {
    return Fail(Reason::kTooLarge, "the events of one message have at most " +
                                       std::to_string(limits::kMaxMessageBytes) +
                                       " bytes, these have " + std::to_string(bytes));
  }
  return Ok();
}

}  // namespace

Result<LedgerIdentity> ReadIdentity(const tlog::Log& log) {
  SWORN_ASSIGN_OR_RETURN(const admission::Genesis genesis, admission::ReadGenesis(log));
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, log.ReadEntry(LeafIndex(0)));
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  return LedgerIdentity{.ledger_id = genesis.ledger_id(),
                        .origin = genesis.body().origin(),
                        .title = genesis.body().title(),
                        .log_verifier_key = genesis.body().log_verifier_key(),
                        .simulated_time = genesis.body().simulated_time(),
                        .created_at = entry.prefix.recorded_at};
}

Status CheckBelongs(const tlog::LogStore& store, const LedgerId& ledger_id) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StoredState> state, store.ReadState());
  if (!state || state->size == TreeSize(0)) {
    return Fail(Reason::kNotFound, "the store holds no genesis entry; `sworn init` makes a ledger");
  }
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, store.ReadEntry(LeafIndex(0)));
  SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
  SWORN_ASSIGN_OR_RETURN(const admission::Genesis genesis, admission::CheckGenesis(entry.body));
  if (genesis.ledger_id() == ledger_id) return Ok();
  return Fail(Reason::kCorrupt, "the head file is that of ledger " + ledger_id.ToHex() +
                                    ", the store that of " + genesis.ledger_id().ToHex() +
                                    "; name the head file that belongs to the store");
}

class Ledger::Impl {
 public:
  static Result<std::unique_ptr<Impl>> Open(const LedgerPorts& ports, const LedgerOptions& options);
  ~Impl() { Shutdown(); }

  void Append(std::vector<Submission> submissions, std::function<void(AppendOutcome)> done);
  std::optional<Error> WriteStopped();
  void Shutdown();

  storage::RowStore& rows;
  std::unique_ptr<tlog::Log> log;
  LedgerIdentity identity;
  std::unique_ptr<RecordedClock> clock;
  admission::KeyDirectory keys;
  std::unique_ptr<admission::Preparer> preparer;
  std::unique_ptr<Sequencer> sequencer;
  std::unique_ptr<PreparePool> pool;
  std::unique_ptr<projections::FollowerThread> follower;

 private:
  explicit Impl(storage::RowStore& row_store) : rows(row_store) {}
  void Refuse(std::size_t count, const Error& error,
              const std::function<void(AppendOutcome)>& done) const;
};

Result<std::unique_ptr<Ledger::Impl>> Ledger::Impl::Open(const LedgerPorts& ports,
                                                         const LedgerOptions& options) {
  std::unique_ptr<Impl> impl(new Impl(ports.rows));
  SWORN_ASSIGN_OR_RETURN(impl->log,
                         tlog::Log::Open(ports.log_store, ports.head_store, options.log));
  SWORN_ASSIGN_OR_RETURN(impl->identity, ReadIdentity(*impl->log));
  if (ports.log_key.verifier().ToString() != impl->identity.log_verifier_key) {
    return Fail(Reason::kBadKey, "the log key is not the one that the genesis entry names (" +
                                     impl->identity.log_verifier_key +
                                     "); use the key that the ledger was made with");
  }
  SWORN_ASSIGN_OR_RETURN(admission::AuthorityState authority,
                         admission::AuthorityState::Fold(*impl->log, impl->keys));
  impl->clock = std::make_unique<RecordedClock>(
      ports.clock, impl->identity.simulated_time ? std::optional<Instant>()
                                                 : impl->log->Snapshot().last_recorded_at);
  impl->preparer = std::make_unique<admission::Preparer>(impl->identity.ledger_id, impl->keys);
  SWORN_ASSIGN_OR_RETURN(impl->sequencer,
                         Sequencer::Start(*impl->log, std::move(authority), *impl->clock,
                                          ports.log_key, impl->identity));
  const unsigned threads = options.prepare_threads != 0
                               ? options.prepare_threads
                               : std::max(1u, std::thread::hardware_concurrency());
  impl->pool = std::make_unique<PreparePool>(
      *impl->preparer, threads, [sequencer = impl->sequencer.get()] { sequencer->Wake(); });
  if (options.follow) {
    impl->follower = std::make_unique<projections::FollowerThread>(*impl->log, ports.rows);
  }
  return impl;
}

void Ledger::Impl::Refuse(std::size_t count, const Error& error,
                          const std::function<void(AppendOutcome)>& done) const {
  AppendOutcome outcome;
  outcome.verdicts.assign(count, error);
  outcome.checkpoint = sequencer->checkpoint();
  done(std::move(outcome));
}

void Ledger::Impl::Append(std::vector<Submission> submissions,
                          std::function<void(AppendOutcome)> done) {
  const std::size_t count = submissions.size();
  std::size_t bytes = 0;
  for (const Submission& submission : submissions) bytes += BytesOf(submission);
  if (Status checked = CheckSubmissions(submissions, bytes); !checked)
    return Refuse(count, checked.error(), done);
  if (count == 0) return Refuse(0, {}, done);

  const auto request = std::make_shared<Request>();
  request->submissions = std::move(submissions);
  request->bytes = bytes;
  request->open_parts = 1;  // Not ready before the pool has counted its parts.
  request->done = std::move(done);
  if (Status queued = sequencer->Enqueue(request); !queued)
    return Refuse(count, queued.error(), request->done);
  pool->Prepare(request);
}

std::optional<Error> Ledger::Impl::WriteStopped() {
  if (!log->writable()) {
    return Fail(Reason::kStorageFailed,
                "the store has failed; look at the disk, then restart the daemon");
  }
  if (identity.simulated_time) return std::nullopt;
  return clock->Stopped();
}

void Ledger::Impl::Shutdown() {
  if (sequencer) sequencer->Stop();
  if (log) log->InterruptWaits();  // None where opening it failed.
  if (follower) follower->Stop();
}

Ledger::Ledger(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::Open(const LedgerPorts& ports,
                                             const LedgerOptions& options) {
  SWORN_ASSIGN_OR_RETURN(std::unique_ptr<Impl> impl, Impl::Open(ports, options));
  return std::unique_ptr<Ledger>(new Ledger(std::move(impl)));
}

const LedgerIdentity& Ledger::identity() const { return impl_->identity; }
const tlog::Log& Ledger::log() const { return *impl_->log; }
const storage::RowStore& Ledger::rows() const { return impl_->rows; }
std::shared_ptr<const SignedCheckpoint> Ledger::checkpoint() const {
  return impl_->sequencer->checkpoint();
}
std::optional<Error> Ledger::WriteStopped() const { return impl_->WriteStopped(); }
Result<Instant> Ledger::ConfirmClock(Instant true_time) { return impl_->clock->Confirm(true_time); }
Status Ledger::EraseSealed(const Commitment& commitment) {
  return impl_->log->EraseSealed(commitment);
}
void Ledger::Shutdown() { impl_->Shutdown(); }

void Ledger::Append(std::vector<Submission> submissions, std::function<void(AppendOutcome)> done) {
  impl_->Append(std::move(submissions), std::move(done));
}

AppendOutcome Ledger::AppendAndWait(std::vector<Submission> submissions) {
  std::promise<AppendOutcome> promise;
  std::future<AppendOutcome> outcome = promise.get_future();
  Append(std::move(submissions),
         [&promise](AppendOutcome result) { promise.set_value(std::move(result)); });
  return outcome.get();
}

Instant Ledger::KnownUntil() const {
  if (!impl_->identity.simulated_time) return impl_->clock->KnownUntil();
  return impl_->log->Snapshot().last_recorded_at.value_or(impl_->identity.created_at);
}

TreeSize Ledger::WaitForProjection(TreeSize size, Duration timeout) const {
  SWORN_CHECK(impl_->follower != nullptr);
  return impl_->follower->WaitForCursor(size, timeout);
}

}  // namespace sworn::runtime
