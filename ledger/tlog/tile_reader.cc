#include "ledger/tlog/tile_reader.h"

#include <string>
#include <utility>

#include "ledger/base/check.h"

namespace sworn::tlog {

Result<TileReader::Hashes> TileReader::FullTile(const merkle::TileId& id) {
  {
    MutexLock lock(mutex_);
    if (const Hashes* cached = cache_.Find(id)) return *cached;
  }
  // Two threads may read the same tile at once; both get the same bytes.
  SWORN_ASSIGN_OR_RETURN(const std::string bytes, store_.ReadTile(id));
  Result<std::vector<NodeHash>> parsed = merkle::ParseTile(bytes, merkle::kTileWidth);
  if (!parsed) {
    return Fail(Reason::kCorrupt, "tile " + std::to_string(id.level) + "/" +
                                      std::to_string(id.index) +
                                      " has the wrong length: restore the store from a backup");
  }
  Hashes hashes = std::make_shared<const std::vector<NodeHash>>(std::move(*parsed));
  MutexLock lock(mutex_);
  cache_.Put(id, hashes);
  return hashes;
}

Result<std::vector<NodeHash>> TileReader::Tile(const merkle::TileId& id, std::uint32_t width,
                                               const Frontier& frontier) {
  const std::uint32_t available = merkle::TileWidthAt(frontier.size(), id);
  SWORN_CHECK(width <= available);
  if (available == merkle::kTileWidth) {
    SWORN_ASSIGN_OR_RETURN(const Hashes full, FullTile(id));
    return std::vector<NodeHash>(full->begin(), full->begin() + width);
  }
  const std::span<const NodeHash> partial = frontier.PartialTile(id.level).first(width);
  return std::vector<NodeHash>(partial.begin(), partial.end());
}

Result<std::vector<NodeHash>> TileReader::Nodes(std::span<const merkle::NodeId> nodes,
                                                const Frontier& frontier) {
  std::vector<NodeHash> hashes;
  hashes.reserve(nodes.size());
  for (const merkle::NodeId& node : nodes) {
    const merkle::TilePosition position = merkle::LocateNode(node);
    Hashes full;
    std::span<const NodeHash> tile = frontier.PartialTile(position.tile.level);
    if (merkle::TileWidthAt(frontier.size(), position.tile) == merkle::kTileWidth) {
      SWORN_ASSIGN_OR_RETURN(full, FullTile(position.tile));
      tile = *full;
    }
    SWORN_ASSIGN_OR_RETURN(const NodeHash hash, merkle::HashInTile(tile, position));
    hashes.push_back(hash);
  }
  return hashes;
}

}  // namespace sworn::tlog
