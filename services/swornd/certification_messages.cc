#include "services/swornd/certification_messages.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/admission/signer_rules.h"
#include "ledger/codec/validate.h"
#include "services/swornd/ledger_messages.h"

namespace sworn::daemon {
namespace {

// Of the recorded times: nothing but the operator's word yet.
constexpr const char* kOperatorsWord = "the operator's word; no witness has cosigned";

template <typename Repeated>
void AddEvidence(const std::vector<LeafIndex>& evidence, Repeated* out) {
  for (const LeafIndex index : evidence) out->Add(index.value());
}

std::string Text(const std::optional<Date>& date) {
  return date ? date->ToString() : std::string();
}

Result<Date> ParseDate(const std::string& text, std::string field) {
  Result<Date> date = Date::Parse(text);
  if (date) return date;
  return Fail(date.error().reason, date.error().message, std::move(field));
}

Result<queries::KnownAt> ToKnownAt(const api::v1::AsOf& message) {
  switch (message.known_at_case()) {
    case api::v1::AsOf::kTreeSize:
      SWORN_RETURN_IF_ERROR(CheckOrdinal(message.tree_size(), "as_of.tree_size"));
      return queries::KnownAt(TreeSize(message.tree_size()));
    case api::v1::AsOf::kKnownTime: {
      SWORN_ASSIGN_OR_RETURN(const Instant time,
                             codec::ToInstant(message.known_time(), "as_of.known_time"));
      return queries::KnownAt(time);
    }
    case api::v1::AsOf::kKnownDate: {
      SWORN_ASSIGN_OR_RETURN(const Date date, ParseDate(message.known_date(), "as_of.known_date"));
      return queries::KnownAt(date);
    }
    case api::v1::AsOf::KNOWN_AT_NOT_SET:
      break;
  }
  return queries::KnownAt(queries::Latest());
}

void FillBasis(const queries::Basis& basis, api::v1::Basis& message) {
  message.set_tree_size(basis.tree_size.value());
  message.set_root(basis.root.ToBytes());
  message.set_effective_date(Text(basis.effective_date));
  if (basis.known_time) *message.mutable_known_time() = codec::ToTimestamp(*basis.known_time);
  message.set_evaluator_version(basis.evaluator_version);
  message.set_ledger_id(basis.ledger_id.ToBytes());
  message.set_simulated_time(basis.simulated_time);
  message.set_recorded_time_proof(kOperatorsWord);
}

void FillBasis(const queries::Basis& basis,
               const std::vector<certification::PolicyReference>& policies,
               api::v1::Basis& message) {
  FillBasis(basis, message);
  for (const certification::PolicyReference& policy : policies) {
    api::v1::PolicyReference& reference = *message.add_policies();
    reference.set_policy(policy.policy);
    reference.set_version(policy.version);
    reference.set_index(policy.index.value());
  }
}

void FillRule(const certification::RuleReference& rule, api::v1::RuleReference& message) {
  message.set_policy(rule.policy);
  message.set_version(rule.version);
  message.set_policy_index(rule.policy_index.value());
  message.set_rule(rule.rule);
  message.set_statement(rule.statement);
  message.set_citation(rule.citation);
  message.set_certainty(std::string(certification::Name(rule.certainty)));
}

std::string Citation(const certification::Explanation& explanation) {
  return explanation.rule ? explanation.rule->citation : std::string();
}

// As deep as the rules nest; the queries bound the number of nodes.
// NOLINTNEXTLINE(misc-no-recursion)
void FillExplanation(const certification::Explanation& explanation, api::v1::Explanation& message) {
  message.set_statement(explanation.statement);
  if (explanation.rule) FillRule(*explanation.rule, *message.mutable_rule());
  AddEvidence(explanation.evidence, message.mutable_evidence());
  for (const certification::Explanation& because : explanation.because) {
    FillExplanation(because, *message.add_because());
  }
}

void FillAxis(const certification::AxisStanding& axis, api::v1::AxisStanding& message) {
  message.set_status(std::string(certification::Name(axis.status)));
  message.set_since(Text(axis.since));
  message.set_until(Text(axis.until));
  message.set_expires_on(Text(axis.expires_on));
  AddEvidence(axis.evidence, message.mutable_evidence());
}

void FillRequirement(const certification::RequirementStanding& requirement,
                     api::v1::RequirementStanding& message) {
  message.set_requirement(requirement.requirement);
  message.set_title(requirement.title);
  message.set_training_year(requirement.training_year);
  message.set_result(std::string(certification::Name(requirement.result)));
  message.set_satisfied_on(Text(requirement.satisfied_on));
  message.set_due_on(Text(requirement.due_on));
  AddEvidence(requirement.evidence, message.mutable_evidence());
  message.set_citation(Citation(requirement.explanation));
}

void FillSchool(const certification::SchoolEligibility& school,
                api::v1::SchoolEligibility& message) {
  message.set_school(school.school);
  message.set_eligible(std::string(certification::Name(school.eligible)));
  for (const certification::ConditionAnswer& answer : school.conditions) {
    api::v1::ConditionAnswer& condition = *message.add_conditions();
    condition.set_condition(std::string(certification::Name(answer.condition)));
    condition.set_answer(std::string(certification::Name(answer.answer)));
    condition.set_statement(answer.explanation.statement);
    AddEvidence(answer.explanation.evidence, condition.mutable_evidence());
    condition.set_citation(Citation(answer.explanation));
  }
}

void FillDeadlinesAndFlags(const certification::Standing& standing, api::v1::Standing& message) {
  for (const certification::DeadlineStanding& item : standing.deadlines) {
    api::v1::DeadlineStanding& deadline = *message.add_deadlines();
    deadline.set_action(item.action);
    deadline.set_last_day(item.last_day.ToString());
    deadline.set_citation(item.rule.citation);
    AddEvidence(item.evidence, deadline.mutable_evidence());
  }
  for (const certification::Flag& item : standing.flags) {
    api::v1::Flag& flag = *message.add_flags();
    flag.set_kind(std::string(certification::Name(item.kind)));
    flag.set_text(item.text);
    flag.set_citation(item.citation);
    AddEvidence(item.evidence, flag.mutable_evidence());
  }
}

void FillStanding(const certification::Standing& standing, api::v1::Standing& message) {
  message.set_officer(standing.officer);
  message.set_known(standing.known);
  FillAxis(standing.officer_certificate, *message.mutable_officer_certificate());
  FillAxis(standing.sro_certificate, *message.mutable_sro_certificate());
  for (const certification::Overlay overlay : standing.overlays) {
    message.add_overlays(std::string(certification::Name(overlay)));
  }
  for (const certification::ConditionStanding& item : standing.conditions) {
    api::v1::ConditionStanding& condition = *message.add_conditions();
    condition.set_condition(item.condition);
    condition.set_text(item.text);
    condition.set_due_on(Text(item.due_on));
    condition.set_satisfied_on(Text(item.satisfied_on));
    AddEvidence(item.evidence, condition.mutable_evidence());
  }
  for (const certification::RequirementStanding& item : standing.training) {
    FillRequirement(item, *message.add_training());
  }
  for (const certification::SchoolEligibility& item : standing.schools) {
    FillSchool(item, *message.add_schools());
  }
  message.set_eligible(std::string(certification::Name(standing.eligible)));
  FillDeadlinesAndFlags(standing, message);
}

void FillLearned(const queries::Learned& learned, api::v1::Learned& message) {
  message.set_index(learned.index.value());
  *message.mutable_recorded_at() = codec::ToTimestamp(learned.recorded_at);
  message.set_type(learned.type);
  message.set_occurred_on(learned.occurred_on.ToString());
  message.set_effective_from(learned.effective_from.ToString());
  message.set_effective_to(Text(learned.effective_to));
  message.set_acting_authority(learned.acting_authority);
  message.set_authority_name(learned.authority_name);
  for (const certification::Role role : learned.signer_roles) {
    message.add_signer_roles(std::string(admission::RoleName(role)));
  }
  message.set_attested(learned.attested);
  if (learned.source_recorded_at) {
    *message.mutable_source_recorded_at() = codec::ToTimestamp(*learned.source_recorded_at);
  }
  message.set_summary(learned.summary);
}

}  // namespace

Result<queries::AsOf> ToAsOf(const api::v1::AsOf& message) {
  queries::AsOf as_of;
  if (!message.effective_date().empty()) {
    SWORN_ASSIGN_OR_RETURN(as_of.effective_date,
                           ParseDate(message.effective_date(), "as_of.effective_date"));
  }
  SWORN_ASSIGN_OR_RETURN(as_of.known_at, ToKnownAt(message));
  SWORN_RETURN_IF_ERROR(CheckOrdinal(message.minimum_tree_size(), "as_of.minimum_tree_size"));
  as_of.minimum_tree_size = TreeSize(message.minimum_tree_size());
  return as_of;
}

void Fill(const queries::StandingAnswer& answer, api::v1::GetStandingResponse& response) {
  FillBasis(answer.basis, answer.standing.policies, *response.mutable_basis());
  FillStanding(answer.standing, *response.mutable_standing());
}

void Fill(const queries::ExplainAnswer& answer, api::v1::ExplainResponse& response) {
  FillBasis(answer.basis, answer.standing.policies, *response.mutable_basis());
  FillStanding(answer.standing, *response.mutable_standing());
  for (const certification::Explanation& explanation : answer.explanations) {
    FillExplanation(explanation, *response.add_explanations());
  }
}

void Fill(const queries::HistoryAnswer& answer, api::v1::GetHistoryResponse& response) {
  FillBasis(answer.basis, *response.mutable_basis());
  response.set_known(answer.known);
  response.set_undetermined(answer.undetermined);
  for (const certification::HistoryInterval& item : answer.intervals) {
    api::v1::HistoryInterval& interval = *response.add_intervals();
    interval.set_from(item.days.from.ToString());
    interval.set_to(Text(item.days.to));
    interval.set_officer_status(std::string(certification::Name(item.officer_status)));
    interval.set_sro_status(std::string(certification::Name(item.sro_status)));
    interval.set_eligible(std::string(certification::Name(item.eligible)));
    AddEvidence(item.evidence, interval.mutable_evidence());
  }
  for (const queries::Learned& learned : answer.learned) {
    FillLearned(learned, *response.add_learned());
  }
}

}  // namespace sworn::daemon
