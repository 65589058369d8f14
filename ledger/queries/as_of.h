// Which day is asked about, and which part of the log the answer may use.
//
//   AsOf as_of{.effective_date = Date::Parse("2024-03-15").value(),
//              .known_at = Date::Parse("2024-03-18").value()};   // the end of that day, Eastern
//
// Value types.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "ledger/base/date.h"
#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"

namespace sworn::queries {

// The latest published head.
struct Latest {
  bool operator==(const Latest&) const = default;
};

//   TreeSize   the first so many entries
//   Instant    every entry with recorded-at at or before it
//   Date       every entry recorded by the end of that day, Eastern
using KnownAt = std::variant<Latest, TreeSize, Instant, Date>;

struct AsOf {
  // Default: today in Eastern time; in a ledger of simulated time the day of its last entry.
  std::optional<Date> effective_date = std::nullopt;
  KnownAt known_at = Latest{};
  // Wait until the projection holds this many entries.
  TreeSize minimum_tree_size = TreeSize(0);
};

// What an answer rests on: with it, the same question has the same answer for ever. The policies
// that were applied stand in the answer itself.
struct Basis {
  TreeSize tree_size;
  RootHash root;
  std::optional<Date> effective_date;  // None in answers that cover every date.
  std::optional<Instant> known_time;   // Recorded-at of the last entry; none at tree size 0.
  LedgerId ledger_id;
  bool simulated_time = false;
  std::uint32_t evaluator_version = 0;
  bool operator==(const Basis&) const = default;
};

}  // namespace sworn::queries
