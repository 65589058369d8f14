// Checks of single fields, shared by the files of validate.h. Each takes the field's name and gives
// an error at that name; the caller puts the way to it in front (Within).
//
// Internal to ledger/codec. Pure and thread-safe.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/date.h"
#include "ledger/base/result.h"
#include "ledger/codec/validate.h"

namespace sworn::codec {

enum class Presence { kRequired, kOptional };

Error Missing(std::string_view field);
Error TooLarge(std::string_view field, std::string_view unit, std::size_t bound,
               std::size_t actual);

Status CheckIdentifier(std::string_view value, std::string_view field, Presence presence);
// One line of at most limits::kMaxNameBytes without control characters.
Status CheckName(std::string_view value, std::string_view field, Presence presence);
// At most limits::kMaxTextBytes; of the control characters only line feed and tab.
Status CheckText(std::string_view value, std::string_view field, Presence presence);
// Exactly `size` bytes.
Status CheckBytes(std::string_view value, std::size_t size, std::string_view field);
Status CheckCount(int count, std::size_t bound, std::string_view field);
Status CheckRange(std::uint64_t value, std::uint64_t low, std::uint64_t high,
                  std::string_view field);
// An enumeration's value; 0 is UNSPECIFIED.
Status CheckSpecified(int value, std::string_view field);
// None if empty and optional.
Result<std::optional<Date>> CheckDate(std::string_view value, std::string_view field,
                                      Presence presence);
// `to` is the first day outside: INVALID_DATE at `field` unless it lies after `from`.
Status CheckEndsAfterStart(const std::optional<Date>& from, const std::optional<Date>& to,
                           std::string_view field);

// Applies `check` to each item; its errors get "field[i]" in front.
template <typename List, typename Check>
Status CheckEach(const List& list, std::string_view field, Check check) {
  int index = 0;
  for (const auto& item : list) {
    Status status = check(item);
    if (!status) {
      return Within(std::string(field) + "[" + std::to_string(index) + "]", status.error());
    }
    ++index;
  }
  return Ok();
}

// INVALID_FIELD at "field[i]" for the first item whose key, as `key_of` gives it, came before.
template <typename List, typename KeyOf>
Status CheckDistinct(const List& list, std::string_view field, KeyOf key_of) {
  for (auto item = list.begin(); item != list.end(); ++item) {
    const auto same = [&](const auto& earlier) { return key_of(earlier) == key_of(*item); };
    if (std::any_of(list.begin(), item, same)) {
      return Fail(Reason::kInvalidField, "given twice",
                  std::string(field) + "[" + std::to_string(item - list.begin()) + "]");
    }
  }
  return Ok();
}

// Identifiers, each once.
template <typename List>
Status CheckIdentifiers(const List& list, std::string_view field, Presence presence,
                        std::size_t bound) {
  if (presence == Presence::kRequired && list.empty()) return Missing(field);
  SWORN_RETURN_IF_ERROR(CheckCount(list.size(), bound, field));
  SWORN_RETURN_IF_ERROR(CheckEach(list, field, [](const std::string& item) {
    return CheckIdentifier(item, {}, Presence::kRequired);
  }));
  return CheckDistinct(list, field,
                       [](const std::string& item) -> const std::string& { return item; });
}

}  // namespace sworn::codec
