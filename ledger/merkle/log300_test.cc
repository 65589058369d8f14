// The published log of 300 entries: roots, proofs across the tile boundary, and every resource that
// a tlog-tiles server has at some sizes.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/bundle.h"
#include "ledger/merkle/frontier.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/reference_tree.h"
#include "ledger/merkle/tile.h"
#include "ledger/merkle/verify.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::merkle {
namespace {

using nlohmann::json;
using sworn::testing_support::HashesOf;
using sworn::testing_support::HashOf;
using sworn::testing_support::LoadVectors;
using sworn::testing_support::TextOf;
using testing_support::NodeStore;

class Log300 : public testing::Test {
 protected:
  Log300() {
    for (int i = 0; i < 300; ++i) {
      std::string entry;
      for (int repeat = 0; repeat < i % 100; ++repeat) entry += std::to_string(i) + "\n";
      leaves_.push_back(HashLeaf(entry));
      entries_.push_back(std::move(entry));
    }
  }

  // What a server answers at this size, made from perfect subtrees only.
  std::string Resource(const TilePath& path, TreeSize size) const {
    EXPECT_LE(path.width, TileWidthAt(size, path.tile));
    const std::uint64_t first = path.tile.index * kTileWidth;
    if (path.kind == TileKind::kEntries) {
      std::string bundle;
      for (std::uint64_t i = first; i < first + path.width; ++i) {
        EXPECT_OK(AppendToBundle(entries_[i], bundle));
      }
      return bundle;
    }
    std::vector<NodeId> ids;
    for (std::uint64_t i = first; i < first + path.width; ++i) {
      ids.push_back(NodeId{path.tile.level * kTileHeight, i});
    }
    return FormatTile(NodeStore(leaves_).Fetch(ids));
  }

  const json vectors_ = LoadVectors("log300.json");
  std::vector<std::string> entries_;
  std::vector<LeafHash> leaves_;
};

TEST_F(Log300, HasTheExpectedEntries) {
  for (const auto& [index, length] : vectors_.at("entry_lengths").items()) {
    EXPECT_EQ(entries_[std::stoul(index)].size(), length.get<std::size_t>()) << index;
  }
  crypto::Sha256 all_entries;
  crypto::Sha256 all_leaves;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    all_entries.Update(entries_[i]);
    all_leaves.Update(leaves_[i].view());
  }
  EXPECT_EQ(all_entries.Finish().ToHex(), TextOf(vectors_, "sha256_of_all_entries_concatenated"));
  EXPECT_EQ(all_leaves.Finish().ToHex(),
            TextOf(vectors_, "sha256_of_all_leaf_hashes_concatenated"));
}

TEST_F(Log300, HasTheExpectedRootAtEverySize) {
  const json& roots = vectors_.at("roots");
  ASSERT_EQ(roots.size(), 301U);
  CompactRange range;
  for (std::size_t size = 0; size <= 300; ++size) {
    EXPECT_EQ(range.Root(), HashOf<RootHash>(roots[size], "root")) << size;
    if (size < 300) range.Append(leaves_[size]);
  }
}

TEST_F(Log300, HasTheExpectedInclusionProofs) {
  const NodeStore store(leaves_);
  ASSERT_EQ(vectors_.at("inclusion").size(), 18U);
  for (const json& item : vectors_.at("inclusion")) {
    const LeafIndex index(item.at("index").get<std::uint64_t>());
    const TreeSize size(item.at("size").get<std::uint64_t>());
    SCOPED_TRACE(ToString(index) + " in " + ToString(size));
    EXPECT_EQ(leaves_[index.value()], HashOf<LeafHash>(item, "leaf_hash"));
    ASSERT_OK_AND_ASSIGN(const ProofPlan plan, PlanInclusion(index, size));
    EXPECT_EQ(store.Prove(plan), HashesOf(item, "proof"));
    EXPECT_OK(VerifyInclusion(index, size, leaves_[index.value()], HashesOf(item, "proof"),
                              HashOf<RootHash>(item, "root")));
  }
}

TEST_F(Log300, HasTheExpectedConsistencyProofs) {
  const NodeStore store(leaves_);
  ASSERT_EQ(vectors_.at("consistency").size(), 16U);
  for (const json& item : vectors_.at("consistency")) {
    const TreeSize old_size(item.at("old_size").get<std::uint64_t>());
    const TreeSize new_size(item.at("new_size").get<std::uint64_t>());
    SCOPED_TRACE(ToString(old_size) + " to " + ToString(new_size));
    ASSERT_OK_AND_ASSIGN(const ProofPlan plan, PlanConsistency(old_size, new_size));
    EXPECT_EQ(store.Prove(plan), HashesOf(item, "proof"));
    EXPECT_OK(VerifyConsistency({old_size, new_size, HashOf<RootHash>(item, "old_root"),
                                 HashOf<RootHash>(item, "new_root")},
                                HashesOf(item, "proof")));
  }
}

TEST_F(Log300, HasTheExpectedResources) {
  for (const json& snapshot : vectors_.at("snapshots")) {
    const TreeSize size(snapshot.at("size").get<std::uint64_t>());
    for (const json& item : snapshot.at("resources")) {
      SCOPED_TRACE(TextOf(item, "path") + " at " + ToString(size));
      ASSERT_OK_AND_ASSIGN(const TilePath path, ParseTilePath(TextOf(item, "path")));
      EXPECT_EQ(path.width, item.at("width").get<std::uint32_t>());
      EXPECT_EQ(TileWidthAt(size, path.tile), path.width);
      const std::string bytes = Resource(path, size);
      EXPECT_EQ(bytes.size(), item.at("bytes").get<std::size_t>());
      EXPECT_EQ(crypto::Sha256Of(bytes).ToHex(), TextOf(item, "sha256"));
    }
  }
  for (const json& item : vectors_.at("partial_widths_while_growing")) {
    ASSERT_OK_AND_ASSIGN(const TilePath path, ParseTilePath(TextOf(item, "path")));
    EXPECT_EQ(crypto::Sha256Of(Resource(path, TreeSize(300))).ToHex(), TextOf(item, "sha256"));
  }
}

}  // namespace
}  // namespace sworn::merkle
