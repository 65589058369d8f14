// Remarks on an answer: what a careful reader would ask about its evidence.
//
// Thread-safe: free functions of values.
#pragma once

#include <cstdint>
#include <vector>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// Evidence recorded more than this many days after it happened is flagged as late. No rule fixes a
// number; ten is the number of days within which an agency tells an officer what it sent about him
// (555 CMR 8.04), taken here by analogy.
inline constexpr std::int32_t kLateEvidenceDays = 10;

// What the axes, the training and the eligibility of `standing` say, and the case behind them; its
// flags of policy gaps are kept. Leaves standing->flags in order of kind, then evidence.
void AddFlags(const Case& the_case, const StatusOnDay& officer, const StatusOnDay& sro,
              Standing* standing);

}  // namespace sworn::certification
