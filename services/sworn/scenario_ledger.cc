#include "services/sworn/scenario_ledger.h"

#include <utility>

#include "ledger/admission/genesis.h"
#include "ledger/base/check.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/crypto/random.h"
#include "ledger/tlog/group.h"

namespace sworn::cli {
namespace {

constexpr char kOrigin[] = "scenario.invalid/ledger";

}  // namespace

Result<std::unique_ptr<ScenarioLedger>> ScenarioLedger::Begin(const crypto::PrivateKey& root_key,
                                                              Instant began) {
  std::unique_ptr<ScenarioLedger> ledger(new ScenarioLedger());
  ledger->clock_.Set(began);
  SWORN_ASSIGN_OR_RETURN(
      const checkpoint::SignerKey log_key,
      checkpoint::SignerKey::Generate(kOrigin, checkpoint::NoteKeyType::kEd25519));
  crypto::SystemRandom random;
  SWORN_ASSIGN_OR_RETURN(const admission::Genesis genesis,
                         admission::MakeGenesis({.origin = kOrigin,
                                                 .title = "A scenario",
                                                 .root_authority = "root",
                                                 .root_name = "Root of the scenario",
                                                 .log_verifier_key = log_key.verifier().ToString(),
                                                 .simulated_time = true,
                                                 .now = began},
                                                root_key, random));
  SWORN_ASSIGN_OR_RETURN(ledger->log_, tlog::Log::Open(ledger->store_, ledger->heads_));
  SWORN_RETURN_IF_ERROR(admission::StartLedger(*ledger->log_, genesis, began));
  ledger->ledger_id_ = genesis.ledger_id();
  SWORN_ASSIGN_OR_RETURN(admission::AuthorityState state,
                         admission::AuthorityState::Fold(*ledger->log_, ledger->keys_));
  ledger->authority_ = std::make_unique<admission::AuthorityState>(std::move(state));
  ledger->preparer_ = std::make_unique<admission::Preparer>(ledger->ledger_id_, ledger->keys_);
  ledger->follower_ = std::make_unique<projections::Follower>(*ledger->log_, ledger->rows_);
  ScenarioClock& clock = ledger->clock_;
  ledger->queries_ = std::make_unique<queries::Queries>(queries::QueryPorts{
      .log = *ledger->log_,
      .rows = ledger->rows_,
      .clock = clock,
      .ledger = {.ledger_id = ledger->ledger_id_, .simulated_time = true, .created_at = began},
      .known_until = [&clock] { return clock.Now(); }});
  SWORN_RETURN_IF_ERROR(ledger->follower_->CatchUp(ledger->log_->Snapshot().head.size));
  return ledger;
}

Result<AdmittedEvent> ScenarioLedger::Admit(const authoring::SignedItem& item) {
  SWORN_CHECK(item.recorded_at.has_value());
  clock_.Set(*item.recorded_at);
  SWORN_ASSIGN_OR_RETURN(const admission::PreparedEvent event,
                         preparer_->Prepare(item.signed_event, item.sealed));
  tlog::Group group = log_->Begin();
  admission::AuthorityView view(*authority_);
  SWORN_ASSIGN_OR_RETURN(const admission::Decision decision,
                         decider_.Decide(event, *item.recorded_at, group, view));
  SWORN_ASSIGN_OR_RETURN(const tlog::Head head, log_->Commit(std::move(group)));
  authority_->Merge(std::move(view));
  SWORN_RETURN_IF_ERROR(follower_->CatchUp(head.size));
  const codec::DecodedEvent& decoded = event.decoded();
  return AdmittedEvent{decision.index, decoded.header().event_id(), decoded.header().subject(),
                       decoded.streams()};
}

}  // namespace sworn::cli
