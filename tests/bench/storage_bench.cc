#include "tests/bench/storage_bench.h"

#include <memory>

#include "ledger/projections/rebuild.h"
#include "ledger/storage/head_file.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/storage/rocksdb_log_store.h"
#include "ledger/storage/rocksdb_row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::bench {

std::uint64_t DiskBytes(const std::filesystem::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory)) {
    if (file.is_regular_file()) bytes += file.file_size();
  }
  return bytes;
}

void MeasureReplay(const std::filesystem::path& home, Report& report) {
  const auto store =
      storage::RocksDbLogStore::Open(home / "data/log", {.mode = storage::LogStoreMode::kReadOnly})
          .value();
  const auto heads =
      storage::HeadFile::Open(home / "data/head", storage::HeadFileMode::kReadOnly).value();
  const Stopwatch opening;
  const auto log = tlog::Log::Open(*store, *heads, {.read_only = true}).value();
  report.Add("opening the log", 1000 * opening.Seconds(), "ms", "no rebuild");
  const auto measure = [&](storage::RowStore& rows, const std::string& where) {
    const Stopwatch watch;
    const projections::RebuiltRows rebuilt =
        projections::Rebuild(*log, rows, [](TreeSize, TreeSize) {}).value();
    report.Add("replay into " + where, static_cast<double>(rebuilt.size.value()) / watch.Seconds(),
               "events/s", "one thread, digest of the rows included");
  };
  {
    storage::MemoryRowStore rows;
    measure(rows, "memory");
  }
  const std::filesystem::path scratch = home / "data/replay-scratch";
  {
    const auto rows = storage::RocksDbRowStore::Open(scratch).value();
    measure(*rows, "RocksDB");
  }
  std::filesystem::remove_all(scratch);
}

}  // namespace sworn::bench
