#include "ledger/tlog/scan.h"

#include <algorithm>
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
    if (!open_) range_ = UnreadableRange{index, index, std::move(error)};
    open_ = true;
    range_.last = index;
  }
  void End() {
    if (open_) visitor_.on_unreadable(range_);
    open_ = false;
  }

 private:
  const ScanVisitor& visitor_;
  bool open_ = false;  // Whether range_ is one; an optional makes g++ 12 warn without cause.
  UnreadableRange range_;
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
