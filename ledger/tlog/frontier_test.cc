#include "ledger/tlog/frontier.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/tlog/lru_cache.h"
#include "ledger/tlog/tile_reader.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::tlog {
namespace {

using testing_support::IsError;

// The entries of log300.json.
std::string VectorEntry(std::uint64_t index) {
  std::string entry;
  for (std::uint64_t i = 0; i < index % 100; ++i) entry += std::to_string(index) + "\n";
  return entry;
}

// The tree of the first `size` vector entries, its full tiles in `store`.
GrowingTree Grow(std::uint64_t size, storage::MemoryLogStore& store) {
  GrowingTree tree;
  CommitBatch batch;
  for (std::uint64_t i = 0; i < size; ++i) {
    tree.Append(merkle::HashLeaf(VectorEntry(i)), batch.tiles);
  }
  EXPECT_OK(store.Commit(batch));
  return tree;
}

TEST(Frontier, MakesTheTilesOfTheVectors) {
  const nlohmann::json vectors = testing_support::LoadVectors("log300.json");
  int tiles = 0;
  for (const nlohmann::json& snapshot : vectors.at("snapshots")) {
    const auto size = snapshot.at("size").get<std::uint64_t>();
    storage::MemoryLogStore store;
    const GrowingTree tree = Grow(size, store);
    EXPECT_EQ(tree.head().root, testing_support::HashOf<RootHash>(snapshot, "root")) << size;
    TileReader reader(store, 16);
    for (const nlohmann::json& resource : snapshot.at("resources")) {
      const Result<merkle::TilePath> path =
          merkle::ParseTilePath(testing_support::TextOf(resource, "path"));
      if (!path || path->kind != merkle::TileKind::kHashes) continue;
      ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> hashes,
                           reader.Tile(path->tile, path->width, tree.frontier));
      EXPECT_EQ(crypto::Sha256Of(merkle::FormatTile(hashes)),
                testing_support::HashOf<Sha256Hash>(resource, "sha256"))
          << merkle::FormatTilePath(*path) << " at " << size;
      ++tiles;
    }
  }
  EXPECT_GE(tiles, 9);
}

TEST(Frontier, ProvesAsTheVectorsDo) {
  const nlohmann::json vectors = testing_support::LoadVectors("log300.json");
  storage::MemoryLogStore store;
  const GrowingTree tree = Grow(300, store);
  TileReader reader(store, 16);
  for (const nlohmann::json& item : vectors.at("roots")) {
    const TreeSize size(item.at("size").get<std::uint64_t>());
    ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> nodes,
                         reader.Nodes(merkle::PlanRoot(size), tree.frontier));
    EXPECT_EQ(merkle::FoldRoot(nodes), testing_support::HashOf<RootHash>(item, "root"));
  }
  for (const nlohmann::json& item : vectors.at("inclusion")) {
    ASSERT_OK_AND_ASSIGN(const merkle::ProofPlan plan,
                         merkle::PlanInclusion(LeafIndex(item.at("index").get<std::uint64_t>()),
                                               TreeSize(item.at("size").get<std::uint64_t>())));
    ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> nodes,
                         reader.Nodes(plan.nodes, tree.frontier));
    EXPECT_EQ(merkle::AssembleProof(plan, nodes), testing_support::HashesOf(item, "proof"));
  }
  for (const nlohmann::json& item : vectors.at("consistency")) {
    ASSERT_OK_AND_ASSIGN(
        const merkle::ProofPlan plan,
        merkle::PlanConsistency(TreeSize(item.at("old_size").get<std::uint64_t>()),
                                TreeSize(item.at("new_size").get<std::uint64_t>())));
    ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> nodes,
                         reader.Nodes(plan.nodes, tree.frontier));
    EXPECT_EQ(merkle::AssembleProof(plan, nodes), testing_support::HashesOf(item, "proof"));
  }
}

TEST(Frontier, SurvivesBeingStored) {
  for (const std::uint64_t size : {0U, 1U, 255U, 256U, 257U, 511U, 512U, 700U}) {
    storage::MemoryLogStore store;
    const GrowingTree tree = Grow(size, store);
    const std::string stored = tree.frontier.Encode();
    EXPECT_EQ(stored.empty(), size < 256);
    ASSERT_OK_AND_ASSIGN(Frontier again, Frontier::Decode(stored, TreeSize(size)));
    EXPECT_EQ(again.size(), TreeSize(size - size % 256));
    EXPECT_EQ(again.Encode(), stored);
    std::vector<StoredTile> filled;
    for (std::uint64_t i = again.size().value(); i < size; ++i) {
      again.Push(0, NodeHash::From(merkle::HashLeaf(VectorEntry(i))), filled);
    }
    EXPECT_TRUE(filled.empty());
    for (const std::uint32_t level : {0U, 1U, 2U}) {
      const auto left = again.PartialTile(level);
      const auto right = tree.frontier.PartialTile(level);
      EXPECT_TRUE(std::equal(left.begin(), left.end(), right.begin(), right.end())) << size;
    }
  }
}

TEST(Frontier, RefusesToDecodeWhatDoesNotFitTheSize) {
  storage::MemoryLogStore store;
  const std::string stored = Grow(600, store).frontier.Encode();
  EXPECT_OK(Frontier::Decode(stored, TreeSize(767)));
  EXPECT_THAT(Frontier::Decode(stored, TreeSize(768)), IsError(Reason::kCorrupt));
  EXPECT_THAT(Frontier::Decode(stored, TreeSize(511)), IsError(Reason::kCorrupt));
  EXPECT_THAT(Frontier::Decode(stored, TreeSize(200)), IsError(Reason::kCorrupt));
  EXPECT_THAT(Frontier::Decode("", TreeSize(600)), IsError(Reason::kCorrupt));
  EXPECT_THAT(Frontier::Decode(stored + "x", TreeSize(600)), IsError(Reason::kCorrupt));
  EXPECT_THAT(Frontier::Decode(stored.substr(0, stored.size() - 1), TreeSize(600)),
              IsError(Reason::kCorrupt));
  std::string other = stored;
  other[0] = 2;
  EXPECT_THAT(Frontier::Decode(other, TreeSize(600)), IsError(Reason::kCorrupt));
}

TEST(TileReader, ReportsAMissingTile) {
  storage::MemoryLogStore complete;
  storage::MemoryLogStore empty;
  const GrowingTree tree = Grow(300, complete);
  TileReader reader(empty, 16);
  const std::vector<merkle::NodeId> nodes = {{0, 3}};
  EXPECT_THAT(reader.Nodes(nodes, tree.frontier), IsError(Reason::kCorrupt));
}

TEST(LruCache, ForgetsWhatWasLongestUnused) {
  LruCache<int, int> cache(2);
  cache.Put(1, 10);
  cache.Put(2, 20);
  ASSERT_NE(cache.Find(1), nullptr);
  cache.Put(3, 30);
  EXPECT_EQ(cache.Find(2), nullptr);
  cache.Put(1, 11);
  EXPECT_EQ(*cache.Find(1), 11);
  EXPECT_EQ(*cache.Find(3), 30);
  EXPECT_EQ(cache.size(), 2U);
  LruCache<int, int> nothing(0);
  nothing.Put(1, 10);
  EXPECT_EQ(nothing.Find(1), nullptr);
}

}  // namespace
}  // namespace sworn::tlog
