#include "ledger/certification/evaluate.h"

#include <algorithm>
#include <utility>

#include "ledger/certification/axes.h"
#include "ledger/certification/deadlines.h"
#include "ledger/certification/eligibility.h"
#include "ledger/certification/explain.h"
#include "ledger/certification/flags.h"
#include "ledger/certification/training.h"

namespace sworn::certification {
namespace {

bool IsRegistered(const Records& records) {
  return std::any_of(records.officer.begin(), records.officer.end(), [](const Record& record) {
    return record.As<OfficerRegistered>() != nullptr;
  });
}

// The conditions of the certificate that a day finds, and whether one is overdue.
void AddConditions(const StatusOnDay& sro, Standing* standing) {
  if (sro.certificate == nullptr || sro.moment->ended != CertificateStatus::kNone) return;
  bool overdue = false;
  for (const ConditionState& state : sro.certificate->conditions) {
    ConditionStanding condition;
    condition.condition = state.condition->condition;
    condition.text = state.condition->text;
    condition.due_on = state.due_on;
    condition.evidence.push_back(sro.certificate->grant->index());
    if (state.satisfied_on && *state.satisfied_on <= standing->as_of) {
      condition.satisfied_on = state.satisfied_on;
      condition.evidence.push_back(state.satisfied_by->index());
    } else if (state.due_on && *state.due_on < standing->as_of) {
      overdue = true;
    }
    standing->conditions.push_back(std::move(condition));
  }
  const bool runs = sro.certificate->expires_on && standing->as_of < *sro.certificate->expires_on;
  if (overdue && runs) standing->overlays.push_back(Overlay::kConditionOverdue);
}

// A decline whose challenge is still open is shown as under review. That the rule for officers'
// records reaches SRO certificates is inferred.
void AddReview(const StatusOnDay& sro, Standing* standing) {
  if (sro.status != CertificateStatus::kDeclined || sro.moment->decline == nullptr) return;
  const LeafIndex decline = sro.moment->decline->index();
  for (const DeadlineStanding& deadline : standing->deadlines) {
    if (deadline.evidence != std::vector<LeafIndex>{decline}) continue;
    standing->overlays.push_back(Overlay::kUnderReview);
    Explanation step =
        Because("The status reads \"under review\": the decision can be challenged until " +
                    deadline.last_day.ToString() + ".",
                {decline});
    step.rule.emplace();
    step.rule->rule = "under-review";
    step.rule->statement = "A status reads \"under review\" while a challenge is still possible.";
    step.rule->citation = "555 CMR 8.06(3)";
    step.rule->certainty = Certainty::kInference;
    step.because.push_back({deadline.action + ", last day " + deadline.last_day.ToString() + ".",
                            deadline.rule,
                            {decline},
                            {}});
    standing->sro_certificate.explanation.because.push_back(std::move(step));
    return;
  }
}

void GatherPolicies(const RuleReference& rule, std::vector<PolicyReference>* policies) {
  if (!rule.policy.empty()) policies->push_back({rule.policy, rule.version, rule.policy_index});
}

void GatherPolicies(const Explanation& explanation, std::vector<PolicyReference>* policies) {
  if (explanation.rule) GatherPolicies(*explanation.rule, policies);
  for (const Explanation& step : explanation.because) GatherPolicies(step, policies);
}

// Every version that an answer cites, and those whose order of statuses it consulted.
std::vector<PolicyReference> PoliciesOf(const Standing& standing, const StatusOnDay& officer,
                                        const StatusOnDay& sro) {
  std::vector<PolicyReference> policies;
  for (const StatusOnDay* day : {&officer, &sro}) {
    if (day->precedence.found != nullptr) {
      GatherPolicies(day->precedence.found->Reference(), &policies);
    }
  }
  GatherPolicies(standing.officer_certificate.explanation, &policies);
  GatherPolicies(standing.sro_certificate.explanation, &policies);
  for (const auto& requirement : standing.training) {
    GatherPolicies(requirement.explanation, &policies);
  }
  for (const auto& school : standing.schools) {
    for (const auto& condition : school.conditions) {
      GatherPolicies(condition.explanation, &policies);
    }
  }
  for (const auto& deadline : standing.deadlines) GatherPolicies(deadline.rule, &policies);
  std::sort(policies.begin(), policies.end());
  policies.erase(std::unique(policies.begin(), policies.end()), policies.end());
  return policies;
}

}  // namespace

Standing Evaluate(const CaseFile& file, const Question& question) {
  const Case the_case(file, question.known_at);
  const Date date = question.as_of;
  const StatusOnDay officer = the_case.officer().On(date);
  const StatusOnDay sro = the_case.sro().On(date);

  Standing standing;
  standing.officer = file.officer;
  standing.as_of = date;
  standing.known_at = question.known_at;
  standing.known = IsRegistered(the_case.records());
  standing.officer_certificate = AxisStandingOn(the_case, Axis::kOfficer, date, officer);
  standing.sro_certificate = AxisStandingOn(the_case, Axis::kSro, date, sro);
  AddConditions(sro, &standing);
  std::vector<DeadlineStanding> of_training;
  standing.training = TrainingStanding(the_case, date, &standing.flags, &of_training);

  const std::vector<std::string> schools = question.school
                                               ? std::vector<std::string>{*question.school}
                                               : DesignatedSchools(the_case.records());
  Eligibility eligibility =
      EligibilityOn(the_case, date, schools, officer, sro, Detail::kExplained);
  standing.eligible = eligibility.eligible;
  standing.eligibility_explanation = ExplainEligibility(eligibility, date);
  standing.schools = std::move(eligibility.schools);
  standing.flags.insert(standing.flags.end(), eligibility.flags.begin(), eligibility.flags.end());

  standing.deadlines = DeadlinesOn(the_case, date, officer, sro, std::move(of_training));
  AddReview(sro, &standing);
  if (!standing.known) {
    const Explanation unknown =
        Because("No entry registers this officer in the part of the ledger that was consulted.");
    for (Explanation* explanation :
         {&standing.officer_certificate.explanation, &standing.sro_certificate.explanation,
          &standing.eligibility_explanation}) {
      explanation->because.insert(explanation->because.begin(), unknown);
    }
    for (RequirementStanding& requirement : standing.training) {
      auto& because = requirement.explanation.because;
      because.insert(because.begin(), unknown);
    }
  }
  AddFlags(the_case, officer, sro, &standing);
  standing.policies = PoliciesOf(standing, officer, sro);
  return standing;
}

}  // namespace sworn::certification
