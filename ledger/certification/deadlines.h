// Last days that run from an officer's acts and certificates, as far as they are known on a day.
// Only those whose last day has not passed on it, and that no later act has made pointless.
//
// Thread-safe: free functions of values.
#pragma once

#include <vector>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// By last day, then action. `of_training` are the ends of grace that the training found.
std::vector<DeadlineStanding> DeadlinesOn(const Case& the_case, Date date,
                                          const StatusOnDay& officer, const StatusOnDay& sro,
                                          std::vector<DeadlineStanding> of_training);

}  // namespace sworn::certification
