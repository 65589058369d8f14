#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "ledger/base/check.h"
#include "ledger/certification/facts.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {
namespace {

std::string_view ActName(OfficerCertificationAct::Kind act) {
  switch (act) {
    case OfficerCertificationAct::Kind::kGranted:
      return "OfficerCertificationGranted";
    case OfficerCertificationAct::Kind::kSuspended:
      return "OfficerCertificationSuspended";
    case OfficerCertificationAct::Kind::kAdministrativelySuspended:
      return "OfficerCertificationAdministrativelySuspended";
    case OfficerCertificationAct::Kind::kSuspensionLifted:
      return "OfficerCertificationSuspensionLifted";
    case OfficerCertificationAct::Kind::kRevoked:
      return "OfficerCertificationRevoked";
    case OfficerCertificationAct::Kind::kExpired:
      return "OfficerCertificationExpired";
  }
  SWORN_CHECK(false);
}

std::string_view ActName(SroCertificationAct::Kind act) {
  switch (act) {
    case SroCertificationAct::Kind::kGranted:
      return "SroCertificationGranted";
    case SroCertificationAct::Kind::kConditionallyGranted:
      return "SroCertificationConditionallyGranted";
    case SroCertificationAct::Kind::kDeclined:
      return "SroCertificationDeclined";
    case SroCertificationAct::Kind::kSuspended:
      return "SroCertificationSuspended";
    case SroCertificationAct::Kind::kSuspensionLifted:
      return "SroCertificationSuspensionLifted";
    case SroCertificationAct::Kind::kRevoked:
      return "SroCertificationRevoked";
    case SroCertificationAct::Kind::kVacated:
      return "SroCertificationVacated";
    case SroCertificationAct::Kind::kTerminated:
      return "SroCertificationTerminated";
  }
  SWORN_CHECK(false);
}

// One overload for each body; a new body does not compile until it has a name.
struct BodyName {
  std::string_view operator()(const OfficerRegistered&) const { return "OfficerRegistered"; }
  std::string_view operator()(const OfficerCertificationAct& body) const {
    return ActName(body.act);
  }
  std::string_view operator()(const CourseApproved&) const { return "CourseApproved"; }
  std::string_view operator()(const OfferingScheduled&) const { return "OfferingScheduled"; }
  std::string_view operator()(const EnrollmentConfirmed&) const { return "EnrollmentConfirmed"; }
  std::string_view operator()(const CompletionRecorded&) const { return "CompletionRecorded"; }
  std::string_view operator()(const CompletionVoided&) const { return "CompletionVoided"; }
  std::string_view operator()(const MouSigned&) const { return "MouSigned"; }
  std::string_view operator()(const MouEnded&) const { return "MouEnded"; }
  std::string_view operator()(const SroDesignated&) const { return "SroDesignated"; }
  std::string_view operator()(const DesignationEnded&) const { return "DesignationEnded"; }
  std::string_view operator()(const SroApplicationSubmitted&) const {
    return "SroApplicationSubmitted";
  }
  std::string_view operator()(const SroCertificationAct& body) const { return ActName(body.act); }
  std::string_view operator()(const ConditionSatisfied&) const { return "ConditionSatisfied"; }
  std::string_view operator()(const RecordCorrected&) const { return "RecordCorrected"; }
  std::string_view operator()(const RecordVoided&) const { return "RecordVoided"; }
  std::string_view operator()(const Policy&) const { return "PolicyPublished"; }
};

}  // namespace

std::string EventTypeName(const Fact& fact) {
  return std::string(std::visit(BodyName{}, fact.body));
}

std::string_view Name(CertificateStatus status) {
  switch (status) {
    case CertificateStatus::kUndetermined:
      return "UNDETERMINED";
    case CertificateStatus::kNone:
      return "NONE";
    case CertificateStatus::kApplied:
      return "APPLIED";
    case CertificateStatus::kConditional:
      return "CONDITIONAL";
    case CertificateStatus::kCertified:
      return "CERTIFIED";
    case CertificateStatus::kDeclined:
      return "DECLINED";
    case CertificateStatus::kAdministrativelySuspended:
      return "ADMINISTRATIVELY_SUSPENDED";
    case CertificateStatus::kSuspended:
      return "SUSPENDED";
    case CertificateStatus::kRevoked:
      return "REVOKED";
    case CertificateStatus::kExpired:
      return "EXPIRED";
    case CertificateStatus::kTerminated:
      return "TERMINATED";
    case CertificateStatus::kVacated:
      return "VACATED";
  }
  SWORN_CHECK(false);
}

