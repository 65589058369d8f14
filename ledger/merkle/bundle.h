// Entry bundles of C2SP tlog-tiles 0.1.0: up to 256 entries, each a big-endian 16-bit length and
// then its bytes.
//
//   std::string bundle;
//   SWORN_RETURN_IF_ERROR(AppendToBundle(entry, bundle));
//   Result<std::vector<std::string_view>> entries = ParseBundle(bundle, 1);
//
// Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"

namespace sworn::merkle {

// TOO_LARGE above limits::kMaxEntryBytes; `bundle` is then unchanged.
Status AppendToBundle(std::string_view entry, std::string& bundle);

// Exactly `width` (1 … 256) entries and nothing after them; else MALFORMED. The entries point into
// `bundle`.
Result<std::vector<std::string_view>> ParseBundle(std::string_view bundle, std::uint32_t width);

}  // namespace sworn::merkle
