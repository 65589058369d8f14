#include "ledger/admission/signer_rules.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/codec/facts.h"

namespace sworn::admission {

namespace {

constexpr std::optional<Role> kAnyRole = std::nullopt;

// clang-format off
constexpr SignerRule kRules[] = {
    // Authority. The parent's administrators, or the authority's own, change what it holds.
    {"AuthorityRegistered", 0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},
    {"KeyAdded",            0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},
    {"KeyRotated",          0, kAnyRole,             Relation::kOwnKey,      "the old key signs its successor"},
    {"KeyRotated",          0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},
    {"KeyRevoked",          0, kAnyRole,             Relation::kOwnKey,      "its holder reports it"},
    {"KeyRevoked",          0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},
    {"RoleAssigned",        0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},
    {"RoleEnded",           0, Role::kAdministrator, Relation::kAdministers, "genesis and the delegations after it"},

    // Policy.
    {"PolicyPublished", 0, Role::kCommission,        Relation::kCertificationFamily, "M.G.L. c. 6E; 555 CMR 10.00"},
    {"PolicyPublished", 0, Role::kTrainingCommittee, Relation::kTrainingYearFamily,  "M.G.L. c. 6 s. 116H"},

    // Officers.
    {"OfficerRegistered", 0, Role::kChief,       Relation::kOwnAgency, "555 CMR 12.03"},
    {"OfficerRegistered", 0, Role::kAgencyClerk, Relation::kOwnAgency, "555 CMR 12.03"},

    {"OfficerCertificationGranted",    0, Role::kDivisionOfCertification, Relation::kNone, "M.G.L. c. 6E s. 4"},
    {"OfficerCertificationSuspended",  0, Role::kCommission,              Relation::kNone, "M.G.L. c. 6E s. 9"},
    {"OfficerCertificationAdministrativelySuspended", 0, Role::kCommission,        Relation::kNone, "M.G.L. c. 6E s. 9"},
    {"OfficerCertificationAdministrativelySuspended", 0, Role::kExecutiveDirector, Relation::kNone, "M.G.L. c. 6E s. 9, delegated"},
    {"OfficerCertificationSuspensionLifted", 0, Role::kCommission,        Relation::kNone, "M.G.L. c. 6E s. 9"},
    {"OfficerCertificationSuspensionLifted", 0, Role::kExecutiveDirector, Relation::kNone, "M.G.L. c. 6E s. 9, delegated January 2023"},
    {"OfficerCertificationRevoked",    0, Role::kCommission,              Relation::kNone, "M.G.L. c. 6E s. 10"},
    {"OfficerCertificationExpired",    0, Role::kDivisionOfCertification, Relation::kNone, "M.G.L. c. 6E s. 4(f)(3)"},

    // Training.
    {"CourseApproved",      0, Role::kTrainingCommittee, Relation::kNone,           "M.G.L. c. 6 s. 116H"},
    {"OfferingScheduled",   0, Role::kTrainingCommittee, Relation::kNone,           "M.G.L. c. 6 s. 116"},
    {"OfferingScheduled",   0, Role::kTrainingProvider,  Relation::kProvidesCourse, "M.G.L. c. 6 s. 116, under approval"},
    {"EnrollmentConfirmed", 0, Role::kTrainingCommittee, Relation::kNone,           "M.G.L. c. 6 s. 116"},
    {"EnrollmentConfirmed", 0, Role::kTrainingProvider,  Relation::kProvidesCourse, "M.G.L. c. 6 s. 116, under approval"},
    {"EnrollmentConfirmed", 0, Role::kChief,             Relation::kNone,           "555 CMR 12.03"},
    {"EnrollmentConfirmed", 0, Role::kAgencyClerk,       Relation::kNone,           "555 CMR 12.03"},
    {"CompletionRecorded",  0, Role::kTrainingCommittee, Relation::kNone,           "M.G.L. c. 6 s. 116"},
    {"CompletionRecorded",  0, Role::kTrainingProvider,  Relation::kProvidesCourse, "M.G.L. c. 6 s. 116, under approval"},
    {"CompletionRecorded",  0, Role::kChief,             Relation::kNone,           "555 CMR 12.03, 8.05(1)(c)"},
    {"CompletionRecorded",  0, Role::kAgencyClerk,       Relation::kNone,           "555 CMR 12.03, 8.05(1)(c)"},
    {"CompletionVoided",    0, Role::kTrainingCommittee, Relation::kNone,           "M.G.L. c. 6 s. 116"},
    {"CompletionVoided",    0, kAnyRole,                 Relation::kOriginalAuthority, "555 CMR 8.08"},

    // Schools. Two people sign a memorandum; either may end it.
    {"MouSigned", 0, Role::kChief,          Relation::kOwnAgency,   "M.G.L. c. 71 s. 37P"},
    {"MouSigned", 1, Role::kSuperintendent, Relation::kOwnDistrict, "M.G.L. c. 71 s. 37P"},
    {"MouEnded",  0, Role::kChief,          Relation::kOwnAgency,   "M.G.L. c. 71 s. 37P"},
    {"MouEnded",  0, Role::kSuperintendent, Relation::kOwnDistrict, "M.G.L. c. 71 s. 37P"},
    {"SroDesignated",    0, Role::kChief,   Relation::kOwnAgency,   "M.G.L. c. 71 s. 37P"},
    {"DesignationEnded", 0, Role::kChief,   Relation::kOwnAgency,   "M.G.L. c. 71 s. 37P"},

    // The School Resource Officer's certificate.
    {"SroApplicationSubmitted", 0, Role::kOfficer, Relation::kOwnRecord, "555 CMR 10.05(1)"},
    {"SroApplicationSubmitted", 0, Role::kChief,   Relation::kOwnAgency, "555 CMR 10.05"},
    {"SroCertificationGranted",              0, Role::kDivisionOfCertification, Relation::kNone, "555 CMR 10.06(3)"},
    {"SroCertificationConditionallyGranted", 0, Role::kDivisionOfCertification, Relation::kNone, "555 CMR 10.07(1)"},
    {"SroCertificationDeclined",             0, Role::kDivisionOfCertification, Relation::kNone, "555 CMR 10.06, 10.09(8)"},
    {"SroCertificationSuspended",            0, Role::kCommission,              Relation::kNone, "555 CMR 10.09"},
    {"SroCertificationSuspensionLifted",     0, Role::kCommission,              Relation::kNone, "555 CMR 10.09"},
    {"SroCertificationSuspensionLifted",     0, Role::kExecutiveDirector,       Relation::kNone, "555 CMR 10.09, delegated"},
    {"SroCertificationRevoked",              0, Role::kCommission,              Relation::kNone, "555 CMR 10.09"},
    {"SroCertificationVacated",              0, Role::kCommission,              Relation::kNone, "555 CMR 10.09(6)-(7)"},
    {"SroCertificationTerminated",           0, Role::kDivisionOfCertification, Relation::kNone, "555 CMR 10.09(11)"},
    {"ConditionSatisfied",                   0, Role::kDivisionOfCertification, Relation::kNone, "555 CMR 10.07(1), 12.04(1)(a)"},

    // The record.
    {"RecordCorrected", 0, kAnyRole,                 Relation::kOriginalAuthority, "555 CMR 8.08"},
    {"RecordCorrected", 0, Role::kCommission,        Relation::kNone,              "555 CMR 8.08, by order"},
    {"RecordCorrected", 0, Role::kExecutiveDirector, Relation::kNone,              "555 CMR 8.08, by order"},
    {"RecordVoided",    0, kAnyRole,                 Relation::kOriginalAuthority, "555 CMR 8.08"},
    {"RecordVoided",    0, Role::kCommission,        Relation::kNone,              "555 CMR 8.08, by order"},
    {"RecordVoided",    0, Role::kExecutiveDirector, Relation::kNone,              "555 CMR 8.08, by order"},
};
// clang-format on

std::span<const SignerRule> RulesOf(std::string_view event) {
  const auto same = [&](const SignerRule& rule) { return rule.event == event; };
  const auto* first = std::find_if(std::begin(kRules), std::end(kRules), same);
  const auto* last = std::find_if_not(first, std::end(kRules), same);
  return {first, last};
}

std::string_view Describe(Relation relation) {
  switch (relation) {
    case Relation::kNone:
      return "";
    case Relation::kOwnAgency:
      return " of the agency concerned";
    case Relation::kOwnDistrict:
      return " of the school district concerned";
    case Relation::kOwnRecord:
      return " in whose own name it is";
    case Relation::kProvidesCourse:
      return " that provides the course";
    case Relation::kAdministers:
      return " of the authority concerned or of one above it";
    case Relation::kOwnKey:
      return "the key that it ends";
    case Relation::kCertificationFamily:
      return " for certification policies";
    case Relation::kTrainingYearFamily:
      return " for training-year policies";
    case Relation::kOriginalAuthority:
      return "whoever may sign the target, for the authority that did";
  }
  SWORN_CHECK(false);
}

std::string Describe(const SignerRule& rule) {
  std::string text = rule.role ? std::string(RoleName(*rule.role)) : std::string();
  text += Describe(rule.relation);
  return text + " (" + std::string(rule.basis) + ")";
}

// Signatures on paper that an agency's clerk may hold.
bool MayBeAttested(Role role) {
  return role == Role::kChief || role == Role::kSuperintendent || role == Role::kOfficer;
}

// In whose name, and with which key, a role is exercised: a signer's own, or one that he attests.
struct Exercise {
  std::string_view authority;
  std::string_view key;
};

class Judgement {
 public:
  Judgement(const event::v1::Header& header, const AuthorityView& view)
      : header_(header), view_(view) {}

