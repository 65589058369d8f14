// Does to a store on disk what an attacker, an operator's mistake or a bad disk would do. For tests
// only; the store must be closed.
//
//   RewriteEntryByte(directory, LeafIndex(17), 40, 0x01);   // verify log must name 17
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::storage::testing {

// How far whoever alters an entry goes to hide it.
enum class Concealment {
  kDatabase,   // Through the database, so that the checksums of its blocks fit.
  kEntryHash,  // The hash beside the entry is made to fit, too: only the tree can tell.
};

// Changes one byte of a stored leaf. INDEX_OUT_OF_RANGE when there is no such entry or byte; `mask`
// must not be 0.
Status RewriteEntryByte(const std::filesystem::path& log_directory, LeafIndex index,
                        std::size_t offset, std::uint8_t mask,
                        Concealment concealment = Concealment::kDatabase);

// Puts the store back to what it was at `size`: entries, tiles, streams, ids and frontier are all
// as they were then, and only the head file can tell.
Status TruncateLog(const std::filesystem::path& log_directory, TreeSize size);

// Flushes everything to table files, so that nothing is left in the write-ahead log.
Status FlushToTables(const std::filesystem::path& log_directory);

// Flips one byte in the block of a table file that holds this entry; the checksum of the block
// then fails. NOT_FOUND when the entry is not in a table file (see FlushToTables).
Status CorruptEntryBlock(const std::filesystem::path& log_directory, LeafIndex index);

}  // namespace sworn::storage::testing
