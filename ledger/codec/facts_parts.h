// How facts.h's work is divided, and the change from proto enumerations to the domain's. Internal
// to ledger/codec.
#pragma once

#include "ledger/base/check.h"
#include "ledger/base/result.h"
#include "ledger/certification/policy.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// The domain's enumerations are the proto's without UNSPECIFIED, in the same order: a test compares
// the names.
template <typename To, typename From>
To ToDomain(From value) {
  SWORN_CHECK(static_cast<int>(value) > 0);
  return static_cast<To>(static_cast<int>(value) - 1);
}

Result<certification::Policy> ToPolicy(const event::v1::PolicyPublished& body);

}  // namespace sworn::codec
