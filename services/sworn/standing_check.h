// Compares a standing with what a scenario expects of it. Pure and thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/ordinal.h"
#include "ledger/certification/standing.h"
#include "services/sworn/scenario.h"

namespace sworn::cli {

struct Mismatch {
  std::string what;
  std::string expected;
  std::string got;
  std::string because;  // The ledger's own words, with the citation.
};

// Everything but eligible_at. `evidence` resolves the labels of sro_evidence.
std::vector<Mismatch> CompareStanding(const Expectation& expectation,
                                      const certification::Standing& standing,
                                      const std::map<std::string, LeafIndex>& evidence);
// `standing` must have been asked for that school.
std::optional<Mismatch> CompareSchool(const std::string& school, const std::string& expected,
                                      const certification::Standing& standing);

// "The grant takes effect. (555 CMR 10.06(3), text read)"
std::string ExplanationLine(const certification::Explanation& explanation);

}  // namespace sworn::cli
