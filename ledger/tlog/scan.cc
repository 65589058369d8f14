#include "ledger/tlog/scan.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"

namespace sworn::tlog {

namespace {

// Joins unreadable entries into maximal ranges.
class Damage {
 public:
  explicit Damage(const ScanVisitor& visitor) : visitor_(visitor) {}

  void Add(LeafIndex index, Error error) {
    if (!range_) range_ = UnreadableRange{index, index, std::move(error)};
    range_->last = index;
  }
  void End() {
    if (range_) visitor_.on_unreadable(*range_);
    range_.reset();
  }

 private:
  const ScanVisitor& visitor_;
  std::optional<UnreadableRange> range_;
};

}  // namespace

void ScanEntries(const LogStore& store, TreeSize size, const ScanVisitor& visitor) {
  Damage damage(visitor);
  std::uint64_t next = 0;
  while (next < size.value()) {
    const std::uint64_t count =
        std::min<std::uint64_t>(limits::kMaxEntriesPerPage, size.value() - next);
    const Result<std::vector<StoredEntry>> page =
        store.ReadEntries(LeafIndex(next), count, ByteCount(limits::kMaxPageBytes));
    if (page && !page->empty()) {
      damage.End();
      for (const StoredEntry& entry : *page) visitor.on_entry(entry.index, entry.leaf);
      next += page->size();
      continue;
    }
    // Somewhere in this page is damage: go through it one by one.
    for (const std::uint64_t end = next + count; next < end; ++next) {
      const Result<std::string> leaf = store.ReadEntry(LeafIndex(next));
      if (!leaf) {
        damage.Add(LeafIndex(next), leaf.error());
        continue;
      }
      damage.End();
      visitor.on_entry(LeafIndex(next), *leaf);
    }
  }
  damage.End();
}

}  // namespace sworn::tlog
