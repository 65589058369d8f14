// Answers of the certification service, for people. What every answer rests on stands below it, and
// the size of the signed checkpoint with which that was verified.
// Pure and thread-safe.
#pragma once

#include <ostream>
#include <string>

#include "ledger/base/ordinal.h"
#include "sworn/api/v1/certification.pb.h"

namespace sworn::cli {

void PrintStanding(const api::v1::Standing& standing, const api::v1::Basis& basis,
                   TreeSize checkpoint_size, std::ostream& out);
void PrintExplanations(const api::v1::ExplainResponse& response, TreeSize checkpoint_size,
                       std::ostream& out);
void PrintHistory(const api::v1::GetHistoryResponse& response, const std::string& officer,
                  TreeSize checkpoint_size, std::ostream& out);

}  // namespace sworn::cli
