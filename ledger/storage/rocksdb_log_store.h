// The LogStore that a ledger lives in: RocksDB, one synced write batch a group.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDbLogStore> store,
//                          RocksDbLogStore::Open(data_directory / "log", {}));
//
// Keys, values and the recovery mode: FORMAT.md. Threading: as LogStore says.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "ledger/tlog/store.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace sworn::storage {

enum class LogStoreMode {
  kCreateOrOpen,  // Takes the directory's lock; creates what is missing.
  kOpen,          // Takes the lock; NOT_FOUND when there is no store.
  kReadOnly,      // No lock, no write; shows what was stored when it was opened.
  kSalvage,       // As kReadOnly, but passes over damage that keeps the others from opening, for
                  // finding out what it hides. Never a basis for answers.
};

// Memory: the sums of these bounds, and little else, are what the store takes.
struct RocksDbLogOptions {
  LogStoreMode mode = LogStoreMode::kCreateOrOpen;
  ByteCount block_cache = ByteCount(48 << 20);
  ByteCount write_buffers = ByteCount(48 << 20);    // Of all column families together.
  ByteCount write_ahead_log = ByteCount(32 << 20);  // Replayed when opened after a crash.
  int max_open_files = 256;
  rocksdb::Env* env = nullptr;  // Borrowed; null for the default. Tests inject faults here.
};

class RocksDbLogStore final : public tlog::LogStore {
 public:
  // UNAVAILABLE when another process has it open, CORRUPT when it cannot be read;
  // UNAVAILABLE with the version, too, when its format is not this program's.
  static Result<std::unique_ptr<RocksDbLogStore>> Open(const std::filesystem::path& directory,
                                                       const RocksDbLogOptions& options = {});
  ~RocksDbLogStore() override;

  Status Commit(const tlog::CommitBatch& batch) override;
  Result<std::optional<tlog::StoredState>> ReadState() const override;
  Result<std::string> ReadEntry(LeafIndex index) const override;
  Result<std::vector<tlog::StoredEntry>> ReadEntries(LeafIndex from, std::size_t max_count,
                                                     ByteCount max_bytes) const override;
  Result<std::string> ReadTile(const merkle::TileId& id) const override;
  Result<std::optional<tlog::StreamPosition>> ReadStreamHead(
      const tlog::StreamName& stream) const override;
  Result<std::vector<tlog::StreamPosition>> ReadStream(const tlog::StreamName& stream,
                                                       Revision from,
                                                       std::size_t limit) const override;
  Result<std::optional<LeafIndex>> FindEvent(const tlog::EventKey& key) const override;
  Result<std::optional<std::string>> ReadSealed(const Commitment& commitment) const override;
  // Rewrites the files that held the content, so that it is gone from them, too.
  Status EraseSealed(const Commitment& commitment) override;

  // What the files take on disk, and the store's caches and buffers in memory.
  ByteCount DiskBytes() const;
  ByteCount MemoryBytes() const;

 private:
  class Database;
  explicit RocksDbLogStore(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace sworn::storage
