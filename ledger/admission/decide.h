// The second half of admission: whether an event enters the log, decided in order, by the entries
// before it alone.
//
//   tlog::Group group = log.Begin();
//   AuthorityView view(state);
//   Result<Decision> decision = decider.Decide(event, recorded_at, group, view);
//   …
//   SWORN_ASSIGN_OR_RETURN(const tlog::Head head, log.Commit(std::move(group)));
//   state.Merge(std::move(view));                       // or drop both: nothing happened
//
// The order of the questions, which is the order of the refusals:
//
//   1. signatures left pending, against keys known by now     UNKNOWN_KEY, BAD_SIGNATURE
//   2. the same event again (same key, same payload)          Decision::Kind::kDuplicate
//   3. each signer's key usable, holding the role it claims   KEY_…, ROLE_MISSING
//   4. the event id free                                      EVENT_ID_CONFLICT
//   5. the signers competent (signer_rules.h)                 NOT_AUTHORIZED
//   6. not_after                                              EXPIRED, NOT_AFTER_TOO_FAR
//   7. nothing said to have happened is still to come         INVALID_DATE
//   8. expected revisions, then everything the event refers to
//
// Repetition comes before the key's state, because exactly-once must hold for ever: who lost a
// receipt and sends the same bytes again gets the original index, also after the key was revoked or
// not_after has passed. It gives nothing away: the payload is known to whoever sends it. A
// *different* payload under a taken id meets the key's state first.
//
// The ledger records acts, it does not veto them: a competent authority's odd act (a designation
// under a memorandum of another agency, a grant without an application) is admitted, and answers
// carry a flag. What is refused is malformed, unauthorised, duplicate, stale, or aimed at something
// that does not exist.
//
// Deterministic: no clock, randomness or unordered iteration. Belongs to the sequencer's thread.
#pragma once

#include "ledger/admission/authority.h"
#include "ledger/admission/prepare.h"
#include "ledger/admission/records.h"
#include "ledger/admission/verified_batches.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/tlog/group.h"

namespace sworn::admission {

struct Decision {
  enum class Kind { kAccepted, kDuplicate };
  Kind kind = Kind::kAccepted;
  LeafIndex index;  // Of the new entry, or of the one that holds the same event.
  bool operator==(const Decision&) const = default;
};

class Decider {
 public:
  // Stages the event in `group` and applies it to `view`, which must stand for the log and that
  // group. After any error both are as before. Besides the reasons above: those of Group::Stage
  // (QUEUE_FULL: commit the group, then decide again).
  Result<Decision> Decide(const PreparedEvent& event, Instant recorded_at, tlog::Group& group,
                          AuthorityView& view);

  // Questions 1, 3 and 5 to 8 again, for an entry that is in the log already: what a verifier asks
  // of every entry at its own position. Changes nothing.
  Status CheckAdmissible(const PreparedEvent& event, Instant recorded_at, RecordSource& source,
                         const AuthorityView& view);

 private:
  DefinitionCache definitions_;
  VerifiedBatches batches_;  // Of batches whose key was unknown when they were prepared.
};

}  // namespace sworn::admission
