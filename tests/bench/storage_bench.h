// What lies on disk, and how fast the projections can be derived from it again. The daemon must be
// stopped.
#pragma once

#include <cstdint>
#include <filesystem>

#include "tests/bench/report.h"

namespace sworn::bench {

std::uint64_t DiskBytes(const std::filesystem::path& directory);

// Derives all rows anew, into memory and into RocksDB.
void MeasureReplay(const std::filesystem::path& home, Report& report);

}  // namespace sworn::bench
