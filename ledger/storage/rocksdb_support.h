// What both RocksDB stores share: opening, closing, and the one place where rocksdb::Status becomes
// an Error. Private to this folder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "rocksdb/db.h"
#include "rocksdb/options.h"
#include "rocksdb/slice.h"
#include "rocksdb/status.h"

namespace sworn::storage {

inline rocksdb::Slice ToSlice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
inline std::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// `status` must not be ok. CORRUPT for damage, UNAVAILABLE when another process holds the lock,
// otherwise STORAGE_FAILED. `doing` completes "cannot …", "read entry 17".
Error FromRocksDb(const rocksdb::Status& status, std::string_view doing);
// Ok() or the error.
Status CheckRocksDb(const rocksdb::Status& status, std::string_view doing);

// Whether a database lies in this directory.
bool DatabaseExists(const std::filesystem::path& directory);

struct FamilyBudget {
  std::shared_ptr<rocksdb::Cache> cache;
  std::size_t write_buffer_bytes = 0;
  bool bloom_filter = false;
  bool compress = true;
};
// 16 KiB blocks; indexes and filters count towards the cache, so that memory stays bounded.
rocksdb::ColumnFamilyOptions FamilyOptions(const FamilyBudget& budget);

// An open database and its column families. Closes them in the order that RocksDB demands: every
// handle, the default family's included, before the database.
class OpenDatabase {
 public:
  static Result<std::unique_ptr<OpenDatabase>> Open(
      const rocksdb::DBOptions& options, const std::filesystem::path& directory,
      const std::vector<rocksdb::ColumnFamilyDescriptor>& families, bool read_only);
  ~OpenDatabase();
  OpenDatabase(const OpenDatabase&) = delete;
  OpenDatabase& operator=(const OpenDatabase&) = delete;

  rocksdb::DB& db() { return *db_; }
  // By position in what was given to Open.
  rocksdb::ColumnFamilyHandle* family(std::size_t position) { return handles_[position]; }
  const std::vector<rocksdb::ColumnFamilyHandle*>& families() const { return handles_; }

 private:
  OpenDatabase() = default;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

}  // namespace sworn::storage
