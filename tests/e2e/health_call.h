// Asks the standard health service, grpc.health.v1.Health/Check, of the daemon of a home.
//
//   SWORN_ASSIGN_OR_RETURN(const std::string health, AskHealth(home));   // "SERVING"
//
// Thread-safe.
#pragma once

#include <string>

#include "ledger/base/result.h"
#include "services/sworn/home.h"

namespace sworn::e2e {

// "SERVING" or "NOT_SERVING", of the whole server; UNAVAILABLE when nobody answers.
Result<std::string> AskHealth(const cli::Home& home);

}  // namespace sworn::e2e
