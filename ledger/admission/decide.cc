#include "ledger/admission/decide.h"

#include <optional>
#include <string>
#include <utility>

#include "ledger/admission/review.h"
#include "ledger/admission/signer_rules.h"
#include "ledger/admission/stored_event.h"
#include "ledger/base/check.h"
#include "ledger/base/date.h"
#include "ledger/base/limits.h"
#include "ledger/codec/facts.h"

namespace sworn::admission {

namespace {

std::string SignerPath(std::size_t i) { return "header.signers[" + std::to_string(i) + "]"; }

Error At(std::string field, Error error) {
  error.field = std::move(field);
  return error;
}

// Keys that prepare did not know must be known by now; then it is their turn.
Status CheckPending(const PreparedEvent& event, const AuthorityView& view,
                    VerifiedBatches& batches) {
  for (const PreparedEvent::PendingSignature& pending : event.pending_signatures()) {
    const KeyFingerprint& fingerprint = event.signer_keys()[pending.signer];
    const RegisteredKey* key = view.FindKey(fingerprint);
    if (key == nullptr) {
      Status unknown = view.CheckUsable(fingerprint, Instant());
      return At(SignerPath(pending.signer) + ".key_fingerprint", std::move(unknown).error());
    }
    const Status valid = pending.batch
                             ? batches.Verify(key->key, pending.message, pending.signature)
                             : key->key.Verify(pending.message, pending.signature);
    if (!valid) return SignatureRefused(pending.signer, pending.batch, fingerprint);
  }
  return Ok();
}

Status CheckKeys(const PreparedEvent& event, Instant recorded_at, const AuthorityView& view) {
  const event::v1::Header& header = event.decoded().header();
  for (std::size_t i = 0; i < event.signer_keys().size(); ++i) {
    const KeyFingerprint& fingerprint = event.signer_keys()[i];
    if (Status usable = view.CheckUsable(fingerprint, recorded_at); !usable) {
      return At(SignerPath(i) + ".key_fingerprint", std::move(usable).error());
    }
    const event::v1::Signer& signer = header.signers(static_cast<int>(i));
    Status holds =
        view.CheckRole(fingerprint, signer.authority(), codec::ToRole(signer.role()), recorded_at);
    if (!holds) return At(SignerPath(i) + ".role", std::move(holds).error());
  }
  return Ok();
}

Status CheckNotAfter(Instant not_after, Instant recorded_at) {
  if (not_after < recorded_at) {
    return Fail(Reason::kExpired,
                "the event was to be admitted until " + not_after.ToString() + ", it is " +
                    recorded_at.ToString() + ": sign it anew",
                "header.not_after");
  }
  if (recorded_at + limits::kMaxNotAfterAhead < not_after) {
    return Fail(Reason::kNotAfterTooFar,
                "not_after lies more than 90 days ahead of " + recorded_at.ToString() +
                    ": sign the event with an earlier one",
                "header.not_after");
  }
  return Ok();
}

// What is to come is told by effective_from; occurred_on says what has happened.
Status CheckHappened(const std::string& occurred_on, Instant recorded_at,
                     const std::string& field) {
  if (occurred_on.empty()) return Ok();
  SWORN_ASSIGN_OR_RETURN(const Date day, Date::Parse(occurred_on));
  const Date today = EasternDate(recorded_at);
  if (day <= today) return Ok();
  return Fail(Reason::kInvalidDate,
              "occurred_on says what has happened, and " + occurred_on + " is still to come on " +
                  today.ToString() +
                  " (Eastern): give the day of the act itself, and as effective_from the day from "
                  "which it is to count",
              field);
}

Status CheckOccurred(const event::v1::Event& event, Instant recorded_at) {
  SWORN_RETURN_IF_ERROR(
      CheckHappened(event.header().occurred_on(), recorded_at, "header.occurred_on"));
  return CheckHappened(event.body().record_corrected().occurred_on(), recorded_at,
                       "body.record_corrected.occurred_on");
}

Status CheckRevisions(const event::v1::Header& header, RecordSource& source) {
  for (int i = 0; i < header.expected_revisions_size(); ++i) {
    const event::v1::ExpectedRevision& expected = header.expected_revisions(i);
    const std::string field = "header.expected_revisions[" + std::to_string(i) + "]";
    Result<tlog::StreamName> stream = tlog::StreamName::Parse(expected.stream());
    if (!stream) return At(field + ".stream", std::move(stream).error());
    SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                           source.StreamHead(*stream));
    const Revision next = head ? Next(head->revision) : Revision(0);
    if (expected.revision() == next.value()) continue;
    return Fail(Reason::kStaleRevision,
                "the next revision of \"" + stream->text() + "\" is " + ToString(next) +
                    ", not the expected " + std::to_string(expected.revision()) +
                    ": read what came in between, then sign the event anew",
                field + ".revision");
  }
  return Ok();
}

// The entry that holds this very event, if there is one with its id; else EVENT_ID_CONFLICT is for
// the caller to raise.
struct Earlier {
  LeafIndex index;
  bool same_payload = false;
};

Result<std::optional<Earlier>> FindEarlier(const codec::DecodedEvent& event, tlog::Group& group) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, group.FindEvent(event.key()));
  if (!index) return std::optional<Earlier>();
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, group.ReadEntry(*index));
  SWORN_ASSIGN_OR_RETURN(const StoredEvent stored, ReadStoredEvent(leaf));
  return std::optional<Earlier>({*index, stored.payload == event.payload()});
}

