#include "ledger/admission/records.h"

#include <set>
#include <utility>

#include "ledger/base/check.h"

namespace sworn::admission {

namespace {

using tlog::StreamKind;
using tlog::StreamName;

bool IsCorrection(const event::v1::Body& body) { return body.has_record_corrected(); }

// What an event may point at: acts on the record, which a correction can restate. Authority is
// changed by revoking and ending, policy by a new version, and a correction or voiding by a new
// statement.
bool IsRecord(const event::v1::Body& body) {
  switch (body.kind_case()) {
    case event::v1::Body::kOfficerRegistered:
    case event::v1::Body::kOfficerCertification:
    case event::v1::Body::kCourseApproved:
    case event::v1::Body::kOfferingScheduled:
    case event::v1::Body::kEnrollmentConfirmed:
    case event::v1::Body::kCompletionRecorded:
    case event::v1::Body::kMouSigned:
    case event::v1::Body::kMouEnded:
    case event::v1::Body::kSroDesignated:
    case event::v1::Body::kDesignationEnded:
    case event::v1::Body::kSroApplicationSubmitted:
    case event::v1::Body::kSroCertification:
    case event::v1::Body::kConditionSatisfied:
      return true;
    case event::v1::Body::KIND_NOT_SET:
    case event::v1::Body::kGenesis:
    case event::v1::Body::kAuthorityRegistered:
    case event::v1::Body::kKeyAdded:
    case event::v1::Body::kKeyRotated:
    case event::v1::Body::kKeyRevoked:
    case event::v1::Body::kRoleAssigned:
    case event::v1::Body::kRoleEnded:
    case event::v1::Body::kPolicyPublished:
    case event::v1::Body::kCompletionVoided:
    case event::v1::Body::kRecordCorrected:
    case event::v1::Body::kRecordVoided:
      return false;
  }
  return false;
}

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// The stream's entry before this one.
std::optional<LeafIndex> PreviousIn(const StreamName& stream, const StoredEvent& stored) {
  for (const tlog::StreamLink& link : stored.prefix.streams) {
    if (link.stream == stream) return link.previous;
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<tlog::StreamPosition>> GroupRecords::StreamHead(const StreamName& stream) {
  return group_.StreamHead(stream);
}
Result<std::optional<LeafIndex>> GroupRecords::StreamStart(const StreamName& stream) {
  return group_.StreamStart(stream);
}
Result<std::string> GroupRecords::ReadEntry(LeafIndex index) { return group_.ReadEntry(index); }
LeafIndex GroupRecords::end() const { return group_.next_index(); }
LeafIndex GroupRecords::durable_end() const {
  return LeafIndex(group_.next_index().value() - group_.staged());
}

Result<std::optional<tlog::StreamPosition>> LogRecords::StreamHead(const StreamName& stream) {
  return log_.StreamHead(stream, size_);
}
Result<std::optional<LeafIndex>> LogRecords::StreamStart(const StreamName& stream) {
  SWORN_ASSIGN_OR_RETURN(const std::vector<tlog::StreamPosition> first,
                         log_.ReadStream(stream, Revision(0), 1, size_));
  if (first.empty()) return std::optional<LeafIndex>();
  return std::optional<LeafIndex>(first.front().index);
}
Result<std::string> LogRecords::ReadEntry(LeafIndex index) { return log_.ReadEntry(index); }

Result<bool> Records::StreamExists(StreamKind kind, std::string_view identifier) {
  SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(kind, identifier));
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                         source_.StreamHead(stream));
  return head.has_value();
}

Result<bool> Records::OfficerExists(std::string_view officer) {
  return StreamExists(StreamKind::kOfficer, officer);
}

Result<std::optional<StoredEvent>> Records::Definition(const StreamName& stream) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<LeafIndex> start, source_.StreamStart(stream));
  if (!start) return std::optional<StoredEvent>();
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, source_.ReadEntry(*start));
  SWORN_ASSIGN_OR_RETURN(StoredEvent stored, ReadStoredEvent(leaf));
  return std::optional<StoredEvent>(std::move(stored));
}

