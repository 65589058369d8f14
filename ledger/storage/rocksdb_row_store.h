// A RowStore in RocksDB, in a directory of its own.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDbRowStore> rows,
//                          RocksDbRowStore::Open(data_directory / "standing", {}));
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "ledger/storage/row_store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace sworn::storage {

struct RocksDbRowOptions {
  ByteCount block_cache = ByteCount(24 << 20);
  ByteCount write_buffers = ByteCount(16 << 20);
  int max_open_files = 128;
  rocksdb::Env* env = nullptr;  // Borrowed; null for the default. Tests inject faults here.
};

class RocksDbRowStore final : public RowStore {
 public:
  // Creates the directory when it is missing. UNAVAILABLE when another process has it open; CORRUPT
  // when it cannot be read: delete it, it is derived from the log.
  static Result<std::unique_ptr<RocksDbRowStore>> Open(const std::filesystem::path& directory,
                                                       const RocksDbRowOptions& options = {});
  ~RocksDbRowStore() override;

  Status Apply(const RowBatch& batch, TreeSize cursor) override;
  Status Drop() override;
  std::unique_ptr<RowReader> Snapshot() const override;
  Result<std::optional<std::string>> Get(std::string_view key) const override;
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override;
  Result<TreeSize> Cursor() const override;

 private:
  class Database;
  class Reader;
  explicit RocksDbRowStore(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace sworn::storage