Status CheckAct(const PreparedEvent& event, Instant recorded_at, RecordSource& source,
                DefinitionCache& definitions, const AuthorityView& view) {
  const codec::DecodedEvent& decoded = event.decoded();
  Records records(source, definitions);
  EventReview review(decoded, records, view);
  SWORN_RETURN_IF_ERROR(review.Resolve());
  SWORN_RETURN_IF_ERROR(CheckSigners(review.context(), decoded.header(), view));
  SWORN_RETURN_IF_ERROR(CheckNotAfter(decoded.not_after(), recorded_at));
  SWORN_RETURN_IF_ERROR(CheckOccurred(decoded.event(), recorded_at));
  SWORN_RETURN_IF_ERROR(CheckRevisions(decoded.header(), source));
  return review.CheckReferences();
}

}  // namespace

Result<Decision> Decider::Decide(const PreparedEvent& event, Instant recorded_at,
                                 tlog::Group& group, AuthorityView& view) {
  const codec::DecodedEvent& decoded = event.decoded();
  SWORN_RETURN_IF_ERROR(CheckPending(event, view, batches_));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Earlier> earlier, FindEarlier(decoded, group));
  if (earlier && earlier->same_payload) {
    return Decision{Decision::Kind::kDuplicate, earlier->index};
  }
  SWORN_RETURN_IF_ERROR(CheckKeys(event, recorded_at, view));
  if (earlier) {
    return Fail(Reason::kEventIdConflict,
                "entry " + ToString(earlier->index) + " of \"" +
                    decoded.header().acting_authority() +
                    "\" has this event id and says something else: take a fresh id for a new "
                    "event, or send the first bytes again",
                "header.event_id");
  }
  GroupRecords source(group);
  SWORN_RETURN_IF_ERROR(CheckAct(event, recorded_at, source, definitions_, view));

  SWORN_ASSIGN_OR_RETURN(const LeafIndex index,
                         group.Stage({.kind = tlog::EntryKind::kSignedEvent,
                                      .recorded_at = recorded_at,
                                      .body = decoded.bytes(),
                                      .streams = decoded.streams(),
                                      .event_key = decoded.key(),
                                      .sealed_parts = event.sealed_parts()}));
  // Everything that Apply could find wrong has been asked above.
  const Status applied = view.Apply(decoded.body(), index, recorded_at);
  SWORN_CHECK(applied.has_value());
  return Decision{Decision::Kind::kAccepted, index};
}

Status Decider::CheckAdmissible(const PreparedEvent& event, Instant recorded_at,
                                RecordSource& source, const AuthorityView& view) {
  SWORN_RETURN_IF_ERROR(CheckPending(event, view, batches_));
  SWORN_RETURN_IF_ERROR(CheckKeys(event, recorded_at, view));
  return CheckAct(event, recorded_at, source, definitions_, view);
}

}  // namespace sworn::admission
