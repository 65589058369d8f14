#include "ledger/merkle/tile.h"

#include <algorithm>
#include <bit>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/merkle/hash.h"

namespace sworn::merkle {
namespace {

constexpr std::string_view kRoot = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";
constexpr std::size_t kMaxIndexGroups = 6;  // 2^56 has 17 digits.

Error NoTile(std::string_view why) {
  return Fail(Reason::kMalformed, "not the path of a tile: " + std::string(why));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "067": exactly three digits.
Result<std::uint64_t> ParseGroup(std::string_view group) {
  if (group.size() != 3 || !std::all_of(group.begin(), group.end(), IsDigit)) {
    return NoTile("an index is written in groups of three digits");
  }
  std::uint64_t value = 0;
  for (const char digit : group) value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  return value;
}

Result<std::uint64_t> ParseIndex(std::string_view text) {
  std::uint64_t index = 0;
  for (std::size_t groups = 1; groups <= kMaxIndexGroups; ++groups) {
    const std::size_t slash = text.find('/');
    const bool last = slash == std::string_view::npos;
    std::string_view group = text.substr(0, slash);
    if (!last) {
      if (group.substr(0, 1) != "x") return NoTile("all groups but the last begin with x");
      group.remove_prefix(1);
    }
    SWORN_ASSIGN_OR_RETURN(const std::uint64_t value, ParseGroup(group));
    if (!last && groups == 1 && value == 0) return NoTile("the index has leading zeros");
    index = index * 1000 + value;
    if (last) {
      if (index > kMaxTileIndex) return NoTile("the index is above 2^56 - 1");
      return index;
    }
    text.remove_prefix(slash + 1);
  }
  return NoTile("the index has too many groups");
}

Result<std::uint32_t> ParseNumber(std::string_view text, std::uint32_t least, std::uint32_t most,
                                  std::string_view what) {
  const Result<std::uint64_t> value = ParseDecimal(text);
  if (!value || *value < least || *value > most) {
    return NoTile("the " + std::string(what) + " is not a number from " + std::to_string(least) +
                  " to " + std::to_string(most));
  }
  return static_cast<std::uint32_t>(*value);
}

std::string Padded(std::uint64_t group) {
  const std::string digits = std::to_string(group);
  return std::string(3 - digits.size(), '0') + digits;
}

}  // namespace

Result<TilePath> ParseTilePath(std::string_view path) {
  if (path.substr(0, kRoot.size()) != kRoot) return NoTile("it does not begin with tile/");
  path.remove_prefix(kRoot.size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return NoTile("it has no index");
  const std::string_view level = path.substr(0, slash);
  path.remove_prefix(slash + 1);

  TilePath result;
  if (level == kEntries) {
    result.kind = TileKind::kEntries;
  } else {
    SWORN_ASSIGN_OR_RETURN(result.tile.level, ParseNumber(level, 0, kMaxTileLevel, "level"));
  }
  if (const std::size_t partial = path.find(kPartial); partial != std::string_view::npos) {
    const std::string_view width = path.substr(partial + kPartial.size());
    SWORN_ASSIGN_OR_RETURN(result.width, ParseNumber(width, 1, kTileWidth - 1, "width"));
    path = path.substr(0, partial);
  }
  SWORN_ASSIGN_OR_RETURN(result.tile.index, ParseIndex(path));
  return result;
}

std::string FormatTileIndex(std::uint64_t index) {
  SWORN_CHECK(index <= kMaxTileIndex);
  std::string text = Padded(index % 1000);
  for (std::uint64_t rest = index / 1000; rest > 0; rest /= 1000) {
    text.insert(0, "x" + Padded(rest % 1000) + "/");
  }
  return text;
}

std::string FormatTilePath(const TilePath& path) {
  SWORN_CHECK(path.width >= 1 && path.width <= kTileWidth);
  SWORN_CHECK(path.tile.level <= kMaxTileLevel);
  SWORN_CHECK(path.kind == TileKind::kHashes || path.tile.level == 0);
  std::string text(kRoot);
  text += path.kind == TileKind::kEntries ? std::string(kEntries) : std::to_string(path.tile.level);
  text += "/" + FormatTileIndex(path.tile.index);
  if (path.width < kTileWidth) text += std::string(kPartial) + std::to_string(path.width);
  return text;
}

std::uint64_t HashesAtTileLevel(TreeSize size, std::uint32_t level) {
  const std::uint64_t shift = std::uint64_t{kTileHeight} * level;
  return shift < 64 ? size.value() >> shift : 0;
}

std::uint32_t TileWidthAt(TreeSize size, TileId tile) {
  const std::uint64_t hashes = HashesAtTileLevel(size, tile.level);
  const std::uint64_t full_tiles = hashes / kTileWidth;
  if (tile.index < full_tiles) return kTileWidth;
  return tile.index == full_tiles ? static_cast<std::uint32_t>(hashes % kTileWidth) : 0;
}

TilePosition LocateNode(NodeId node) {
  SWORN_CHECK(node.level < 63 && node.index < (kTreeSizeBound.value() >> node.level));
  const std::uint32_t height = node.level % kTileHeight;
  const std::uint64_t first = node.index << height;
  return TilePosition{TileId{node.level / kTileHeight, first / kTileWidth},
                      static_cast<std::uint32_t>(first % kTileWidth), std::uint32_t{1} << height};
}

Result<NodeHash> HashInTile(std::span<const NodeHash> tile_hashes, const TilePosition& position) {
  SWORN_CHECK(std::has_single_bit(position.count) && position.first % position.count == 0);
  const std::size_t end = std::size_t{position.first} + position.count;
  if (tile_hashes.size() < end) {
    return Fail(Reason::kCorrupt, "a tile has " + std::to_string(tile_hashes.size()) +
                                      " hashes where " + std::to_string(end) + " are needed");
  }
  const auto begin = tile_hashes.begin() + static_cast<std::ptrdiff_t>(position.first);
  std::vector<NodeHash> hashes(begin, begin + static_cast<std::ptrdiff_t>(position.count));
  while (hashes.size() > 1) {
    for (std::size_t i = 0; i < hashes.size() / 2; ++i) {
      hashes[i] = HashNode(hashes[2 * i], hashes[2 * i + 1]);
    }
    hashes.resize(hashes.size() / 2);
  }
  return hashes.front();
}

std::string FormatTile(std::span<const NodeHash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kDigestBytes);
  for (const NodeHash& hash : hashes) bytes += hash.view();
  return bytes;
}

Result<std::vector<NodeHash>> ParseTile(std::string_view bytes, std::uint32_t width) {
  if (width < 1 || width > kTileWidth || bytes.size() != width * kDigestBytes) {
    return Fail(Reason::kMalformed, "a tile of width " + std::to_string(width) + " cannot have " +
                                        std::to_string(bytes.size()) + " bytes");
  }
  std::vector<NodeHash> hashes;
  hashes.reserve(width);
  for (; !bytes.empty(); bytes.remove_prefix(kDigestBytes)) {
    SWORN_ASSIGN_OR_RETURN(const NodeHash hash, NodeHash::FromBytes(bytes.substr(0, kDigestBytes)));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace sworn::merkle
