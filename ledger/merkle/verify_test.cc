#include "ledger/merkle/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/reference_tree.h"
#include "tests/support/result_matchers.h"
#include "tests/support/vectors.h"

namespace sworn::merkle {
namespace {

using nlohmann::json;
using sworn::testing_support::Describe;
using sworn::testing_support::HashesOf;
using sworn::testing_support::HashOf;
using sworn::testing_support::IsError;
using sworn::testing_support::LoadVectorList;
using sworn::testing_support::LoadVectors;
using ::testing::HasSubstr;
using testing_support::DistinctLeaves;
using testing_support::Leaves;
using testing_support::ReferenceConsistency;
using testing_support::ReferenceInclusion;
using testing_support::ReferenceRoot;

Status VerifyInclusionItem(const json& item) {
  return VerifyInclusion(LeafIndex(item.at("index").get<std::uint64_t>()),
                         TreeSize(item.at("size").get<std::uint64_t>()),
                         HashOf<LeafHash>(item, "leaf_hash"), HashesOf(item, "proof"),
                         HashOf<RootHash>(item, "root"));
}

Status VerifyConsistencyItem(const json& item) {
  return VerifyConsistency({TreeSize(item.at("old_size").get<std::uint64_t>()),
                            TreeSize(item.at("new_size").get<std::uint64_t>()),
                            HashOf<RootHash>(item, "old_root"), HashOf<RootHash>(item, "new_root")},
                           HashesOf(item, "proof"));
}

NodeHash Flipped(NodeHash hash) {
  hash.data()[7] ^= 0x10;
  return hash;
}

TEST(VerifyInclusion, AcceptsVectors) {
  for (const json& item : LoadVectorList("merkle.json", "inclusion")) {
    EXPECT_OK(VerifyInclusionItem(item)) << item.dump();
  }
}

TEST(VerifyInclusion, RefusesVectorsThatMustFail) {
  const json items = LoadVectorList("merkle.json", "inclusion_must_fail");
  ASSERT_EQ(items.size(), 41U);
  for (const json& item : items) {
    EXPECT_THAT(VerifyInclusionItem(item), IsError(Reason::kVerificationFailed)) << Describe(item);
  }
}

TEST(VerifyConsistency, AcceptsVectors) {
  const json vectors = LoadVectors("merkle.json");
  for (const char* list : {"consistency", "consistency_from_empty"}) {
    for (const json& item : vectors.at(list)) {
      EXPECT_OK(VerifyConsistencyItem(item)) << item.dump();
    }
  }
}

TEST(VerifyConsistency, RefusesVectorsThatMustFail) {
  const json items = LoadVectorList("merkle.json", "consistency_must_fail");
  ASSERT_EQ(items.size(), 48U);
  for (const json& item : items) {
    EXPECT_THAT(VerifyConsistencyItem(item), IsError(Reason::kVerificationFailed))
        << Describe(item);
  }
}

// A proof says one thing: this leaf, at this index.
TEST(VerifyInclusion, AcceptsAProofForItsOwnIndexAndSizeOnly) {
  constexpr std::size_t kSizes = 20;
  const std::vector<LeafHash> leaves = DistinctLeaves(kSizes);
  for (std::size_t size = 1; size <= kSizes; ++size) {
    const RootHash root = ReferenceRoot(Leaves(leaves).first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const std::vector<NodeHash> proof = ReferenceInclusion(index, Leaves(leaves).first(size));
      for (std::size_t other = 0; other < size; ++other) {
        if (other == index) continue;
        EXPECT_THAT(VerifyInclusion(LeafIndex(other), TreeSize(size), leaves[index], proof, root),
                    IsError(Reason::kVerificationFailed));
        EXPECT_THAT(VerifyInclusion(LeafIndex(index), TreeSize(size), leaves[other], proof, root),
                    IsError(Reason::kVerificationFailed));
      }
    }
  }
}

TEST(VerifyInclusion, RefusesEveryChangedHashAndLength) {
  constexpr std::size_t kSize = 37;
  const std::vector<LeafHash> leaves = DistinctLeaves(kSize);
  const RootHash root = ReferenceRoot(leaves);
  for (std::size_t index = 0; index < kSize; ++index) {
    const std::vector<NodeHash> proof = ReferenceInclusion(index, leaves);
    const auto verify = [&](const std::vector<NodeHash>& candidate) {
      return VerifyInclusion(LeafIndex(index), TreeSize(kSize), leaves[index], candidate, root);
    };
    ASSERT_OK(verify(proof));
    for (std::size_t i = 0; i < proof.size(); ++i) {
      std::vector<NodeHash> changed = proof;
      changed[i] = Flipped(changed[i]);
      EXPECT_THAT(verify(changed), IsError(Reason::kVerificationFailed));
      changed = proof;
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_THAT(verify(changed), IsError(Reason::kVerificationFailed));
      changed = proof;
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
      EXPECT_THAT(verify(changed), IsError(Reason::kVerificationFailed));
    }
  }
}

TEST(VerifyConsistency, RefusesEveryChangedHashAndLength) {
  constexpr std::size_t kSizes = 37;
  const std::vector<LeafHash> leaves = DistinctLeaves(kSizes);
  const RootHash new_root = ReferenceRoot(leaves);
  for (std::size_t old_size = 1; old_size < kSizes; ++old_size) {
    const std::vector<NodeHash> proof = ReferenceConsistency(old_size, leaves);
    const ConsistencyClaim claim{TreeSize(old_size), TreeSize(kSizes),
                                 ReferenceRoot(Leaves(leaves).first(old_size)), new_root};
    ASSERT_OK(VerifyConsistency(claim, proof));
    ConsistencyClaim wrong = claim;
    wrong.old_root = ReferenceRoot(Leaves(leaves).first(old_size - 1));
    EXPECT_THAT(VerifyConsistency(wrong, proof), IsError(Reason::kVerificationFailed));
    wrong = claim;
    wrong.old_size = TreeSize(old_size - 1);
    EXPECT_THAT(VerifyConsistency(wrong, proof), IsError(Reason::kVerificationFailed));
    for (std::size_t i = 0; i < proof.size(); ++i) {
      std::vector<NodeHash> changed = proof;
      changed[i] = Flipped(changed[i]);
      EXPECT_THAT(VerifyConsistency(claim, changed), IsError(Reason::kVerificationFailed));
      changed = proof;
      changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
      EXPECT_THAT(VerifyConsistency(claim, changed), IsError(Reason::kVerificationFailed));
      changed = proof;
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), proof[i]);
      EXPECT_THAT(VerifyConsistency(claim, changed), IsError(Reason::kVerificationFailed));
    }
  }
}

