#include "ledger/tlog/group.h"

#include <algorithm>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/log_state.h"

namespace sworn::tlog {

namespace {

constexpr std::size_t kMaxPrefixBytes =
    19 + limits::kMaxStreamsPerEntry * (1 + limits::kMaxStreamNameBytes + 16);

Error TooLarge(std::string_view what, std::size_t bound, std::size_t actual, std::string field) {
  return Fail(Reason::kTooLarge,
              std::string(what) + ": at most " + std::to_string(bound) +
                  " are allowed, there are " + std::to_string(actual),
              std::move(field));
}

}  // namespace

Group::Group(Log& log, const LogSnapshot& base, bool writable)
    : log_(&log), writable_(writable), last_recorded_at_(base.last_recorded_at) {
  batch_.old_size = base.head.size;
  SWORN_CHECK(!log.writer_->group_open);
  log.writer_->group_open = true;
}

Group::Group(Group&& other) noexcept
    : log_(std::exchange(other.log_, nullptr)),
      writable_(other.writable_),
      batch_(std::move(other.batch_)),
      bytes_(other.bytes_),
      last_recorded_at_(other.last_recorded_at_),
      heads_(std::move(other.heads_)),
      events_(std::move(other.events_)) {}

Group::~Group() {
  if (log_ != nullptr) log_->writer_->group_open = false;
}

Status Group::CheckWritable() const {
  SWORN_CHECK(log_ != nullptr);
  if (writable_) return Ok();
  return Fail(Reason::kStorageFailed,
              "an earlier commit failed, or the log is open for reading only: open it anew");
}

bool Group::HasRoomFor(ByteCount content) const {
  return staged() < limits::kMaxGroupEvents &&
         bytes_ + content.value() + kMaxPrefixBytes <= limits::kMaxGroupBytes;
}

Status Group::CheckBounds(const NewEntry& entry) const {
  if (entry.body.size() > limits::kMaxEntryBytes) {
    return TooLarge("bytes of an entry", limits::kMaxEntryBytes, entry.body.size(), "body");
  }
  if (entry.streams.size() > limits::kMaxStreamsPerEntry) {
    return TooLarge("streams of an entry", limits::kMaxStreamsPerEntry, entry.streams.size(),
                    "streams");
  }
  if (entry.sealed_parts.size() > limits::kMaxSealedParts) {
    return TooLarge("sealed parts of an entry", limits::kMaxSealedParts, entry.sealed_parts.size(),
                    "sealed_parts");
  }
  std::size_t content = entry.body.size();
  for (const SealedPart& part : entry.sealed_parts) {
    if (part.content.size() > limits::kMaxSealedContentBytes) {
      return TooLarge("bytes of a sealed part", limits::kMaxSealedContentBytes, part.content.size(),
                      "sealed_parts");
    }
    content += part.content.size();
  }
  if (!HasRoomFor(ByteCount(content))) {
    return Fail(Reason::kQueueFull, "the group is full (at most " +
                                        std::to_string(limits::kMaxGroupEvents) + " entries and " +
                                        std::to_string(limits::kMaxGroupBytes) +
                                        " bytes): commit it first");
  }
  if (last_recorded_at_ && entry.recorded_at < *last_recorded_at_) {
    return Fail(Reason::kClock, "recorded-at " + entry.recorded_at.ToString() +
                                    " lies before that of the entry before, " +
                                    last_recorded_at_->ToString());
  }
  return Ok();
}

Result<EntryPrefix> Group::Place(const NewEntry& entry) {
  EntryPrefix prefix{entry.kind, next_index(), entry.recorded_at, {}};
  std::vector<StreamName> streams = entry.streams;
  std::sort(streams.begin(), streams.end());
  for (const StreamName& stream : streams) {
    if (!prefix.streams.empty() && prefix.streams.back().stream == stream) {
      return Fail(Reason::kInvalidField, "\"" + stream.text() + "\" stands there twice", "streams");
    }
    SWORN_ASSIGN_OR_RETURN(const std::optional<StreamPosition> head, StreamHead(stream));
    if (head) {
      prefix.streams.push_back({stream, Next(head->revision), head->index});
    } else {
      prefix.streams.push_back({stream, Revision(0), std::nullopt});
    }
  }
  return prefix;
}

Result<LeafIndex> Group::Stage(NewEntry entry) {
  SWORN_RETURN_IF_ERROR(CheckWritable());
  SWORN_RETURN_IF_ERROR(CheckBounds(entry));
  if (entry.event_key) {
    SWORN_ASSIGN_OR_RETURN(const std::optional<LeafIndex> taken, FindEvent(*entry.event_key));
    if (taken) {
      return Fail(Reason::kEventIdConflict,
                  "entry " + ToString(*taken) + " has this event id already", "event_id");
    }
  }
  SWORN_ASSIGN_OR_RETURN(const EntryPrefix prefix, Place(entry));
  SWORN_ASSIGN_OR_RETURN(std::string leaf, EncodePrefix(prefix));
  leaf += entry.body;
  if (leaf.size() > limits::kMaxEntryBytes) {
    return TooLarge("bytes of an entry", limits::kMaxEntryBytes, leaf.size(), "body");
  }

  // Nothing fails from here on.
  bytes_ += leaf.size();
  batch_.leaves.push_back(std::move(leaf));
  for (const StreamLink& link : prefix.streams) {
    const StreamPosition position{link.revision, prefix.index};
    batch_.streams.push_back({link.stream, position});
    heads_.insert_or_assign(link.stream, position);
  }
  if (entry.event_key) {
    batch_.events.push_back({*entry.event_key, prefix.index});
    events_.emplace(*entry.event_key, prefix.index);
  }
  for (SealedPart& part : entry.sealed_parts) {
    bytes_ += part.content.size();
    batch_.sealed_parts.push_back(std::move(part));
  }
  last_recorded_at_ = prefix.recorded_at;
  return prefix.index;
}

void Group::PutMeta(std::string name, std::string value) {
  batch_.meta.emplace_back(std::move(name), std::move(value));
}

Result<std::optional<StreamPosition>> Group::StreamHead(const StreamName& stream) {
  SWORN_RETURN_IF_ERROR(CheckWritable());
  if (const auto found = heads_.find(stream); found != heads_.end()) {
    return std::optional<StreamPosition>(found->second);
  }
  LruCache<StreamName, StreamPosition>& cache = log_->writer_->heads;
  if (const StreamPosition* cached = cache.Find(stream)) {
    return std::optional<StreamPosition>(*cached);
  }
  SWORN_ASSIGN_OR_RETURN(const std::optional<StreamPosition> stored,
                         log_->store_.ReadStreamHead(stream));
  if (stored) cache.Put(stream, *stored);
  return stored;
}

Result<std::optional<LeafIndex>> Group::StreamStart(const StreamName& stream) {
  SWORN_RETURN_IF_ERROR(CheckWritable());
  SWORN_ASSIGN_OR_RETURN(const std::vector<StreamPosition> stored,
                         log_->store_.ReadStream(stream, Revision(0), 1));
  if (!stored.empty()) return std::optional<LeafIndex>(stored.front().index);
  for (const StreamEntry& entry : batch_.streams) {
    if (entry.stream == stream) return std::optional<LeafIndex>(entry.position.index);
  }
  return std::optional<LeafIndex>();
}

Result<std::optional<LeafIndex>> Group::FindEvent(const EventKey& key) {
  SWORN_RETURN_IF_ERROR(CheckWritable());
  if (const auto found = events_.find(key); found != events_.end()) {
    return std::optional<LeafIndex>(found->second);
  }
  return log_->store_.FindEvent(key);
}

Result<std::string> Group::ReadEntry(LeafIndex index) {
  SWORN_CHECK(log_ != nullptr);
  if (index >= next_index()) {
    return Fail(Reason::kIndexOutOfRange, "there is no entry " + ToString(index) + " yet");
  }
  if (index >= NextIndex(batch_.old_size)) return std::string(StagedLeaf(index));
  return log_->store_.ReadEntry(index);
}

Result<std::optional<std::string>> Group::ReadSealed(const Commitment& commitment) {
  SWORN_CHECK(log_ != nullptr);
  for (const SealedPart& part : batch_.sealed_parts) {
    if (part.commitment == commitment) return std::optional<std::string>(part.content);
  }
  return log_->store_.ReadSealed(commitment);
}

std::string_view Group::StagedLeaf(LeafIndex index) const {
  SWORN_CHECK(index >= NextIndex(batch_.old_size) && index < next_index());
  return batch_.leaves[index.value() - batch_.old_size.value()];
}

}  // namespace sworn::tlog
