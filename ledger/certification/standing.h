// The answer for one officer: what holds on a date, as known at a prefix of the log, why, and on
// what evidence.
//
// A Standing is a pure function of (facts below known_at, as_of, evaluator version); the same basis
// gives the same bytes for ever. A change of meaning bumps kEvaluatorVersion (DECISIONS.md), and
// old answers stay as golden tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/ordinal.h"
#include "ledger/certification/facts.h"
#include "ledger/certification/policy.h"

namespace sworn::certification {

inline constexpr std::uint32_t kEvaluatorVersion = 1;

// A rule as it was applied, so that an answer can cite it.
struct RuleReference {
  std::string policy;  // "ma-sro-certification"
  std::uint32_t version = 0;
  LeafIndex policy_index;  // The entry that published it.
  std::string rule;
  std::string statement;
  std::string citation;
  Certainty certainty = Certainty::kTextRead;
  bool operator==(const RuleReference&) const = default;
};

// One step of the reasoning; the children are what it rests on.
struct Explanation {
  std::string statement;
  std::optional<RuleReference> rule;
  std::vector<LeafIndex> evidence;
  std::vector<Explanation> because;
  bool operator==(const Explanation&) const = default;
};

struct AxisStanding {
  CertificateStatus status = CertificateStatus::kUndetermined;
  std::optional<Date> since;       // First day of the interval in which this status holds.
  std::optional<Date> until;       // First day on which it no longer does, as far as known.
  std::optional<Date> expires_on;  // Of the certificate: the first day on which it is expired.
  std::vector<LeafIndex> evidence;
  Explanation explanation;
  bool operator==(const AxisStanding&) const = default;
};

// Shown beside a status; changes none.
enum class Overlay {
  kConditionOverdue,
  kUnderReview,  // Declined, and a challenge is still possible (555 CMR 8.06(3)).
};

enum class RequirementResult {
  kSatisfied,
  kOutstanding,    // Not yet due.
  kMissed,         // Its day has passed.
  kNotRequired,    // A rule says so.
  kNotApplicable,  // The officer was not one of those whom it binds.
  kUndetermined,   // No policy covers the question.
};

struct RequirementStanding {
  std::string requirement;
  std::string title;
  std::uint32_t training_year = 0;
  RequirementResult result = RequirementResult::kUndetermined;
  std::optional<Date> satisfied_on;
  std::optional<Date> due_on;  // Last day.
  std::vector<LeafIndex> evidence;
  Explanation explanation;
  bool operator==(const RequirementStanding&) const = default;
};

enum class Answer { kNo, kYes, kUndetermined };

struct ConditionAnswer {
  EligibilityCondition::Kind condition = EligibilityCondition::Kind::kOfficerCertificateInForce;
  Answer answer = Answer::kUndetermined;
  Explanation explanation;
  bool operator==(const ConditionAnswer&) const = default;
};

// May the officer serve at this school on the day? Each condition is answered on its own.
struct SchoolEligibility {
  std::string school;
  Answer eligible = Answer::kUndetermined;
  std::vector<ConditionAnswer> conditions;
  bool operator==(const SchoolEligibility&) const = default;
};

struct DeadlineStanding {
  std::string action;
  Date last_day;
  RuleReference rule;
  std::vector<LeafIndex> evidence;
  bool operator==(const DeadlineStanding&) const = default;
};

struct ConditionStanding {
  std::string condition;
  std::string text;
  std::optional<Date> due_on;
  std::optional<Date> satisfied_on;
  std::vector<LeafIndex> evidence;
  bool operator==(const ConditionStanding&) const = default;
};

// A remark on this answer, with what it rests on.
struct Flag {
  enum class Kind {
    kLateEvidence,       // Recorded long after it happened.
    kRetroactive,        // Counts from before its own decision.
    kDeemedCertified,    // Holds because a vacated certificate counts until the vacatur.
    kDerived,            // No act made it so; the rule does.
    kAttestedNotSigned,  // Rests on an attested paper signature.
    kConditionOverdue,
    kEvidenceCorrected,   // A record it would rest on was corrected or voided.
    kGrantRestsOnVoided,  // A grant in force was decided on a completion later voided.
    kTrainingGap,         // A requirement is missed; it changes no status without an order.
    kPolicyOverlap,
    kNoPolicy,
    kActByUnusualOrder,      // A legally odd act by a competent authority: recorded, not vetoed.
    kDuplicateEvidence,      // One course on one day recorded more than once: it counts once.
    kLateCompletion,         // A requirement was met, but after its last day.
    kContradictoryEvidence,  // A completion and the offering that it names disagree; it counts.
  };
  Kind kind = Kind::kLateEvidence;
  std::string text;
  std::string citation;
  std::vector<LeafIndex> evidence;
  bool operator==(const Flag&) const = default;
};

struct PolicyReference {
  std::string policy;
  std::uint32_t version = 0;
  LeafIndex index;
  auto operator<=>(const PolicyReference&) const = default;
};

struct Standing {
  std::string officer;
  Date as_of;
  TreeSize known_at;
  bool known = false;  // The officer had been registered at known_at.
  AxisStanding officer_certificate;
  AxisStanding sro_certificate;
  std::vector<Overlay> overlays;
  std::vector<ConditionStanding> conditions;
  std::vector<RequirementStanding> training;
  std::vector<SchoolEligibility> schools;
  // At any school: yes if at one, no if at none, undetermined where that is all that can be said.
  Answer eligible = Answer::kUndetermined;
  Explanation eligibility_explanation;
  std::vector<DeadlineStanding> deadlines;
  std::vector<Flag> flags;
  std::vector<PolicyReference> policies;  // Every version that was applied, in order.
  bool operator==(const Standing&) const = default;
};

// Stable names for machines: "CERTIFIED", "LATE_EVIDENCE", "NOT_REQUIRED", …
std::string_view Name(CertificateStatus status);
std::string_view Name(Overlay overlay);
std::string_view Name(RequirementResult result);
std::string_view Name(Answer answer);
std::string_view Name(EligibilityCondition::Kind condition);
std::string_view Name(Flag::Kind kind);
std::string_view Name(Certainty certainty);

}  // namespace sworn::certification
