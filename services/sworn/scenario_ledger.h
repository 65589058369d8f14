// A ledger in memory that lives through a scenario: the real admission, log, projections and
// queries, over stores that forget everything, in simulated time.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<ScenarioLedger> ledger,
//                          ScenarioLedger::Begin(root_key, began));
//   SWORN_ASSIGN_OR_RETURN(const AdmittedEvent event, ledger->Admit(signed_item));
//   ledger->queries().GetStanding("4711", as_of, {}, Duration());
//
// Belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/admission/authority.h"
#include "ledger/admission/decide.h"
#include "ledger/admission/key_directory.h"
#include "ledger/admission/prepare.h"
#include "ledger/authoring/event_builder.h"
#include "ledger/base/clock.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"
#include "ledger/projections/follower.h"
#include "ledger/queries/queries.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::cli {

struct AdmittedEvent {
  LeafIndex index;
  std::string event_id;  // 16 bytes.
  std::string subject;
  std::vector<tlog::StreamName> streams;
};

// Stands still until it is set.
class ScenarioClock final : public Clock {
 public:
  Instant Now() const override { return now_; }
  Duration Elapsed() const override { return now_ - Instant(); }
  void Set(Instant now) { now_ = now; }

 private:
  Instant now_;
};

class ScenarioLedger {
 public:
  // A genesis of simulated time whose root authority "root" has this key.
  static Result<std::unique_ptr<ScenarioLedger>> Begin(const crypto::PrivateKey& root_key,
                                                       Instant began);
  ScenarioLedger(const ScenarioLedger&) = delete;
  ScenarioLedger& operator=(const ScenarioLedger&) = delete;

  // As a daemon would: prepare, decide, commit; the projection has it when the call returns.
  // `item` must have a recorded-at (checked).
  Result<AdmittedEvent> Admit(const authoring::SignedItem& item);

  const LedgerId& ledger_id() const { return ledger_id_; }
  ScenarioClock& clock() { return clock_; }
  const queries::Queries& queries() const { return *queries_; }
  const tlog::Log& log() const { return *log_; }

 private:
  ScenarioLedger() = default;

  ScenarioClock clock_;
  LedgerId ledger_id_;
  storage::MemoryLogStore store_;
  storage::MemoryHeadStore heads_;
  storage::MemoryRowStore rows_;
  std::unique_ptr<tlog::Log> log_;
  admission::KeyDirectory keys_;
  std::unique_ptr<admission::AuthorityState> authority_;
  std::unique_ptr<admission::Preparer> preparer_;
  admission::Decider decider_;
  std::unique_ptr<projections::Follower> follower_;
  std::unique_ptr<queries::Queries> queries_;
};

}  // namespace sworn::cli
