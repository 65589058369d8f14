#include "ledger/codec/event_type.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace sworn::codec {
namespace {

using event::v1::Body;

struct EventType {
  std::string_view name;
  Body::KindCase kind = Body::KIND_NOT_SET;
  int act = 0;  // Of the body's own enumeration; 0 where it has none.
};

constexpr auto kEventTypes = std::to_array<EventType>({
    {"Genesis", Body::kGenesis},
    {"AuthorityRegistered", Body::kAuthorityRegistered},
    {"KeyAdded", Body::kKeyAdded},
    {"KeyRotated", Body::kKeyRotated},
    {"KeyRevoked", Body::kKeyRevoked},
    {"RoleAssigned", Body::kRoleAssigned},
    {"RoleEnded", Body::kRoleEnded},
    {"PolicyPublished", Body::kPolicyPublished},
    {"OfficerRegistered", Body::kOfficerRegistered},
    {"OfficerCertificationGranted", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_GRANTED},
    {"OfficerCertificationSuspended", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_SUSPENDED},
    {"OfficerCertificationAdministrativelySuspended", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_ADMINISTRATIVELY_SUSPENDED},
    {"OfficerCertificationSuspensionLifted", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_SUSPENSION_LIFTED},
    {"OfficerCertificationRevoked", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_REVOKED},
    {"OfficerCertificationExpired", Body::kOfficerCertification,
     event::v1::OFFICER_CERTIFICATION_ACT_KIND_EXPIRED},
    {"CourseApproved", Body::kCourseApproved},
    {"OfferingScheduled", Body::kOfferingScheduled},
    {"EnrollmentConfirmed", Body::kEnrollmentConfirmed},
    {"CompletionRecorded", Body::kCompletionRecorded},
    {"CompletionVoided", Body::kCompletionVoided},
    {"MouSigned", Body::kMouSigned},
    {"MouEnded", Body::kMouEnded},
    {"SroDesignated", Body::kSroDesignated},
    {"DesignationEnded", Body::kDesignationEnded},
    {"SroApplicationSubmitted", Body::kSroApplicationSubmitted},
    {"SroCertificationGranted", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED},
    {"SroCertificationConditionallyGranted", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_CONDITIONALLY_GRANTED},
    {"SroCertificationDeclined", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_DECLINED},
    {"SroCertificationSuspended", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_SUSPENDED},
    {"SroCertificationSuspensionLifted", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_SUSPENSION_LIFTED},
    {"SroCertificationRevoked", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_REVOKED},
    {"SroCertificationVacated", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_VACATED},
    {"SroCertificationTerminated", Body::kSroCertification,
     event::v1::SRO_CERTIFICATION_ACT_KIND_TERMINATED},
    {"ConditionSatisfied", Body::kConditionSatisfied},
    {"RecordCorrected", Body::kRecordCorrected},
    {"RecordVoided", Body::kRecordVoided},
});

constexpr auto kNames = [] {
  std::array<std::string_view, kEventTypes.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kEventTypes[i].name;
  return names;
}();

int ActOf(const Body& body) {
  if (body.has_officer_certification()) return body.officer_certification().act();
  if (body.has_sro_certification()) return body.sro_certification().act();
  return 0;
}

}  // namespace

std::string_view EventTypeName(const Body& body) {
  const auto kind = body.kind_case();
  const int act = ActOf(body);
  const auto found =
      std::find_if(kEventTypes.begin(), kEventTypes.end(),
                   [&](const EventType& type) { return type.kind == kind && type.act == act; });
  return found == kEventTypes.end() ? std::string_view() : found->name;
}

Result<Body> EmptyBodyOf(std::string_view name) {
  const auto found = std::find_if(kEventTypes.begin(), kEventTypes.end(),
                                  [&](const EventType& type) { return type.name == name; });
  if (found == kEventTypes.end()) {
    return Fail(Reason::kInvalidField,
                "\"" + std::string(name) + "\" is not an event type of the catalogue", "type");
  }
  Body body;
  const auto* field = Body::descriptor()->FindFieldByNumber(static_cast<int>(found->kind));
  Body::GetReflection()->MutableMessage(&body, field);
  if (body.has_officer_certification()) {
    body.mutable_officer_certification()->set_act(
        static_cast<event::v1::OfficerCertificationActKind>(found->act));
  } else if (body.has_sro_certification()) {
    body.mutable_sro_certification()->set_act(
        static_cast<event::v1::SroCertificationActKind>(found->act));
  }
  return body;
}

std::span<const std::string_view> EventTypeNames() { return kNames; }

}  // namespace sworn::codec
