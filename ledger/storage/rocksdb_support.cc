#include "ledger/storage/rocksdb_support.h"

#include <cstdarg>
#include <utility>

#include "rocksdb/cache.h"
#include "rocksdb/env.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"

namespace sworn::storage {

namespace {

constexpr std::size_t kBlockBytes = 16 * 1024;
constexpr double kBloomBitsPerKey = 10;

// Reading only must leave the directory as it was; RocksDB's own log would not.
class SilentLogger final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

bool IsLockFailure(const rocksdb::Status& status) {
  if (!status.IsIOError()) return false;
  const std::string text = status.ToString();
  return text.find("LOCK") != std::string::npos && text.find("lock") != std::string::npos;
}

}  // namespace

Error FromRocksDb(const rocksdb::Status& status, std::string_view doing) {
  const std::string detail = "cannot " + std::string(doing) + ": " + status.ToString();
  if (status.IsCorruption()) return Fail(Reason::kCorrupt, detail);
  if (IsLockFailure(status)) {
    return Fail(Reason::kUnavailable,
                detail + ". Another process has this directory open: stop it first");
  }
  return Fail(Reason::kStorageFailed, detail);
}

Status CheckRocksDb(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) return Ok();
  return FromRocksDb(status, doing);
}

bool DatabaseExists(const std::filesystem::path& directory) {
  std::error_code ignored;
  return std::filesystem::exists(directory / "CURRENT", ignored);
}

rocksdb::ColumnFamilyOptions FamilyOptions(const FamilyBudget& budget) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.block_cache = budget.cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.format_version = 5;
  if (budget.bloom_filter)
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = budget.compress ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  options.write_buffer_size = budget.write_buffer_bytes;
  return options;
}

Result<std::unique_ptr<OpenDatabase>> OpenDatabase::Open(
    const rocksdb::DBOptions& options, const std::filesystem::path& directory,
    const std::vector<rocksdb::ColumnFamilyDescriptor>& families, bool read_only) {
  std::unique_ptr<OpenDatabase> opened(new OpenDatabase());
  rocksdb::DBOptions effective = options;
  if (read_only) effective.info_log = std::make_shared<SilentLogger>();
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      read_only
          ? rocksdb::DB::OpenForReadOnly(effective, directory.string(), families, &opened->handles_,
                                         &db)
          : rocksdb::DB::Open(effective, directory.string(), families, &opened->handles_, &db);
  opened->db_.reset(db);
  if (!status.ok()) return FromRocksDb(status, "open the database in " + directory.string());
  return opened;
}

OpenDatabase::~OpenDatabase() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    db_->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  db_->Close().PermitUncheckedError();
}

}  // namespace sworn::storage
