// Tile arithmetic of C2SP tlog-tiles 0.1.0: which hashes lie in which tile, and how tiles are
// named.
//
//   Result<TilePath> path = ParseTilePath("tile/1/x001/x234/067.p/8");
//   TilePosition position = LocateNode(NodeId{3, 40});      // tile 0/001, hashes 64 … 71
//
// Hash i of the tile (L, N) is that of the perfect subtree NodeId{8 * L, 256 * N + i}. Pure and
// thread-safe.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"

namespace sworn::merkle {

inline constexpr std::uint32_t kTileHeight = 8;   // Tree levels in a tile.
inline constexpr std::uint32_t kTileWidth = 256;  // Hashes, or entries, in a full tile.
inline constexpr std::uint32_t kMaxTileLevel = 63;
inline constexpr std::uint64_t kMaxTileIndex = (std::uint64_t{1} << 56) - 1;

struct TileId {
  std::uint32_t level = 0;  // At most kMaxTileLevel.
  std::uint64_t index = 0;  // At most kMaxTileIndex.

  auto operator<=>(const TileId&) const = default;
};

enum class TileKind { kHashes, kEntries };

// What a tile's URL names. An entry bundle has the index and width of the level 0 tile over it.
struct TilePath {
  TileKind kind = TileKind::kHashes;
  TileId tile;                       // Level 0 for entries.
  std::uint32_t width = kTileWidth;  // 1 … 256; below 256 the tile is partial.

  auto operator<=>(const TilePath&) const = default;
};

// "tile/<L>/<N>", "tile/entries/<N>", either with ".p/<W>" if it is partial. MALFORMED for every
// other spelling; a server answers those with 404.
Result<TilePath> ParseTilePath(std::string_view path);
// The one spelling of `path`, whose fields must be in range (checked).
std::string FormatTilePath(const TilePath& path);
// "x001/x234/067" for 1234067.
std::string FormatTileIndex(std::uint64_t index);

// How many hashes tile level `level` holds over a tree of `size` leaves: floor(size / 256^level).
std::uint64_t HashesAtTileLevel(TreeSize size, std::uint32_t level);
// How many hashes of `tile` exist at `size`: 0 (the tile does not exist) … 256 (it is full).
std::uint32_t TileWidthAt(TreeSize size, TileId tile);

// Where a perfect subtree's hash is found: fold the `count` (a power of two) hashes from `first`.
struct TilePosition {
  TileId tile;
  std::uint32_t first = 0;
  std::uint32_t count = 1;

  auto operator<=>(const TilePosition&) const = default;
};
// The tile that holds the node's hash or, if its level is no multiple of 8, the hashes it is
// computed from. The node's last leaf must be below 2^63 (checked).
TilePosition LocateNode(NodeId node);
// The hash of the node at `position`, from its tile's hashes; CORRUPT if the tile is too narrow.
Result<NodeHash> HashInTile(std::span<const NodeHash> tile_hashes, const TilePosition& position);

// The hashes' concatenation, as a tile is served.
std::string FormatTile(std::span<const NodeHash> hashes);
// Exactly 32 * width bytes, width 1 … 256; else MALFORMED.
Result<std::vector<NodeHash>> ParseTile(std::string_view bytes, std::uint32_t width);

}  // namespace sworn::merkle
