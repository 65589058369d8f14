// The rules, as data. The code knows kinds of rule; which apply, with what numbers, comes from the
// log.
//
// Selection, per (family, rule): the highest-index policy version in the prefix whose interval in
// force contains the rule's anchor date. Two versions that both contain it, neither superseding the
// other, leave it UNDETERMINED.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/digest.h"

namespace sworn::certification {

enum class PolicyFamily { kCertification, kTrainingYear };

// How sure we are that the law says so.
enum class Certainty { kTextRead, kTextPartlyRead, kSecondarySource, kAnalogy, kInference };

// Which date selects the version of a rule.
enum class Anchor { kGrantDate, kEventDate, kAsOfDate };

enum class Axis { kOfficer, kSro };

// Both axes. kUndetermined is an answer, never a policy's value.
enum class CertificateStatus {
  kUndetermined,
  kNone,
  kApplied,
  kConditional,
  kCertified,
  kDeclined,
  kAdministrativelySuspended,
  kSuspended,
  kRevoked,
  kExpired,
  kTerminated,
  kVacated,
};

struct CertificateTerm {
  Axis axis = Axis::kSro;
  std::uint32_t years = 0;
  bool operator==(const CertificateTerm&) const = default;
};

struct AutomaticEffect {
  CertificateStatus officer_status = CertificateStatus::kSuspended;
  CertificateStatus sro_status = CertificateStatus::kSuspended;
  bool operator==(const AutomaticEffect&) const = default;
};

struct StatusPrecedence {
  Axis axis = Axis::kSro;
  std::vector<CertificateStatus> order;
  bool operator==(const StatusPrecedence&) const = default;
};

struct StatusInForce {
  Axis axis = Axis::kSro;
  std::vector<CertificateStatus> statuses;
  bool operator==(const StatusInForce&) const = default;
};

struct EligibilityCondition {
  enum class Kind {
    kOfficerCertificateInForce,
    kSroCertificateInForce,
    kDesignatedForSchool,
    kMouInForce,
    kNoBarringRestriction,
  };
  Kind condition = Kind::kOfficerCertificateInForce;
  bool operator==(const EligibilityCondition&) const = default;
};

struct ConditionTerm {
  std::uint32_t days = 0;
  bool operator==(const ConditionTerm&) const = default;
};

struct VacaturEffect {
  bool deemed_certified_until_vacatur = false;
  bool operator==(const VacaturEffect&) const = default;
};

struct RetroactiveGrant {
  bool permitted = false;
  bool operator==(const RetroactiveGrant&) const = default;
};

struct Deadline {
  enum class Trigger { kSroDecisionServed, kOfficerSuspended };
  Trigger trigger = Trigger::kSroDecisionServed;
  std::uint32_t days = 0;
  std::string action;
  bool rolls_off_holidays = false;
  bool operator==(const Deadline&) const = default;
};

struct TrainingYear {
  Date first_day;
  Date last_day;  // Included.
  std::uint32_t grace_days = 0;
  bool operator==(const TrainingYear&) const = default;
};

struct TrainingRequirement {
  enum class Frequency { kOnce, kYearly };
  enum class AppliesTo { kSro, kOfficer };
  std::string requirement;
  std::string title;
  std::vector<std::string> courses;
  Frequency frequency = Frequency::kOnce;
  std::uint32_t hours = 0;
  bool in_person = false;
  bool earlier_needs_acadis = false;
  AppliesTo applies_to = AppliesTo::kSro;
  bool sum_hours = false;
  bool operator==(const TrainingRequirement&) const = default;
};

struct TrainingNotRequired {
  std::string requirement;
  bool operator==(const TrainingNotRequired&) const = default;
};

using RuleKind = std::variant<CertificateTerm, AutomaticEffect, StatusPrecedence, StatusInForce,
                              EligibilityCondition, ConditionTerm, VacaturEffect, RetroactiveGrant,
                              Deadline, TrainingYear, TrainingRequirement, TrainingNotRequired>;

struct Rule {
  std::string rule;       // Unique within the policy: "sro-term".
  std::string statement;  // One sentence, in words.
  std::string citation;   // "555 CMR 10.09(4)"
  Certainty certainty = Certainty::kTextRead;
  Anchor anchor = Anchor::kAsOfDate;
  RuleKind kind;
  bool operator==(const Rule&) const = default;
};

// A published version; its interval in force is the effective interval of the Fact that carries it.
struct Policy {
  PolicyFamily family = PolicyFamily::kCertification;
  std::string policy;
  std::uint32_t version = 0;
  std::string title;
  DocumentHash document;
  std::vector<std::string> supersedes;  // "policy@version"
  std::optional<std::uint32_t> training_year;
  std::vector<Rule> rules;
  bool operator==(const Policy&) const = default;
};

}  // namespace sworn::certification
