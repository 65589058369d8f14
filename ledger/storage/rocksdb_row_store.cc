#include "ledger/storage/rocksdb_row_store.h"

#include <algorithm>
#include <utility>

#include "ledger/base/encoding.h"
#include "ledger/storage/rocksdb_support.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace sworn::storage {

namespace {

// One column family: what is flushed is then always a prefix of what was written.
constexpr std::string_view kFormatKey = "f";
constexpr std::string_view kFormatValue = "sworn-rows 1 draft";
constexpr std::string_view kCursorKey = "c";
constexpr std::string_view kRowPrefix = "r";
constexpr std::string_view kRowEnd = "s";

std::string RowKey(std::string_view key) { return std::string(kRowPrefix).append(key); }

}  // namespace

class RocksDbRowStore::Database {
 public:
  explicit Database(std::unique_ptr<OpenDatabase> opened) : opened_(std::move(opened)) {}

  rocksdb::DB& db() const { return opened_->db(); }

  Result<std::optional<std::string>> Get(const rocksdb::ReadOptions& options,
                                         std::string_view stored_key) const {
    std::string value;
    const rocksdb::Status status =
        db().Get(options, opened_->family(0), ToSlice(stored_key), &value);
    if (status.IsNotFound()) return std::optional<std::string>();
    if (!status.ok()) return FromRocksDb(status, "read a row");
    return std::optional<std::string>(std::move(value));
  }

  Status Scan(rocksdb::ReadOptions options, std::string_view prefix, std::string_view from,
              std::size_t limit, RowReader::Visitor visit) const {
    const rocksdb::Slice end = ToSlice(kRowEnd);
    options.iterate_upper_bound = &end;
    const std::unique_ptr<rocksdb::Iterator> row(db().NewIterator(options, opened_->family(0)));
    for (row->Seek(ToSlice(RowKey(std::max(prefix, from)))); row->Valid() && limit > 0;
         row->Next(), --limit) {
      const std::string_view key = ToView(row->key()).substr(kRowPrefix.size());
      if (!key.starts_with(prefix) || !visit(key, ToView(row->value()))) break;
    }
    return CheckRocksDb(row->status(), "scan rows");
  }

  Result<TreeSize> Cursor(const rocksdb::ReadOptions& options) const {
    SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> value, Get(options, kCursorKey));
    if (!value) return TreeSize(0);
    if (value->size() != 8) return Fail(Reason::kCorrupt, "a projection's cursor is malformed");
    return TreeSize(ReadUint64(*value));
  }

 private:
  std::unique_ptr<OpenDatabase> opened_;
};

class RocksDbRowStore::Reader final : public RowReader {
 public:
  explicit Reader(const Database& database)
      : database_(database), snapshot_(database.db().GetSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~Reader() override { database_.db().ReleaseSnapshot(snapshot_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<std::optional<std::string>> Get(std::string_view key) const override {
    return database_.Get(options_, RowKey(key));
  }
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override {
    return database_.Scan(options_, prefix, from, limit, visit);
  }
  Result<TreeSize> Cursor() const override { return database_.Cursor(options_); }

 private:
  const Database& database_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

RocksDbRowStore::RocksDbRowStore(std::unique_ptr<Database> database)
    : database_(std::move(database)) {}
RocksDbRowStore::~RocksDbRowStore() = default;

Result<std::unique_ptr<RocksDbRowStore>> RocksDbRowStore::Open(
    const std::filesystem::path& directory, const RocksDbRowOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) {
    return Fail(Reason::kStorageFailed,
                "cannot create " + directory.string() + ": " + error.message());
  }
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  // Any earlier state will do: the projection goes on from the cursor that it finds.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  db.max_total_wal_size = 4 * options.write_buffers.value();
  db.db_write_buffer_size = options.write_buffers.value();
  db.max_open_files = options.max_open_files;
  db.max_background_jobs = 2;
  db.skip_stats_update_on_db_open = true;
  db.keep_log_file_num = 2;
  db.max_log_file_size = 1 << 20;
  if (options.env != nullptr) db.env = options.env;
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache.value());
  Result<std::unique_ptr<OpenDatabase>> opened =
      OpenDatabase::Open(db, directory,
                         {{rocksdb::kDefaultColumnFamilyName,
                           FamilyOptions({cache, options.write_buffers.value() / 2, true, true})}},
                         false);
  if (!opened) {
    Error failure = std::move(opened).error();
    if (failure.reason == Reason::kCorrupt) {
      failure.message += ". Delete the directory: its rows are derived from the log again";
    }
    return failure;
  }
  auto database = std::make_unique<Database>(*std::move(opened));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> format,
                         database->Get(rocksdb::ReadOptions(), kFormatKey));
  if (!format) {
    SWORN_RETURN_IF_ERROR(CheckRocksDb(
        database->db().Put(rocksdb::WriteOptions(), ToSlice(kFormatKey), ToSlice(kFormatValue)),
        "write the format"));
  } else if (*format != kFormatValue) {
    return Fail(Reason::kUnavailable,
                "the rows in " + directory.string() + " have another format, \"" + *format +
                    "\": delete the directory, they are derived from the log again");
  }
  return std::unique_ptr<RocksDbRowStore>(new RocksDbRowStore(std::move(database)));
}

Status RocksDbRowStore::Apply(const RowBatch& batch, TreeSize cursor) {
  SWORN_ASSIGN_OR_RETURN(const TreeSize current, Cursor());
  if (cursor < current) {
    return Fail(Reason::kInternal, "a projection's cursor would go back from " + ToString(current) +
                                       " to " + ToString(cursor));
  }
  rocksdb::WriteBatch write;
  rocksdb::Status status;
  for (const RowBatch::Change& change : batch.changes()) {
    if (!status.ok()) break;
    status = change.row ? write.Put(ToSlice(RowKey(change.key)), ToSlice(*change.row))
                        : write.Delete(ToSlice(RowKey(change.key)));
  }
  std::string position;
  AppendUint64(position, cursor.value());
  if (status.ok()) status = write.Put(ToSlice(kCursorKey), ToSlice(position));
  if (status.ok()) status = database_->db().Write(rocksdb::WriteOptions(), &write);
  return CheckRocksDb(status, "write rows");
}

Status RocksDbRowStore::Drop() {
  rocksdb::WriteBatch write;
  rocksdb::Status status = write.DeleteRange(ToSlice(kRowPrefix), ToSlice(kRowEnd));
  if (status.ok()) status = write.Delete(ToSlice(kCursorKey));
  if (status.ok()) status = database_->db().Write(rocksdb::WriteOptions(), &write);
  return CheckRocksDb(status, "empty the rows");
}

std::unique_ptr<RowReader> RocksDbRowStore::Snapshot() const {
  return std::make_unique<Reader>(*database_);
}

Result<std::optional<std::string>> RocksDbRowStore::Get(std::string_view key) const {
  return database_->Get(rocksdb::ReadOptions(), RowKey(key));
}

Status RocksDbRowStore::ScanPrefix(std::string_view prefix, std::string_view from,
                                   std::size_t limit, Visitor visit) const {
  return database_->Scan(rocksdb::ReadOptions(), prefix, from, limit, visit);
}

Result<TreeSize> RocksDbRowStore::Cursor() const {
  return database_->Cursor(rocksdb::ReadOptions());
}

}  // namespace sworn::storage
