// An entry of the log as the daemon sends it, without and with proof that it is in the signed tree.
//
//   SWORN_ASSIGN_OR_RETURN(const std::string leaf, ReadProvenEntry(client, 42));
//
// For one thread.
#pragma once

#include <cstdint>
#include <string>

#include "ledger/base/result.h"
#include "services/sworn/client.h"

namespace sworn::cli {

// The leaf, unchecked. INDEX_OUT_OF_RANGE where there is none.
Result<std::string> ReadEntry(Client& client, std::uint64_t index);
// The leaf, checked against the newest checkpoint; else VERIFICATION_FAILED.
Result<std::string> ReadProvenEntry(Client& client, std::uint64_t index);

}  // namespace sworn::cli
