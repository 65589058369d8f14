// May the officer serve at a school on a day? Each condition of the policy is answered on its own
// (M.G.L. c. 71 s. 37P).
//
// Thread-safe: free functions of values.
#pragma once

#include <string>
#include <vector>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// Sentences cost most of the time of an answer; a timeline needs none.
enum class Detail { kAnswersOnly, kExplained };

struct Eligibility {
  std::vector<SchoolEligibility> schools;
  Answer eligible = Answer::kUndetermined;
  std::vector<LeafIndex> evidence;  // Designations and memoranda that count on the day, ascending.
  std::vector<Flag> flags;          // Gaps of policy.
};

// Every school to which the officer is or was designated, by name.
std::vector<std::string> DesignatedSchools(const Records& records);

// Whether a designation for any school was in force on some day of the interval.
bool DesignatedDuring(const Records& records, const DateInterval& days);

// Days on which a designation or a memorandum begins or ends.
std::vector<Date> EligibilityBoundaries(const Records& records);

Eligibility EligibilityOn(const Case& the_case, Date date, const std::vector<std::string>& schools,
                          const StatusOnDay& officer, const StatusOnDay& sro, Detail detail);

// One sentence on the whole, one for each school.
Explanation ExplainEligibility(const Eligibility& eligibility, Date date);

}  // namespace sworn::certification
