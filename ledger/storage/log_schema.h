// Column families and keys of the log's store, as FORMAT.md gives them. Private to this folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/rocksdb_support.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::storage::schema {

// Positions in OpenDatabase::family.
enum Family : std::size_t { kMeta = 0, kEntries, kTiles, kStreams, kEvents, kSealed };

inline constexpr std::size_t kEntryCheckBytes = 8;
inline constexpr std::string_view kFormatKey = "format";
inline constexpr std::string_view kFormatValue = "sworn-log 1 draft";
inline constexpr std::string_view kSizeKey = "size";
inline constexpr std::string_view kFrontierKey = "frontier";
inline constexpr std::string_view kMetaPrefix = "m/";

std::string EntryKey(LeafIndex index);
std::string TileKey(const merkle::TileId& id);
// Stream names hold no zero byte, so that no stream's keys lie between another's.
std::string StreamPrefix(const tlog::StreamName& stream);
std::string StreamKey(const tlog::StreamName& stream, Revision revision);
std::string IndexValue(std::uint64_t value);
// CORRUPT unless it is what IndexValue writes.
Result<std::uint64_t> ParseIndexValue(std::string_view value);
// The entry and the first bytes of its hash, so that an altered entry is found out wherever it is
// read.
std::string EntryValue(std::string_view leaf);
// The entry, a view into `value`. CORRUPT, naming `index`, unless the hash fits.
Result<std::string_view> ParseEntryValue(LeafIndex index, std::string_view value);

inline bool IsReadOnly(LogStoreMode mode) {
  return mode == LogStoreMode::kReadOnly || mode == LogStoreMode::kSalvage;
}
Result<std::unique_ptr<OpenDatabase>> OpenLogDatabase(const std::filesystem::path& directory,
                                                      const RocksDbLogOptions& options);

}  // namespace sworn::storage::schema
