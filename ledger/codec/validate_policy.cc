#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/codec/validate_fields.h"
#include "ledger/codec/validate_parts.h"

namespace sworn::codec {
namespace {

using event::v1::CertificateStatus;
using event::v1::PolicyFamily;
using event::v1::PolicyPublished;
using event::v1::Rule;

constexpr std::uint64_t kMaxTermYears = 100;
constexpr std::uint64_t kMaxTermDays = 3'660;
constexpr std::uint64_t kMaxHours = 10'000;
constexpr std::uint64_t kFirstTrainingYear = 1900;
constexpr std::uint64_t kLastTrainingYear = 9999;

// Which family a kind of rule belongs to: a training year cannot redefine a certificate.
PolicyFamily FamilyOf(Rule::KindCase kind) {
  switch (kind) {
    case Rule::kCertificateTerm:
    case Rule::kAutomaticEffect:
    case Rule::kStatusPrecedence:
    case Rule::kStatusInForce:
    case Rule::kEligibilityCondition:
    case Rule::kConditionTerm:
    case Rule::kVacaturEffect:
    case Rule::kRetroactiveGrant:
    case Rule::kDeadline:
      return event::v1::POLICY_FAMILY_CERTIFICATION;
    case Rule::kTrainingYear:
    case Rule::kTrainingRequirement:
    case Rule::kTrainingNotRequired:
      return event::v1::POLICY_FAMILY_TRAINING_YEAR;
    case Rule::KIND_NOT_SET:
      break;
  }
  return event::v1::POLICY_FAMILY_UNSPECIFIED;
}

// Termination on the holder's request and vacatur exist for the SRO certificate alone
// (555 CMR 10.09(6), (11)).
Status CheckStatusOnAxis(CertificateStatus status, event::v1::Axis axis, std::string_view field) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(status, field));
  if (axis == event::v1::AXIS_OFFICER && (status == event::v1::CERTIFICATE_STATUS_TERMINATED ||
                                          status == event::v1::CERTIFICATE_STATUS_VACATED)) {
    return Fail(Reason::kInvalidField, "the officer's certificate has no such status",
                std::string(field));
  }
  return Ok();
}

template <typename List>
Status CheckStatuses(const List& statuses, event::v1::Axis axis, std::string_view field) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(axis, "axis"));
  if (statuses.empty()) return Missing(field);
  SWORN_RETURN_IF_ERROR(CheckEach(statuses, field, [axis](int status) {
    return CheckStatusOnAxis(static_cast<CertificateStatus>(status), axis, {});
  }));
  return CheckDistinct(statuses, field, [](int status) { return status; });
}

Status CheckTerm(const event::v1::CertificateTerm& term) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(term.axis(), "axis"));
  return CheckRange(term.years(), 1, kMaxTermYears, "years");
}

Status CheckEffect(const event::v1::AutomaticEffect& effect) {
  SWORN_RETURN_IF_ERROR(
      CheckStatusOnAxis(effect.officer_status(), event::v1::AXIS_OFFICER, "officer_status"));
  return CheckStatusOnAxis(effect.sro_status(), event::v1::AXIS_SRO, "sro_status");
}

Status CheckDeadline(const event::v1::Deadline& deadline) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(deadline.trigger(), "trigger"));
  SWORN_RETURN_IF_ERROR(CheckRange(deadline.days(), 1, kMaxTermDays, "days"));
  return CheckName(deadline.action(), "action", Presence::kRequired);
}

Status CheckTrainingYear(const event::v1::TrainingYear& year) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> first,
                         CheckDate(year.first_day(), "first_day", Presence::kRequired));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> last,
                         CheckDate(year.last_day(), "last_day", Presence::kRequired));
  if (*last < *first) {
    return Fail(Reason::kInvalidDate, "the last day lies before the first", "last_day");
  }
  return CheckRange(year.grace_days(), 0, kMaxTermDays, "grace_days");
}

