// The hashes of RFC 6962 section 2.1: the one place of domain separation.
//
//   HashLeaf("entry")         SHA-256(00 ‖ entry)
//   HashNode(left, right)     SHA-256(01 ‖ left ‖ right)
//   EmptyRoot()               SHA-256("")
//
// Pure and thread-safe.
#pragma once

#include <string_view>

#include "ledger/base/digest.h"

namespace sworn::merkle {

LeafHash HashLeaf(std::string_view entry);
// The hash of the leaf `prefix ‖ body`, without joining the two.
LeafHash HashLeaf(std::string_view prefix, std::string_view body);
NodeHash HashNode(const NodeHash& left, const NodeHash& right);
RootHash EmptyRoot();

}  // namespace sworn::merkle
