// Small files, read and written whole. Errors: NOT_FOUND, STORAGE_FAILED with the path and the
// system's word for it. Thread-safe.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn::authoring {

// Who may read a new file: its owner alone, or everybody.
enum class FileAccess { kOwnerOnly, kEverybody };

Result<std::string> ReadFile(const std::filesystem::path& path);

// A file that must not exist yet (ALREADY_REGISTERED), synced before the call returns.
Status WriteNewFile(const std::filesystem::path& path, std::string_view content, FileAccess access);
// Replaces a file as a whole, or makes it.
Status ReplaceFile(const std::filesystem::path& path, std::string_view content, FileAccess access);
// With its parents. Owner-only directories get mode 0700.
Status MakeDirectory(const std::filesystem::path& path, FileAccess access);

}  // namespace sworn::authoring
