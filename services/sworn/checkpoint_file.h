// A checkpoint that somebody kept: the signed note itself, or a JSON answer of this program that
// holds it as "checkpoint".
//
//   SWORN_ASSIGN_OR_RETURN(const std::string note, ReadCheckpointFile("checkpoint-of-may"));
//
// Only the form is checked, not the signature. Thread-safe.
#pragma once

#include <filesystem>
#include <string>

#include "ledger/base/result.h"

namespace sworn::cli {

// The note. A usage error at "--checkpoint" for a file that is neither.
Result<std::string> ReadCheckpointFile(const std::filesystem::path& file);

}  // namespace sworn::cli
