// The hashes of the tree's nodes: from full tiles, kept in a bounded cache, and from a frontier.
//
// A frontier answers for every size up to its own, because a partial tile is the beginning of any
// wider one. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/merkle/proof.h"
#include "ledger/merkle/tile.h"
#include "ledger/tlog/frontier.h"
#include "ledger/tlog/lru_cache.h"
#include "ledger/tlog/store.h"

namespace sworn::tlog {

class TileReader {
 public:
  // Borrows the store.
  TileReader(const LogStore& store, std::size_t cached_tiles)
      : store_(store), cache_(cached_tiles) {}

  // The nodes' hashes in their order. CORRUPT when a tile is missing or damaged. The nodes must lie
  // within frontier.size().
  Result<std::vector<NodeHash>> Nodes(std::span<const merkle::NodeId> nodes,
                                      const Frontier& frontier);
  // The first `width` hashes of a tile, which must exist at frontier.size().
  Result<std::vector<NodeHash>> Tile(const merkle::TileId& id, std::uint32_t width,
                                     const Frontier& frontier);

 private:
  using Hashes = std::shared_ptr<const std::vector<NodeHash>>;
  struct HashTileId {
    std::size_t operator()(const merkle::TileId& id) const {
      return std::hash<std::uint64_t>()(id.index * 64 + id.level);
    }
  };

  Result<Hashes> FullTile(const merkle::TileId& id);

  const LogStore& store_;
  Mutex mutex_;
  LruCache<merkle::TileId, Hashes, HashTileId> cache_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace sworn::tlog
