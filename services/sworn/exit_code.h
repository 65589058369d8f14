// What `sworn` ends with: the one table.
//
//   return ExitCodeOf(error);
#pragma once

#include "ledger/base/result.h"

namespace sworn::cli {

enum class ExitCode : int {
  kOk = 0,
  kVerificationFailed = 1,  // A proof, signature or stored byte is wrong.
  kUsage = 2,               // The command line, or a local file that it names, is wrong.
  kNotFound = 3,            // No such officer, entry, key, file, ….
  kDenied = 4,              // The certificate or key may not do this.
  kConflict = 5,            // The id is taken, or the stream has moved on.
  kUnavailable = 6,         // No answer: not running, not taking events, too slow, out of space.
  kInputRefused = 7,        // Refused, wholly or in part; see the verdicts.
  kExpectationDiffers = 8,  // A scenario's.
};

// Every reason has exactly one.
ExitCode ExitCodeOf(Reason reason);
// The same, but kUsage where what is invalid is an argument: its field is "--as-of" or "OFFICER".
ExitCode ExitCodeOf(const Error& error);

// "6 unavailable", for the manual's table and for tests.
std::string_view ExitCodeName(ExitCode code);

}  // namespace sworn::cli
