// The head file: the newest head that may be shown, kept outside the database (on another device,
// if one likes), so that a database that was put back to an earlier state is found out.
//
//   SWORN_RETURN_IF_ERROR(HeadFile::Create(path, ledger_id));         // once, before the genesis
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<HeadFile> heads, HeadFile::Open(path));
//
// A file of 8,192 bytes, written whole when it is created: two slots with checksums, overwritten in
// turn and synced with fdatasync, so that a torn write spoils only the slot whose head nobody has
// seen yet. The grammar is in FORMAT.md. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/tlog/store.h"

namespace sworn::storage {

inline constexpr std::size_t kHeadSlotBytes = 4096;
inline constexpr std::size_t kHeadFileBytes = 2 * kHeadSlotBytes;

enum class HeadFileMode { kReadWrite, kReadOnly };

class HeadFile final : public tlog::HeadStore {
 public:
  // A new file that holds the empty head, durable with its directory entry. ALREADY_REGISTERED when
  // there is a file: it is never overwritten.
  static Status Create(const std::filesystem::path& path, const LedgerId& ledger_id);
  // NOT_FOUND, with what to do about it, when there is no file: a ledger without its head file must
  // not be started. CORRUPT when neither slot can be read.
  static Result<std::unique_ptr<HeadFile>> Open(const std::filesystem::path& path,
                                                HeadFileMode mode = HeadFileMode::kReadWrite);
  ~HeadFile() override;
  HeadFile(const HeadFile&) = delete;
  HeadFile& operator=(const HeadFile&) = delete;

  const LedgerId& ledger_id() const { return ledger_id_; }
  // Whether Open found one slot damaged: a write that was torn, or decay.
  bool had_damaged_slot() const { return had_damaged_slot_; }

  Status Write(const tlog::Head& head) override;
  Result<tlog::Head> Read() const override;

 private:
  HeadFile(int descriptor, std::filesystem::path path, HeadFileMode mode);
  Status Load();

  const int descriptor_;
  const std::filesystem::path path_;
  const HeadFileMode mode_;
  LedgerId ledger_id_;
  bool had_damaged_slot_ = false;

  mutable Mutex mutex_;
  tlog::Head head_ SWORN_GUARDED_BY(mutex_);
  std::uint64_t sequence_ SWORN_GUARDED_BY(mutex_) = 0;
  bool failed_ SWORN_GUARDED_BY(mutex_) = false;
};

}  // namespace sworn::storage