  // Whether every party of the event has signed; collects for whom.
  bool AllParties(const SignerContext& context) {
    const std::span<const SignerRule> rules = RulesOf(context.event);
    if (rules.empty()) return false;
    for (int party = 0; party <= rules.back().party; ++party) {
      const bool signed_by_it = std::any_of(
          rules.begin(), rules.end(),
          [&](const SignerRule& rule) { return rule.party == party && Fills(rule, context); });
      if (!signed_by_it) {
        missing_party_ = party;
        return false;
      }
    }
    return true;
  }

  // The party that AllParties found missing.
  int missing_party() const { return missing_party_; }
  const std::vector<std::string_view>& parties() const { return parties_; }

 private:
  bool Fills(const SignerRule& rule, const SignerContext& context) {
    if (rule.relation == Relation::kOriginalAuthority) return FillsAsOriginal(context);
    for (const event::v1::Signer& signer : header_.signers()) {
      if (rule.role && codec::ToRole(signer.role()) != *rule.role) continue;
      if (Holds(rule.relation, context, {signer.authority(), signer.key_fingerprint()})) {
        parties_.push_back(signer.authority());
        return true;
      }
    }
    return rule.role && FillsByAttestation(*rule.role, rule.relation, context);
  }

  bool FillsByAttestation(Role role, Relation relation, const SignerContext& context) {
    if (!MayBeAttested(role) || context.agency.empty()) return false;
    for (const event::v1::Signer& signer : header_.signers()) {
      if (codec::ToRole(signer.role()) != Role::kAgencyClerk ||
          signer.authority() != context.agency) {
        continue;
      }
      for (const event::v1::Attestation& attestation : header_.attestations()) {
        if (codec::ToRole(attestation.role()) == role &&
            Holds(relation, context, {attestation.authority(), {}})) {
          parties_.push_back(signer.authority());
          return true;
        }
      }
    }
    return false;
  }

