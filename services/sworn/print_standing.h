// Answers of the certification service, for people. What every answer rests on stands below it.
// Pure and thread-safe.
#pragma once

#include <ostream>

#include "sworn/api/v1/certification.pb.h"

namespace sworn::cli {

void PrintStanding(const api::v1::Standing& standing, const api::v1::Basis& basis,
                   std::ostream& out);
void PrintExplanations(const api::v1::ExplainResponse& response, std::ostream& out);
void PrintHistory(const api::v1::GetHistoryResponse& response, const std::string& officer,
                  std::ostream& out);

}  // namespace sworn::cli
