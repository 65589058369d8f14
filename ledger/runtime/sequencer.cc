#include "ledger/runtime/sequencer.h"

#include <string>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/tlog/group.h"

namespace sworn::runtime {

// One group between its first decision and its last answer.
struct Sequencer::GroupWork {
  GroupWork(Requests taken, tlog::Log& log, const admission::AuthorityState& authority)
      : requests(std::move(taken)), group(log.Begin()), view(authority) {}

  Requests requests;
  std::vector<AppendOutcome> outcomes;
  tlog::Group group;
  admission::AuthorityView view;
  Result<Instant> now = Instant();  // What the clock rule says for this group.
};

Result<std::unique_ptr<Sequencer>> Sequencer::Start(tlog::Log& log,
                                                    admission::AuthorityState authority,
                                                    RecordedClock& clock,
                                                    const checkpoint::SignerKey& log_key,
                                                    const LedgerIdentity& identity) {
  std::unique_ptr<Sequencer> sequencer(
      new Sequencer(log, std::move(authority), clock, log_key, identity));
  SWORN_ASSIGN_OR_RETURN(auto checkpoint, sequencer->SignHead(log.Snapshot().head));
  {
    const MutexLock lock(sequencer->mutex_);
    sequencer->checkpoint_ = std::move(checkpoint);
  }
  sequencer->thread_ = std::thread([raw = sequencer.get()] { raw->Run(); });
  return sequencer;
}

Sequencer::Sequencer(tlog::Log& log, admission::AuthorityState authority, RecordedClock& clock,
                     const checkpoint::SignerKey& log_key, const LedgerIdentity& identity)
    : log_(log),
      authority_(std::move(authority)),
      clock_(clock),
      log_key_(log_key),
      identity_(identity) {}

Sequencer::~Sequencer() { Stop(); }

Status Sequencer::Enqueue(std::shared_ptr<Request> request) {
  const MutexLock lock(mutex_);
  if (stopping_)
    return Fail(Reason::kShuttingDown, "the ledger is shutting down; send the events again later");
  const std::size_t events = queued_events_ + request->submissions.size();
  const std::size_t bytes = queued_bytes_ + request->bytes;
  if (events > limits::kMaxQueuedEvents || bytes > limits::kMaxQueuedBytes) {
    return Fail(Reason::kQueueFull,
                "more than " + std::to_string(limits::kMaxQueuedEvents) + " events or " +
                    std::to_string(limits::kMaxQueuedBytes) +
                    " bytes wait to be committed; wait and send the events again");
  }
  queued_events_ = events;
  queued_bytes_ = bytes;
  queue_.push_back(std::move(request));
  return Ok();
}

void Sequencer::Wake() {
  // Taking the lock keeps the wake-up from falling between the sequencer's look at the queue and
  // its sleep.
  { const MutexLock lock(mutex_); }
  wake_.NotifyOne();
}

std::shared_ptr<const SignedCheckpoint> Sequencer::checkpoint() const {
  const MutexLock lock(mutex_);
  return checkpoint_;
}

void Sequencer::Stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  wake_.NotifyOne();
  if (thread_.joinable()) thread_.join();
}

void Sequencer::Run() {
  for (Requests requests = Take(); !requests.empty(); requests = Take())
    CommitGroup(std::move(requests));
}

