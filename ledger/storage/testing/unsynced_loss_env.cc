#include "ledger/storage/testing/unsynced_loss_env.h"

#include <map>
#include <string>
#include <utility>

#include "ledger/base/mutex.h"
#include "rocksdb/env.h"

namespace sworn::storage::testing {

class UnsyncedLossEnv::Tracker final : public rocksdb::EnvWrapper {
 public:
  Tracker() : rocksdb::EnvWrapper(rocksdb::Env::Default()) {}

  rocksdb::Status NewWritableFile(const std::string& name,
                                  std::unique_ptr<rocksdb::WritableFile>* file,
                                  const rocksdb::EnvOptions& options) override;
  rocksdb::Status RenameFile(const std::string& from, const std::string& to) override {
    rocksdb::Status status = EnvWrapper::RenameFile(from, to);
    if (!status.ok()) return status;
    MutexLock lock(mutex_);
    if (const auto found = synced_.find(from); found != synced_.end()) {
      synced_[to] = found->second;
      synced_.erase(from);
    }
    return status;
  }

  void SetSynced(const std::string& name, std::uint64_t bytes) {
    MutexLock lock(mutex_);
    synced_[name] = bytes;
  }
  std::map<std::string, std::uint64_t> Synced() const {
    MutexLock lock(mutex_);
    return synced_;
  }

 private:
  mutable Mutex mutex_;
  std::map<std::string, std::uint64_t> synced_ SWORN_GUARDED_BY(mutex_);
};

namespace {

template <typename Tracker>
class TrackedFile final : public rocksdb::WritableFileWrapper {
 public:
  TrackedFile(std::string name, std::unique_ptr<rocksdb::WritableFile> file, Tracker& tracker)
      : rocksdb::WritableFileWrapper(file.get()),
        name_(std::move(name)),
        file_(std::move(file)),
        tracker_(tracker) {
    tracker_.SetSynced(name_, 0);
  }

  rocksdb::Status Append(const rocksdb::Slice& data) override {
    written_ += data.size();
    return file_->Append(data);
  }
  rocksdb::Status Append(const rocksdb::Slice& data,
                         const rocksdb::DataVerificationInfo& /*verification*/) override {
    return Append(data);
  }
  rocksdb::Status Sync() override { return NoteSynced(file_->Sync()); }
  rocksdb::Status Fsync() override { return NoteSynced(file_->Fsync()); }

 private:
  rocksdb::Status NoteSynced(rocksdb::Status status) {
    if (status.ok()) tracker_.SetSynced(name_, written_);
    return status;
  }

  const std::string name_;
  const std::unique_ptr<rocksdb::WritableFile> file_;
  Tracker& tracker_;
  std::uint64_t written_ = 0;
};

}  // namespace

rocksdb::Status UnsyncedLossEnv::Tracker::NewWritableFile(
    const std::string& name, std::unique_ptr<rocksdb::WritableFile>* file,
    const rocksdb::EnvOptions& options) {
  rocksdb::Status status = EnvWrapper::NewWritableFile(name, file, options);
  if (status.ok()) {
    *file = std::make_unique<TrackedFile<Tracker>>(name, std::move(*file), *this);
  }
  return status;
}

UnsyncedLossEnv::UnsyncedLossEnv() : tracker_(std::make_unique<Tracker>()) {}
UnsyncedLossEnv::~UnsyncedLossEnv() = default;

rocksdb::Env* UnsyncedLossEnv::get() { return tracker_.get(); }

Status UnsyncedLossEnv::CopyWhatIsSynced(const std::filesystem::path& from,
                                         const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::create_directories(to, error);
  const std::map<std::string, std::uint64_t> synced = tracker_->Synced();
  for (const auto& entry : std::filesystem::directory_iterator(from)) {
    const std::filesystem::path copy = to / entry.path().filename();
    std::filesystem::copy_file(entry.path(), copy, error);
    const auto found = synced.find(entry.path().string());
    if (!error && found != synced.end()) std::filesystem::resize_file(copy, found->second, error);
    if (error) return Fail(Reason::kStorageFailed, "cannot copy " + entry.path().string());
  }
  return Ok();
}

}  // namespace sworn::storage::testing