Status CheckRequirement(const event::v1::TrainingRequirement& requirement) {
  SWORN_RETURN_IF_ERROR(
      CheckIdentifier(requirement.requirement(), "requirement", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckName(requirement.title(), "title", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifiers(requirement.courses(), "courses", Presence::kRequired,
                                         limits::kMaxListItems));
  SWORN_RETURN_IF_ERROR(CheckSpecified(requirement.frequency(), "frequency"));
  const std::uint64_t least = requirement.sum_hours() ? 1 : 0;
  SWORN_RETURN_IF_ERROR(CheckRange(requirement.hours(), least, kMaxHours, "hours"));
  return CheckSpecified(requirement.applies_to(), "applies_to");
}

Status CheckKind(const Rule& rule) {
  switch (rule.kind_case()) {
    case Rule::kCertificateTerm:
      return CheckTerm(rule.certificate_term());
    case Rule::kAutomaticEffect:
      return CheckEffect(rule.automatic_effect());
    case Rule::kStatusPrecedence:
      return CheckStatuses(rule.status_precedence().order(), rule.status_precedence().axis(),
                           "order");
    case Rule::kStatusInForce:
      return CheckStatuses(rule.status_in_force().statuses(), rule.status_in_force().axis(),
                           "statuses");
    case Rule::kEligibilityCondition:
      return CheckSpecified(rule.eligibility_condition().condition(), "condition");
    case Rule::kConditionTerm:
      return CheckRange(rule.condition_term().days(), 1, kMaxTermDays, "days");
    case Rule::kDeadline:
      return CheckDeadline(rule.deadline());
    case Rule::kTrainingYear:
      return CheckTrainingYear(rule.training_year());
    case Rule::kTrainingRequirement:
      return CheckRequirement(rule.training_requirement());
    case Rule::kTrainingNotRequired:
      return CheckIdentifier(rule.training_not_required().requirement(), "requirement",
                             Presence::kRequired);
    case Rule::kVacaturEffect:
    case Rule::kRetroactiveGrant:
    case Rule::KIND_NOT_SET:
      return Ok();
  }
  return Ok();
}

Status CheckRule(const Rule& rule, PolicyFamily family) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(rule.rule(), "rule", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckText(rule.statement(), "statement", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckName(rule.citation(), "citation", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckSpecified(rule.certainty(), "certainty"));
  SWORN_RETURN_IF_ERROR(CheckSpecified(rule.anchor(), "anchor"));
  if (rule.kind_case() == Rule::KIND_NOT_SET) return Missing("kind");
  const std::string& kind =
      Rule::descriptor()->FindFieldByNumber(static_cast<int>(rule.kind_case()))->name();
  if (FamilyOf(rule.kind_case()) != family) {
    return Fail(Reason::kInvalidField, "a policy of this family has no rules of this kind", kind);
  }
  if (Status status = CheckKind(rule); !status) return Within(kind, status.error());
  return Ok();
}

// "mptc-ty2024@1".
Status CheckReference(const std::string& reference) {
  const std::size_t at = reference.find('@');
  if (at == std::string::npos) {
    return Fail(Reason::kInvalidField, "a policy is referred to as policy@version");
  }
  SWORN_RETURN_IF_ERROR(
      CheckIdentifier(std::string_view(reference).substr(0, at), {}, Presence::kRequired));
  const Result<std::uint64_t> version = ParseDecimal(std::string_view(reference).substr(at + 1));
  if (!version || *version == 0 || *version > UINT32_MAX) {
    return Fail(Reason::kInvalidField, "the version after '@' counts from 1");
  }
  return Ok();
}

Status CheckYearOfFamily(const PolicyPublished& policy) {
  if (policy.family() == event::v1::POLICY_FAMILY_TRAINING_YEAR) {
    return CheckRange(policy.training_year(), kFirstTrainingYear, kLastTrainingYear,
                      "training_year");
  }
  if (policy.training_year() == 0) return Ok();
  return Fail(Reason::kInvalidField, "only a training year's policy names its year",
              "training_year");
}

}  // namespace

Status ValidatePolicy(const PolicyPublished& policy) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(policy.family(), "family"));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(policy.policy(), "policy", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckRange(policy.version(), 1, UINT32_MAX, "version"));
  SWORN_RETURN_IF_ERROR(CheckName(policy.title(), "title", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckBytes(policy.document_sha256(), kDigestBytes, "document_sha256"));
  SWORN_RETURN_IF_ERROR(CheckCount(policy.supersedes_size(), limits::kMaxListItems, "supersedes"));
  SWORN_RETURN_IF_ERROR(CheckEach(policy.supersedes(), "supersedes", CheckReference));
  SWORN_RETURN_IF_ERROR(
      CheckDistinct(policy.supersedes(), "supersedes",
                    [](const std::string& item) -> const std::string& { return item; }));
  if (policy.rules().empty()) return Missing("rules");
  SWORN_RETURN_IF_ERROR(CheckCount(policy.rules_size(), limits::kMaxListItems, "rules"));
  SWORN_RETURN_IF_ERROR(CheckEach(policy.rules(), "rules", [&policy](const Rule& rule) {
    return CheckRule(rule, policy.family());
  }));
  SWORN_RETURN_IF_ERROR(CheckDistinct(
      policy.rules(), "rules", [](const Rule& rule) -> const std::string& { return rule.rule(); }));
  return CheckYearOfFamily(policy);
}

}  // namespace sworn::codec
