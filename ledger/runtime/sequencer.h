// The one thread that decides and commits: whatever queued up during the last sync becomes the next
// group.
//
// Order is the order of Enqueue, however the workers finish. A group holds whole requests, at most
// kMaxGroupEvents events. A durable checkpoint is signed before any `done` is called; a failed
// commit answers every event of the group with STORAGE_FAILED and stops all writing.
//
// Threading: Enqueue, Wake, checkpoint and Stopped are thread-safe; everything else happens on the
// sequencer's own thread. Borrows all it is given.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "ledger/admission/authority.h"
#include "ledger/admission/decide.h"
#include "ledger/base/mutex.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/runtime/recorded_clock.h"
#include "ledger/runtime/request.h"
#include "ledger/tlog/log.h"

namespace sworn::runtime {

class Sequencer {
 public:
  // Signs the log's present head at once. `authority` is the fold of the log's own entries.
  static Result<std::unique_ptr<Sequencer>> Start(tlog::Log& log,
                                                  admission::AuthorityState authority,
                                                  RecordedClock& clock,
                                                  const checkpoint::SignerKey& log_key,
                                                  const LedgerIdentity& identity);
  ~Sequencer();  // Stop()
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // QUEUE_FULL past the bounds, SHUTTING_DOWN after Stop. The request keeps its place from here on;
  // it is decided once it is ready().
  Status Enqueue(std::shared_ptr<Request> request);
  // Says that a request may have become ready.
  void Wake();

  std::shared_ptr<const SignedCheckpoint> checkpoint() const;
  // Takes no more requests, finishes those that it has, ends the thread. Idempotent.
  void Stop();

 private:
  using Requests = std::vector<std::shared_ptr<Request>>;
  struct GroupWork;

  Sequencer(tlog::Log& log, admission::AuthorityState authority, RecordedClock& clock,
            const checkpoint::SignerKey& log_key, const LedgerIdentity& identity);

  void Run();
  // Blocks until there is a group's worth; empty when it is time to end.
  Requests Take();
  void CommitGroup(Requests requests);
  void DecideAll(GroupWork& work);
  Result<Acceptance> DecideOne(GroupWork& work, Request& request, std::size_t i);
  Result<Instant> RecordedAt(const GroupWork& work, const Submission& submission) const;
  Status Publish(GroupWork& work);
  Result<std::shared_ptr<const SignedCheckpoint>> SignHead(const tlog::Head& head) const;

  tlog::Log& log_;
  admission::AuthorityState authority_;
  RecordedClock& clock_;
  const checkpoint::SignerKey& log_key_;
  const LedgerIdentity& identity_;
  admission::Decider decider_;

  mutable Mutex mutex_;
  ConditionVariable wake_;
  std::deque<std::shared_ptr<Request>> queue_ SWORN_GUARDED_BY(mutex_);
  std::size_t queued_events_ SWORN_GUARDED_BY(mutex_) = 0;
  std::size_t queued_bytes_ SWORN_GUARDED_BY(mutex_) = 0;
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::shared_ptr<const SignedCheckpoint> checkpoint_ SWORN_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace sworn::runtime