std::string_view Name(Overlay overlay) {
  switch (overlay) {
    case Overlay::kConditionOverdue:
      return "CONDITION_OVERDUE";
    case Overlay::kUnderReview:
      return "UNDER_REVIEW";
  }
  SWORN_CHECK(false);
}

std::string_view Name(RequirementResult result) {
  switch (result) {
    case RequirementResult::kSatisfied:
      return "SATISFIED";
    case RequirementResult::kOutstanding:
      return "OUTSTANDING";
    case RequirementResult::kMissed:
      return "MISSED";
    case RequirementResult::kNotRequired:
      return "NOT_REQUIRED";
    case RequirementResult::kNotApplicable:
      return "NOT_APPLICABLE";
    case RequirementResult::kUndetermined:
      return "UNDETERMINED";
  }
  SWORN_CHECK(false);
}

std::string_view Name(Answer answer) {
  switch (answer) {
    case Answer::kNo:
      return "NO";
    case Answer::kYes:
      return "YES";
    case Answer::kUndetermined:
      return "UNDETERMINED";
  }
  SWORN_CHECK(false);
}

std::string_view Name(EligibilityCondition::Kind condition) {
  switch (condition) {
    case EligibilityCondition::Kind::kOfficerCertificateInForce:
      return "OFFICER_CERTIFICATE_IN_FORCE";
    case EligibilityCondition::Kind::kSroCertificateInForce:
      return "SRO_CERTIFICATE_IN_FORCE";
    case EligibilityCondition::Kind::kDesignatedForSchool:
      return "DESIGNATED_FOR_SCHOOL";
    case EligibilityCondition::Kind::kMouInForce:
      return "MOU_IN_FORCE";
    case EligibilityCondition::Kind::kNoBarringRestriction:
      return "NO_BARRING_RESTRICTION";
  }
  SWORN_CHECK(false);
}

std::string_view Name(Flag::Kind kind) {
  switch (kind) {
    case Flag::Kind::kLateEvidence:
      return "LATE_EVIDENCE";
    case Flag::Kind::kRetroactive:
      return "RETROACTIVE";
    case Flag::Kind::kDeemedCertified:
      return "DEEMED_CERTIFIED";
    case Flag::Kind::kDerived:
      return "DERIVED";
    case Flag::Kind::kAttestedNotSigned:
      return "ATTESTED_NOT_SIGNED";
    case Flag::Kind::kConditionOverdue:
      return "CONDITION_OVERDUE";
    case Flag::Kind::kEvidenceCorrected:
      return "EVIDENCE_CORRECTED";
    case Flag::Kind::kGrantRestsOnVoided:
      return "GRANT_RESTS_ON_VOIDED";
    case Flag::Kind::kTrainingGap:
      return "TRAINING_GAP";
    case Flag::Kind::kPolicyOverlap:
      return "POLICY_OVERLAP";
    case Flag::Kind::kNoPolicy:
      return "NO_POLICY";
    case Flag::Kind::kActByUnusualOrder:
      return "ACT_BY_UNUSUAL_ORDER";
    case Flag::Kind::kDuplicateEvidence:
      return "DUPLICATE_EVIDENCE";
    case Flag::Kind::kLateCompletion:
      return "LATE_COMPLETION";
    case Flag::Kind::kContradictoryEvidence:
      return "CONTRADICTORY_EVIDENCE";
  }
  SWORN_CHECK(false);
}

std::string_view Name(Certainty certainty) {
  switch (certainty) {
    case Certainty::kTextRead:
      return "TEXT_READ";
    case Certainty::kTextPartlyRead:
      return "TEXT_PARTLY_READ";
    case Certainty::kSecondarySource:
      return "SECONDARY_SOURCE";
    case Certainty::kAnalogy:
      return "ANALOGY";
    case Certainty::kInference:
      return "INFERENCE";
  }
  SWORN_CHECK(false);
}

}  // namespace sworn::certification
