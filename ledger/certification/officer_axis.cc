// The officer's own certificate: M.G.L. c. 6E ss. 4, 9 and 10.
#include <utility>

#include "ledger/certification/axes.h"

namespace sworn::certification {
namespace {

using Kind = OfficerCertificationAct::Kind;

Act ActOf(const Record& record, Kind kind) {
  Act act;
  act.from = record.effective_from();
  act.decided = record.occurred_on();
  act.record = &record;
  switch (kind) {
    case Kind::kGranted:
      act.kind = ActKind::kGrant;
      act.status = CertificateStatus::kCertified;
      return act;
    case Kind::kSuspended:
      act.kind = ActKind::kSuspend;
      act.status = CertificateStatus::kSuspended;
      return act;
    case Kind::kAdministrativelySuspended:
      act.kind = ActKind::kSuspend;
      act.status = CertificateStatus::kAdministrativelySuspended;
      return act;
    case Kind::kSuspensionLifted:
      act.kind = ActKind::kLift;
      return act;
    case Kind::kRevoked:
      act.kind = ActKind::kEnd;
      act.status = CertificateStatus::kRevoked;
      return act;
    case Kind::kExpired:
      act.kind = ActKind::kEnd;
      act.status = CertificateStatus::kExpired;
      return act;
  }
  SWORN_CHECK(false);
}

}  // namespace

Timeline OfficerTimeline(const Records& records, const RuleBook& rules) {
  std::vector<Act> acts;
  for (const Record& record : records.officer) {
    if (const auto* body = record.As<OfficerCertificationAct>()) {
      acts.push_back(ActOf(record, body->act));
    }
  }
  return Timeline::Build(Axis::kOfficer, std::move(acts), rules, {});
}

Answer InForce(Axis axis, CertificateStatus status, Date date, const RuleBook& rules,
               Selection* rule) {
  Selection selection =
      rules.One<StatusInForce>(PolicyFamily::kCertification, AnchorDates::All(date),
                               [axis](const StatusInForce& one) { return one.axis == axis; });
  Answer answer = Answer::kUndetermined;
  if (selection.found != nullptr && status != CertificateStatus::kUndetermined) {
    answer = Answer::kNo;
    for (const CertificateStatus in_force : selection.found->As<StatusInForce>().statuses) {
      if (in_force == status) answer = Answer::kYes;
    }
  }
  if (rule != nullptr) *rule = std::move(selection);
  return answer;
}

}  // namespace sworn::certification
