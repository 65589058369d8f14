// A file of events: one JSON object, a list of them, or one a line (JSON Lines).
//
//   SWORN_ASSIGN_OR_RETURN(const std::vector<EventItem> items, ParseEventFile(text));
//   for (const EventItem& item : items) …                   // in the file's order
//
// Pure and thread-safe.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/authoring/event_request.h"
#include "ledger/base/digest.h"
#include "ledger/base/result.h"

namespace sworn::authoring {

struct EventItem {
  std::size_t number = 0;  // 1-based: item of the list, or line.
  nlohmann::json source;   // As written, for the file of rejects.
  // Of the content, whatever its spacing and the order of its members: the outbox's key.
  Sha256Hash content_key;
  Result<EventRequest> request;
};

// MALFORMED, with line and column, when the text is no JSON; what is wrong with a single event
// stands in its item.
Result<std::vector<EventItem>> ParseEventFile(std::string_view text);

}  // namespace sworn::authoring
