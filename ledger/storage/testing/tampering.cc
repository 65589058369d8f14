#include "ledger/storage/testing/tampering.h"

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/merkle/hash.h"
#include "ledger/storage/log_schema.h"
#include "ledger/tlog/frontier.h"
#include "rocksdb/sst_file_reader.h"
#include "rocksdb/write_batch.h"

namespace sworn::storage::testing {

namespace {

using schema::EntryKey;

Result<std::unique_ptr<OpenDatabase>> OpenForTampering(const std::filesystem::path& directory) {
  return schema::OpenLogDatabase(directory, {.mode = LogStoreMode::kOpen});
}

rocksdb::WriteOptions Synced() {
  rocksdb::WriteOptions options;
  options.sync = true;
  return options;
}

// Deletes the keys of `family` for which `condemned` holds.
template <typename Condemned>
Status DeleteRows(OpenDatabase& database, schema::Family family, rocksdb::WriteBatch& write,
                  Condemned condemned) {
  const std::unique_ptr<rocksdb::Iterator> row(
      database.db().NewIterator(rocksdb::ReadOptions(), database.family(family)));
  for (row->SeekToFirst(); row->Valid(); row->Next()) {
    if (!condemned(ToView(row->key()), ToView(row->value()))) continue;
    SWORN_RETURN_IF_ERROR(
        CheckRocksDb(write.Delete(database.family(family), row->key()), "delete a row"));
  }
  return CheckRocksDb(row->status(), "read rows");
}

bool FlipByte(const std::string& file, std::uint64_t offset) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  char byte = 0;
  const auto at = static_cast<off_t>(offset);
  bool done = ::pread(descriptor, &byte, 1, at) == 1;
  byte = static_cast<char>(byte ^ 0x20);
  done = done && ::pwrite(descriptor, &byte, 1, at) == 1;
  ::close(descriptor);
  return done;
}

// Where, seen from `key`, the damage in a table file lies.
enum class Damage { kBeforeKey, kAtKey, kAfterKey };

Damage FindDamage(const std::string& file, const std::string& key) {
  rocksdb::SstFileReader reader((rocksdb::Options()));
  if (!reader.Open(file).ok()) return Damage::kAfterKey;  // Footer or index.
  const std::unique_ptr<rocksdb::Iterator> row(reader.NewIterator(rocksdb::ReadOptions()));
  row->Seek(key);
  if (!row->status().ok()) return Damage::kAtKey;
  for (row->SeekToFirst(); row->Valid() && ToView(row->key()) < key;) row->Next();
  return row->status().ok() ? Damage::kAfterKey : Damage::kBeforeKey;
}

// Corrupting a byte shows on which side of it the key's block lies: a binary search.
Status CorruptBlockOf(const std::string& file, std::uint64_t bytes, const std::string& key) {
  std::uint64_t low = 0;
  std::uint64_t high = bytes;
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (!FlipByte(file, middle)) return Fail(Reason::kStorageFailed, "cannot change " + file);
    const Damage damage = FindDamage(file, key);
    if (damage == Damage::kAtKey) return Ok();
    FlipByte(file, middle);
    if (damage == Damage::kBeforeKey) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return Fail(Reason::kNotFound, "no byte of " + file + " belongs to the entry's block");
}

}  // namespace

Status RewriteEntryByte(const std::filesystem::path& log_directory, LeafIndex index,
                        std::size_t offset, std::uint8_t mask, Concealment concealment) {
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<OpenDatabase> database,
                         OpenForTampering(log_directory));
  rocksdb::ColumnFamilyHandle* const entries = database->family(schema::kEntries);
  std::string value;
  const rocksdb::Status read =
      database->db().Get(rocksdb::ReadOptions(), entries, EntryKey(index), &value);
  if (read.IsNotFound() || (read.ok() && offset >= value.size() - schema::kEntryCheckBytes)) {
    return Fail(Reason::kIndexOutOfRange, "there is no such entry, or it has no such byte");
  }
  SWORN_RETURN_IF_ERROR(CheckRocksDb(read, "read the entry"));
  value[offset] = static_cast<char>(static_cast<std::uint8_t>(value[offset]) ^ mask);
  if (concealment == Concealment::kEntryHash) {
    value = schema::EntryValue(
        std::string_view(value).substr(0, value.size() - schema::kEntryCheckBytes));
  }
  return CheckRocksDb(database->db().Put(Synced(), entries, EntryKey(index), value),
                      "write the entry");
}