Sequencer::Requests Sequencer::Take() {
  const MutexLock lock(mutex_);
  while (queue_.empty() ? !stopping_ : !queue_.front()->ready()) wake_.Wait(mutex_);
  Requests taken;
  std::size_t events = 0;
  std::size_t bytes = 0;
  while (!queue_.empty() && queue_.front()->ready()) {
    Request& next = *queue_.front();
    events += next.submissions.size();
    bytes += next.bytes;
    const bool fits = events <= limits::kMaxGroupEvents && bytes <= limits::kMaxGroupBytes / 2;
    if (!taken.empty() && !fits) break;
    queued_events_ -= next.submissions.size();
    queued_bytes_ -= next.bytes;
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

void Sequencer::CommitGroup(Requests requests) {
  {
    GroupWork work(std::move(requests), log_, authority_);
    work.now = clock_.BeginGroup();
    const bool timed = work.now.has_value();
    DecideAll(work);
    const Status published = Publish(work);
    if (timed) clock_.EndGroup();
    const std::shared_ptr<const SignedCheckpoint> signed_head = checkpoint();
    for (std::size_t r = 0; r < work.requests.size(); ++r) {
      AppendOutcome& outcome = work.outcomes[r];
      if (!published) {
        for (Result<Acceptance>& verdict : outcome.verdicts) {
          if (verdict) verdict = published.error();
        }
      }
      outcome.checkpoint = signed_head;
      work.requests[r]->done(std::move(outcome));
    }
  }
}

void Sequencer::DecideAll(GroupWork& work) {
  for (const std::shared_ptr<Request>& request : work.requests) {
    AppendOutcome outcome;
    outcome.verdicts.reserve(request->submissions.size());
    for (std::size_t i = 0; i < request->submissions.size(); ++i) {
      outcome.verdicts.push_back(DecideOne(work, *request, i));
    }
    work.outcomes.push_back(std::move(outcome));
  }
}

Result<Acceptance> Sequencer::DecideOne(GroupWork& work, Request& request, std::size_t i) {
  if (!log_.writable()) {
    return Fail(Reason::kStorageFailed,
                "the store has failed and takes no more events; the operator must look at the disk "
                "and restart");
  }
  Result<admission::PreparedEvent>& prepared = *request.prepared[i];
  if (!prepared) return prepared.error();
  SWORN_ASSIGN_OR_RETURN(const Instant recorded_at, RecordedAt(work, request.submissions[i]));
  SWORN_ASSIGN_OR_RETURN(const admission::Decision decision,
                         decider_.Decide(*prepared, recorded_at, work.group, work.view));
  Acceptance acceptance;
  acceptance.index = decision.index;
  acceptance.duplicate = decision.kind == admission::Decision::Kind::kDuplicate;
  const std::size_t body_bytes = request.submissions[i].signed_event.size();
  if (acceptance.duplicate) {
    // The repeated event may carry other signatures over the same payload, so that the stored one
    // is what is measured.
    SWORN_ASSIGN_OR_RETURN(const std::string leaf, work.group.ReadEntry(decision.index));
    SWORN_ASSIGN_OR_RETURN(const tlog::EntryView entry, tlog::ParseEntry(leaf));
    acceptance.prefix = leaf.substr(0, leaf.size() - entry.body.size());
  } else {
    const std::string_view leaf = work.group.StagedLeaf(decision.index);
    acceptance.prefix = std::string(leaf.substr(0, leaf.size() - body_bytes));
  }
  return acceptance;
}

Result<Instant> Sequencer::RecordedAt(const GroupWork& work, const Submission& submission) const {
  const std::optional<Instant>& given = submission.simulated_recorded_at;
  if (!identity_.simulated_time) {
    if (given) {
      return Fail(Reason::kInvalidField,
                  "this ledger records real time: only one whose genesis declares simulated time "
                  "takes times from its input",
                  "simulated_recorded_at");
    }
    return work.now;
  }
  const Instant last = work.group.last_recorded_at().value_or(identity_.created_at);
  if (given && *given < last) {
    return Fail(Reason::kClock,
                "recorded times never go back, and the last entry's is " + last.ToString(),
                "simulated_recorded_at");
  }
  return given.value_or(last);
}

Status Sequencer::Publish(GroupWork& work) {
  if (work.group.empty()) return Ok();
  SWORN_ASSIGN_OR_RETURN(const tlog::Head head, log_.Commit(std::move(work.group)));
  if (work.view.changed()) authority_.Merge(std::move(work.view));
  SWORN_ASSIGN_OR_RETURN(auto signed_head, SignHead(head));
  const MutexLock lock(mutex_);
  checkpoint_ = std::move(signed_head);
  return Ok();
}

Result<std::shared_ptr<const SignedCheckpoint>> Sequencer::SignHead(const tlog::Head& head) const {
  SignedCheckpoint signed_head{.head = head, .note = {}};
  SWORN_ASSIGN_OR_RETURN(signed_head.note, checkpoint::SignCheckpoint(
                                               {identity_.origin, head.size, head.root}, log_key_));
  return std::make_shared<const SignedCheckpoint>(std::move(signed_head));
}

}  // namespace sworn::runtime
