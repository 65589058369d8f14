// The right edge of the tile tree: at each level the one tile that is not yet full.
//
//   Frontier next = frontier;                            // a few KiB
//   next.Push(0, leaf_hash, filled);                     // tiles that became full land in `filled`
//
// Stored, without level 0 (which is derived from at most 255 entries), as
//
//   frontier = version:u8=1 size:u64 hash*               size is a multiple of 256, above 0; the
//                                                        hashes of level 1, then of level 2, …
//
// A regular value.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/tile.h"
#include "ledger/tlog/store.h"

namespace sworn::tlog {

class Frontier {
 public:
  // The empty tree's.
  Frontier() = default;

  // The stored value of a log of `size` entries; empty below 256. Level 0 is still missing: push
  // the leaves from size() on. CORRUPT when it does not fit the size.
  static Result<Frontier> Decode(std::string_view stored, TreeSize size);
  // What Decode takes; empty below 256 entries. The same for all sizes with equal size / 256.
  std::string Encode() const;

  // Adds the next hash of a tile level. Levels are pushed in ascending order per leaf, a higher
  // level exactly when the one below has filled a tile; full tiles are appended to `filled`.
  void Push(std::uint32_t level, const NodeHash& hash, std::vector<StoredTile>& filled);

  TreeSize size() const { return size_; }
  // The partial tile of a level; empty where there is none.
  std::span<const NodeHash> PartialTile(std::uint32_t level) const;

 private:
  TreeSize size_;
  std::vector<std::vector<NodeHash>> levels_;
};

// The whole tree's right edge: by perfect subtrees, for the root, and by tiles, for the store.
struct GrowingTree {
  merkle::CompactRange range;
  Frontier frontier;

  // Tiles that this leaf completes are appended to `filled`.
  void Append(const LeafHash& leaf, std::vector<StoredTile>& filled);
  Head head() const { return {range.size(), range.Root()}; }
};

}  // namespace sworn::tlog
