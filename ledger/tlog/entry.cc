#include "ledger/tlog/entry.h"

#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"

namespace sworn::tlog {

namespace {

constexpr std::uint64_t kNoPrevious = ~std::uint64_t{0};
constexpr std::size_t kFixedBytes = 1 + 1 + 8 + 8 + 1;
constexpr std::size_t kRecordedAtOffset = 1 + 1 + 8;

// What is wrong with the prefix by the rules of the grammar, or nullptr.
const char* FindFault(const EntryPrefix& prefix) {
  if (prefix.kind != EntryKind::kSignedEvent) return "this kind of entry is reserved";
  if (prefix.streams.size() > limits::kMaxStreamsPerEntry) return "too many streams";
  for (std::size_t i = 0; i < prefix.streams.size(); ++i) {
    const StreamLink& link = prefix.streams[i];
    if (i > 0 && !(prefix.streams[i - 1].stream < link.stream)) {
      return "the streams are not in strictly ascending order";
    }
    if (link.previous.has_value() == (link.revision == Revision(0))) {
      return "a stream's first entry, and only that, has no entry before it";
    }
    if (link.previous && *link.previous >= prefix.index) {
      return "a stream's previous entry does not lie before this one";
    }
  }
  return nullptr;
}

// Takes values off the front of a leaf. After the first failure everything is zero or empty.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  std::string_view Take(std::size_t count) {
    if (count > rest_.size()) {
      failed_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint8_t Uint8() {
    const std::string_view bytes = Take(1);
    return failed_ ? std::uint8_t{0} : static_cast<std::uint8_t>(bytes.front());
  }
  std::uint64_t Uint64() {
    const std::string_view bytes = Take(8);
    return failed_ ? 0 : ReadUint64(bytes);
  }
  bool failed() const { return failed_; }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

Error Malformed(std::string message) {
  return Fail(Reason::kMalformed, "not an entry: " + std::move(message));
}

Status ParseStreams(Cursor& cursor, std::vector<StreamLink>& streams) {
  const std::size_t count = cursor.Uint8();
  streams.reserve(count);
  for (std::size_t i = 0; i < count && !cursor.failed(); ++i) {
    const std::string_view text = cursor.Take(cursor.Uint8());
    const std::uint64_t revision = cursor.Uint64();
    const std::uint64_t previous = cursor.Uint64();
    if (cursor.failed()) break;
    Result<StreamName> name = StreamName::Parse(text);
    if (!name) return Malformed(name.error().message);
    streams.push_back(
        {std::move(*name), Revision(revision),
         previous == kNoPrevious ? std::nullopt : std::optional<LeafIndex>(LeafIndex(previous))});
  }
  return Ok();
}

}  // namespace

Result<std::string> EncodePrefix(const EntryPrefix& prefix) {
  if (const char* fault = FindFault(prefix)) {
    return Fail(Reason::kInvalidField, fault, "prefix");
  }
  std::string out;
  out.push_back(static_cast<char>(kEntryFormatVersion));
  out.push_back(static_cast<char>(prefix.kind));
  AppendUint64(out, prefix.index.value());
  AppendUint64(out, static_cast<std::uint64_t>(prefix.recorded_at.microseconds()));
  out.push_back(static_cast<char>(prefix.streams.size()));
  for (const StreamLink& link : prefix.streams) {
    out.push_back(static_cast<char>(link.stream.text().size()));
    out += link.stream.text();
    AppendUint64(out, link.revision.value());
    AppendUint64(out, link.previous ? link.previous->value() : kNoPrevious);
  }
  return out;
}

Result<EntryView> ParseEntry(std::string_view leaf) {
  if (leaf.size() > limits::kMaxEntryBytes) {
    return Fail(Reason::kTooLarge, "an entry has at most " +
                                       std::to_string(limits::kMaxEntryBytes) +
                                       " bytes, this has " + std::to_string(leaf.size()));
  }
  Cursor cursor(leaf);
  const std::uint8_t version = cursor.Uint8();
  if (!cursor.failed() && version != kEntryFormatVersion) {
    return Malformed("format version " + std::to_string(version) + " is not known");
  }
  EntryView entry;
  entry.prefix.kind = static_cast<EntryKind>(cursor.Uint8());
  entry.prefix.index = LeafIndex(cursor.Uint64());
  entry.prefix.recorded_at = Instant::FromMicroseconds(static_cast<std::int64_t>(cursor.Uint64()));
  SWORN_RETURN_IF_ERROR(ParseStreams(cursor, entry.prefix.streams));
  if (cursor.failed()) return Malformed("it ends within its prefix");
  if (const char* fault = FindFault(entry.prefix)) return Malformed(fault);
  entry.body = cursor.rest();
  entry.prefix_bytes = leaf.size() - entry.body.size();
  return entry;
}

Result<Instant> ParseRecordedAt(std::string_view leaf) {
  if (leaf.size() < kFixedBytes || static_cast<std::uint8_t>(leaf[0]) != kEntryFormatVersion) {
    return Malformed("it has no prefix of a known version");
  }
  return Instant::FromMicroseconds(
      static_cast<std::int64_t>(ReadUint64(leaf.substr(kRecordedAtOffset))));
}

}  // namespace sworn::tlog
