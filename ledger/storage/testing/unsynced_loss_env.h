// What would be left of a RocksDB directory if the power went now.
//
//   UnsyncedLossEnv env;
//   auto store = RocksDbLogStore::Open(live, {.env = env.get()});
//   …
//   env.CopyWhatIsSynced(live, after_power_loss);     // while the store is still open
//
// Remembers of each file how much of it was synced. Thread-safe. Must outlive the store.
#pragma once

#include <filesystem>
#include <memory>

#include "ledger/base/result.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace sworn::storage::testing {

class UnsyncedLossEnv {
 public:
  UnsyncedLossEnv();
  ~UnsyncedLossEnv();

  rocksdb::Env* get();
  // Copies the files, each cut to the length that was last synced. Files that were never synced
  // become empty.
  Status CopyWhatIsSynced(const std::filesystem::path& from, const std::filesystem::path& to);

 private:
  class Tracker;
  std::unique_ptr<Tracker> tracker_;
};

}  // namespace sworn::storage::testing
