#include "ledger/merkle/hash.h"

#include "ledger/crypto/sha256.h"

namespace sworn::merkle {
namespace {

constexpr std::string_view kLeafTag("\x00", 1);
constexpr std::string_view kNodeTag("\x01", 1);

}  // namespace

LeafHash HashLeaf(std::string_view entry) {
  return LeafHash::From(crypto::Sha256OfParts({kLeafTag, entry}));
}

LeafHash HashLeaf(std::string_view prefix, std::string_view body) {
  return LeafHash::From(crypto::Sha256OfParts({kLeafTag, prefix, body}));
}

NodeHash HashNode(const NodeHash& left, const NodeHash& right) {
  return NodeHash::From(crypto::Sha256OfParts({kNodeTag, left.view(), right.view()}));
}

RootHash EmptyRoot() { return RootHash::From(crypto::Sha256Of("")); }

}  // namespace sworn::merkle
