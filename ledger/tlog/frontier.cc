#include "ledger/tlog/frontier.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace sworn::tlog {

namespace {

constexpr char kFrontierVersion = 1;
constexpr std::size_t kHeaderBytes = 1 + 8;

TreeSize FullTilesSize(TreeSize size) {
  return TreeSize(size.value() - size.value() % merkle::kTileWidth);
}

Error Corrupt(TreeSize size) {
  return Fail(Reason::kCorrupt, "the stored frontier does not fit a log of " + ToString(size) +
                                    " entries: restore the store from a backup");
}

}  // namespace

Result<Frontier> Frontier::Decode(std::string_view stored, TreeSize size) {
  Frontier frontier;
  frontier.size_ = FullTilesSize(size);
  if (frontier.size_ == TreeSize(0)) {
    if (!stored.empty()) return Corrupt(size);
    return frontier;
  }
  if (stored.size() < kHeaderBytes || stored[0] != kFrontierVersion ||
      ReadUint64(stored.substr(1)) != frontier.size_.value()) {
    return Corrupt(size);
  }
  stored.remove_prefix(kHeaderBytes);
  frontier.levels_.emplace_back();
  for (std::uint32_t level = 1;; ++level) {
    const std::uint64_t hashes = merkle::HashesAtTileLevel(frontier.size_, level);
    if (hashes == 0) break;
    std::vector<NodeHash>& tile = frontier.levels_.emplace_back();
    for (std::uint64_t left = hashes % merkle::kTileWidth; left > 0; --left) {
      if (stored.size() < kDigestBytes) return Corrupt(size);
      SWORN_ASSIGN_OR_RETURN(const NodeHash hash,
                             NodeHash::FromBytes(stored.substr(0, kDigestBytes)));
      tile.push_back(hash);
      stored.remove_prefix(kDigestBytes);
    }
  }
  if (!stored.empty()) return Corrupt(size);
  return frontier;
}

std::string Frontier::Encode() const {
  const TreeSize size = FullTilesSize(size_);
  if (size == TreeSize(0)) return {};
  std::string out(1, kFrontierVersion);
  AppendUint64(out, size.value());
  for (std::size_t level = 1; level < levels_.size(); ++level) {
    out += merkle::FormatTile(levels_[level]);
  }
  return out;
}

void Frontier::Push(std::uint32_t level, const NodeHash& hash, std::vector<StoredTile>& filled) {
  if (levels_.size() <= level) levels_.resize(level + 1);
  std::vector<NodeHash>& tile = levels_[level];
  tile.push_back(hash);
  if (level == 0) size_ = TreeSize(size_.value() + 1);
  if (tile.size() < merkle::kTileWidth) return;
  const std::uint64_t hashes = merkle::HashesAtTileLevel(size_, level);
  SWORN_CHECK(hashes % merkle::kTileWidth == 0);
  filled.push_back({{level, hashes / merkle::kTileWidth - 1}, merkle::FormatTile(tile)});
  tile.clear();
}

std::span<const NodeHash> Frontier::PartialTile(std::uint32_t level) const {
  if (level >= levels_.size()) return {};
  return levels_[level];
}

void GrowingTree::Append(const LeafHash& leaf, std::vector<StoredTile>& filled) {
  range.Append(leaf, [&](merkle::NodeId node, const NodeHash& hash) {
    if (node.level % merkle::kTileHeight == 0) {
      frontier.Push(node.level / merkle::kTileHeight, hash, filled);
    }
  });
}

}  // namespace sworn::tlog
