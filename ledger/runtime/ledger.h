// A running ledger: admission, sequencer, log, checkpoints and the follower that keeps the
// projections up to date.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<Ledger> ledger,
//                          Ledger::Open({.log_store = *store, .head_store = *heads, .rows = *rows,
//                                        .log_key = log_key, .clock = clock}, options));
//   ledger->Append(std::move(submissions), [](AppendOutcome outcome) { … });   // any thread
//   ledger->Shutdown();
//
// One event's way: Append queues a request; the workers prepare its events (bounds, strict
// decoding, signatures) on all cores; the sequencer thread takes whatever is queued, in order,
// decides on each event, commits the group with one synced write, signs the new head, and only then
// calls `done`.
//
// Threading: every public method is thread-safe. `done` runs on the sequencer's thread and must not
// block. Ports are borrowed and must outlive the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/store.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::checkpoint {
class SignerKey;
}  // namespace sworn::checkpoint

namespace sworn::runtime {

// What the genesis entry says of the ledger.
struct LedgerIdentity {
  LedgerId ledger_id;
  std::string origin;
  std::string title;
  std::string log_verifier_key;  // Of signed notes.
  bool simulated_time = false;
  Instant created_at;
};

// Reads the genesis entry of any log. NOT_FOUND for an empty one.
Result<LedgerIdentity> ReadIdentity(const tlog::Log& log);
// Whether a head file that names `ledger_id` is this store's: else CORRUPT, or NOT_FOUND for an
// empty store. To be asked before Open, which may write the head file.
Status CheckBelongs(const tlog::LogStore& store, const LedgerId& ledger_id);

struct Submission {
  std::string signed_event;
  std::vector<event::v1::SealedContent> sealed;
  // Only in a ledger of simulated time (INVALID_FIELD elsewhere): the entry's recorded-at.
  std::optional<Instant> simulated_recorded_at;
};

struct Acceptance {
  LeafIndex index;
  std::string prefix;      // leaf = prefix ‖ signed event
  bool duplicate = false;  // It had been accepted before.
};

// A signed head: its note verifies with the log's key.
struct SignedCheckpoint {
  tlog::Head head;
  std::string note;
};

struct AppendOutcome {
  // One for each submission, in order.
  std::vector<Result<Acceptance>> verdicts;
  // Covers every accepted one. Never null.
  std::shared_ptr<const SignedCheckpoint> checkpoint;
};

struct LedgerOptions {
  unsigned prepare_threads = 0;  // 0: one for each core.
  bool follow = true;            // Keep the projections up to date.
  tlog::LogOptions log = {};
};

struct LedgerPorts {
  tlog::LogStore& log_store;
  tlog::HeadStore& head_store;
  storage::RowStore& rows;
  const checkpoint::SignerKey& log_key;  // Must be the one that genesis names.
  const Clock& clock;
};

class Ledger {
 public:
  // NOT_FOUND for a store without a genesis entry, ROLLED_BACK and CORRUPT as Log::Open says,
  // BAD_KEY when the key is not the one that genesis names. A clock out of bounds does not stop it
  // from opening: it opens read-only (CLOCK).
  static Result<std::unique_ptr<Ledger>> Open(const LedgerPorts& ports,
                                              const LedgerOptions& options = {});
  ~Ledger();

  const LedgerIdentity& identity() const;

  // QUEUE_FULL (in every verdict) past the bounds of limits.h; at most kMaxEventsPerAppendMessage
  // submissions.
  void Append(std::vector<Submission> submissions, std::function<void(AppendOutcome)> done);
  // The same, waiting.
  AppendOutcome AppendAndWait(std::vector<Submission> submissions);

  // Reads; thread-safe, published entries only.
  const tlog::Log& log() const;
  const storage::RowStore& rows() const;
  std::shared_ptr<const SignedCheckpoint> checkpoint() const;
  // Every entry yet to come gets a recorded-at at or after this.
  Instant KnownUntil() const;
  // Waits until the projections hold `size` entries; what they hold when `timeout` has passed.
  TreeSize WaitForProjection(TreeSize size, Duration timeout) const;

  // Empty while events are taken; otherwise why not, and what to do.
  std::optional<Error> WriteStopped() const;
  // An operator's word that the clock is right. INVALID_FIELD if `true_time` and the clock differ
  // by over 60 seconds.
  Result<Instant> ConfirmClock(Instant true_time);
  Status EraseSealed(const Commitment& commitment);

  // Refuses new submissions (SHUTTING_DOWN), finishes what is queued, stops the threads.
  // Idempotent.
  void Shutdown();

 private:
  class Impl;
  explicit Ledger(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sworn::runtime
