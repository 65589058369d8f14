// Text and byte encodings, all strict: a decoder accepts exactly what its encoder writes, so that
// text may serve as identity. Bytes travel as std::string / std::string_view, which Protocol
// Buffers and RocksDB use too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn {

// Lower-case, two digits a byte.
std::string EncodeHex(std::string_view bytes);
// Lower-case only, even length; else MALFORMED.
Result<std::string> DecodeHex(std::string_view text);

// RFC 4648 section 4, padded.
std::string EncodeBase64(std::string_view bytes);
// Padded standard alphabet, no white space, no stray bits; else MALFORMED.
Result<std::string> DecodeBase64(std::string_view text);

// Big-endian integers, for keys that must sort by number and for fixed binary formats.
void AppendUint16(std::string& out, std::uint16_t value);
void AppendUint32(std::string& out, std::uint32_t value);
void AppendUint64(std::string& out, std::uint64_t value);
// `bytes` must hold at least the integer's width (checked).
std::uint16_t ReadUint16(std::string_view bytes);
std::uint32_t ReadUint32(std::string_view bytes);
std::uint64_t ReadUint64(std::string_view bytes);

// Well-formed UTF-8 by RFC 3629: no surrogates, no over-long forms, nothing above U+10FFFF.
bool IsValidUtf8(std::string_view text);

// Decimal without sign, leading zeros or white space, at most 2^63 - 1; else MALFORMED.
Result<std::uint64_t> ParseDecimal(std::string_view text);

}  // namespace sworn
