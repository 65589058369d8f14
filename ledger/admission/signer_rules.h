// Who may sign what: one table from the catalogue's events to the roles that the law names, with
// the basis of each row.
//
//   SignerContext context{.event = "SroDesignated", .subject = "MA-4711", .agency = "PD-1"};
//   SWORN_RETURN_IF_ERROR(CheckSigners(context, header, keys, view));      // NOT_AUTHORIZED says
//   who
//
// A rule judges signers by what their keys were found to hold (AuthorityView::CheckRole comes
// before); here it is asked whether that role, of that authority, may make this event. An event may
// have several parties, each of which must have signed (a memorandum: chief and superintendent).
// Signers beyond those do no harm.
//
// An agency's clerk may hold the paper signature of a chief, superintendent or officer without a
// key: his attestation then counts as that person's act for the clerk's own agency, and every
// answer says "attested, not signed".
//
// Pure; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ledger/admission/authority.h"
#include "ledger/base/digest.h"
#include "ledger/base/result.h"
#include "ledger/certification/facts.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::admission {

// What ties the signer to this very event, beyond holding the role.
enum class Relation {
  kNone,
  kOwnAgency,            // He acts for the agency that the event names.
  kOwnDistrict,          // … the school district that it names.
  kOwnRecord,            // He is the officer whom the event is about.
  kProvidesCourse,       // His authority teaches the course.
  kAdministers,          // His authority is the one administered, or above it.
  kOwnKey,               // His key is the one that the event ends.
  kCertificationFamily,  // The policy is of that family.
  kTrainingYearFamily,
  kOriginalAuthority,  // He acts for the target's authority, and might sign the target itself.
};

struct SignerRule {
  std::string_view event;    // codec::EventTypeName.
  int party = 0;             // Every party that an event has rows for must have signed.
  std::optional<Role> role;  // None: whatever role the key holds.
  Relation relation = Relation::kNone;
  std::string_view basis;
};

// The whole table, rows of one event together, in the catalogue's order.
std::span<const SignerRule> SignerRules();

// What relations are judged by. Views must outlive the context; empty where the event has none.
struct SignerContext {
  std::string_view event;
  std::string_view subject;
  std::string_view agency;
  std::string_view district;
  std::string_view provider;      // Of the course.
  std::string_view administered;  // The authority that an administrative event changes.
  std::string_view ended_key;     // Raw fingerprint.
  event::v1::PolicyFamily policy_family = event::v1::POLICY_FAMILY_UNSPECIFIED;
  // Corrections and voidings: the target as it stands, its acting authority, and what it becomes.
  const SignerContext* target = nullptr;
  std::string_view target_authority;
  const SignerContext* restated = nullptr;
};

// NOT_AUTHORIZED at "header.signers" unless every party has signed, and at
// "header.acting_authority" unless that is the authority of one of them. The message says whose
// signature is wanted, on what basis.
Status CheckSigners(const SignerContext& context, const event::v1::Header& header,
                    const AuthorityView& view);

// Which kind of authority a role is held at.
bool RoleBelongsTo(Role role, AuthorityKind kind);
// Whether an authority of this kind may be registered below one of that kind; otherwise an agency
// could make itself a commission.
bool MayStandBelow(AuthorityKind kind, AuthorityKind parent);

// "DIVISION_OF_CERTIFICATION", "TRAINING_PROVIDER": the names of the proto, without prefix.
std::string_view RoleName(Role role);
std::string_view AuthorityKindName(AuthorityKind kind);

}  // namespace sworn::admission
