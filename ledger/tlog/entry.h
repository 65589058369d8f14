// The entry: one leaf of the log, a server's prefix followed by a body.
//
//   const std::string leaf = *EncodePrefix(prefix) + body;     // what is hashed and stored
//   SWORN_ASSIGN_OR_RETURN(const EntryView entry, ParseEntry(leaf));
//   entry.prefix.index; entry.body;                            // a view into `leaf`
//
// The grammar (big-endian; ledger/storage/FORMAT.md holds it too):
//
//   entry  = prefix body                       at most 65,535 bytes
//   prefix = version:u8=1 kind:u8 index:u64 recorded-at:i64 (microseconds since 1970, UTC)
//            count:u8 count*stream             count <= 16, names in strictly ascending byte order
//   stream = length:u8 name revision:u64 previous:u64
//                                              previous is 2^64-1 if and only if revision is 0,
//                                              otherwise less than index
//
// A parser takes exactly what EncodePrefix writes. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::tlog {

inline constexpr std::uint8_t kEntryFormatVersion = 1;

// 2 to 15 are reserved for records that the ledger itself writes (time beacon, stream-map root,
// seal, node set); everything else is refused.
enum class EntryKind : std::uint8_t { kSignedEvent = 1 };

// The entry's place in one of its streams.
struct StreamLink {
  StreamName stream;
  Revision revision;
  std::optional<LeafIndex> previous;  // The stream's entry before this; none at revision 0.
  bool operator==(const StreamLink&) const = default;
};

struct EntryPrefix {
  EntryKind kind = EntryKind::kSignedEvent;
  LeafIndex index;
  Instant recorded_at;
  std::vector<StreamLink> streams;  // Strictly ascending by name.
  bool operator==(const EntryPrefix&) const = default;
};

struct EntryView {
  EntryPrefix prefix;
  std::size_t prefix_bytes = 0;
  std::string_view body;  // Into the parsed leaf.
};

// INVALID_FIELD when the prefix breaks the grammar's rules.
Result<std::string> EncodePrefix(const EntryPrefix& prefix);

// MALFORMED for anything that EncodePrefix would not have written; TOO_LARGE above 65,535 bytes.
Result<EntryView> ParseEntry(std::string_view leaf);

// Only the fixed part: what binary searches over time need. MALFORMED when it is not an entry.
Result<Instant> ParseRecordedAt(std::string_view leaf);

}  // namespace sworn::tlog
