// A RowStore in memory, for scenarios and tests. A snapshot is cheap; the first Apply while one
// lives copies the rows.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "ledger/base/mutex.h"
#include "ledger/storage/row_store.h"

namespace sworn::storage {

class MemoryRowStore final : public RowStore {
 public:
  MemoryRowStore();

  Status Apply(const RowBatch& batch, TreeSize cursor) override;
  Status Drop() override;
  std::unique_ptr<RowReader> Snapshot() const override;
  Result<std::optional<std::string>> Get(std::string_view key) const override;
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override;
  Result<TreeSize> Cursor() const override;

 private:
  struct Rows {
    std::map<std::string, std::string, std::less<>> rows;
    TreeSize cursor;
  };
  class Reader;

  std::shared_ptr<const Rows> Current() const;

  mutable Mutex mutex_;
  std::shared_ptr<Rows> rows_ SWORN_GUARDED_BY(mutex_);  // Changed only while nobody shares it.
};

}  // namespace sworn::storage
