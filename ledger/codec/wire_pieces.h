// Pieces of the Protocol Buffers wire format, written by hand so that tests can get them wrong:
//
//   Bytes(3, Number(1, 300))      // field 3: a message whose field 1 is 300
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/check.h"

namespace sworn::codec {

inline std::string Varint(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>((value & 0x7F) | 0x80));
  out.push_back(static_cast<char>(value));
  return out;
}
inline std::string Number(std::uint32_t field, std::uint64_t value) {
  return Varint(field << 3) + Varint(value);
}
inline std::string Bytes(std::uint32_t field, std::string_view content) {
  return Varint((field << 3) | 2) + Varint(content.size()) + std::string(content);
}

template <typename Message>
std::string Wire(const Message& message) {
  std::string out;
  SWORN_CHECK(message.SerializeToString(&out));
  return out;
}

}  // namespace sworn::codec
