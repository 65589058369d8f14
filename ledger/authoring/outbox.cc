#include "ledger/authoring/outbox.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "ledger/authoring/files.h"
#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/sealed.h"
#include "ledger/crypto/sha256.h"

namespace sworn::authoring {
namespace {

constexpr std::string_view kMagic = "sworn-outbox-v1\n";
constexpr std::size_t kHeaderBytes = 16 + kDigestBytes;
constexpr std::size_t kCheckBytes = 8;
constexpr std::size_t kRecordHeaderBytes = 4 + kCheckBytes;
constexpr char kItemRecord = 'I';
constexpr char kVerdictRecord = 'V';
constexpr std::string_view kCsvRejects = ".rejects.csv";
constexpr std::string_view kJsonRejects = ".rejects.jsonl";

Error FileError(std::string_view action, const std::filesystem::path& path) {
  return Fail(Reason::kStorageFailed, "could not " + std::string(action) + " the outbox " +
                                          path.string() + ": " +
                                          std::generic_category().message(errno));
}

std::string CheckOf(std::string_view payload) {
  return std::string(crypto::Sha256Of(payload).view().substr(0, kCheckBytes));
}

void AppendText(std::string& out, std::string_view text) {
  AppendUint32(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

// Takes a payload apart; every read fails once one has.
class Payload {
 public:
  explicit Payload(std::string_view bytes) : rest_(bytes) {}

  std::string_view Bytes(std::size_t count) {
    if (rest_.size() < count) {
      good_ = false;
      return {};
    }
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  std::uint64_t Number64() {
    const std::string_view bytes = Bytes(8);
    return good_ ? ReadUint64(bytes) : 0;
  }
  std::string_view Text() {
    const std::string_view bytes = Bytes(4);
    return good_ ? Bytes(ReadUint32(bytes)) : std::string_view();
  }
  std::uint8_t Byte() {
    const std::string_view bytes = Bytes(1);
    return good_ ? static_cast<std::uint8_t>(bytes[0]) : std::uint8_t{0};
  }
  bool complete() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::string EncodeItem(const Sha256Hash& key, const SignedItem& item) {
  std::string payload(1, kItemRecord);
  payload += key.view();
  payload += item.event_id;
  AppendUint64(payload, static_cast<std::uint64_t>(item.not_after.microseconds()));
  payload += static_cast<char>(item.recorded_at.has_value());
  AppendUint64(payload,
               static_cast<std::uint64_t>(item.recorded_at.value_or(Instant()).microseconds()));
  AppendText(payload, item.signed_event);
  payload += static_cast<char>(item.sealed.size());
  for (const event::v1::SealedContent& content : item.sealed) {
    AppendText(payload, codec::EncodeSealedContent(content));
  }
  return payload;
}

// After the record's type and key.
Result<SignedItem> DecodeItem(Payload payload) {
  SignedItem item;
  item.event_id = std::string(payload.Bytes(16));
  item.not_after = Instant::FromMicroseconds(static_cast<std::int64_t>(payload.Number64()));
  const bool recorded = payload.Byte() != 0;
  const Instant recorded_at =
      Instant::FromMicroseconds(static_cast<std::int64_t>(payload.Number64()));
  if (recorded) item.recorded_at = recorded_at;
  item.signed_event = std::string(payload.Text());
  const std::uint8_t sealed = payload.Byte();
  for (std::uint8_t i = 0; i < sealed; ++i) {
    SWORN_ASSIGN_OR_RETURN(event::v1::SealedContent content,
                           codec::DecodeSealedContent(payload.Text()));
    item.sealed.push_back(std::move(content));
  }
  if (!payload.complete()) return Fail(Reason::kCorrupt, "an item of the outbox is cut short");
  return item;
}

std::string EncodeVerdict(const Sha256Hash& key, const OutboxVerdict& verdict) {
  std::string payload(1, kVerdictRecord);
  payload += key.view();
  payload += static_cast<char>(verdict.accepted);
  payload += static_cast<char>(verdict.duplicate);
  AppendUint64(payload, verdict.index.value());
  AppendText(payload, verdict.reason);
  AppendText(payload, verdict.field);
  AppendText(payload, verdict.message);
  return payload;
}

OutboxVerdict DecodeVerdict(Payload& payload) {
  OutboxVerdict verdict;
  verdict.accepted = payload.Byte() != 0;
  verdict.duplicate = payload.Byte() != 0;
  verdict.index = LeafIndex(payload.Number64());
  verdict.reason = std::string(payload.Text());
  verdict.field = std::string(payload.Text());
  verdict.message = std::string(payload.Text());
  return verdict;
}

// Capitals or not: spreadsheets on some systems write "MAY.CSV". `end` is in lower case.
bool EndsWith(const std::string& text, std::string_view end) {
  return text.size() > end.size() &&
         std::equal(end.begin(), end.end(), text.end() - static_cast<std::ptrdiff_t>(end.size()),
                    [](char wanted, char c) {
                      return wanted == std::tolower(static_cast<unsigned char>(c));
                    });
}

std::filesystem::path DirectoryFor(const std::filesystem::path& input,
                                   const std::filesystem::path& directory) {
  return directory.empty() ? input.parent_path() : directory;
}

}  // namespace

Outbox::Outbox(int descriptor, std::filesystem::path path)
    : descriptor_(descriptor), path_(std::move(path)) {}

Outbox::Outbox(Outbox&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      end_(other.end_),
      entries_(std::move(other.entries_)) {}

Outbox::~Outbox() {
  if (descriptor_ >= 0) ::close(descriptor_);  // Gives the lock back, too.
}

Result<Outbox> Outbox::Open(const std::filesystem::path& path, const LedgerId& ledger_id) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return FileError("open", path);
  Outbox outbox(descriptor, path);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    return Fail(Reason::kUnavailable, "another process is sending from the outbox " +
                                          path.string() + "; wait until it has ended");
  }
  SWORN_RETURN_IF_ERROR(outbox.Load(ledger_id));
  return outbox;
}

Status Outbox::Load(const LedgerId& ledger_id) {
  SWORN_ASSIGN_OR_RETURN(const std::string content, ReadFile(path_));
  const std::string header = std::string(kMagic) + ledger_id.ToBytes();
  if (content.size() < kHeaderBytes) {
    // New, or its very creation was cut short: nothing was sent from it.
    if (::ftruncate(descriptor_, 0) != 0) return FileError("begin", path_);
    if (::pwrite(descriptor_, header.data(), header.size(), 0) !=
        static_cast<ssize_t>(header.size())) {
      return FileError("begin", path_);
    }
    end_ = header.size();
    return Sync();
  }
  if (content.compare(0, kMagic.size(), kMagic) != 0) {
    return Fail(Reason::kCorrupt, path_.string() + " is no outbox");
  }
  if (content.compare(0, kHeaderBytes, header) != 0) {
    return Fail(Reason::kWrongLedger,
                "the outbox " + path_.string() +
                    " was made for another ledger; send to that one, or give another outbox "
                    "(--outbox)");
  }
  SWORN_ASSIGN_OR_RETURN(end_, ReplayRecords(content, kHeaderBytes));
  if (end_ != content.size() && ::ftruncate(descriptor_, static_cast<off_t>(end_)) != 0) {
    return FileError("cut", path_);
  }
  return Ok();
}

Result<std::uint64_t> Outbox::ReplayRecords(const std::string& content, std::uint64_t start) {
  std::uint64_t offset = start;
  while (content.size() - offset >= kRecordHeaderBytes) {
    const std::string_view rest = std::string_view(content).substr(offset);
    const std::uint32_t length = ReadUint32(rest);
    if (rest.size() - kRecordHeaderBytes < length) break;
    const std::string payload(rest.substr(kRecordHeaderBytes, length));
    const std::uint64_t next = offset + kRecordHeaderBytes + length;
    if (rest.substr(4, kCheckBytes) != CheckOf(payload)) {
      if (next == content.size()) break;
      return Fail(Reason::kCorrupt,
                  "the outbox " + path_.string() + " is damaged at byte " + std::to_string(offset));
    }
    SWORN_RETURN_IF_ERROR(Replay(payload, offset + kRecordHeaderBytes));
    offset = next;
  }
  return offset;
}

Status Outbox::Replay(const std::string& bytes, std::uint64_t offset) {
  Payload payload(bytes);
  const auto type = static_cast<char>(payload.Byte());
  SWORN_ASSIGN_OR_RETURN(const Sha256Hash key, Sha256Hash::FromBytes(payload.Bytes(kDigestBytes)));
  if (type == kItemRecord) {
    entries_[key] = {offset, static_cast<std::uint32_t>(bytes.size()), std::nullopt};
    return Ok();
  }
  const auto entry = entries_.find(key);
  if (type != kVerdictRecord || entry == entries_.end()) {
    return Fail(Reason::kCorrupt, "the outbox " + path_.string() + " holds a record of no item");
  }
  entry->second.verdict = DecodeVerdict(payload);
  if (!payload.complete()) {
    return Fail(Reason::kCorrupt, "the outbox " + path_.string() + " holds a verdict cut short");
  }
  return Ok();
}

Result<SignedItem> Outbox::Read(const Sha256Hash& key) const {
  const auto found = entries_.find(key);
  SWORN_CHECK(found != entries_.end());
  std::string bytes(found->second.length, '\0');
  const ssize_t count =
      ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(found->second.offset));
  if (count != static_cast<ssize_t>(bytes.size())) return FileError("read", path_);
  Payload payload(bytes);
  payload.Bytes(1 + kDigestBytes);
  return DecodeItem(payload);
}

std::optional<OutboxVerdict> Outbox::Verdict(const Sha256Hash& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? std::nullopt : found->second.verdict;
}

Status Outbox::Add(const Sha256Hash& key, const SignedItem& item) {
  const std::string payload = EncodeItem(key, item);
  const std::uint64_t offset = end_ + kRecordHeaderBytes;
  SWORN_RETURN_IF_ERROR(Append(payload));
  entries_[key] = {offset, static_cast<std::uint32_t>(payload.size()), std::nullopt};
  return Ok();
}

Status Outbox::AddVerdict(const Sha256Hash& key, const OutboxVerdict& verdict) {
  const auto found = entries_.find(key);
  SWORN_CHECK(found != entries_.end());
  SWORN_RETURN_IF_ERROR(Append(EncodeVerdict(key, verdict)));
  found->second.verdict = verdict;
  return Ok();
}

Status Outbox::Append(const std::string& payload) {
  std::string record;
  AppendUint32(record, static_cast<std::uint32_t>(payload.size()));
  record += CheckOf(payload);
  record += payload;
  std::size_t written = 0;
  while (written < record.size()) {
    const ssize_t count = ::pwrite(descriptor_, record.data() + written, record.size() - written,
                                   static_cast<off_t>(end_ + written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return FileError("write", path_);
    written += static_cast<std::size_t>(count);
  }
  end_ += record.size();
  return Ok();
}

Status Outbox::Sync() {
  if (::fdatasync(descriptor_) != 0) return FileError("sync", path_);
  return Ok();
}

std::filesystem::path OutboxPathFor(const std::filesystem::path& input,
                                    const std::filesystem::path& directory) {
  std::string name = input.filename().string();
  for (const std::string_view end : {kCsvRejects, kJsonRejects}) {
    if (EndsWith(name, end)) name.resize(name.size() - end.size());
  }
  return DirectoryFor(input, directory) / (name + ".outbox");
}

std::filesystem::path RejectsPathFor(const std::filesystem::path& input,
                                     const std::filesystem::path& directory) {
  std::string name = input.filename().string();
  if (!IsRejects(input)) name += IsCsv(input) ? kCsvRejects : kJsonRejects;
  return DirectoryFor(input, directory) / name;
}

bool IsRejects(const std::filesystem::path& input) {
  const std::string name = input.filename().string();
  return EndsWith(name, kCsvRejects) || EndsWith(name, kJsonRejects);
}

bool IsCsv(const std::filesystem::path& input) {
  return EndsWith(input.filename().string(), ".csv");
}

}  // namespace sworn::authoring
