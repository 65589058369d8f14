// The entries of one group commit while they are being decided on.
//
//   Group group = log.Begin();
//   if (*group.FindEvent(key)) …                       // sees what this group has staged, too
//   SWORN_ASSIGN_OR_RETURN(const LeafIndex index, group.Stage(entry));
//   const std::string_view leaf = group.StagedLeaf(index);        // for the receipt
//   SWORN_ASSIGN_OR_RETURN(const Head head, log.Commit(std::move(group)));
//
// Belongs to the sequencer's thread. Dropping it stores nothing. Must not outlive its log.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/tlog/entry.h"
#include "ledger/tlog/store.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::tlog {

class Log;
struct LogSnapshot;

// An entry before it has a place in the log.
struct NewEntry {
  EntryKind kind = EntryKind::kSignedEvent;
  Instant recorded_at;
  std::string_view body;            // Copied by Stage.
  std::vector<StreamName> streams;  // Any order, each once, at most 16.
  std::optional<EventKey> event_key = std::nullopt;
  std::vector<SealedPart> sealed_parts = {};
};

class Group {
 public:
  Group(Group&& other) noexcept;
  Group& operator=(Group&&) = delete;
  Group(const Group&) = delete;
  ~Group();

  // Gives the entry the next index, its revisions and backlinks. After an error nothing of it is in
  // the group:
  //   TOO_LARGE           the leaf, a sealed part, or too many of them or of streams
  //   INVALID_FIELD       a stream named twice
  //   CLOCK               recorded-at lies before that of the entry before
  //   EVENT_ID_CONFLICT   the key is taken (callers tell a repetition by FindEvent first)
  //   QUEUE_FULL          the group has reached its bounds: commit it first
  //   CORRUPT             the store could not be read
  //   STORAGE_FAILED      a commit has failed before
  Result<LeafIndex> Stage(NewEntry entry);
  // A small value beside the log, stored with this group; replaces an earlier one of that name.
  void PutMeta(std::string name, std::string value);

  bool empty() const { return batch_.leaves.empty() && batch_.meta.empty(); }
  std::size_t staged() const { return batch_.leaves.size(); }
  // The index that the next staged entry gets.
  LeafIndex next_index() const { return NextIndex(batch_.new_size()); }
  // The newest recorded-at, of the log or of this group; none in an empty log.
  std::optional<Instant> last_recorded_at() const { return last_recorded_at_; }
  // Whether an entry with this much body and sealed content together surely still fits the group.
  bool HasRoomFor(ByteCount content) const;

  // The log and, behind it, what this group has staged.
  Result<std::optional<StreamPosition>> StreamHead(const StreamName& stream);
  // The stream's first entry, at revision 0: what defines the thing that the stream is about.
  Result<std::optional<LeafIndex>> StreamStart(const StreamName& stream);
  Result<std::optional<LeafIndex>> FindEvent(const EventKey& key);
  Result<std::string> ReadEntry(LeafIndex index);
  // The stored or staged content of a sealed part.
  Result<std::optional<std::string>> ReadSealed(const Commitment& commitment);
  // A leaf that this group staged (checked); valid until the next call of Stage.
  std::string_view StagedLeaf(LeafIndex index) const;

 private:
  friend class Log;
  Group(Log& log, const LogSnapshot& base, bool writable);

  Status CheckBounds(const NewEntry& entry) const;
  // The entry's prefix, with its streams in order.
  Result<EntryPrefix> Place(const NewEntry& entry);
  Status CheckWritable() const;

  Log* log_;  // Null once moved from.
  const bool writable_;
  CommitBatch batch_;
  std::size_t bytes_ = 0;  // Of leaves and sealed parts.
  std::optional<Instant> last_recorded_at_;
  std::unordered_map<StreamName, StreamPosition> heads_;  // Of streams that this group touched.
  std::unordered_map<EventKey, LeafIndex> events_;
};

}  // namespace sworn::tlog
