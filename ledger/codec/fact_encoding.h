// Facts as bytes, for projection rows.
//
//   rows.Put(key, EncodeFact(fact));
//   SWORN_ASSIGN_OR_RETURN(const certification::Fact fact, DecodeFact(bytes));
//
// A format of our own: a version byte, then the struct's members in order (varints, zigzag for
// signed numbers, length-prefixed strings, presence and case bytes). A row is rebuilt from the log
// whenever the format changes, so it needs no room for growth; in exchange it is deterministic by
// construction, holds a correction with its target already merged in, and decodes without
// reflection or an intermediate message. Equal facts have equal bytes. Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/certification/facts.h"

namespace sworn::codec {

std::string EncodeFact(const certification::Fact& fact);
// Appends the encoding, without a length, to `out`.
void AppendFact(std::string& out, const certification::Fact& fact);

// CORRUPT unless the bytes are what EncodeFact writes, to the last one.
Result<certification::Fact> DecodeFact(std::string_view bytes);

}  // namespace sworn::codec
