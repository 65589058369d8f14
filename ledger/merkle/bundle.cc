#include "ledger/merkle/bundle.h"

#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/merkle/tile.h"

namespace sworn::merkle {
namespace {

constexpr std::size_t kLengthBytes = 2;

}  // namespace

Status AppendToBundle(std::string_view entry, std::string& bundle) {
  if (entry.size() > limits::kMaxEntryBytes) {
    return Fail(Reason::kTooLarge, "an entry has at most " +
                                       std::to_string(limits::kMaxEntryBytes) +
                                       " bytes, this has " + std::to_string(entry.size()));
  }
  AppendUint16(bundle, static_cast<std::uint16_t>(entry.size()));
  bundle += entry;
  return Ok();
}

Result<std::vector<std::string_view>> ParseBundle(std::string_view bundle, std::uint32_t width) {
  const Error wrong_width = Fail(
      Reason::kMalformed, "the bundle does not hold exactly " + std::to_string(width) + " entries");
  if (width < 1 || width > kTileWidth) return wrong_width;
  std::vector<std::string_view> entries;
  while (!bundle.empty()) {
    if (entries.size() == width) return wrong_width;
    if (bundle.size() < kLengthBytes || bundle.size() - kLengthBytes < ReadUint16(bundle)) {
      return Fail(Reason::kMalformed, "the bundle ends inside an entry");
    }
    const std::size_t length = ReadUint16(bundle);
    entries.push_back(bundle.substr(kLengthBytes, length));
    bundle.remove_prefix(kLengthBytes + length);
  }
  if (entries.size() != width) return wrong_width;
  return entries;
}

}  // namespace sworn::merkle
