// The writer's half of rows.h: how the projector's rows are spelt. Pure functions.
//
//   batch.Put(KnownOfficerKey("1234"), "");
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/ordinal.h"
#include "ledger/projections/rows.h"

namespace sworn::projections {

inline constexpr std::string_view kStateKey = "!state";

std::string AuthorityKey(std::string_view authority, LeafIndex index);
std::string EncodeAuthority(const AuthorityRecord& record);  // Without its index.
std::string KnownOfficerKey(std::string_view officer);
std::string ThreadKey(LeafIndex index);
std::string EncodeState(const ProjectionState& state);
// The version that codec::EncodeFact writes.
std::uint8_t FactEncodingVersion();

}  // namespace sworn::projections
