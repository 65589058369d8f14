#include "ledger/merkle/tile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/merkle/bundle.h"
#include "ledger/merkle/reference_tree.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::merkle {
namespace {

using nlohmann::json;
using sworn::testing_support::IsError;
using sworn::testing_support::LoadVectorList;
using sworn::testing_support::TextOf;
using testing_support::DistinctLeaves;
using testing_support::Leaves;
using testing_support::ReferenceHash;

std::string PathOf(TileKind kind, TileId tile, std::uint32_t width) {
  return FormatTilePath(TilePath{kind, tile, width});
}

TEST(TilePath, WritesIndicesAsVectorsSay) {
  for (const json& item : LoadVectorList("tile-paths.json", "index_paths")) {
    const auto index = item.at("index").get<std::uint64_t>();
    EXPECT_EQ(FormatTileIndex(index), TextOf(item, "path"));
    ASSERT_OK_AND_ASSIGN(const TilePath parsed, ParseTilePath("tile/0/" + TextOf(item, "path")));
    EXPECT_EQ(parsed.tile.index, index);
  }
}

TEST(TilePath, ReadsAndWritesValidPaths) {
  for (const json& item : LoadVectorList("tile-paths.json", "valid")) {
    const std::string text = TextOf(item, "path");
    const bool entries = item.at("level").is_string();
    TilePath expected;
    expected.kind = entries ? TileKind::kEntries : TileKind::kHashes;
    expected.tile.level = entries ? 0 : item.at("level").get<std::uint32_t>();
    expected.tile.index = item.at("index").get<std::uint64_t>();
    expected.width = item.at("width").get<std::uint32_t>();
    ASSERT_OK_AND_ASSIGN(const TilePath parsed, ParseTilePath(text));
    EXPECT_EQ(parsed, expected) << text;
    EXPECT_EQ(FormatTilePath(parsed), text);
  }
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  const json invalid = LoadVectorList("tile-paths.json", "invalid");
  ASSERT_EQ(invalid.size(), 28U);
  for (const json& item : invalid) {
    EXPECT_THAT(ParseTilePath(item.get<std::string>()), IsError(Reason::kMalformed)) << item;
  }
  for (const char* text : {"",
                           "/tile/0/000",
                           "tile",
                           "tile/",
                           "tiles/0/000",
                           "tile/entries",
                           "tile/entries/",
                           "tile/ENTRIES/000",
                           "tile/0/000/",
                           "tile/0//000",
                           "tile/0/000.p/1.p/1",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/x01",
                           "tile/0/.p/1",
                           "tile/0/x001/",
                           "tile/0/xx01/000",
                           "tile/0/-01",
                           "tile/0/x072/x057/x594/x037/x927/936",
                           "tile/0/x999/x999/x999/x999/x999/999",
                           "tile/0/x001/x000/x000/x000/x000/x000/000"}) {
    EXPECT_THAT(ParseTilePath(text), IsError(Reason::kMalformed)) << text;
  }
  EXPECT_THAT(ParseTilePath(std::string("tile/0/000\0", 11)), IsError(Reason::kMalformed));
}

TEST(Tile, ExistsAtASizeAsVectorsSay) {
  for (const json& item : LoadVectorList("tile-paths.json", "sizes")) {
    const TreeSize size(item.at("size").get<std::uint64_t>());
    SCOPED_TRACE("size " + ToString(size));
    const json& levels = item.at("levels");
    for (const json& level : levels) {
      const auto number = level.at("level").get<std::uint32_t>();
      const auto full_tiles = level.at("full_tiles").get<std::uint64_t>();
      const auto width = level.at("partial_width").get<std::uint32_t>();
      EXPECT_EQ(HashesAtTileLevel(size, number), full_tiles * kTileWidth + width);
      const TileId edge{number, full_tiles};
      EXPECT_EQ(TileWidthAt(size, edge), width);
      EXPECT_EQ(TileWidthAt(size, {number, full_tiles + 1}), 0U);
      if (width > 0) {
        EXPECT_EQ(PathOf(TileKind::kHashes, edge, width), TextOf(level, "partial_path"));
      }
      if (level.contains("partial_entries_path")) {
        EXPECT_EQ(PathOf(TileKind::kEntries, edge, width), TextOf(level, "partial_entries_path"));
      }
      if (full_tiles > 0) {
        const TileId last{number, full_tiles - 1};
        EXPECT_EQ(TileWidthAt(size, last), kTileWidth);
        EXPECT_EQ(PathOf(TileKind::kHashes, last, kTileWidth), TextOf(level, "last_full_path"));
      }
    }
    const auto first_absent = static_cast<std::uint32_t>(levels.size());
    EXPECT_EQ(HashesAtTileLevel(size, first_absent), 0U);
    EXPECT_EQ(TileWidthAt(size, {first_absent, 0}), 0U);
  }
  EXPECT_EQ(HashesAtTileLevel(TreeSize(~std::uint64_t{0}), kMaxTileLevel), 0U);
}

TEST(Tile, HoldsEveryNodesHash) {
  constexpr std::size_t kLeaves = 700;
  const std::vector<LeafHash> leaves = DistinctLeaves(kLeaves);
  std::vector<NodeHash> level0;
  for (const LeafHash& leaf : leaves) level0.push_back(NodeHash::From(leaf));
  std::vector<NodeHash> level1;
  for (std::size_t i = 0; i + 256 <= kLeaves; i += 256) {
    level1.push_back(ReferenceHash(Leaves(leaves).subspan(i, 256)));
  }
  const auto tile_hashes = [&](TileId tile) {
    const std::vector<NodeHash>& hashes = tile.level == 0 ? level0 : level1;
    const std::size_t begin = tile.index * kTileWidth;
    const std::size_t width = TileWidthAt(TreeSize(kLeaves), tile);
    return std::span<const NodeHash>(hashes).subspan(begin, width);
  };
  for (std::uint32_t level = 0; level <= 9; ++level) {
    const std::size_t width = std::size_t{1} << level;
    for (std::size_t index = 0; (index + 1) * width <= kLeaves; ++index) {
      const TilePosition position = LocateNode(NodeId{level, index});
      EXPECT_EQ(position.tile.level, level / 8);
      ASSERT_OK_AND_ASSIGN(const NodeHash hash, HashInTile(tile_hashes(position.tile), position));
      EXPECT_EQ(hash, ReferenceHash(Leaves(leaves).subspan(index * width, width)))
          << level << "/" << index;
    }
  }
}

TEST(Tile, LocatesNodesAtItsEdges) {
  EXPECT_EQ(LocateNode(NodeId{0, 0}), (TilePosition{TileId{0, 0}, 0, 1}));
  EXPECT_EQ(LocateNode(NodeId{0, 255}), (TilePosition{TileId{0, 0}, 255, 1}));
  EXPECT_EQ(LocateNode(NodeId{0, 256}), (TilePosition{TileId{0, 1}, 0, 1}));
  EXPECT_EQ(LocateNode(NodeId{3, 40}), (TilePosition{TileId{0, 1}, 64, 8}));
  EXPECT_EQ(LocateNode(NodeId{7, 1}), (TilePosition{TileId{0, 0}, 128, 128}));
  EXPECT_EQ(LocateNode(NodeId{8, 0}), (TilePosition{TileId{1, 0}, 0, 1}));
  EXPECT_EQ(LocateNode(NodeId{62, 1}), (TilePosition{TileId{7, 0}, 64, 64}));
}

TEST(Tile, RefusesANodeBeyondItsWidth) {
  const std::vector<NodeHash> hashes(5);
  EXPECT_OK(HashInTile(hashes, TilePosition{TileId{0, 0}, 4, 1}));
  EXPECT_THAT(HashInTile(hashes, TilePosition{TileId{0, 0}, 5, 1}), IsError(Reason::kCorrupt));
  EXPECT_THAT(HashInTile(hashes, TilePosition{TileId{0, 0}, 4, 2}), IsError(Reason::kCorrupt));
}

TEST(Tile, IsReadAsItWasWritten) {
  std::vector<NodeHash> hashes;
  for (const LeafHash& leaf : DistinctLeaves(kTileWidth)) hashes.push_back(NodeHash::From(leaf));
  const std::string full = FormatTile(hashes);
  EXPECT_EQ(full.size(), 8192U);
  EXPECT_EQ(ParseTile(full, kTileWidth).value(), hashes);
  // A partial tile is a prefix of the full one.
  const std::string partial = full.substr(0, 44 * kDigestBytes);
  ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> first, ParseTile(partial, 44));
  EXPECT_TRUE(std::equal(first.begin(), first.end(), hashes.begin()));
  EXPECT_THAT(ParseTile(partial, 43), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseTile(partial.substr(1), 44), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseTile("", 0), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseTile(full + partial, 300), IsError(Reason::kMalformed));
}