Result<CourseRecord> Records::Course(std::string_view course, const std::string& field) {
  SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(StreamKind::kCourse, course));
  if (const CourseRecord* cached = cache_.courses.Find(stream)) return *cached;
  SWORN_ASSIGN_OR_RETURN(const std::optional<StoredEvent> stored, Definition(stream));
  if (!stored || !stored->event.body().has_course_approved()) {
    return Fail(Reason::kUnknownCourse,
                "no entry approves the course " + Quoted(course) + ": record CourseApproved first",
                field);
  }
  CourseRecord record{stored->event.body().course_approved().provider()};
  if (stored->prefix.index < source_.durable_end()) cache_.courses.Put(stream, record);
  return record;
}

Result<OfferingRecord> Records::Offering(std::string_view offering, const std::string& field) {
  SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(StreamKind::kOffering, offering));
  if (const OfferingRecord* cached = cache_.offerings.Find(stream)) return *cached;
  SWORN_ASSIGN_OR_RETURN(const std::optional<StoredEvent> stored, Definition(stream));
  if (!stored || !stored->event.body().has_offering_scheduled()) {
    return Fail(
        Reason::kUnknownOffering,
        "no entry schedules the offering " + Quoted(offering) + ": record OfferingScheduled first",
        field);
  }
  OfferingRecord record{stored->event.body().offering_scheduled().course()};
  if (stored->prefix.index < source_.durable_end()) cache_.offerings.Put(stream, record);
  return record;
}

Result<MouRecord> Records::Mou(std::string_view mou, const std::string& field) {
  SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(StreamKind::kMou, mou));
  if (const MouRecord* cached = cache_.mous.Find(stream)) return *cached;
  SWORN_ASSIGN_OR_RETURN(const std::optional<StoredEvent> stored, Definition(stream));
  if (!stored || !stored->event.body().has_mou_signed()) {
    return Fail(Reason::kUnknownMou,
                "no entry holds the memorandum " + Quoted(mou) + ": record MouSigned first", field);
  }
  const event::v1::MouSigned& signed_mou = stored->event.body().mou_signed();
  MouRecord record{signed_mou.agency(), signed_mou.district()};
  if (stored->prefix.index < source_.durable_end()) cache_.mous.Put(stream, record);
  return record;
}

Result<TargetRecord> Records::Target(const codec::TargetReference& reference,
                                     const std::string& field) {
  if (reference.index >= source_.end()) {
    return Fail(Reason::kUnknownTarget,
                "there is no entry " + ToString(reference.index) +
                    " before this one: name the entry by the index of its receipt",
                field + "index");
  }
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, source_.ReadEntry(reference.index));
  SWORN_ASSIGN_OR_RETURN(StoredEvent stored, ReadStoredEvent(leaf));
  if (stored.event.header().event_id() != reference.event_id) {
    return Fail(Reason::kUnknownTarget,
                "entry " + ToString(reference.index) +
                    " is another event: index and event id must name the same one",
                field + "event_id");
  }
  return AsItStands(reference.index, std::move(stored), field + "index");
}

Result<TargetRecord> Records::AsItStands(LeafIndex index, StoredEvent stored,
                                         const std::string& field) {
  TargetRecord target{
      index, stored.event.header().acting_authority(), "", {}, stored.prefix.streams};
  // A correction stands for the record that it corrects: follow it down to that record. Each names
  // an earlier entry, so that this ends.
  bool has_body = false;
  while (IsCorrection(stored.event.body())) {
    const event::v1::RecordCorrected& correction = stored.event.body().record_corrected();
    if (target.subject.empty()) target.subject = correction.subject();
    if (!has_body && correction.has_body()) {
      target.body = correction.body();
      has_body = true;
    }
    SWORN_ASSIGN_OR_RETURN(const std::string leaf,
                           source_.ReadEntry(LeafIndex(correction.target().index())));
    SWORN_ASSIGN_OR_RETURN(stored, ReadStoredEvent(leaf));
  }
  if (!IsRecord(stored.event.body())) {
    return Fail(Reason::kWrongTarget,
                "entry " + ToString(index) +
                    " cannot be corrected or voided: end a key or role by its own event, publish "
                    "another version of a policy, and record a voided act anew",
                field);
  }
  if (target.subject.empty()) target.subject = stored.event.header().subject();
  if (!has_body) target.body = stored.event.body();
  return target;
}

