#include "ledger/merkle/frontier.h"

#include <gtest/gtest.h>

#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/reference_tree.h"
#include "tests/support/result_matchers.h"

namespace sworn::merkle {
namespace {

using sworn::testing_support::IsError;
using testing_support::DistinctLeaves;
using testing_support::Leaves;
using testing_support::ReferenceHash;
using testing_support::ReferenceRoot;

TEST(CompactRange, HasTheReferenceRootAtEverySize) {
  const std::vector<LeafHash> leaves = DistinctLeaves(300);
  CompactRange range;
  for (std::size_t size = 0; size <= leaves.size(); ++size) {
    EXPECT_EQ(range.size(), TreeSize(size));
    EXPECT_EQ(range.Root(), ReferenceRoot(Leaves(leaves).first(size))) << size;
    if (size < leaves.size()) range.Append(leaves[size]);
  }
}

TEST(CompactRange, ReportsEachPerfectSubtreeOnceFromTheLeafUp) {
  const std::vector<LeafHash> leaves = DistinctLeaves(130);
  CompactRange range;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    std::vector<NodeId> reported;
    range.Append(leaves[i], [&](NodeId id, const NodeHash& hash) {
      reported.push_back(id);
      const std::size_t width = std::size_t{1} << id.level;
      EXPECT_EQ(hash, ReferenceHash(Leaves(leaves).subspan(id.index * width, width)));
    });
    std::vector<NodeId> expected;
    for (std::uint32_t level = 0; (i + 1) % (std::size_t{1} << level) == 0; ++level) {
      expected.push_back(NodeId{level, i >> level});
    }
    EXPECT_EQ(reported, expected) << "leaf " << i;
  }
}

TEST(CompactRange, GoesOnFromItsStateAtEverySize) {
  const std::vector<LeafHash> leaves = DistinctLeaves(70);
  CompactRange whole;
  for (std::size_t size = 0; size < leaves.size(); ++size) {
    ASSERT_OK_AND_ASSIGN(CompactRange restored,
                         CompactRange::FromNodes(whole.size(), whole.nodes()));
    EXPECT_EQ(restored, whole);
    for (std::size_t i = size; i < leaves.size(); ++i) restored.Append(leaves[i]);
    EXPECT_EQ(restored.Root(), ReferenceRoot(leaves)) << "restored at " << size;
    whole.Append(leaves[size]);
  }
}

TEST(CompactRange, RefusesAStateThatDoesNotFitItsSize) {
  EXPECT_THAT(CompactRange::FromNodes(TreeSize(0), {NodeHash()}), IsError(Reason::kCorrupt));
  EXPECT_THAT(CompactRange::FromNodes(TreeSize(5), {NodeHash()}), IsError(Reason::kCorrupt));
  EXPECT_THAT(CompactRange::FromNodes(TreeSize(4), {}), IsError(Reason::kCorrupt));
  EXPECT_THAT(CompactRange::FromNodes(kTreeSizeBound, {NodeHash()}), IsError(Reason::kCorrupt));
}

TEST(CompactRange, CopyIsIndependent) {
  const std::vector<LeafHash> leaves = DistinctLeaves(3);
  CompactRange range;
  range.Append(leaves[0]);
  const CompactRange before = range;
  range.Append(leaves[1]);
  EXPECT_EQ(before.size(), TreeSize(1));
  EXPECT_EQ(before.Root(), ReferenceRoot(Leaves(leaves).first(1)));
  EXPECT_NE(before, range);
}

}  // namespace
}  // namespace sworn::merkle
