// Reads a whole store of entries, past damage.
//
//   ScanEntries(store, size, {.on_entry = …, .on_unreadable = …});
//
// For verifying and for finding out what a corrupt block hides.
#pragma once

#include <functional>
#include <string_view>

#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/tlog/store.h"

namespace sworn::tlog {

// Entries first … last, both included.
struct UnreadableRange {
  LeafIndex first;
  LeafIndex last;
  Error error;  // Of the first of them.
};

struct ScanVisitor {
  // In order of index. The leaf is valid during the call.
  std::function<void(LeafIndex index, std::string_view leaf)> on_entry;
  std::function<void(const UnreadableRange& range)> on_unreadable;
};

// Visits every entry below `size`, in order: each lies either in one call of on_entry or in one
// range given to on_unreadable. Ranges are maximal.
void ScanEntries(const LogStore& store, TreeSize size, const ScanVisitor& visitor);

}  // namespace sworn::tlog
