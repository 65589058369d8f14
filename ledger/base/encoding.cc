#include "ledger/base/encoding.h"

#include "absl/strings/escaping.h"

namespace sworn {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

template <typename Integer>
void AppendBigEndian(std::string& out, Integer value) {
  for (int shift = static_cast<int>(sizeof(Integer)) * 8 - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

template <typename Integer>
Integer ReadBigEndian(std::string_view bytes) {
  SWORN_CHECK(bytes.size() >= sizeof(Integer));
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
  return static_cast<Integer>(value);
}

}  // namespace

std::string EncodeHex(std::string_view bytes) {
  return absl::BytesToHexString(absl::string_view(bytes.data(), bytes.size()));
}

Result<std::string> DecodeHex(std::string_view text) {
  if (text.size() % 2 != 0)
    return Fail(Reason::kMalformed, "hexadecimal text needs two digits for each byte");
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0)
      return Fail(Reason::kMalformed, "expected lower-case hexadecimal digits");
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

std::string EncodeBase64(std::string_view bytes) {
  return absl::Base64Escape(absl::string_view(bytes.data(), bytes.size()));
}

Result<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  // The library is lax about padding, white space and stray bits; encoding again shows whether the
  // text was exact.
  if (!absl::Base64Unescape(absl::string_view(text.data(), text.size()), &bytes) ||
      EncodeBase64(bytes) != text) {
    return Fail(Reason::kMalformed, "expected padded standard base64");
  }
  return bytes;
}

void AppendUint16(std::string& out, std::uint16_t value) { AppendBigEndian(out, value); }
void AppendUint32(std::string& out, std::uint32_t value) { AppendBigEndian(out, value); }
void AppendUint64(std::string& out, std::uint64_t value) { AppendBigEndian(out, value); }
std::uint16_t ReadUint16(std::string_view bytes) { return ReadBigEndian<std::uint16_t>(bytes); }
std::uint32_t ReadUint32(std::string_view bytes) { return ReadBigEndian<std::uint32_t>(bytes); }
std::uint64_t ReadUint64(std::string_view bytes) { return ReadBigEndian<std::uint64_t>(bytes); }

bool IsValidUtf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    int trailing = 0;
    std::uint32_t smallest = 0;
    std::uint32_t point = 0;
    if ((lead & 0xe0) == 0xc0) {
      trailing = 1, smallest = 0x80, point = lead & 0x1fu;
    } else if ((lead & 0xf0) == 0xe0) {
      trailing = 2, smallest = 0x800, point = lead & 0x0fu;
    } else if ((lead & 0xf8) == 0xf0) {
      trailing = 3, smallest = 0x10000, point = lead & 0x07u;
    } else {
      return false;
    }
    if (text.size() - i <= static_cast<std::size_t>(trailing)) return false;
    for (int k = 1; k <= trailing; ++k) {
      const auto byte = static_cast<std::uint8_t>(text[i + static_cast<std::size_t>(k)]);
      if ((byte & 0xc0) != 0x80) return false;
      point = point << 6 | (byte & 0x3fu);
    }
    const bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (point < smallest || point > 0x10ffff || surrogate) return false;
    i += static_cast<std::size_t>(trailing) + 1;
  }
  return true;
}

Result<std::uint64_t> ParseDecimal(std::string_view text) {
  constexpr std::uint64_t kLargest = (std::uint64_t{1} << 63) - 1;
  if (text.empty() || (text.size() > 1 && text.front() == '0')) {
    return Fail(Reason::kMalformed, "expected a decimal number without leading zeros");
  }
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return Fail(Reason::kMalformed, "expected decimal digits only");
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (kLargest - digit) / 10)
      return Fail(Reason::kMalformed, "the number is above 2^63 - 1");
    value = value * 10 + digit;
  }
  return value;
}

}  // namespace sworn
