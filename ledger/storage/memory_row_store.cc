#include "ledger/storage/memory_row_store.h"

#include <algorithm>
#include <utility>

namespace sworn::storage {

namespace {

template <typename Rows>
std::optional<std::string> GetFrom(const Rows& rows, std::string_view key) {
  const auto found = rows.find(key);
  if (found == rows.end()) return std::nullopt;
  return found->second;
}

template <typename Rows>
void ScanFrom(const Rows& rows, std::string_view prefix, std::string_view from, std::size_t limit,
              RowReader::Visitor visit) {
  for (auto row = rows.lower_bound(std::max(prefix, from));
       row != rows.end() && limit > 0 && row->first.starts_with(prefix); ++row, --limit) {
    if (!visit(row->first, row->second)) return;
  }
}

}  // namespace

class MemoryRowStore::Reader final : public RowReader {
 public:
  explicit Reader(std::shared_ptr<const Rows> rows) : rows_(std::move(rows)) {}

  Result<std::optional<std::string>> Get(std::string_view key) const override {
    return GetFrom(rows_->rows, key);
  }
  Status ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                    Visitor visit) const override {
    ScanFrom(rows_->rows, prefix, from, limit, visit);
    return Ok();
  }
  Result<TreeSize> Cursor() const override { return rows_->cursor; }

 private:
  std::shared_ptr<const Rows> rows_;
};

MemoryRowStore::MemoryRowStore() : rows_(std::make_shared<Rows>()) {}

std::shared_ptr<const MemoryRowStore::Rows> MemoryRowStore::Current() const {
  MutexLock lock(mutex_);
  return rows_;
}

Status MemoryRowStore::Apply(const RowBatch& batch, TreeSize cursor) {
  MutexLock lock(mutex_);
  if (cursor < rows_->cursor) {
    return Fail(Reason::kInternal, "a projection's cursor would go back from " +
                                       ToString(rows_->cursor) + " to " + ToString(cursor));
  }
  // Only this lock hands out further references, so a count of one stays one.
  if (rows_.use_count() > 1) rows_ = std::make_shared<Rows>(*rows_);
  for (const RowBatch::Change& change : batch.changes()) {
    if (change.row) {
      rows_->rows.insert_or_assign(change.key, *change.row);
    } else {
      rows_->rows.erase(change.key);
    }
  }
  rows_->cursor = cursor;
  return Ok();
}

Status MemoryRowStore::Drop() {
  MutexLock lock(mutex_);
  rows_ = std::make_shared<Rows>();
  return Ok();
}

std::unique_ptr<RowReader> MemoryRowStore::Snapshot() const {
  return std::make_unique<Reader>(Current());
}

Result<std::optional<std::string>> MemoryRowStore::Get(std::string_view key) const {
  return GetFrom(Current()->rows, key);
}

Status MemoryRowStore::ScanPrefix(std::string_view prefix, std::string_view from, std::size_t limit,
                                  Visitor visit) const {
  ScanFrom(Current()->rows, prefix, from, limit, visit);
  return Ok();
}

Result<TreeSize> MemoryRowStore::Cursor() const { return Current()->cursor; }

}  // namespace sworn::storage
