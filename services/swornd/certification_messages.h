// Messages of the API for questions about an officer and their answers. Pure and thread-safe; an
// answer gives the same bytes whenever it is written.
#pragma once

#include "ledger/base/result.h"
#include "ledger/queries/queries.h"
#include "sworn/api/v1/certification.pb.h"

namespace sworn::daemon {

// INVALID_DATE or INVALID_FIELD with the field's path, "as_of.known_date".
Result<queries::AsOf> ToAsOf(const api::v1::AsOf& message);

void Fill(const queries::StandingAnswer& answer, api::v1::GetStandingResponse& response);
void Fill(const queries::ExplainAnswer& answer, api::v1::ExplainResponse& response);
void Fill(const queries::HistoryAnswer& answer, api::v1::GetHistoryResponse& response);

}  // namespace sworn::daemon
