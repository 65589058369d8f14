#include "services/sworn/basis_check.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/merkle/hash.h"
#include "tests/support/result_matchers.h"

namespace sworn::cli {
namespace {

using testing_support::IsError;

// The smallest trees, by RFC 6962's definitions: roots of one, two and three leaves.
const LeafHash kLeaf0 = merkle::HashLeaf("zero");
const LeafHash kLeaf1 = merkle::HashLeaf("one");
const LeafHash kLeaf2 = merkle::HashLeaf("two");

NodeHash Pair() { return merkle::HashNode(NodeHash::From(kLeaf0), NodeHash::From(kLeaf1)); }
RootHash RootOfTwo() { return RootHash::From(Pair()); }
RootHash RootOfThree() { return RootHash::From(merkle::HashNode(Pair(), NodeHash::From(kLeaf2))); }
std::vector<NodeHash> TwoToThree() { return {NodeHash::From(kLeaf2)}; }

LedgerId Ledger(char fill) { return LedgerId::FromBytes(std::string(32, fill)).value(); }

api::v1::Basis BasisOf(std::uint64_t size, const RootHash& root) {
  api::v1::Basis basis;
  basis.set_tree_size(size);
  basis.set_root(root.ToBytes());
  basis.set_ledger_id(Ledger('a').ToBytes());
  return basis;
}

checkpoint::Checkpoint Head() { return {"log.example/police", TreeSize(3), RootOfThree()}; }

TEST(CheckBasis, AcceptsTheSignedTreeAndEveryPrefixOfIt) {
  EXPECT_OK(CheckBasis(BasisOf(3, RootOfThree()), Ledger('a'), Head(), {}));
  EXPECT_OK(CheckBasis(BasisOf(2, RootOfTwo()), Ledger('a'), Head(), TwoToThree()));
  EXPECT_OK(CheckBasis(BasisOf(0, merkle::EmptyRoot()), Ledger('a'), Head(), {}));
}

TEST(CheckBasis, RefusesAnotherRootOfEverySize) {
  const auto is_failure = IsError(Reason::kVerificationFailed);
  EXPECT_THAT(CheckBasis(BasisOf(3, RootOfTwo()), Ledger('a'), Head(), {}), is_failure);
  EXPECT_THAT(CheckBasis(BasisOf(2, RootOfThree()), Ledger('a'), Head(), TwoToThree()), is_failure);
  EXPECT_THAT(CheckBasis(BasisOf(0, RootOfTwo()), Ledger('a'), Head(), {}), is_failure);
  EXPECT_THAT(CheckBasis(BasisOf(2, RootOfTwo()), Ledger('a'), Head(), {}), is_failure);
  api::v1::Basis without_root = BasisOf(3, RootOfThree());
  without_root.clear_root();
  EXPECT_THAT(CheckBasis(without_root, Ledger('a'), Head(), {}), is_failure);
}

TEST(CheckBasis, RefusesWhatLiesBeyondTheCheckpoint) {
  EXPECT_THAT(CheckBasis(BasisOf(4, RootOfThree()), Ledger('a'), Head(), {}),
              IsError(Reason::kVerificationFailed));
}

TEST(CheckBasis, RefusesAnotherLedgersAnswer) {
  EXPECT_THAT(CheckBasis(BasisOf(3, RootOfThree()), Ledger('b'), Head(), {}),
              IsError(Reason::kVerificationFailed));
}

TEST(LedgerIdOfSignedTree, RefusesAnEntryThatIsNotInTheTreeOrNoGenesis) {
  const std::vector<NodeHash> proof = {NodeHash::From(kLeaf1), NodeHash::From(kLeaf2)};
  EXPECT_THAT(LedgerIdOfSignedTree("another", proof, Head()), IsError(Reason::kVerificationFailed));
  EXPECT_THAT(LedgerIdOfSignedTree("zero", proof, Head()), IsError(Reason::kVerificationFailed));
}

TEST(HashesOf, RefusesWhatIsNoHash) {
  google::protobuf::RepeatedPtrField<std::string> wire;
  *wire.Add() = std::string(32, 'x');
  EXPECT_EQ(HashesOf(wire).value().size(), 1U);
  *wire.Add() = "short";
  EXPECT_THAT(HashesOf(wire), IsError(Reason::kVerificationFailed));
}

}  // namespace
}  // namespace sworn::cli
