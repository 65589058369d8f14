#include "ledger/authoring/event_file.h"

#include <utility>

#include "ledger/authoring/json_text.h"
#include "ledger/crypto/sha256.h"

namespace sworn::authoring {
namespace {

using nlohmann::json;

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

EventItem ItemOf(std::size_t number, json value) {
  json content = value;
  if (content.is_object()) content.erase("refused");
  const std::string text = content.dump(-1, ' ', false, json::error_handler_t::replace);
  EventItem item{number, std::move(value), crypto::Sha256OfParts({"sworn-event-item-v1", text}),
                 Fail(Reason::kInternal, "")};
  item.request = ParseEventRequest(item.source);
  return item;
}

// The text's lines that are not blank, with their numbers.
std::vector<std::pair<std::size_t, std::string_view>> Lines(std::string_view text) {
  std::vector<std::pair<std::size_t, std::string_view>> lines;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) lines.emplace_back(number, line);
  }
  return lines;
}

// Several lines, each an object by itself: no single JSON value looks like that.
bool IsJsonLines(const std::vector<std::pair<std::size_t, std::string_view>>& lines) {
  return lines.size() > 1 && lines[1].second.substr(0, 1) == "{" &&
         ParseJson(lines[0].second).has_value();
}

}  // namespace

Result<std::vector<EventItem>> ParseEventFile(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    text.remove_prefix(kByteOrderMark.size());
  }
  std::vector<EventItem> items;
  if (const auto lines = Lines(text); IsJsonLines(lines)) {
    for (const auto& [number, line] : lines) {
      Result<json> value = ParseJson(line);
      if (!value) {
        return Fail(Reason::kMalformed,
                    "line " + std::to_string(number) + ": " + value.error().message);
      }
      items.push_back(ItemOf(number, std::move(value).value()));
    }
    return items;
  }
  SWORN_ASSIGN_OR_RETURN(json value, ParseJson(text));
  if (!value.is_array()) {
    items.push_back(ItemOf(1, std::move(value)));
    return items;
  }
  for (std::size_t i = 0; i < value.size(); ++i) items.push_back(ItemOf(i + 1, value[i]));
  return items;
}

}  // namespace sworn::authoring
