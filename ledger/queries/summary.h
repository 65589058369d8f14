// A fact in one line of plain words, for timelines.
//
//   Summary(fact);    // "SRO certificate granted (order 2023-117)"
//
// Pure; the same fact gives the same line for ever, except where DECISIONS.md says otherwise.
#pragma once

#include <string>

#include "ledger/certification/facts.h"

namespace sworn::queries {

// Never holds a line break. Identifiers and texts are the event's own.
std::string Summary(const certification::Fact& fact);

}  // namespace sworn::queries
