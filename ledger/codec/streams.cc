#include "ledger/codec/streams.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/codec/signed_event.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using tlog::StreamKind;
using tlog::StreamName;

// Gathers names; remembers the first that cannot be one.
class Collector {
 public:
  void Add(StreamKind kind, std::string_view identifier, std::string_view field) {
    if (identifier.empty() || error_) return;
    Result<StreamName> name = StreamName::Of(kind, identifier);
    if (!name) {
      error_ = Fail(Reason::kInvalidField, name.error().message, std::string(field));
      return;
    }
    names_.push_back(std::move(name).value());
  }
  void Add(StreamName name) { names_.push_back(std::move(name)); }
  template <typename List>
  void AddSchools(const List& schools) {
    for (const std::string& school : schools) Add(StreamKind::kSchool, school, "schools");
  }

  void AddBody(const Body& body);

  Result<std::vector<StreamName>> Finish() {
    if (error_) return *std::move(error_);
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
    return std::move(names_);
  }

 private:
  void AddRegistered(const event::v1::AuthorityRegistered& body) {
    Add(StreamName::Authority());
    if (body.kind() == event::v1::AUTHORITY_KIND_AGENCY) {
      Add(StreamKind::kAgency, body.authority(), "authority");
    }
  }
  void AddOffering(const event::v1::OfferingScheduled& body) {
    Add(StreamKind::kOffering, body.offering(), "offering");
    Add(StreamKind::kCourse, body.course(), "course");
  }
  // Not the course's: evidence carries a course's stream to its head, and must not drag in every
  // completion in the state.
  void AddCompletion(const event::v1::CompletionRecorded& body) {
    Add(StreamKind::kOffering, body.offering(), "offering");
  }
  void AddMou(const event::v1::MouSigned& body) {
    Add(StreamKind::kMou, body.mou(), "mou");
    Add(StreamKind::kAgency, body.agency(), "agency");
    AddSchools(body.schools());
  }
  void AddDesignation(const event::v1::SroDesignated& body) {
    Add(StreamKind::kAgency, body.agency(), "agency");
    AddSchools(body.schools());
    Add(StreamKind::kMou, body.mou(), "mou");
  }
  void AddDesignationEnd(const event::v1::DesignationEnded& body) {
    Add(StreamKind::kAgency, body.agency(), "agency");
    AddSchools(body.schools());
  }
  void AddTarget(const event::v1::Target& target) {
    for (const std::string& text : target.streams()) {
      if (error_) return;
      Result<StreamName> name = StreamName::Parse(text);
      if (!name) {
        error_ = Fail(Reason::kInvalidField, name.error().message, "target.streams");
        return;
      }
      names_.push_back(std::move(name).value());
    }
  }
  void AddCorrection(const event::v1::RecordCorrected& body) {
    AddTarget(body.target());
    Add(StreamKind::kOfficer, body.subject(), "subject");
    AddBody(body.body());
  }

  std::vector<StreamName> names_;
  std::optional<Error> error_;
};

void Collector::AddBody(const Body& body) {
  switch (body.kind_case()) {
    case Body::kAuthorityRegistered:
      return AddRegistered(body.authority_registered());
    case Body::kGenesis:
    case Body::kKeyAdded:
    case Body::kKeyRotated:
    case Body::kKeyRevoked:
    case Body::kRoleAssigned:
    case Body::kRoleEnded:
      return Add(StreamName::Authority());
    case Body::kPolicyPublished:
      return Add(StreamName::Policies());
    case Body::kOfficerRegistered:
      return Add(StreamKind::kAgency, body.officer_registered().agency(), "agency");
    case Body::kCourseApproved:
      return Add(StreamKind::kCourse, body.course_approved().course(), "course");
    case Body::kOfferingScheduled:
      return AddOffering(body.offering_scheduled());
    case Body::kEnrollmentConfirmed:
      return Add(StreamKind::kOffering, body.enrollment_confirmed().offering(), "offering");
    case Body::kCompletionRecorded:
      return AddCompletion(body.completion_recorded());
    case Body::kMouSigned:
      return AddMou(body.mou_signed());
    case Body::kMouEnded:
      return Add(StreamKind::kMou, body.mou_ended().mou(), "mou");
    case Body::kSroDesignated:
      return AddDesignation(body.sro_designated());
    case Body::kDesignationEnded:
      return AddDesignationEnd(body.designation_ended());
    case Body::kSroApplicationSubmitted:
      return Add(StreamKind::kAgency, body.sro_application_submitted().agency(), "agency");
    case Body::kRecordCorrected:
      return AddCorrection(body.record_corrected());
    case Body::kRecordVoided:
      return AddTarget(body.record_voided().target());
    case Body::kOfficerCertification:
    case Body::kCompletionVoided:
    case Body::kSroCertification:
    case Body::kConditionSatisfied:
    case Body::KIND_NOT_SET:
      return;
  }
}

// "body.mou_signed": where an error of the body stands.
std::string BodyPath(const Body& body) {
  const auto* field = Body::descriptor()->FindFieldByNumber(static_cast<int>(body.kind_case()));
  return field == nullptr ? "body" : "body." + field->name();
}

}  // namespace

Result<std::vector<StreamName>> StreamsOf(const event::v1::Event& event) {
  if (event.schema_version() != kSchemaVersion) {
    return Fail(Reason::kUnknownSchemaVersion,
                "schema version " + std::to_string(event.schema_version()) + " is not known",
                "schema_version");
  }
  Collector collector;
  collector.AddBody(event.body());
  Result<std::vector<StreamName>> of_body = collector.Finish();
  if (!of_body) return Within(BodyPath(event.body()), of_body.error());
  std::vector<StreamName> names = std::move(of_body).value();
  if (!event.header().subject().empty()) {
    Result<StreamName> officer = StreamName::Of(StreamKind::kOfficer, event.header().subject());
    if (!officer) {
      return Fail(Reason::kInvalidField, officer.error().message, "header.subject");
    }
    const auto place = std::lower_bound(names.begin(), names.end(), *officer);
    if (place == names.end() || *place != *officer) names.insert(place, *officer);
  }
  if (names.empty()) {
    return Fail(Reason::kInvalidField,
                "the event belongs to no stream; name the officer whom it is about",
                "header.subject");
  }
  if (names.size() > limits::kMaxStreamsPerEntry) {
    return Fail(Reason::kTooLarge,
                "an entry belongs to at most " + std::to_string(limits::kMaxStreamsPerEntry) +
                    " streams, this to " + std::to_string(names.size()) + "; name fewer schools",
                BodyPath(event.body()) + ".schools");
  }
  return names;
}

}  // namespace sworn::codec
