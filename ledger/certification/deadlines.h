// Last days that run from an officer's acts and certificates, as far as they are known on a day.
// Past ones are listed too: whether something was filed in time is asked afterwards.
//
// Thread-safe: free functions of values.
#pragma once

#include <vector>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// By last day, then action.
std::vector<DeadlineStanding> DeadlinesOn(const Case& the_case, Date date,
                                          const StatusOnDay& officer, const StatusOnDay& sro);

}  // namespace sworn::certification
