// The ledger home: one directory with everything that one ledger's operator and its users need.
//
//   DIR/swornd.toml                     what the daemon reads (services/swornd/config.h)
//   DIR/data/log, projections, head     stores and head file
//   DIR/keys/log.key                    signs checkpoints; the daemon's alone
//   DIR/keys/log.vkey                   verifies them: give it to everybody
//   DIR/keys/ring/                      keys that sign events
//   DIR/tls/ca.pem                      trusted by both sides
//   DIR/tls/NAME.pem, NAME.key          server, submitter, auditor, operator
//
//   SWORN_ASSIGN_OR_RETURN(const Home home, OpenHome("ledger"));
//
// Values; thread-safe.
#pragma once

#include <filesystem>
#include <string>

#include "ledger/base/clock.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"

namespace sworn::cli {

struct Home {
  std::filesystem::path directory;
  std::string listen;  // "127.0.0.1:7443"
  std::filesystem::path log_directory;
  std::filesystem::path projections_directory;
  std::filesystem::path head_file;

  std::filesystem::path ring() const { return directory / "keys" / "ring"; }
  std::filesystem::path tls() const { return directory / "tls"; }
  std::filesystem::path verifier_key_file() const { return directory / "keys" / "log.vkey"; }
};

// NOT_FOUND, with what to do, when there is no home; INVALID_FIELD for a swornd.toml that says
// something else.
Result<Home> OpenHome(const std::string& directory);

struct InitTerms {
  std::filesystem::path directory;
  std::string origin;  // Empty: one is made up.
  std::string title;
  std::string root_authority;
  std::string root_name;
  std::string listen;
  bool simulated_time = false;
  Instant began;  // Recorded-at of the genesis.
  crypto::SignatureScheme root_scheme = crypto::SignatureScheme::kEd25519;
};

struct MadeHome {
  Home home;
  LedgerId ledger_id;
  std::string origin;
  std::string verifier_key;
  KeyFingerprint root_key;
};

// ALREADY_REGISTERED for a directory that is not empty: nothing in it is touched.
Result<MadeHome> InitHome(const InitTerms& terms, const Clock& clock, RandomSource& random);

}  // namespace sworn::cli