  bool FillsAsOriginal(const SignerContext& context) {
    if (context.target == nullptr || header_.acting_authority() != context.target_authority) {
      return false;
    }
    // Whoever restates a record must be able to sign the restated one, too.
    const int before = missing_party_;
    const bool filled = AllParties(*context.target) &&
                        (context.restated == nullptr || AllParties(*context.restated));
    missing_party_ = before;
    return filled;
  }

  bool Holds(Relation relation, const SignerContext& context, const Exercise& exercise) const {
    switch (relation) {
      case Relation::kNone:
        return true;
      case Relation::kOwnAgency:
        return exercise.authority == context.agency;
      case Relation::kOwnDistrict:
        return exercise.authority == context.district;
      case Relation::kOwnRecord:
        return exercise.authority == context.subject;
      case Relation::kProvidesCourse:
        return exercise.authority == context.provider;
      case Relation::kAdministers:
        return view_.IsWithin(context.administered, exercise.authority);
      case Relation::kOwnKey:
        return exercise.key == context.ended_key;
      case Relation::kCertificationFamily:
        return context.policy_family == event::v1::POLICY_FAMILY_CERTIFICATION;
      case Relation::kTrainingYearFamily:
        return context.policy_family == event::v1::POLICY_FAMILY_TRAINING_YEAR;
      case Relation::kOriginalAuthority:
        return false;  // FillsAsOriginal
    }
    SWORN_CHECK(false);
  }

