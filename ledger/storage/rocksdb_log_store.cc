#include "ledger/storage/rocksdb_log_store.h"

#include <atomic>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/storage/log_schema.h"
#include "ledger/storage/rocksdb_support.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"

namespace sworn::storage {

using schema::EntryKey;
using schema::IndexValue;
using schema::ParseIndexValue;
using schema::StreamKey;
using schema::StreamPrefix;
using schema::TileKey;

class RocksDbLogStore::Database {
 public:
  explicit Database(std::unique_ptr<OpenDatabase> opened) : opened_(std::move(opened)) {}

  // None when the key is not there.
  Result<std::optional<std::string>> Get(schema::Family family, std::string_view key,
                                         std::string_view doing) const {
    std::string value;
    const rocksdb::Status status =
        opened_->db().Get(rocksdb::ReadOptions(), opened_->family(family), ToSlice(key), &value);
    if (status.IsNotFound()) return std::optional<std::string>();
    if (!status.ok()) return FromRocksDb(status, doing);
    return std::optional<std::string>(std::move(value));
  }
  std::unique_ptr<rocksdb::Iterator> NewIterator(schema::Family family) const {
    return std::unique_ptr<rocksdb::Iterator>(
        opened_->db().NewIterator(rocksdb::ReadOptions(), opened_->family(family)));
  }
  rocksdb::DB& db() const { return opened_->db(); }
  rocksdb::ColumnFamilyHandle* family(schema::Family family) const {
    return opened_->family(family);
  }
  const std::vector<rocksdb::ColumnFamilyHandle*>& families() const { return opened_->families(); }

  std::atomic<std::uint64_t> size = 0;
  std::atomic<bool> failed = false;

 private:
  std::unique_ptr<OpenDatabase> opened_;
};

namespace {

rocksdb::WriteOptions Synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

rocksdb::ReadOptions Uncached() {
  rocksdb::ReadOptions options;
  options.fill_cache = false;  // A scan must not drive out what queries need.
  return options;
}

}  // namespace

RocksDbLogStore::RocksDbLogStore(std::unique_ptr<Database> database)
    : database_(std::move(database)) {}
RocksDbLogStore::~RocksDbLogStore() = default;

Result<std::unique_ptr<RocksDbLogStore>> RocksDbLogStore::Open(
    const std::filesystem::path& directory, const RocksDbLogOptions& options) {
  const bool exists = DatabaseExists(directory);
  if (!exists && options.mode != LogStoreMode::kCreateOrOpen) {
    return Fail(Reason::kNotFound, "there is no log in " + directory.string());
  }
  if (!exists) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) {
      return Fail(Reason::kStorageFailed,
                  "cannot create " + directory.string() + ": " + error.message());
    }
  }
  SWORN_ASSIGN_OR_RETURN(std::unique_ptr<OpenDatabase> opened,
                         schema::OpenLogDatabase(directory, options));
  auto database = std::make_unique<Database>(std::move(opened));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> format,
                         database->Get(schema::kMeta, schema::kFormatKey, "read the format"));
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> size,
                         database->Get(schema::kMeta, schema::kSizeKey, "read the size"));
  if (!format && !size && options.mode == LogStoreMode::kCreateOrOpen) {
    SWORN_RETURN_IF_ERROR(
        CheckRocksDb(database->db().Put(Synced(), database->family(schema::kMeta),
                                        ToSlice(schema::kFormatKey), ToSlice(schema::kFormatValue)),
                     "write the format"));
  } else if (format != schema::kFormatValue) {
    return Fail(Reason::kUnavailable, "the log in " + directory.string() + " has the format \"" +
                                          format.value_or("") + "\", this program reads \"" +
                                          std::string(schema::kFormatValue) + "\"");
  }
  if (size) {
    SWORN_ASSIGN_OR_RETURN(database->size, ParseIndexValue(*size));
  }
  return std::unique_ptr<RocksDbLogStore>(new RocksDbLogStore(std::move(database)));
}

