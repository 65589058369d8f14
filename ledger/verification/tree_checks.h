// The tree, derived again from the entries' hashes and compared with every stored tile.
//
//   TreeChecks tree(store, findings);
//   tree.Append(hash);   // of entry 0, 1, …
//   tree.AppendUnreadable();
//   std::optional<RootHash> root = tree.Root();
//
// Belongs to one thread. Holds one growing tile for each level.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/merkle/tile.h"
#include "ledger/tlog/store.h"
#include "ledger/verification/findings.h"

namespace sworn::verification {

class TreeChecks {
 public:
  TreeChecks(const tlog::LogStore& store, Findings& findings)
      : store_(store), findings_(findings) {}

  void Append(const LeafHash& hash);
  // An entry that cannot be read: the stored tile's word is taken for its hash, if there is a full
  // tile.
  void AppendUnreadable();

  TreeSize size() const { return size_; }
  // None when the hash of an unreadable entry is not known.
  std::optional<RootHash> Root() const;

 private:
  using Hashes = std::vector<std::optional<NodeHash>>;

  void AppendAt(std::uint32_t level, std::optional<NodeHash> hash);
  void CompareFullTile(std::uint32_t level);
  std::vector<NodeHash> StoredTile(const merkle::TileId& id, LeafIndex first, LeafIndex last);

  const tlog::LogStore& store_;
  Findings& findings_;
  TreeSize size_;
  std::vector<Hashes> levels_;           // Those of the growing tile at each tile level.
  std::vector<std::uint64_t> complete_;  // Full tiles at each level so far.
};

}  // namespace sworn::verification
