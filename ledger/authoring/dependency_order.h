// The order in which events must be sent: each after those that it depends on.
//
//   const std::vector<std::size_t> order = DependencyOrder({{"CompletionRecorded", {}},
//                                                           {"OfficerRegistered", {}}});   // {1,
//                                                           0}
//
// Pure and thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/base/instant.h"

namespace sworn::authoring {

struct OrderedEvent {
  std::string type;
  // Of a ledger of simulated time, whose entries' times may not go back: it decides first.
  std::optional<Instant> recorded_at;
};

// Positions in `events` in the order of sending; those of one rank keep their order.
std::vector<std::size_t> DependencyOrder(std::span<const OrderedEvent> events);

// 0 for what depends on nothing; unknown types come last.
int DependencyRank(const std::string& type);

}  // namespace sworn::authoring
