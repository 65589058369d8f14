// The beginning of a ledger: its first entry names the root authority and its key, the log's key
// and the origin. The ledger's id is the SHA-256 of that event's payload.
//
//   SWORN_ASSIGN_OR_RETURN(const Genesis genesis, MakeGenesis(terms, root_key, random));
//   SWORN_RETURN_IF_ERROR(StartLedger(log, genesis, clock.Now()));
//   …
//   SWORN_ASSIGN_OR_RETURN(const Genesis same, ReadGenesis(log));        // at every later start
//
// Thread-safe but for StartLedger, which is the log's writer.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"
#include "ledger/crypto/key.h"
#include "ledger/tlog/log.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::admission {

struct GenesisTerms {
  std::string origin;
  std::string title;
  std::string root_authority;
  std::string root_name;
  std::string log_verifier_key;  // A signed note's, by the name `origin`.
  bool simulated_time = false;
  Instant now;  // signed_at, and the day of occurrence.
};

// A genesis event that was checked. Only CheckGenesis makes one.
class Genesis {
 public:
  const LedgerId& ledger_id() const { return ledger_id_; }
  const event::v1::Genesis& body() const { return event_.body().genesis(); }
  const codec::DecodedEvent& decoded() const { return event_; }
  const std::string& bytes() const { return event_.bytes(); }

 private:
  friend Result<Genesis> CheckGenesis(std::string_view signed_event);
  Genesis(LedgerId ledger_id, codec::DecodedEvent event)
      : ledger_id_(ledger_id), event_(std::move(event)) {}

  LedgerId ledger_id_;
  codec::DecodedEvent event_;
};

// Builds and signs the event. Errors are CheckGenesis's.
Result<Genesis> MakeGenesis(const GenesisTerms& terms, const crypto::PrivateKey& root_key,
                            RandomSource& random);

// The errors of DecodeSignedEvent; INVALID_FIELD unless it is a genesis event whose only signer is
// the root key for the root authority as ADMINISTRATOR, its nonce 32 bytes and the log's verifier
// key an Ed25519 key by the name of the origin; BAD_KEY, BAD_PROOF_OF_POSSESSION, BAD_SIGNATURE.
Result<Genesis> CheckGenesis(std::string_view signed_event);

// Commits it as entry 0. ALREADY_REGISTERED for a log that has entries.
Result<tlog::Head> StartLedger(tlog::Log& log, const Genesis& genesis, Instant recorded_at);

// From entry 0. NOT_FOUND for an empty log; CORRUPT when entry 0 is no genesis that was checked.
Result<Genesis> ReadGenesis(const tlog::Log& log);

}  // namespace sworn::admission