Status RocksDbLogStore::Commit(const tlog::CommitBatch& batch) {
  if (database_->failed) {
    return Fail(Reason::kStorageFailed, "an earlier commit failed: open the store anew");
  }
  if (batch.old_size.value() != database_->size) {
    return Fail(Reason::kInternal, "the group begins at " + ToString(batch.old_size) +
                                       ", the store has " + std::to_string(database_->size) +
                                       " entries");
  }
  rocksdb::WriteBatch write;
  rocksdb::Status status;  // Of the first failure: a batch only fails for lack of memory.
  const auto put = [&](schema::Family family, std::string_view key, std::string_view value) {
    if (!status.ok()) return;
    status = write.Put(database_->family(family), ToSlice(key), ToSlice(value));
  };
  LeafIndex index = NextIndex(batch.old_size);
  for (const std::string& leaf : batch.leaves) {
    put(schema::kEntries, EntryKey(index), schema::EntryValue(leaf));
    index = LeafIndex(index.value() + 1);
  }
  for (const tlog::StoredTile& tile : batch.tiles) {
    put(schema::kTiles, TileKey(tile.id), tile.hashes);
  }
  for (const tlog::StreamEntry& entry : batch.streams) {
    put(schema::kStreams, StreamKey(entry.stream, entry.position.revision),
        IndexValue(entry.position.index.value()));
  }
  for (const tlog::EventIndex& event : batch.events) {
    put(schema::kEvents, event.key.view(), IndexValue(event.index.value()));
  }
  for (const tlog::SealedPart& part : batch.sealed_parts) {
    put(schema::kSealed, part.commitment.view(), part.content);
  }
  if (batch.frontier) put(schema::kMeta, schema::kFrontierKey, *batch.frontier);
  for (const auto& [name, value] : batch.meta) {
    put(schema::kMeta, std::string(schema::kMetaPrefix) + name, value);
  }
  put(schema::kMeta, schema::kSizeKey, IndexValue(batch.new_size().value()));

  if (status.ok()) status = database_->db().Write(Synced(), &write);
  if (!status.ok()) {
    database_->failed = true;
    // Whatever RocksDB calls it, for a writer it means one thing.
    return Fail(Reason::kStorageFailed, FromRocksDb(status, "store a group").message);
  }
  database_->size = batch.new_size().value();
  return Ok();
}

Result<std::optional<tlog::StoredState>> RocksDbLogStore::ReadState() const {
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> size,
                         database_->Get(schema::kMeta, schema::kSizeKey, "read the size"));
  if (!size) return std::optional<tlog::StoredState>();
  tlog::StoredState state;
  SWORN_ASSIGN_OR_RETURN(const std::uint64_t entries, ParseIndexValue(*size));
  state.size = TreeSize(entries);
  SWORN_ASSIGN_OR_RETURN(std::optional<std::string> frontier,
                         database_->Get(schema::kMeta, schema::kFrontierKey, "read the frontier"));
  state.frontier = std::move(frontier).value_or("");
  const std::unique_ptr<rocksdb::Iterator> row = database_->NewIterator(schema::kMeta);
  for (row->Seek(ToSlice(schema::kMetaPrefix));
       row->Valid() && ToView(row->key()).starts_with(schema::kMetaPrefix); row->Next()) {
    state.meta.emplace(ToView(row->key()).substr(schema::kMetaPrefix.size()), ToView(row->value()));
  }
  SWORN_RETURN_IF_ERROR(CheckRocksDb(row->status(), "read the small values"));
  return std::optional<tlog::StoredState>(std::move(state));
}

