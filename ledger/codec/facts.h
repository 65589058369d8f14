// From signed events to the plain facts that evaluation reads.
//
//   Result<std::optional<Fact>> fact = ToFact(index, recorded_at, event);
//
// The event must have passed ValidateEvent. Pure and thread-safe.
#pragma once

#include <optional>
#include <string>

#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// The earlier entry that an event points at, named twice.
struct TargetReference {
  LeafIndex index;
  std::string event_id;  // 16 bytes.
  bool operator==(const TargetReference&) const = default;
};
// Of completion_voided, record_corrected and record_voided; none for any other body.
std::optional<TargetReference> TargetOf(const event::v1::Event& event);

// None for genesis, authority, key and role events, which say nothing of officers or rules; a
// certification::Policy for policy_published. A record_corrected needs its target: INTERNAL here,
// use ToCorrection.
Result<std::optional<certification::Fact>> ToFact(LeafIndex index, Instant recorded_at,
                                                  const event::v1::Event& event);

// The fact of a record_corrected, whose record is `target`'s with the given fields replaced. A day
// from which the target counts that was its day of occurrence moves with it. A target that is
// itself a correction is corrected from what it says. WRONG_TARGET if the target is no correctable
// record or the restated body is of another kind; INVALID_DATE if the result ends before it starts.
Result<certification::Fact> ToCorrection(LeafIndex index, Instant recorded_at,
                                         const event::v1::Event& correction,
                                         const certification::Fact& target);

certification::AuthorityKind ToAuthorityKind(event::v1::AuthorityKind kind);  // Not UNSPECIFIED
certification::Role ToRole(event::v1::Role role);                             // (both checked).
// The proto value of a role, for authoring and for tests.
event::v1::Role FromRole(certification::Role role);

}  // namespace sworn::codec
