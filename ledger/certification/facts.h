// What the log says, as plain values: the input of every evaluation.
//
// A Fact is one admitted event without its envelope. Facts hold no sealed content and no
// signatures; that they were validly signed was decided at admission, at their own position. All
// types are regular values.
//
//   if (const auto* completion = std::get_if<CompletionRecorded>(&fact.body)) { …
//   completion->course … }
//
// Dates are civil days, Eastern; intervals half-open. Source of the catalogue: 555 CMR 10.00,
// M.G.L. c. 6E, c. 71 s. 37P.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/base/date.h"
#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/certification/policy.h"

namespace sworn::certification {

enum class AuthorityKind {
  kRoot,
  kCommission,
  kTrainingCommittee,
  kTrainingProvider,
  kAgency,
  kSchoolDistrict,
  kOfficer,
};

enum class Role {
  kAdministrator,
  kCommission,
  kExecutiveDirector,
  kDivisionOfCertification,
  kTrainingCommittee,
  kTrainingProvider,
  kChief,
  kAgencyClerk,
  kSuperintendent,
  kOfficer,
  kHearingOfficer,
};

enum class TrainingMode { kInPerson, kOnline, kHybrid };

struct OfficerRegistered {
  std::string agency;
  bool operator==(const OfficerRegistered&) const = default;
};

struct OfficerCertificationAct {
  enum class Kind {
    kGranted,
    kSuspended,
    kAdministrativelySuspended,
    kSuspensionLifted,
    kRevoked,
    kExpired
  };
  Kind act = Kind::kGranted;
  std::string order;
  bool operator==(const OfficerCertificationAct&) const = default;
};

struct CourseApproved {
  std::string course;
  std::string title;
  std::string provider;
  std::uint32_t hours = 0;
  TrainingMode mode = TrainingMode::kInPerson;
  std::vector<std::string> topics;
  bool full_committee = false;
  bool operator==(const CourseApproved&) const = default;
};

struct OfferingScheduled {
  std::string offering;
  std::string course;
  std::string place;
  Date first_day;
  Date last_day;  // Included.
  TrainingMode mode = TrainingMode::kInPerson;
  bool operator==(const OfferingScheduled&) const = default;
};

struct EnrollmentConfirmed {
  std::string offering;
  bool operator==(const EnrollmentConfirmed&) const = default;
};

struct CompletionRecorded {
  std::string course;
  std::string offering;  // Empty where the record names none.
  std::uint32_t hours = 0;
  TrainingMode mode = TrainingMode::kInPerson;
  std::optional<std::uint32_t>
      training_year;  // 2024 = 1 July 2023 to 30 June 2024; none: the year of its day.
  bool in_acadis = false;
  bool operator==(const CompletionRecorded&) const = default;
};

struct CompletionVoided {
  LeafIndex target;
  bool operator==(const CompletionVoided&) const = default;
};

struct MouSigned {
  std::string mou;
  std::string agency;
  std::string district;
  std::vector<std::string> schools;
  bool operator==(const MouSigned&) const = default;
};

struct MouEnded {
  std::string mou;
  bool operator==(const MouEnded&) const = default;
};

struct SroDesignated {
  std::string agency;
  std::vector<std::string> schools;
  std::string mou;
  bool operator==(const SroDesignated&) const = default;
};

struct DesignationEnded {
  std::string agency;
  std::vector<std::string> schools;  // Empty: all of them.
  bool operator==(const DesignationEnded&) const = default;
};

struct SroApplicationSubmitted {
  std::string agency;
  bool perjury_attested = false;
  bool conduct_undertaken = false;
  bool chief_confirmed = false;
  bool operator==(const SroApplicationSubmitted&) const = default;
};

struct Condition {
  std::string condition;
  std::string text;
  std::optional<Date> due_on;
  bool operator==(const Condition&) const = default;
};

struct SroCertificationAct {
  enum class Kind {
    kGranted,
    kConditionallyGranted,
    kDeclined,
    kSuspended,
    kSuspensionLifted,
    kRevoked,
    kVacated,
    kTerminated,
  };
  Kind act = Kind::kGranted;
  std::string order;
  std::vector<Condition> conditions;
  std::optional<Date> served_on;
  bool operator==(const SroCertificationAct&) const = default;
};

struct ConditionSatisfied {
  std::string condition;
  bool operator==(const ConditionSatisfied&) const = default;
};

// Everything that can be restated by a correction: all but the corrections themselves, authority
// and policy.
using CorrectableBody =
    std::variant<OfficerRegistered, OfficerCertificationAct, CourseApproved, OfferingScheduled,
                 EnrollmentConfirmed, CompletionRecorded, MouSigned, MouEnded, SroDesignated,
                 DesignationEnded, SroApplicationSubmitted, SroCertificationAct,
                 ConditionSatisfied>;

// The target as it should have been, complete: fields that the correction left out are the target's
// own.
struct CorrectedRecord {
  std::string subject;
  Date occurred_on;
  Date effective_from;
  std::optional<Date> effective_to;
  CorrectableBody body;
  bool operator==(const CorrectedRecord&) const = default;
};

// The target counts until this fact's index; from there on the corrected record does, with this
// fact's index and recorded-at as its evidence.
struct RecordCorrected {
  LeafIndex target;
  std::string target_subject;
  CorrectedRecord corrected;
  bool operator==(const RecordCorrected&) const = default;
};

struct RecordVoided {
  LeafIndex target;
  bool operator==(const RecordVoided&) const = default;
};

using FactBody =
    std::variant<OfficerRegistered, OfficerCertificationAct, CourseApproved, OfferingScheduled,
                 EnrollmentConfirmed, CompletionRecorded, CompletionVoided, MouSigned, MouEnded,
                 SroDesignated, DesignationEnded, SroApplicationSubmitted, SroCertificationAct,
                 ConditionSatisfied, RecordCorrected, RecordVoided, Policy>;

struct Fact {
  LeafIndex index;
  Instant recorded_at;
  std::string subject;  // MPTC ID; empty where the fact is about no officer.
  std::string acting_authority;
  std::vector<Role> signer_roles;
  bool attested =
      false;  // A paper signature that the signer vouches for: say "attested, not signed".
  Date occurred_on;
  Date effective_from;  // occurred_on where the event gave none.
  std::optional<Date> effective_to;
  std::optional<Instant> source_recorded_at;  // An older system's claim: shown, never used.
  std::string reason;
  FactBody body;
  bool operator==(const Fact&) const = default;
};

// "SroCertificationGranted": the catalogue's name of the fact's event.
std::string EventTypeName(const Fact& fact);

}  // namespace sworn::certification