Result<std::string> RocksDbLogStore::ReadEntry(LeafIndex index) const {
  SWORN_ASSIGN_OR_RETURN(
      std::optional<std::string> value,
      database_->Get(schema::kEntries, EntryKey(index), "read entry " + ToString(index)));
  if (value) {
    SWORN_ASSIGN_OR_RETURN(const std::string_view leaf, schema::ParseEntryValue(index, *value));
    value->resize(leaf.size());
    return *std::move(value);
  }
  if (index.value() < database_->size) {
    return Fail(Reason::kCorrupt,
                "entry " + ToString(index) + " is missing: restore the store from a backup");
  }
  return Fail(Reason::kIndexOutOfRange, "there is no entry " + ToString(index));
}

Result<std::vector<tlog::StoredEntry>> RocksDbLogStore::ReadEntries(LeafIndex from,
                                                                    std::size_t max_count,
                                                                    ByteCount max_bytes) const {
  std::vector<tlog::StoredEntry> entries;
  const std::uint64_t size = database_->size;
  if (from.value() >= size || max_count == 0) return entries;
  const std::string end = EntryKey(LeafIndex(size));
  const rocksdb::Slice upper_bound(end);
  rocksdb::ReadOptions options = Uncached();
  options.iterate_upper_bound = &upper_bound;
  const std::unique_ptr<rocksdb::Iterator> row(
      database_->db().NewIterator(options, database_->family(schema::kEntries)));
  std::uint64_t bytes = 0;
  LeafIndex next = from;
  for (row->Seek(ToSlice(EntryKey(from))); row->Valid() && entries.size() < max_count;
       row->Next(), next = LeafIndex(next.value() + 1)) {
    if (ToView(row->key()) != EntryKey(next)) break;
    SWORN_ASSIGN_OR_RETURN(const std::string_view leaf,
                           schema::ParseEntryValue(next, ToView(row->value())));
    bytes += leaf.size();
    if (bytes > max_bytes.value() && !entries.empty()) return entries;
    entries.push_back({next, std::string(leaf)});
  }
  SWORN_RETURN_IF_ERROR(
      CheckRocksDb(row->status(), "read the entries from " + ToString(next) + " on"));
  if (entries.size() < max_count && next.value() < size) {
    return Fail(Reason::kCorrupt,
                "entry " + ToString(next) + " is missing: restore the store from a backup");
  }
  return entries;
}

Result<std::string> RocksDbLogStore::ReadTile(const merkle::TileId& id) const {
  const std::string name = "tile " + std::to_string(id.level) + "/" + std::to_string(id.index);
  SWORN_ASSIGN_OR_RETURN(std::optional<std::string> hashes,
                         database_->Get(schema::kTiles, TileKey(id), "read " + name));
  if (hashes) return *std::move(hashes);
  return Fail(Reason::kCorrupt, name + " is missing: restore the store from a backup");
}

Result<std::optional<tlog::StreamPosition>> RocksDbLogStore::ReadStreamHead(
    const tlog::StreamName& stream) const {
  const std::string doing = "read the stream \"" + stream.text() + "\"";
  // For a stream that does not exist the filter answers this, without a seek.
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> first,
                         database_->Get(schema::kStreams, StreamKey(stream, Revision(0)), doing));
  if (!first) return std::optional<tlog::StreamPosition>();
  const std::unique_ptr<rocksdb::Iterator> row = database_->NewIterator(schema::kStreams);
  row->SeekForPrev(ToSlice(StreamKey(stream, Revision(~std::uint64_t{0}))));
  SWORN_RETURN_IF_ERROR(CheckRocksDb(row->status(), doing));
  SWORN_CHECK(row->Valid());  // Revision 0 lies at or before it.
  const std::string_view key = ToView(row->key());
  const std::string prefix = StreamPrefix(stream);
  if (!key.starts_with(prefix) || key.size() != prefix.size() + 8) {
    return Fail(Reason::kCorrupt, doing + ": its keys are not in order");
  }
  SWORN_ASSIGN_OR_RETURN(const std::uint64_t index, ParseIndexValue(ToView(row->value())));
  return std::optional<tlog::StreamPosition>(
      {Revision(ReadUint64(key.substr(prefix.size()))), LeafIndex(index)});
}

