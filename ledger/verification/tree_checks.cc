#include "ledger/verification/tree_checks.h"

#include <algorithm>
#include <utility>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/proof.h"

namespace sworn::verification {
namespace {

constexpr std::size_t kTileWidth = 256;

// How many leaves one hash of this tile level covers.
std::uint64_t LeavesPerHash(std::uint32_t level) { return std::uint64_t{1} << (8 * level); }

}  // namespace

void TreeChecks::Append(const LeafHash& hash) {
  size_ = TreeSize(size_.value() + 1);
  AppendAt(0, NodeHash::From(hash));
}

void TreeChecks::AppendUnreadable() {
  size_ = TreeSize(size_.value() + 1);
  AppendAt(0, std::nullopt);
}

void TreeChecks::AppendAt(std::uint32_t level, std::optional<NodeHash> hash) {
  if (levels_.size() <= level) {
    levels_.resize(level + 1);
    complete_.resize(level + 1);
  }
  levels_[level].push_back(hash);
  if (levels_[level].size() == kTileWidth) CompareFullTile(level);
}

void TreeChecks::CompareFullTile(std::uint32_t level) {
  Hashes derived = std::exchange(levels_[level], {});
  const std::uint64_t number = complete_[level]++;
  const std::uint64_t span = LeavesPerHash(level);
  const std::uint64_t first = number * kTileWidth * span;
  const std::vector<NodeHash> stored =
      StoredTile({level, number}, LeafIndex(first), LeafIndex(first + kTileWidth * span - 1));
  bool known = true;
  for (std::size_t i = 0; i < kTileWidth; ++i) {
    if (stored.empty()) break;
    if (!derived[i]) {
      derived[i] = stored[i];
    } else if (*derived[i] != stored[i]) {
      const std::uint64_t at = first + i * span;
      findings_.Add(Check::kTree, LeafIndex(at), LeafIndex(at + span - 1),
                    Fail(Reason::kCorrupt, "the tile of level " + std::to_string(level) +
                                               " holds another hash than the entries give"));
    }
  }
  std::vector<NodeHash> hashes;
  for (const std::optional<NodeHash>& hash : derived) {
    known = known && hash.has_value();
    if (hash) hashes.push_back(*hash);
  }
  // A full tile's own hash is that of its perfect subtree, eight levels up.
  std::optional<NodeHash> parent;
  if (known) parent = merkle::HashInTile(hashes, {{level, number}, 0, kTileWidth}).value();
  AppendAt(level + 1, parent);
}

std::vector<NodeHash> TreeChecks::StoredTile(const merkle::TileId& id, LeafIndex first,
                                             LeafIndex last) {
  const Result<std::string> bytes = store_.ReadTile(id);
  if (!bytes) {
    findings_.Add(Check::kTree, first, last, bytes.error());
    return {};
  }
  Result<std::vector<NodeHash>> hashes = merkle::ParseTile(*bytes, kTileWidth);
  if (!hashes) {
    findings_.Add(Check::kTree, first, last, hashes.error());
    return {};
  }
  return *std::move(hashes);
}

std::optional<RootHash> TreeChecks::Root() const {
  // From the largest subtrees on the left to the last leaf: the tile levels from the top down.
  std::vector<NodeHash> perfect;
  for (const merkle::NodeId& node : merkle::PlanRoot(size_)) {
    const merkle::TilePosition position = merkle::LocateNode(node);
    std::vector<NodeHash> tile;
    for (const std::optional<NodeHash>& hash : levels_[position.tile.level]) {
      // Hashes behind the position are not looked at, those before it only keep its place.
      if (!hash && tile.size() >= position.first && tile.size() < position.first + position.count)
        return std::nullopt;
      tile.push_back(hash.value_or(NodeHash()));
    }
    perfect.push_back(merkle::HashInTile(tile, position).value());
  }
  return merkle::FoldRoot(perfect);
}

}  // namespace sworn::verification
