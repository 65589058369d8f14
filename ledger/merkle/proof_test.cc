#include "ledger/merkle/proof.h"

#include <gtest/gtest.h>

#include <bit>
#include <vector>

#include "ledger/merkle/reference_tree.h"
#include "ledger/merkle/verify.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::merkle {
namespace {

using nlohmann::json;
using sworn::testing_support::HashesOf;
using sworn::testing_support::HashOf;
using sworn::testing_support::IsError;
using sworn::testing_support::LoadVectors;
using testing_support::DistinctLeaves;
using testing_support::Leaves;
using testing_support::NodeStore;
using testing_support::ReferenceConsistency;
using testing_support::ReferenceInclusion;
using testing_support::ReferenceRoot;

constexpr std::size_t kLargestSize = 129;

std::vector<LeafHash> VectorLeaves(const json& vectors) {
  std::vector<LeafHash> leaves;
  for (const json& leaf : vectors.at("leaves")) {
    leaves.push_back(HashLeaf(DecodeHex(leaf.get<std::string>()).value()));
  }
  return leaves;
}

TEST(Hash, MatchesVectors) {
  const json vectors = LoadVectors("merkle.json");
  const std::vector<LeafHash> leaves = VectorLeaves(vectors);
  const std::vector<NodeHash> expected = HashesOf(vectors, "leaf_hashes");
  ASSERT_EQ(leaves.size(), expected.size());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    EXPECT_EQ(NodeHash::From(leaves[i]), expected[i]);
  }
  EXPECT_EQ(EmptyRoot().ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, OfALeafInTwoPartsEqualsThatOfTheWhole) {
  EXPECT_EQ(HashLeaf("prefix", "body"), HashLeaf("prefixbody"));
  EXPECT_EQ(HashLeaf("", "body"), HashLeaf("body"));
  EXPECT_EQ(HashLeaf("", ""), HashLeaf(""));
}

TEST(Hash, SeparatesLeavesFromNodes) {
  const NodeHash left = NodeHash::From(HashLeaf("a"));
  const NodeHash right = NodeHash::From(HashLeaf("b"));
  EXPECT_NE(NodeHash::From(HashLeaf(left.ToBytes(), right.ToBytes())), HashNode(left, right));
  EXPECT_NE(HashNode(left, right), HashNode(right, left));
}

TEST(PlanRoot, LeadsToTheRootOfEverySize) {
  const std::vector<LeafHash> leaves = DistinctLeaves(kLargestSize);
  const NodeStore store(leaves);
  for (std::size_t size = 0; size <= kLargestSize; ++size) {
    const std::vector<NodeId> plan = PlanRoot(TreeSize(size));
    EXPECT_EQ(plan.size(), static_cast<std::size_t>(std::popcount(size)));
    EXPECT_EQ(FoldRoot(store.Fetch(plan)), ReferenceRoot(Leaves(leaves).first(size))) << size;
  }
}

TEST(PlanInclusion, GivesTheReferenceProofForEveryLeafOfEverySize) {
  const std::vector<LeafHash> leaves = DistinctLeaves(kLargestSize);
  const NodeStore store(leaves);
  for (std::size_t size = 1; size <= kLargestSize; ++size) {
    const RootHash root = ReferenceRoot(Leaves(leaves).first(size));
    for (std::size_t index = 0; index < size; ++index) {
      SCOPED_TRACE(std::to_string(index) + " in " + std::to_string(size));
      ASSERT_OK_AND_ASSIGN(const ProofPlan plan, PlanInclusion(LeafIndex(index), TreeSize(size)));
      const std::vector<NodeHash> proof = store.Prove(plan);
      ASSERT_EQ(proof, ReferenceInclusion(index, Leaves(leaves).first(size)));
      ASSERT_EQ(proof.size(), InclusionProofLength(LeafIndex(index), TreeSize(size)));
      ASSERT_OK(VerifyInclusion(LeafIndex(index), TreeSize(size), leaves[index], proof, root));
    }
  }
}

TEST(PlanConsistency, GivesTheReferenceProofForEveryPairOfSizes) {
  const std::vector<LeafHash> leaves = DistinctLeaves(kLargestSize);
  const NodeStore store(leaves);
  std::vector<RootHash> roots;
  for (std::size_t size = 0; size <= kLargestSize; ++size) {
    roots.push_back(ReferenceRoot(Leaves(leaves).first(size)));
  }
  for (std::size_t new_size = 0; new_size <= kLargestSize; ++new_size) {
    for (std::size_t old_size = 0; old_size <= new_size; ++old_size) {
      SCOPED_TRACE(std::to_string(old_size) + " to " + std::to_string(new_size));
      ASSERT_OK_AND_ASSIGN(const ProofPlan plan,
                           PlanConsistency(TreeSize(old_size), TreeSize(new_size)));
      const std::vector<NodeHash> proof = store.Prove(plan);
      const std::vector<NodeHash> expected =
          old_size == 0 ? std::vector<NodeHash>()
                        : ReferenceConsistency(old_size, Leaves(leaves).first(new_size));
      ASSERT_EQ(proof, expected);
      ASSERT_OK(VerifyConsistency(
          {TreeSize(old_size), TreeSize(new_size), roots[old_size], roots[new_size]}, proof));
    }
  }
}

TEST(ProofPlan, MatchesVectors) {
  const json vectors = LoadVectors("merkle.json");
  const std::vector<LeafHash> leaves = VectorLeaves(vectors);
  const NodeStore store(leaves);
  for (const auto& [level, hashes] : vectors.at("perfect_nodes").items()) {
    for (std::uint64_t index = 0; index < hashes.size(); ++index) {
      const NodeId id{static_cast<std::uint32_t>(std::stoul(level)), index};
      EXPECT_EQ(store.Fetch({&id, 1})[0].ToHex(), hashes[index].get<std::string>());
    }
  }
  for (const json& item : vectors.at("roots")) {
    const TreeSize size(item.at("size").get<std::uint64_t>());
    EXPECT_EQ(FoldRoot(store.Fetch(PlanRoot(size))), HashOf<RootHash>(item, "root"));
  }
  ASSERT_EQ(vectors.at("inclusion").size(), 36U);
  for (const json& item : vectors.at("inclusion")) {
    ASSERT_OK_AND_ASSIGN(const ProofPlan plan,
                         PlanInclusion(LeafIndex(item.at("index").get<std::uint64_t>()),
                                       TreeSize(item.at("size").get<std::uint64_t>())));
    EXPECT_EQ(store.Prove(plan), HashesOf(item, "proof"));
  }
  ASSERT_EQ(vectors.at("consistency").size(), 36U);
  for (const json& item : vectors.at("consistency")) {
    ASSERT_OK_AND_ASSIGN(const ProofPlan plan,
                         PlanConsistency(TreeSize(item.at("old_size").get<std::uint64_t>()),
                                         TreeSize(item.at("new_size").get<std::uint64_t>())));
    EXPECT_EQ(store.Prove(plan), HashesOf(item, "proof"));
  }
}

TEST(ProofPlan, HasOneRaggedElementAtMost) {
  for (std::uint64_t size = 1; size <= 300; ++size) {
    for (std::uint64_t index = 0; index < size; index += 7) {
      const ProofPlan plan = PlanInclusion(LeafIndex(index), TreeSize(size)).value();
      std::size_t ragged = 0;
      for (const std::size_t count : plan.element_sizes) ragged += count > 1 ? 1 : 0;
      EXPECT_LE(ragged, 1U);
    }
  }
}

TEST(ProofPlan, WorksUpToTheLargestTree) {
  const TreeSize largest((std::uint64_t{1} << 63) - 1);
  ASSERT_OK_AND_ASSIGN(const ProofPlan first, PlanInclusion(LeafIndex(0), largest));
  EXPECT_EQ(first.element_sizes.size(), 63U);
  EXPECT_EQ(InclusionProofLength(LeafIndex(0), largest), 63U);
  const LeafIndex last(largest.value() - 1);
  ASSERT_OK_AND_ASSIGN(const ProofPlan end, PlanInclusion(last, largest));
  EXPECT_EQ(end.element_sizes.size(), InclusionProofLength(last, largest));
  EXPECT_OK(PlanConsistency(TreeSize(1), largest));
  EXPECT_EQ(PlanRoot(largest).size(), 63U);
}

TEST(ProofPlan, RefusesWhatIsOutOfRange) {
  EXPECT_THAT(PlanInclusion(LeafIndex(0), TreeSize(0)), IsError(Reason::kIndexOutOfRange));
  EXPECT_THAT(PlanInclusion(LeafIndex(8), TreeSize(8)), IsError(Reason::kIndexOutOfRange));
  EXPECT_THAT(PlanInclusion(LeafIndex(0), kTreeSizeBound), IsError(Reason::kIndexOutOfRange));
  EXPECT_THAT(PlanConsistency(TreeSize(9), TreeSize(8)), IsError(Reason::kIndexOutOfRange));
  EXPECT_THAT(PlanConsistency(TreeSize(0), kTreeSizeBound), IsError(Reason::kIndexOutOfRange));
}

}  // namespace
}  // namespace sworn::merkle
