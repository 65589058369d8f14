// What the log needs of its storage: two ports, declared here by their consumer and implemented in
// ledger/storage (RocksDB, memory, head file).
//
// Durability: an implementation MUST have synced a batch to disk, all of it or nothing, before
// Commit returns success, and a head before Write returns success. After an error nothing is known
// about what was stored; the log then stops writing, and looks again when it is next opened.
//
// Threading: Commit is called by one thread; everything else by any number of threads at once.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/merkle/tile.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::tlog {

// A tree size with its root.
struct Head {
  TreeSize size;
  RootHash root;
  bool operator==(const Head&) const = default;
};

// The identity of an event: a hash of its acting authority and its event id, of which the log knows
// nothing but whether two are equal.
using EventKey = Digest<struct EventKeyTag>;

// A full tile: 256 hashes, 8,192 bytes. Level 0 holds the leaves' hashes.
struct StoredTile {
  merkle::TileId id;
  std::string hashes;
};

// The newest entry of a stream, or one of its entries.
struct StreamPosition {
  Revision revision;
  LeafIndex index;
  bool operator==(const StreamPosition&) const = default;
};

struct StreamEntry {
  StreamName stream;
  StreamPosition position;
};

struct EventIndex {
  EventKey key;
  LeafIndex index;
};

// Content that an entry only commits to; kept beside the log, erasable.
struct SealedPart {
  Commitment commitment;
  std::string content;
};

struct StoredEntry {
  LeafIndex index;
  std::string leaf;
  bool operator==(const StoredEntry&) const = default;
};

// Everything that one group commit stores, at once or not at all.
struct CommitBatch {
  TreeSize old_size;
  std::vector<std::string> leaves;  // Index old_size and on.
  std::vector<StoredTile> tiles;    // Those that this group filled.
  std::vector<StreamEntry> streams;
  std::vector<EventIndex> events;
  std::vector<SealedPart> sealed_parts;
  std::optional<std::string> frontier;  // Only when it changed.
  std::vector<std::pair<std::string, std::string>> meta;

  TreeSize new_size() const { return TreeSize(old_size.value() + leaves.size()); }
};

// What the log reads when it is opened.
struct StoredState {
  TreeSize size;
  std::string frontier;                     // Empty until there is a full tile.
  std::map<std::string, std::string> meta;  // Ledger id, facts of the genesis.
};

class LogStore {
 public:
  virtual ~LogStore() = default;

  // INTERNAL unless batch.old_size is the store's size; STORAGE_FAILED when it could not be stored.
  virtual Status Commit(const CommitBatch& batch) = 0;

  // None for a store to which nothing was ever committed.
  virtual Result<std::optional<StoredState>> ReadState() const = 0;

  // INDEX_OUT_OF_RANGE at or above the stored size; CORRUPT when it cannot be read.
  virtual Result<std::string> ReadEntry(LeafIndex index) const = 0;
  // Consecutive entries from `from` on: at most `max_count`, and no more than fit `max_bytes` of
  // leaves, but at least one. Empty at the stored size or above. CORRUPT when any of them cannot be
  // read (scan.h then finds which).
  virtual Result<std::vector<StoredEntry>> ReadEntries(LeafIndex from, std::size_t max_count,
                                                       ByteCount max_bytes) const = 0;
  // CORRUPT when it is not there or cannot be read.
  virtual Result<std::string> ReadTile(const merkle::TileId& id) const = 0;

  // None for a stream without entries.
  virtual Result<std::optional<StreamPosition>> ReadStreamHead(const StreamName& stream) const = 0;
  // By ascending revision, from `from` on, at most `limit`.
  virtual Result<std::vector<StreamPosition>> ReadStream(const StreamName& stream, Revision from,
                                                         std::size_t limit) const = 0;
  virtual Result<std::optional<LeafIndex>> FindEvent(const EventKey& key) const = 0;

  // None when it was never stored or has been erased.
  virtual Result<std::optional<std::string>> ReadSealed(const Commitment& commitment) const = 0;
  // Durably erases the content; the log itself stays as it is. No error when it is not there.
  virtual Status EraseSealed(const Commitment& commitment) = 0;
};

// Where the newest head that may be shown is kept, apart from the store.
class HeadStore {
 public:
  virtual ~HeadStore() = default;

  // Refuses (ROLLED_BACK) a smaller size, and another root at the same size. STORAGE_FAILED when it
  // could not be made durable.
  virtual Status Write(const Head& head) = 0;
  // The newest head written; size 0 and the empty tree's root before the first.
  virtual Result<Head> Read() const = 0;
};

}  // namespace sworn::tlog