Status TruncateLog(const std::filesystem::path& log_directory, TreeSize size) {
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<OpenDatabase> database,
                         OpenForTampering(log_directory));
  const auto behind = [&](std::string_view /*key*/, std::string_view index) {
    return ReadUint64(index) >= size.value();
  };
  rocksdb::WriteBatch write;
  SWORN_RETURN_IF_ERROR(DeleteRows(*database, schema::kStreams, write, behind));
  SWORN_RETURN_IF_ERROR(DeleteRows(*database, schema::kEvents, write, behind));
  SWORN_RETURN_IF_ERROR(DeleteRows(
      *database, schema::kEntries, write,
      [&](std::string_view key, std::string_view) { return ReadUint64(key) >= size.value(); }));
  SWORN_RETURN_IF_ERROR(
      DeleteRows(*database, schema::kTiles, write, [&](std::string_view key, std::string_view) {
        const merkle::TileId id{static_cast<std::uint8_t>(key[0]), ReadUint64(key.substr(1))};
        return merkle::TileWidthAt(size, id) < merkle::kTileWidth;
      }));

  tlog::GrowingTree tree;
  std::vector<tlog::StoredTile> filled;
  for (std::uint64_t i = 0; i < size.value(); ++i) {
    std::string value;
    SWORN_RETURN_IF_ERROR(
        CheckRocksDb(database->db().Get(rocksdb::ReadOptions(), database->family(schema::kEntries),
                                        EntryKey(LeafIndex(i)), &value),
                     "read an entry that is to stay"));
    SWORN_ASSIGN_OR_RETURN(const std::string_view leaf,
                           schema::ParseEntryValue(LeafIndex(i), value));
    tree.Append(merkle::HashLeaf(leaf), filled);
  }
  rocksdb::ColumnFamilyHandle* const meta = database->family(schema::kMeta);
  const std::string frontier = tree.frontier.Encode();
  rocksdb::Status status = frontier.empty()
                               ? write.Delete(meta, ToSlice(schema::kFrontierKey))
                               : write.Put(meta, ToSlice(schema::kFrontierKey), ToSlice(frontier));
  if (status.ok()) {
    status = write.Put(meta, ToSlice(schema::kSizeKey), schema::IndexValue(size.value()));
  }
  if (status.ok()) status = database->db().Write(Synced(), &write);
  return CheckRocksDb(status, "truncate the log");
}

Status FlushToTables(const std::filesystem::path& log_directory) {
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<OpenDatabase> database,
                         OpenForTampering(log_directory));
  return CheckRocksDb(database->db().Flush(rocksdb::FlushOptions(), database->families()),
                      "flush the log");
}

Status CorruptEntryBlock(const std::filesystem::path& log_directory, LeafIndex index) {
  const std::string key = EntryKey(index);
  std::string file;
  std::uint64_t bytes = 0;
  {
    SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<OpenDatabase> database,
                           OpenForTampering(log_directory));
    std::vector<rocksdb::LiveFileMetaData> files;
    database->db().GetLiveFilesMetaData(&files);
    for (const rocksdb::LiveFileMetaData& candidate : files) {
      if (candidate.column_family_name != "entries" || key < candidate.smallestkey ||
          candidate.largestkey < key) {
        continue;
      }
      file = candidate.db_path + candidate.name;
      bytes = candidate.size;
    }
  }
  if (file.empty()) {
    return Fail(Reason::kNotFound, "entry " + ToString(index) + " is in no table file");
  }
  return CorruptBlockOf(file, bytes, key);
}

}  // namespace sworn::storage::testing