TEST(Bundle, IsReadAsItWasWritten) {
  const std::vector<std::string> entries = {"", "a", std::string(limits::kMaxEntryBytes, 'x'),
                                            std::string("\0\0", 2)};
  std::string bundle;
  for (const std::string& entry : entries) ASSERT_OK(AppendToBundle(entry, bundle));
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string_view> read, ParseBundle(bundle, 4));
  EXPECT_TRUE(std::equal(read.begin(), read.end(), entries.begin(), entries.end()));
}

TEST(Bundle, RefusesWrongLengths) {
  std::string bundle;
  ASSERT_OK(AppendToBundle("entry", bundle));
  ASSERT_OK(AppendToBundle("", bundle));
  const std::string before = bundle;
  EXPECT_THAT(AppendToBundle(std::string(limits::kMaxEntryBytes + 1, 'x'), bundle),
              IsError(Reason::kTooLarge));
  EXPECT_EQ(bundle, before);
  EXPECT_OK(ParseBundle(bundle, 2));
  for (const std::uint32_t width : {0U, 1U, 3U, 257U}) {
    EXPECT_THAT(ParseBundle(bundle, width), IsError(Reason::kMalformed)) << width;
  }
  for (std::size_t length = 0; length < bundle.size(); ++length) {
    EXPECT_THAT(ParseBundle(bundle.substr(0, length), 2), IsError(Reason::kMalformed)) << length;
  }
  EXPECT_THAT(ParseBundle(bundle + "x", 2), IsError(Reason::kMalformed));
}

}  // namespace
}  // namespace sworn::merkle
