// Training compliance: each requirement of the training year that contains a day, and of the year
// before (M.G.L. c. 6 s. 116H; the training committee's yearly requirements).
//
// A gap changes no status without an order. Thread-safe: free functions of values.
#pragma once

#include <vector>

#include "ledger/certification/axes.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// 2024 for every day from 1 July 2023 to 30 June 2024: only a name for years whose policy is not
// published, and the year of a completion that names none.
std::uint32_t TrainingYearOf(Date date);

// The previous year first; within a year by requirement. Appends a flag for each year that no
// policy covers, and the end of grace of each requirement that is not met.
std::vector<RequirementStanding> TrainingStanding(const Case& the_case, Date date,
                                                  std::vector<Flag>* flags,
                                                  std::vector<DeadlineStanding>* deadlines);

// True when some policy's requirement for School Resource Officers names this course.
bool IsRequiredOfSros(const RuleBook& rules, const std::string& course);

}  // namespace sworn::certification
