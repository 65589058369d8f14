#include "ledger/storage/log_schema.h"

#include "ledger/base/encoding.h"
#include "ledger/merkle/hash.h"
#include "rocksdb/cache.h"
#include "rocksdb/env.h"

namespace sworn::storage::schema {

std::string EntryKey(LeafIndex index) {
  std::string key;
  AppendUint64(key, index.value());
  return key;
}

std::string TileKey(const merkle::TileId& id) {
  std::string key(1, static_cast<char>(id.level));
  AppendUint64(key, id.index);
  return key;
}

std::string StreamPrefix(const tlog::StreamName& stream) {
  std::string key = stream.text();
  key.push_back('\0');
  return key;
}

std::string StreamKey(const tlog::StreamName& stream, Revision revision) {
  std::string key = StreamPrefix(stream);
  AppendUint64(key, revision.value());
  return key;
}

std::string IndexValue(std::uint64_t value) {
  std::string out;
  AppendUint64(out, value);
  return out;
}

Result<std::uint64_t> ParseIndexValue(std::string_view value) {
  if (value.size() == 8) return ReadUint64(value);
  return Fail(Reason::kCorrupt, "an index in the store has " + std::to_string(value.size()) +
                                    " bytes instead of 8: restore the store from a backup");
}

std::string EntryValue(std::string_view leaf) {
  std::string value(leaf);
  value += merkle::HashLeaf(leaf).view().substr(0, kEntryCheckBytes);
  return value;
}

Result<std::string_view> ParseEntryValue(LeafIndex index, std::string_view value) {
  if (value.size() >= kEntryCheckBytes) {
    const std::string_view leaf = value.substr(0, value.size() - kEntryCheckBytes);
    const LeafHash hash = merkle::HashLeaf(leaf);
    if (value.substr(leaf.size()) == hash.view().substr(0, kEntryCheckBytes)) return leaf;
  }
  return Fail(Reason::kCorrupt, "entry " + ToString(index) +
                                    " is not what was stored: restore the store from a backup");
}

Result<std::unique_ptr<OpenDatabase>> OpenLogDatabase(const std::filesystem::path& directory,
                                                      const RocksDbLogOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = options.mode == LogStoreMode::kCreateOrOpen;
  db.create_missing_column_families = db.create_if_missing;
  // A record that a crash tore was never acknowledged, so it may be dropped; damage anywhere else
  // in the write-ahead log makes opening fail. FORMAT.md tells why no other mode does both.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  if (options.mode == LogStoreMode::kSalvage) {
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
    db.paranoid_checks = false;
  }
  db.max_total_wal_size = options.write_ahead_log.value();
  db.db_write_buffer_size = options.write_buffers.value();
  db.max_open_files = options.max_open_files;
  db.max_background_jobs = 2;
  db.skip_stats_update_on_db_open = true;  // Opening does not depend on the log's length.
  db.keep_log_file_num = 4;
  db.max_log_file_size = 1 << 20;
  if (options.env != nullptr) db.env = options.env;

  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache.value());
  const std::size_t buffers = options.write_buffers.value();
  // Entries and tiles are only looked up when they exist, so filters would be of no use. Hashes do
  // not compress.
  const std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, FamilyOptions({cache, buffers / 16, false, false})},
      {"entries", FamilyOptions({cache, buffers / 3, false, true})},
      {"tiles", FamilyOptions({cache, buffers / 8, false, false})},
      {"streams", FamilyOptions({cache, buffers / 6, true, true})},
      {"ids", FamilyOptions({cache, buffers / 6, true, true})},
      {"sealed", FamilyOptions({cache, buffers / 8, true, true})},
  };
  return OpenDatabase::Open(db, directory, families, IsReadOnly(options.mode));
}

}  // namespace sworn::storage::schema
