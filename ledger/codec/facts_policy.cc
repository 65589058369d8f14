#include <string>
#include <utility>

#include "ledger/base/date.h"
#include "ledger/base/digest.h"
#include "ledger/codec/facts_parts.h"

namespace sworn::codec {
namespace {

using event::v1::Rule;

certification::CertificateStatus ToStatus(int status) {
  // Here 0 has a meaning on both sides, so that the values are the same.
  SWORN_CHECK(status > 0 && status <= static_cast<int>(certification::CertificateStatus::kVacated));
  return static_cast<certification::CertificateStatus>(status);
}

template <typename List>
std::vector<certification::CertificateStatus> ToStatuses(const List& list) {
  std::vector<certification::CertificateStatus> statuses;
  for (const int status : list) statuses.push_back(ToStatus(status));
  return statuses;
}

certification::Axis ToAxis(event::v1::Axis axis) { return ToDomain<certification::Axis>(axis); }

Result<certification::RuleKind> ToTrainingYear(const event::v1::TrainingYear& year) {
  SWORN_ASSIGN_OR_RETURN(const Date first_day, Date::Parse(year.first_day()));
  SWORN_ASSIGN_OR_RETURN(const Date last_day, Date::Parse(year.last_day()));
  return certification::RuleKind(certification::TrainingYear{
      .first_day = first_day, .last_day = last_day, .grace_days = year.grace_days()});
}

certification::TrainingRequirement ToRequirement(const event::v1::TrainingRequirement& rule) {
  return {.requirement = rule.requirement(),
          .title = rule.title(),
          .courses = {rule.courses().begin(), rule.courses().end()},
          .frequency = ToDomain<certification::TrainingRequirement::Frequency>(rule.frequency()),
          .hours = rule.hours(),
          .in_person = rule.in_person(),
          .earlier_needs_acadis = rule.earlier_needs_acadis(),
          .applies_to = ToDomain<certification::TrainingRequirement::AppliesTo>(rule.applies_to()),
          .sum_hours = rule.sum_hours()};
}

certification::Deadline ToDeadline(const event::v1::Deadline& rule) {
  return {.trigger = ToDomain<certification::Deadline::Trigger>(rule.trigger()),
          .days = rule.days(),
          .action = rule.action(),
          .rolls_off_holidays = rule.rolls_off_holidays()};
}

Result<certification::RuleKind> ToKind(const Rule& rule) {
  using certification::RuleKind;
  switch (rule.kind_case()) {
    case Rule::kCertificateTerm:
      return RuleKind(certification::CertificateTerm{ToAxis(rule.certificate_term().axis()),
                                                     rule.certificate_term().years()});
    case Rule::kAutomaticEffect:
      return RuleKind(
          certification::AutomaticEffect{ToStatus(rule.automatic_effect().officer_status()),
                                         ToStatus(rule.automatic_effect().sro_status())});
    case Rule::kStatusPrecedence:
      return RuleKind(certification::StatusPrecedence{
          ToAxis(rule.status_precedence().axis()), ToStatuses(rule.status_precedence().order())});
    case Rule::kStatusInForce:
      return RuleKind(certification::StatusInForce{ToAxis(rule.status_in_force().axis()),
                                                   ToStatuses(rule.status_in_force().statuses())});
    case Rule::kEligibilityCondition:
      return RuleKind(
          certification::EligibilityCondition{ToDomain<certification::EligibilityCondition::Kind>(
              rule.eligibility_condition().condition())});
    case Rule::kConditionTerm:
      return RuleKind(certification::ConditionTerm{rule.condition_term().days()});
    case Rule::kVacaturEffect:
      return RuleKind(
          certification::VacaturEffect{rule.vacatur_effect().deemed_certified_until_vacatur()});
    case Rule::kRetroactiveGrant:
      return RuleKind(certification::RetroactiveGrant{rule.retroactive_grant().permitted()});
    case Rule::kDeadline:
      return RuleKind(ToDeadline(rule.deadline()));
    case Rule::kTrainingYear:
      return ToTrainingYear(rule.training_year());
    case Rule::kTrainingRequirement:
      return RuleKind(ToRequirement(rule.training_requirement()));
    case Rule::kTrainingNotRequired:
      return RuleKind(
          certification::TrainingNotRequired{rule.training_not_required().requirement()});
    case Rule::KIND_NOT_SET:
      break;
  }
  return Fail(Reason::kMissingField, "the rule has no kind", "kind");
}

}  // namespace

Result<certification::Policy> ToPolicy(const event::v1::PolicyPublished& body) {
  certification::Policy policy;
  policy.family = ToDomain<certification::PolicyFamily>(body.family());
  policy.policy = body.policy();
  policy.version = body.version();
  policy.title = body.title();
  SWORN_ASSIGN_OR_RETURN(policy.document, DocumentHash::FromBytes(body.document_sha256()));
  policy.supersedes = {body.supersedes().begin(), body.supersedes().end()};
  if (body.training_year() != 0) policy.training_year = body.training_year();
  for (const Rule& rule : body.rules()) {
    SWORN_ASSIGN_OR_RETURN(certification::RuleKind kind, ToKind(rule));
    policy.rules.push_back({.rule = rule.rule(),
                            .statement = rule.statement(),
                            .citation = rule.citation(),
                            .certainty = ToDomain<certification::Certainty>(rule.certainty()),
                            .anchor = ToDomain<certification::Anchor>(rule.anchor()),
                            .kind = std::move(kind)});
  }
  return policy;
}

}  // namespace sworn::codec
