#include "services/sworn/toml_text.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <cstdint>
#include <string>

namespace sworn::cli {
namespace {

using nlohmann::json;

std::string TwoDigits(unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string DayText(const toml::date& date) {
  std::string year = std::to_string(date.year);
  year.insert(0, year.size() < 4 ? 4 - year.size() : 0, '0');
  return year + "-" + TwoDigits(date.month) + "-" + TwoDigits(date.day);
}

std::string TimeText(const toml::time& time) {
  return TwoDigits(time.hour) + ":" + TwoDigits(time.minute) + ":" + TwoDigits(time.second);
}

json Converted(const toml::node& node) {
  if (const toml::table* table = node.as_table(); table != nullptr) {
    json object = json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = Converted(value);
    return object;
  }
  if (const toml::array* array = node.as_array(); array != nullptr) {
    json list = json::array();
    for (const toml::node& value : *array) list.push_back(Converted(value));
    return list;
  }
  if (const auto* text = node.as_string(); text != nullptr) return json(text->get());
  if (const auto* flag = node.as_boolean(); flag != nullptr) return json(flag->get());
  if (const auto* number = node.as_integer(); number != nullptr) {
    if (number->get() >= 0) return json(static_cast<std::uint64_t>(number->get()));
    return json(number->get());
  }
  if (const auto* number = node.as_floating_point(); number != nullptr) return json(number->get());
  if (const auto* date = node.as_date(); date != nullptr) return json(DayText(date->get()));
  if (const auto* time = node.as_time(); time != nullptr) return json(TimeText(time->get()));
  if (const auto* moment = node.as_date_time(); moment != nullptr) {
    // With an offset it is a moment of its own; only UTC can be written so.
    const std::string separator = moment->get().offset ? "T" : " ";
    const std::string zone = moment->get().offset ? "Z" : "";
    return json(DayText(moment->get().date) + separator + TimeText(moment->get().time) + zone);
  }
  return json(nullptr);
}

}  // namespace

Result<json> ParseToml(std::string_view text) {
  const toml::parse_result parsed = toml::parse(text);
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return Fail(Reason::kMalformed, "line " + std::to_string(error.source().begin.line) +
                                        ", column " + std::to_string(error.source().begin.column) +
                                        ": " + std::string(error.description()));
  }
  return Converted(parsed.table());
}

}  // namespace sworn::cli