Result<std::vector<tlog::StreamPosition>> RocksDbLogStore::ReadStream(
    const tlog::StreamName& stream, Revision from, std::size_t limit) const {
  const std::string prefix = StreamPrefix(stream);
  std::vector<tlog::StreamPosition> positions;
  const std::unique_ptr<rocksdb::Iterator> row = database_->NewIterator(schema::kStreams);
  for (row->Seek(ToSlice(StreamKey(stream, from))); row->Valid() && positions.size() < limit;
       row->Next()) {
    const std::string_view key = ToView(row->key());
    if (!key.starts_with(prefix)) break;
    if (key.size() != prefix.size() + 8) {
      return Fail(Reason::kCorrupt, "the stream \"" + stream.text() + "\" has a malformed key");
    }
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t index, ParseIndexValue(ToView(row->value())));
    positions.push_back({Revision(ReadUint64(key.substr(prefix.size()))), LeafIndex(index)});
  }
  SWORN_RETURN_IF_ERROR(CheckRocksDb(row->status(), "read the stream \"" + stream.text() + "\""));
  return positions;
}

Result<std::optional<LeafIndex>> RocksDbLogStore::FindEvent(const tlog::EventKey& key) const {
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> value,
                         database_->Get(schema::kEvents, key.view(), "look an event id up"));
  if (!value) return std::optional<LeafIndex>();
  SWORN_ASSIGN_OR_RETURN(const std::uint64_t index, ParseIndexValue(*value));
  return std::optional<LeafIndex>(LeafIndex(index));
}

Result<std::optional<std::string>> RocksDbLogStore::ReadSealed(const Commitment& commitment) const {
  return database_->Get(schema::kSealed, commitment.view(), "read a sealed part");
}

Status RocksDbLogStore::EraseSealed(const Commitment& commitment) {
  constexpr std::string_view kDoing = "erase a sealed part";
  rocksdb::DB& db = database_->db();
  rocksdb::ColumnFamilyHandle* const sealed = database_->family(schema::kSealed);
  const rocksdb::Slice key = ToSlice(commitment.view());
  SWORN_RETURN_IF_ERROR(CheckRocksDb(db.Delete(Synced(), sealed, key), kDoing));
  // The content may still lie in the write-ahead log, which goes once every family is flushed, and
  // in table files, which are rewritten without it.
  SWORN_RETURN_IF_ERROR(
      CheckRocksDb(db.Flush(rocksdb::FlushOptions(), database_->families()), kDoing));
  rocksdb::CompactRangeOptions compact;
  compact.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return CheckRocksDb(db.CompactRange(compact, sealed, &key, &key), kDoing);
}

ByteCount RocksDbLogStore::DiskBytes() const {
  std::uint64_t total = 0;
  for (rocksdb::ColumnFamilyHandle* family : database_->families()) {
    std::uint64_t bytes = 0;
    database_->db().GetIntProperty(family, rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
    total += bytes;
  }
  rocksdb::VectorLogPtr logs;
  if (database_->db().GetSortedWalFiles(logs).ok()) {
    for (const auto& log : logs) total += log->SizeFileBytes();
  }
  return ByteCount(total);
}

ByteCount RocksDbLogStore::MemoryBytes() const {
  std::uint64_t total = 0;
  for (rocksdb::ColumnFamilyHandle* family : database_->families()) {
    std::uint64_t bytes = 0;
    database_->db().GetIntProperty(family, rocksdb::DB::Properties::kCurSizeAllMemTables, &bytes);
    total += bytes;
  }
  std::uint64_t cache = 0;  // Shared by the families.
  database_->db().GetIntProperty(rocksdb::DB::Properties::kBlockCacheUsage, &cache);
  return ByteCount(total + cache);
}

}  // namespace sworn::storage
