#include "ledger/storage/row_store.h"

#include <limits>

#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"

namespace sworn::storage {

Result<Sha256Hash> RowReader::Digest() const {
  crypto::Sha256 hash;
  const auto add = [&hash](std::string_view bytes) {
    std::string length;
    AppendUint32(length, static_cast<std::uint32_t>(bytes.size()));
    hash.Update(length);
    hash.Update(bytes);
  };
  SWORN_RETURN_IF_ERROR(ScanPrefix({}, {}, std::numeric_limits<std::size_t>::max(),
                                   [&](std::string_view key, std::string_view row) {
                                     add(key);
                                     add(row);
                                     return true;
                                   }));
  return hash.Finish();
}

}  // namespace sworn::storage