TEST(VerifyConsistency, TellsTheEdgesApart) {
  const std::vector<LeafHash> leaves = DistinctLeaves(8);
  const RootHash root4 = ReferenceRoot(Leaves(leaves).first(4));
  const RootHash root8 = ReferenceRoot(leaves);
  const std::vector<NodeHash> some = {NodeHash::From(root4)};
  const auto verify = [](std::uint64_t old_size, std::uint64_t new_size, const RootHash& old_root,
                         const RootHash& new_root, const std::vector<NodeHash>& proof) {
    return VerifyConsistency({TreeSize(old_size), TreeSize(new_size), old_root, new_root}, proof);
  };
  EXPECT_OK(verify(0, 0, EmptyRoot(), EmptyRoot(), {}));
  EXPECT_OK(verify(0, 8, EmptyRoot(), root8, {}));
  EXPECT_OK(verify(8, 8, root8, root8, {}));
  EXPECT_THAT(verify(0, 8, EmptyRoot(), root8, some).error().message, HasSubstr("must be empty"));
  EXPECT_THAT(verify(0, 8, root4, root8, {}).error().message, HasSubstr("empty tree"));
  EXPECT_THAT(verify(0, 0, EmptyRoot(), root8, {}).error().message, HasSubstr("two different"));
  EXPECT_THAT(verify(8, 8, root8, root8, some).error().message, HasSubstr("must be empty"));
  EXPECT_THAT(verify(8, 8, root4, root8, {}).error().message, HasSubstr("two different roots"));
  EXPECT_THAT(verify(4, 8, root4, root8, {}).error().message, HasSubstr("sizes differ"));
  EXPECT_THAT(verify(8, 4, root8, root4, some).error().message, HasSubstr("above the new"));
  EXPECT_THAT(verify(4, std::uint64_t{1} << 63, root4, root8, some).error().message,
              HasSubstr("2^63"));
}

TEST(RootFromInclusion, IsTheLeafsHashForATreeOfOne) {
  const LeafHash leaf = HashLeaf("only");
  ASSERT_OK_AND_ASSIGN(const RootHash root, RootFromInclusion(LeafIndex(0), TreeSize(1), leaf, {}));
  EXPECT_EQ(root, RootHash::From(leaf));
}

TEST(RootFromInclusion, SaysWhatIsWrongWithTheProof) {
  const LeafHash leaf = HashLeaf("leaf");
  const std::vector<NodeHash> two(2);
  EXPECT_EQ(RootFromInclusion(LeafIndex(5), TreeSize(8), leaf, two).error().message,
            "the inclusion proof has 2 hashes, it must have 3");
  EXPECT_EQ(RootFromInclusion(LeafIndex(8), TreeSize(8), leaf, two).error().message,
            "index 8 is not below the tree size 8");
  EXPECT_THAT(RootFromInclusion(LeafIndex(0), TreeSize(std::uint64_t{1} << 63), leaf, two),
              IsError(Reason::kVerificationFailed));
}

}  // namespace
}  // namespace sworn::merkle
