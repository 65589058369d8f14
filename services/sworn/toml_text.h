// TOML as JSON values, so that both kinds of file are read by the same strict code. Dates and
// times become strings: 2024-03-15, "2024-03-15 09:00:00".
//
// Pure and thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn::cli {

// An object. MALFORMED with line and column.
Result<nlohmann::json> ParseToml(std::string_view text);

}  // namespace sworn::cli
