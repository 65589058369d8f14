#include "ledger/storage/head_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/storage/memory_log_store.h"

namespace sworn::storage {

namespace {

constexpr std::string_view kMagic = "SWORNHED";
constexpr char kVersion = 1;
constexpr std::size_t kCheckedBytes = 8 + 1 + 32 + 8 + 8 + 32;  // What the checksum covers.
constexpr std::size_t kLedgerIdOffset = 9;
constexpr std::size_t kSequenceOffset = kLedgerIdOffset + kDigestBytes;
constexpr std::size_t kSizeOffset = kSequenceOffset + 8;
constexpr std::size_t kRootOffset = kSizeOffset + 8;

struct Slot {
  LedgerId ledger_id;
  std::uint64_t sequence = 0;
  tlog::Head head;
};

std::string EncodeSlot(const Slot& slot) {
  std::string out(kMagic);
  out.push_back(kVersion);
  out += slot.ledger_id.view();
  AppendUint64(out, slot.sequence);
  AppendUint64(out, slot.head.size.value());
  out += slot.head.root.view();
  SWORN_CHECK(out.size() == kCheckedBytes);
  out += crypto::Sha256Of(out).view();
  out.resize(kHeadSlotBytes, '\0');
  return out;
}

std::optional<Slot> DecodeSlot(std::string_view bytes) {
  if (!bytes.starts_with(kMagic) || bytes[kMagic.size()] != kVersion) return std::nullopt;
  const std::string_view checksum = bytes.substr(kCheckedBytes, kDigestBytes);
  if (crypto::Sha256Of(bytes.substr(0, kCheckedBytes)).view() != checksum) return std::nullopt;
  const Result<LedgerId> ledger_id =
      LedgerId::FromBytes(bytes.substr(kLedgerIdOffset, kDigestBytes));
  const Result<RootHash> root = RootHash::FromBytes(bytes.substr(kRootOffset, kDigestBytes));
  return Slot{*ledger_id,
              ReadUint64(bytes.substr(kSequenceOffset)),
              {TreeSize(ReadUint64(bytes.substr(kSizeOffset))), *root}};
}

Error SystemError(const char* what, const std::filesystem::path& path) {
  return Fail(Reason::kStorageFailed, std::string("cannot ") + what + " the head file " +
                                          path.string() + ": " + std::strerror(errno));
}

bool WriteFully(int descriptor, std::string_view bytes, std::size_t offset) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::size_t>(written);
  }
  return true;
}

bool ReadFully(int descriptor, std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(descriptor, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

// So that the file itself, not only its content, survives a loss of power.
bool SyncDirectory(const std::filesystem::path& file) {
  const std::filesystem::path parent = file.has_parent_path() ? file.parent_path() : ".";
  const int descriptor = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool synced = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return synced;
}

}  // namespace

Status HeadFile::Create(const std::filesystem::path& path, const LedgerId& ledger_id) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    if (errno == EEXIST) {
      return Fail(Reason::kAlreadyRegistered,
                  "there is a head file at " + path.string() + " already; it is never overwritten");
    }
    return SystemError("create", path);
  }
  const tlog::Head empty{TreeSize(0), merkle::EmptyRoot()};
  const bool durable = WriteFully(descriptor, EncodeSlot({ledger_id, 0, empty}), 0) &&
                       WriteFully(descriptor, EncodeSlot({ledger_id, 1, empty}), kHeadSlotBytes) &&
                       ::fsync(descriptor) == 0 && SyncDirectory(path);
  Status status = durable ? Ok() : Status(SystemError("write", path));
  ::close(descriptor);
  return status;
}

Result<std::unique_ptr<HeadFile>> HeadFile::Open(const std::filesystem::path& path,
                                                 HeadFileMode mode) {
  const int flags = mode == HeadFileMode::kReadOnly ? O_RDONLY : O_RDWR;
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno != ENOENT) return SystemError("open", path);
    return Fail(Reason::kNotFound,
                "there is no head file at " + path.string() +
                    ". Without it nobody can tell whether the store was put back to an earlier "
                    "state: put the file back from where it was, or point the configuration at "
                    "it; a new ledger gets one from \"sworn init\"");
  }
  std::unique_ptr<HeadFile> file(new HeadFile(descriptor, path, mode));
  SWORN_RETURN_IF_ERROR(file->Load());
  return file;
}

HeadFile::HeadFile(int descriptor, std::filesystem::path path, HeadFileMode mode)
    : descriptor_(descriptor), path_(std::move(path)), mode_(mode) {}

HeadFile::~HeadFile() { ::close(descriptor_); }

Status HeadFile::Load() {
  const auto corrupt = [this](const std::string& what) {
    return Fail(Reason::kCorrupt, "the head file " + path_.string() + " " + what +
                                      ": put back a copy of it that is at least as new as the "
                                      "newest checkpoint that anybody has");
  };
  struct stat information {};
  if (::fstat(descriptor_, &information) != 0) return SystemError("examine", path_);
  if (information.st_size != static_cast<off_t>(kHeadFileBytes)) {
    return corrupt("has " + std::to_string(information.st_size) + " bytes instead of " +
                   std::to_string(kHeadFileBytes));
  }
  std::string bytes(kHeadFileBytes, '\0');
  if (!ReadFully(descriptor_, bytes)) return SystemError("read", path_);
  const std::optional<Slot> first = DecodeSlot(std::string_view(bytes).substr(0, kHeadSlotBytes));
  const std::optional<Slot> second = DecodeSlot(std::string_view(bytes).substr(kHeadSlotBytes));
  if (!first && !second) return corrupt("has no readable slot");
  if (first && second && first->ledger_id != second->ledger_id) {
    return corrupt("names two ledgers");
  }
  const Slot& newest = !second || (first && first->sequence > second->sequence) ? *first : *second;
  MutexLock lock(mutex_);
  ledger_id_ = newest.ledger_id;
  had_damaged_slot_ = !first || !second;
  head_ = newest.head;
  sequence_ = newest.sequence;
  return Ok();
}

Status HeadFile::Write(const tlog::Head& head) {
  MutexLock lock(mutex_);
  if (mode_ == HeadFileMode::kReadOnly) {
    return Fail(Reason::kInternal, "the head file is open for reading only");
  }
  if (failed_) {
    return Fail(Reason::kStorageFailed, "an earlier write of the head file failed: open it anew");
  }
  SWORN_RETURN_IF_ERROR(CheckHeadFollows(head_, head));
  // Slot 0 holds even sequences, slot 1 odd ones: the slot of the newest head is left alone.
  const std::uint64_t sequence = sequence_ + 1;
  const std::string slot = EncodeSlot({ledger_id_, sequence, head});
  if (!WriteFully(descriptor_, slot, (sequence % 2) * kHeadSlotBytes) ||
      ::fdatasync(descriptor_) != 0) {
    // After a failed sync the kernel may call the page clean: nothing written now can be trusted.
    failed_ = true;
    return SystemError("write", path_);
  }
  head_ = head;
  sequence_ = sequence;
  return Ok();
}

Result<tlog::Head> HeadFile::Read() const {
  MutexLock lock(mutex_);
  return head_;
}

}  // namespace sworn::storage
