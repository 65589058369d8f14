// A directory that lives as long as the object. For tests.
//
//   TemporaryDirectory directory;
//   auto store = RocksDbLogStore::Open(directory.path() / "log");
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "ledger/base/check.h"

namespace sworn::storage::testing {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sworn-XXXXXX").string();
    SWORN_CHECK(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace sworn::storage::testing