  const event::v1::Header& header_;
  const AuthorityView& view_;
  std::vector<std::string_view> parties_;
  int missing_party_ = 0;
};

// "the authority "MA-1001", the officer's own"; empty for a relation that no attestation fills.
std::string AttestedAuthority(Relation relation, const SignerContext& context) {
  switch (relation) {
    case Relation::kOwnAgency:
      return "the authority \"" + std::string(context.agency) + "\", the agency concerned";
    case Relation::kOwnDistrict:
      return "the authority \"" + std::string(context.district) +
             "\", the school district concerned";
    case Relation::kOwnRecord:
      return "the authority \"" + std::string(context.subject) + "\", the officer's own";
    case Relation::kNone:
    case Relation::kProvidesCourse:
    case Relation::kAdministers:
    case Relation::kOwnKey:
    case Relation::kCertificationFamily:
    case Relation::kTrainingYearFamily:
    case Relation::kOriginalAuthority:
      return "";
  }
  SWORN_CHECK(false);
}

// Which attestations would stand for the party's signature, as far as the event bears any; whose
// clerk must sign them.
std::string FittingAttestations(const SignerContext& context, std::optional<int> party,
                                const event::v1::Header& header) {
  std::string text;
  if (header.attestations().empty()) return text;
  for (const SignerRule& rule : RulesOf(context.event)) {
    if (party && rule.party != *party) continue;
    if (rule.relation == Relation::kOriginalAuthority && context.target != nullptr) {
      text += FittingAttestations(*context.target, std::nullopt, header);
    }
    if (!rule.role || !MayBeAttested(*rule.role) || context.agency.empty()) continue;
    const std::string authority = AttestedAuthority(rule.relation, context);
    if (authority.empty()) continue;
    text += "; an attestation of " + std::string(RoleName(*rule.role)) + " must name " + authority +
            ", and an AGENCY_CLERK of \"" + std::string(context.agency) + "\" must sign it";
  }
  return text;
}

// Why the attestations of the event do not help.
std::string AboutAttestations(const SignerContext& context, int party,
                              const event::v1::Header& header) {
  if (header.attestations().empty()) return "";
  const std::string fitting = FittingAttestations(context, party, header);
  return fitting.empty() ? "; no attestation stands for that signature" : fitting;
}

Error NotSigned(const SignerContext& context, int party, const event::v1::Header& header) {
  std::string wanted;
  for (const SignerRule& rule : RulesOf(context.event)) {
    if (rule.party != party) continue;
    wanted += (wanted.empty() ? "" : "; or ") + Describe(rule);
  }
  std::string signers;
  for (const event::v1::Signer& signer : header.signers()) {
    signers += (signers.empty() ? "" : ", ") + std::string(RoleName(codec::ToRole(signer.role()))) +
               " for \"" + signer.authority() + "\"";
  }
  return Fail(Reason::kNotAuthorized,
              std::string(context.event) + " must be signed by " + wanted + "; this is signed by " +
                  signers + AboutAttestations(context, party, header) +
                  ": have it signed by whom the law names",
              "header.signers");
}

}  // namespace

std::span<const SignerRule> SignerRules() { return kRules; }

Status CheckSigners(const SignerContext& context, const event::v1::Header& header,
                    const AuthorityView& view) {
  Judgement judgement(header, view);
  if (!judgement.AllParties(context)) {
    return NotSigned(context, judgement.missing_party(), header);
  }
  const std::vector<std::string_view>& parties = judgement.parties();
  if (std::find(parties.begin(), parties.end(), header.acting_authority()) != parties.end()) {
    return Ok();
  }
  return Fail(Reason::kNotAuthorized,
              "the acting authority \"" + header.acting_authority() +
                  "\" is not the one whose signature the event needs, \"" +
                  std::string(parties.front()) + "\": act in that one's name",
              "header.acting_authority");
}

bool RoleBelongsTo(Role role, AuthorityKind kind) {
  switch (role) {
    case Role::kAdministrator:
      return true;
    case Role::kCommission:
    case Role::kExecutiveDirector:
    case Role::kDivisionOfCertification:
    case Role::kHearingOfficer:
      return kind == AuthorityKind::kCommission;
    case Role::kTrainingCommittee:
      return kind == AuthorityKind::kTrainingCommittee;
    case Role::kTrainingProvider:
      return kind == AuthorityKind::kTrainingProvider;
    case Role::kChief:
    case Role::kAgencyClerk:
      return kind == AuthorityKind::kAgency;
    case Role::kSuperintendent:
      return kind == AuthorityKind::kSchoolDistrict;
    case Role::kOfficer:
      return kind == AuthorityKind::kOfficer;
  }
  SWORN_CHECK(false);
}

bool MayStandBelow(AuthorityKind kind, AuthorityKind parent) {
  if (kind == AuthorityKind::kRoot) return false;
  switch (parent) {
    case AuthorityKind::kRoot:
      return true;
    case AuthorityKind::kCommission:
      return kind == AuthorityKind::kAgency || kind == AuthorityKind::kSchoolDistrict ||
             kind == AuthorityKind::kOfficer;
    case AuthorityKind::kTrainingCommittee:
      return kind == AuthorityKind::kTrainingProvider;
    case AuthorityKind::kTrainingProvider:
    case AuthorityKind::kAgency:
    case AuthorityKind::kSchoolDistrict:
    case AuthorityKind::kOfficer:
      return false;
  }
  SWORN_CHECK(false);
}

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return "ADMINISTRATOR";
    case Role::kCommission:
      return "COMMISSION";
    case Role::kExecutiveDirector:
      return "EXECUTIVE_DIRECTOR";
    case Role::kDivisionOfCertification:
      return "DIVISION_OF_CERTIFICATION";
    case Role::kTrainingCommittee:
      return "TRAINING_COMMITTEE";
    case Role::kTrainingProvider:
      return "TRAINING_PROVIDER";
    case Role::kChief:
      return "CHIEF";
    case Role::kAgencyClerk:
      return "AGENCY_CLERK";
    case Role::kSuperintendent:
      return "SUPERINTENDENT";
    case Role::kOfficer:
      return "OFFICER";
    case Role::kHearingOfficer:
      return "HEARING_OFFICER";
  }
  SWORN_CHECK(false);
}

std::string_view AuthorityKindName(AuthorityKind kind) {
  switch (kind) {
    case AuthorityKind::kRoot:
      return "ROOT";
    case AuthorityKind::kCommission:
      return "COMMISSION";
    case AuthorityKind::kTrainingCommittee:
      return "TRAINING_COMMITTEE";
    case AuthorityKind::kTrainingProvider:
      return "TRAINING_PROVIDER";
    case AuthorityKind::kAgency:
      return "AGENCY";
    case AuthorityKind::kSchoolDistrict:
      return "SCHOOL_DISTRICT";
    case AuthorityKind::kOfficer:
      return "OFFICER";
  }
  SWORN_CHECK(false);
}

}  // namespace sworn::admission
