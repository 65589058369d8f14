// Where a projection keeps its rows: an ordered map from bytes to bytes with a cursor, which says
// up to which size of the log the rows have been derived.
//
//   RowBatch batch;
//   batch.Put(key, row);
//   SWORN_RETURN_IF_ERROR(rows.Apply(batch, TreeSize(301)));       // rows and cursor at once
//   const std::unique_ptr<RowReader> reader = rows.Snapshot();     // one moment, as long as it
//   lives reader->ScanPrefix("officer/", {}, 100, [&](std::string_view key, std::string_view row)
//   {…});
//
// Rows can always be derived again from the log, so Apply does not wait for the disk: after a
// crash the store holds some earlier state, its cursor with it, never a mixture of two.
//
// Threading: Apply and Drop by one thread, everything else by any number of threads.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::storage {

// In order; a later change of a key wins over an earlier one.
class RowBatch {
 public:
  struct Change {
    std::string key;
    std::optional<std::string> row;  // None: delete.
  };

  void Put(std::string key, std::string row) {
    changes_.push_back({std::move(key), std::move(row)});
  }
  void Delete(std::string key) { changes_.push_back({std::move(key), std::nullopt}); }
  void Clear() { changes_.clear(); }
  const std::vector<Change>& changes() const { return changes_; }

 private:
  std::vector<Change> changes_;
};

class RowReader {
 public:
  // Returns false to end the scan. The views are valid during the call.
  using Visitor = absl::FunctionRef<bool(std::string_view key, std::string_view row)>;

  virtual ~RowReader() = default;

  // None if there is no such row.
  virtual Result<std::optional<std::string>> Get(std::string_view key) const = 0;
  // Visits, in byte order, the rows whose key begins with `prefix` and is not below `from` (a whole
  // key; empty for the first), at most `limit`.
  virtual Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                            Visitor visit) const = 0;
  // How many entries of the log the rows are derived from; 0 for an empty store.
  virtual Result<TreeSize> Cursor() const = 0;

  // SHA-256 over every row in order (key length:u32, key, row length:u32, row), without the cursor:
  // two stores with the same digest hold the same rows, byte for byte.
  Result<Sha256Hash> Digest() const;
};

// Reads through the store see the newest state; each call by itself is consistent, two calls need
// not be: use a snapshot for those.
class RowStore : public RowReader {
 public:
  // Both or neither. INTERNAL if the cursor would go back; STORAGE_FAILED if it could not be
  // written.
  virtual Status Apply(const RowBatch& batch, TreeSize cursor) = 0;
  // Empties the store, cursor included.
  virtual Status Drop() = 0;
  // The present state, unchanged by later writes. Must not outlive the store.
  virtual std::unique_ptr<RowReader> Snapshot() const = 0;
};

}  // namespace sworn::storage