StreamName Records::OwnStream(const TargetRecord& target) {
  SWORN_CHECK(!target.streams.empty());
  const StreamName* best = &target.streams.front().stream;
  for (const tlog::StreamLink& link : target.streams) {
    const StreamKind kind = link.stream.kind();
    // Whatever voids or replaces a record bears the officer whom it is about now.
    if (kind == StreamKind::kOfficer && link.stream.identifier() == target.subject) {
      return link.stream;
    }
    // In ascending order of names, so that an offering wins over its course.
    if (kind == StreamKind::kCourse || kind == StreamKind::kOffering || kind == StreamKind::kMou) {
      best = &link.stream;
    }
  }
  return *best;
}

Status Records::CheckStands(const TargetRecord& target, const std::string& field) {
  const StreamName stream = OwnStream(target);
  SWORN_ASSIGN_OR_RETURN(const std::optional<StoredEvent> by, SupersededBy(target.index, stream));
  if (!by) return Ok();
  const std::string end = ToString(by->prefix.index);
  if (IsCorrection(by->event.body())) {
    return Fail(Reason::kWrongTarget,
                "entry " + ToString(target.index) + " was replaced by entry " + end +
                    ": name that one, which says what holds now",
                field);
  }
  return Fail(Reason::kWrongTarget,
              "entry " + ToString(target.index) + " was voided by entry " + end +
                  ": if it holds after all, record it anew",
              field);
}

Result<std::optional<StoredEvent>> Records::SupersededBy(LeafIndex index,
                                                         const StreamName& stream) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                         source_.StreamHead(stream));
  std::optional<LeafIndex> at;
  if (head) at = head->index;
  while (at && *at > index) {
    SWORN_ASSIGN_OR_RETURN(const std::string leaf, source_.ReadEntry(*at));
    SWORN_ASSIGN_OR_RETURN(StoredEvent stored, ReadStoredEvent(leaf));
    const std::optional<codec::TargetReference> target = codec::TargetOf(stored.event);
    if (target && target->index == index) return std::optional<StoredEvent>(std::move(stored));
    at = PreviousIn(stream, stored);
  }
  return std::optional<StoredEvent>();
}

Status Records::VisitStanding(std::string_view officer,
                              const std::function<bool(const TargetRecord&)>& visit) {
  SWORN_ASSIGN_OR_RETURN(const StreamName stream, StreamName::Of(StreamKind::kOfficer, officer));
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                         source_.StreamHead(stream));
  std::optional<LeafIndex> at;
  if (head) at = head->index;
  // What ends a record stands behind it in the same stream (CheckTargetStreams).
  std::set<LeafIndex> ended;
  while (at) {
    SWORN_ASSIGN_OR_RETURN(const std::string leaf, source_.ReadEntry(*at));
    SWORN_ASSIGN_OR_RETURN(StoredEvent stored, ReadStoredEvent(leaf));
    const LeafIndex index = *at;
    at = PreviousIn(stream, stored);
    const std::optional<codec::TargetReference> target = codec::TargetOf(stored.event);
    if (target) ended.insert(target->index);
    const event::v1::Body& body = stored.event.body();
    if (ended.count(index) != 0 || !(IsRecord(body) || IsCorrection(body))) continue;
    SWORN_ASSIGN_OR_RETURN(const TargetRecord record, AsItStands(index, std::move(stored), ""));
    if (record.subject == officer && !visit(record)) return Ok();
  }
  return Ok();
}

Result<bool> Records::PolicyExists(std::string_view policy, std::uint32_t version) {
  // Policies are few, and published rarely.
  const StreamName stream = StreamName::Policies();
  SWORN_ASSIGN_OR_RETURN(const std::optional<tlog::StreamPosition> head,
                         source_.StreamHead(stream));
  std::optional<LeafIndex> at;
  if (head) at = head->index;
  while (at) {
    SWORN_ASSIGN_OR_RETURN(const std::string leaf, source_.ReadEntry(*at));
    SWORN_ASSIGN_OR_RETURN(const StoredEvent stored, ReadStoredEvent(leaf));
    const event::v1::PolicyPublished& published = stored.event.body().policy_published();
    if (published.policy() == policy && published.version() == version) return true;
    at = PreviousIn(stream, stored);
  }
  return false;
}

}  // namespace sworn::admission
