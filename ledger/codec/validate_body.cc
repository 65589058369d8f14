#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/digest.h"
#include "ledger/base/limits.h"
#include "ledger/codec/validate_fields.h"
#include "ledger/codec/validate_parts.h"
#include "ledger/crypto/key.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using event::v1::Header;

constexpr std::size_t kEventIdBytes = 16;
constexpr std::size_t kGenesisNonceBytes = 32;
constexpr std::uint64_t kMaxHours = 10'000;
constexpr std::uint64_t kLastTrainingYear = 9999;

// Whether an event of this kind is about one officer, whom its header then names.
enum class Subject { kRequired, kForbidden, kOfTarget };

Subject SubjectOf(Body::KindCase kind) {
  switch (kind) {
    case Body::kGenesis:
    case Body::kAuthorityRegistered:
    case Body::kKeyAdded:
    case Body::kKeyRotated:
    case Body::kKeyRevoked:
    case Body::kRoleAssigned:
    case Body::kRoleEnded:
    case Body::kPolicyPublished:
    case Body::kCourseApproved:
    case Body::kOfferingScheduled:
    case Body::kMouSigned:
    case Body::kMouEnded:
    case Body::KIND_NOT_SET:
      return Subject::kForbidden;
    case Body::kOfficerRegistered:
    case Body::kOfficerCertification:
    case Body::kEnrollmentConfirmed:
    case Body::kCompletionRecorded:
    case Body::kCompletionVoided:
    case Body::kSroDesignated:
    case Body::kDesignationEnded:
    case Body::kSroApplicationSubmitted:
    case Body::kSroCertification:
    case Body::kConditionSatisfied:
      return Subject::kRequired;
    case Body::kRecordCorrected:
    case Body::kRecordVoided:
      return Subject::kOfTarget;
  }
  return Subject::kForbidden;
}

Status CheckSubject(Body::KindCase kind, const std::string& subject) {
  const Subject rule = SubjectOf(kind);
  if (rule == Subject::kRequired && subject.empty()) return Missing("header.subject");
  if (rule == Subject::kForbidden && !subject.empty()) {
    return Fail(Reason::kInvalidField, "an event of this kind is about no officer",
                "header.subject");
  }
  return Ok();
}

// --- Authority ---

Result<crypto::PublicKey> ReadKey(const event::v1::PublicKey& key) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(key.scheme(), "scheme"));
  if (key.subject_public_key_info().empty()) return Missing("subject_public_key_info");
  Result<crypto::PublicKey> parsed = crypto::PublicKey::FromSpki(key.subject_public_key_info());
  if (!parsed) return Within("subject_public_key_info", parsed.error());
  const auto scheme = parsed->scheme() == crypto::SignatureScheme::kEd25519
                          ? event::v1::SIGNATURE_SCHEME_ED25519
                          : event::v1::SIGNATURE_SCHEME_ECDSA_P256;
  if (scheme != key.scheme()) {
    return Fail(Reason::kBadKey, "the key is of another scheme than is said here", "scheme");
  }
  const std::string& proof = key.proof_of_possession();
  if (proof.empty()) return Missing("proof_of_possession");
  if (proof.size() > crypto::kMaxEcdsaP256SignatureBytes) {
    return TooLarge("proof_of_possession", "bytes", crypto::kMaxEcdsaP256SignatureBytes,
                    proof.size());
  }
  return parsed;
}

Result<crypto::PublicKey> ReadKeyAt(const event::v1::PublicKey& key, std::string_view field) {
  Result<crypto::PublicKey> parsed = ReadKey(key);
  if (!parsed) return Within(field, parsed.error());
  return parsed;
}

template <typename Message>
Status CheckWindow(const Message& message) {
  std::optional<Instant> from;
  if (message.has_valid_from()) {
    SWORN_ASSIGN_OR_RETURN(from, ToInstant(message.valid_from(), "valid_from"));
  }
  if (!message.has_valid_to()) return Ok();
  SWORN_ASSIGN_OR_RETURN(const Instant to, ToInstant(message.valid_to(), "valid_to"));
  if (from && to <= *from) {
    return Fail(Reason::kInvalidDate, "the window must end after it starts", "valid_to");
  }
  return Ok();
}

Status CheckOrigin(std::string_view origin) {
  SWORN_RETURN_IF_ERROR(CheckName(origin, "origin", Presence::kRequired));
  const bool plain = std::all_of(origin.begin(), origin.end(),
                                 [](char c) { return c > ' ' && c < 0x7F && c != '+'; });
  if (!plain || origin.find("://") != std::string_view::npos) {
    return Fail(Reason::kInvalidField,
                "an origin is a URL without scheme, in ASCII without spaces or '+'", "origin");
  }
  return Ok();
}

Status CheckGenesis(const event::v1::Genesis& body) {
  SWORN_RETURN_IF_ERROR(CheckOrigin(body.origin()));
  SWORN_RETURN_IF_ERROR(CheckName(body.title(), "title", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckBytes(body.nonce(), kGenesisNonceBytes, "nonce"));
  SWORN_RETURN_IF_ERROR(
      CheckIdentifier(body.root_authority(), "root_authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckName(body.root_name(), "root_name", Presence::kRequired));
  if (!body.has_root_key()) return Missing("root_key");
  SWORN_RETURN_IF_ERROR(ReadKeyAt(body.root_key(), "root_key"));
  if (body.log_verifier_key().empty()) return Missing("log_verifier_key");
  return CheckText(body.log_verifier_key(), "log_verifier_key", Presence::kRequired);
}

Status CheckBody(const event::v1::AuthorityRegistered& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.authority(), "authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckSpecified(body.kind(), "kind"));
  if (body.kind() == event::v1::AUTHORITY_KIND_ROOT) {
    return Fail(Reason::kInvalidField, "only genesis makes a root authority", "kind");
  }
  SWORN_RETURN_IF_ERROR(CheckName(body.name(), "name", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.parent(), "parent", Presence::kRequired));
  if (body.parent() == body.authority()) {
    return Fail(Reason::kInvalidField, "an authority is not its own parent", "parent");
  }
  return Ok();
}

Status CheckBody(const event::v1::KeyAdded& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.authority(), "authority", Presence::kRequired));
  if (!body.has_key()) return Missing("key");
  SWORN_RETURN_IF_ERROR(ReadKeyAt(body.key(), "key"));
  return CheckWindow(body);
}

Status CheckBody(const event::v1::KeyRotated& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.authority(), "authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckBytes(body.old_fingerprint(), kDigestBytes, "old_fingerprint"));
  if (!body.has_new_key()) return Missing("new_key");
  SWORN_ASSIGN_OR_RETURN(const crypto::PublicKey key, ReadKeyAt(body.new_key(), "new_key"));
  if (key.fingerprint().view() == body.old_fingerprint()) {
    return Fail(Reason::kInvalidField, "a key is not its own successor", "new_key");
  }
  if (body.has_valid_to()) SWORN_RETURN_IF_ERROR(ToInstant(body.valid_to(), "valid_to"));
  return Ok();
}

Status CheckBody(const event::v1::KeyRevoked& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.authority(), "authority", Presence::kRequired));
  return CheckBytes(body.fingerprint(), kDigestBytes, "fingerprint");
}

template <typename RoleBody>
Status CheckRole(const RoleBody& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.authority(), "authority", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckBytes(body.key_fingerprint(), kDigestBytes, "key_fingerprint"));
  return CheckSpecified(body.role(), "role");
}

Status CheckBody(const event::v1::RoleAssigned& body) {
  SWORN_RETURN_IF_ERROR(CheckRole(body));
  return CheckWindow(body);
}

Status CheckBody(const event::v1::RoleEnded& body) { return CheckRole(body); }

// --- Training ---

Status CheckBody(const event::v1::CourseApproved& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.course(), "course", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckName(body.title(), "title", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.provider(), "provider", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckRange(body.hours(), 1, kMaxHours, "hours"));
  SWORN_RETURN_IF_ERROR(CheckSpecified(body.mode(), "mode"));
  return CheckIdentifiers(body.topics(), "topics", Presence::kOptional, limits::kMaxListItems);
}

Status CheckBody(const event::v1::OfferingScheduled& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.offering(), "offering", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.course(), "course", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckName(body.place(), "place", Presence::kOptional));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> first,
                         CheckDate(body.first_day(), "first_day", Presence::kRequired));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> last,
                         CheckDate(body.last_day(), "last_day", Presence::kRequired));
  if (*last < *first) {
    return Fail(Reason::kInvalidDate, "the last day lies before the first", "last_day");
  }
  return CheckSpecified(body.mode(), "mode");
}

Status CheckBody(const event::v1::EnrollmentConfirmed& body) {
  return CheckIdentifier(body.offering(), "offering", Presence::kRequired);
}

Status CheckBody(const event::v1::CompletionRecorded& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.course(), "course", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.offering(), "offering", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckRange(body.hours(), 1, kMaxHours, "hours"));
  SWORN_RETURN_IF_ERROR(CheckSpecified(body.mode(), "mode"));
  if (body.training_year() == 0) return Ok();
  return CheckRange(body.training_year(), static_cast<std::uint64_t>(Date::First().year()),
                    kLastTrainingYear, "training_year");
}

Status CheckBody(const event::v1::CompletionVoided& body) {
  return CheckBytes(body.target_event_id(), kEventIdBytes, "target_event_id");
}

// --- Certification ---

Status CheckBody(const event::v1::OfficerRegistered& body) {
  return CheckIdentifier(body.agency(), "agency", Presence::kRequired);
}

Status CheckBody(const event::v1::OfficerCertificationAct& body) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(body.act(), "act"));
  return CheckName(body.order(), "order", Presence::kOptional);
}

Status CheckCondition(const event::v1::Condition& condition) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(condition.condition(), "condition", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckText(condition.text(), "text", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckDate(condition.due_on(), "due_on", Presence::kOptional));
  return Ok();
}

Status CheckBody(const event::v1::SroCertificationAct& body) {
  SWORN_RETURN_IF_ERROR(CheckSpecified(body.act(), "act"));
  SWORN_RETURN_IF_ERROR(CheckName(body.order(), "order", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckEach(body.conditions(), "conditions", CheckCondition));
  SWORN_RETURN_IF_ERROR(CheckDistinct(
      body.conditions(), "conditions",
      [](const event::v1::Condition& item) -> const std::string& { return item.condition(); }));
  if (!body.conditions().empty() &&
      body.act() != event::v1::SRO_CERTIFICATION_ACT_KIND_CONDITIONALLY_GRANTED) {
    return Fail(Reason::kInvalidField, "only a conditional grant has conditions", "conditions");
  }
  SWORN_RETURN_IF_ERROR(CheckDate(body.served_on(), "served_on", Presence::kOptional));
  return Ok();
}

Status CheckBody(const event::v1::ConditionSatisfied& body) {
  return CheckIdentifier(body.condition(), "condition", Presence::kRequired);
}

Status CheckBody(const event::v1::MouSigned& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.mou(), "mou", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.agency(), "agency", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.district(), "district", Presence::kRequired));
  return CheckIdentifiers(body.schools(), "schools", Presence::kRequired,
                          limits::kMaxStreamsPerEntry);
}

Status CheckBody(const event::v1::MouEnded& body) {
  return CheckIdentifier(body.mou(), "mou", Presence::kRequired);
}

Status CheckBody(const event::v1::SroDesignated& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.agency(), "agency", Presence::kRequired));
  SWORN_RETURN_IF_ERROR(CheckIdentifiers(body.schools(), "schools", Presence::kRequired,
                                         limits::kMaxStreamsPerEntry));
  return CheckIdentifier(body.mou(), "mou", Presence::kOptional);
}

Status CheckBody(const event::v1::DesignationEnded& body) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.agency(), "agency", Presence::kRequired));
  return CheckIdentifiers(body.schools(), "schools", Presence::kOptional,
                          limits::kMaxStreamsPerEntry);
}

Status CheckBody(const event::v1::SroApplicationSubmitted& body) {
  return CheckIdentifier(body.agency(), "agency", Presence::kRequired);
}

// --- Corrections ---

Status CheckTargetStream(const std::string& text) {
  Result<tlog::StreamName> name = tlog::StreamName::Parse(text);
  if (!name) return Fail(Reason::kInvalidField, name.error().message);
  switch (name->kind()) {
    case tlog::StreamKind::kAgency:
    case tlog::StreamKind::kSchool:
    case tlog::StreamKind::kMou:
    case tlog::StreamKind::kCourse:
    case tlog::StreamKind::kOffering:
    case tlog::StreamKind::kCase:
      return Ok();
    case tlog::StreamKind::kOfficer:
    case tlog::StreamKind::kPolicies:
    case tlog::StreamKind::kAuthority:
      break;
  }
  return Fail(Reason::kInvalidField,
              "the officer is named as subject, and no policy or authority entry is corrected");
}

Status CheckTarget(const event::v1::Target& target) {
  SWORN_RETURN_IF_ERROR(CheckBytes(target.event_id(), kEventIdBytes, "event_id"));
  SWORN_RETURN_IF_ERROR(CheckCount(target.streams_size(), limits::kMaxStreamsPerEntry, "streams"));
  SWORN_RETURN_IF_ERROR(CheckEach(target.streams(), "streams", CheckTargetStream));
  return CheckDistinct(target.streams(), "streams",
                       [](const std::string& item) -> const std::string& { return item; });
}

template <typename Record>
Status CheckTargetOf(const Record& body) {
  if (!body.has_target()) return Missing("target");
  if (Status status = CheckTarget(body.target()); !status) return Within("target", status.error());
  return Ok();
}

bool IsCorrectable(Body::KindCase kind) {
  switch (kind) {
    case Body::kOfficerRegistered:
    case Body::kOfficerCertification:
    case Body::kCourseApproved:
    case Body::kOfferingScheduled:
    case Body::kEnrollmentConfirmed:
    case Body::kCompletionRecorded:
    case Body::kMouSigned:
    case Body::kMouEnded:
    case Body::kSroDesignated:
    case Body::kDesignationEnded:
    case Body::kSroApplicationSubmitted:
    case Body::kSroCertification:
    case Body::kConditionSatisfied:
      return true;
    case Body::kGenesis:
    case Body::kAuthorityRegistered:
    case Body::kKeyAdded:
    case Body::kKeyRotated:
    case Body::kKeyRevoked:
    case Body::kRoleAssigned:
    case Body::kRoleEnded:
    case Body::kPolicyPublished:
    case Body::kCompletionVoided:
    case Body::kRecordCorrected:
    case Body::kRecordVoided:
    case Body::KIND_NOT_SET:
      return false;
  }
  return false;
}

Status CheckFields(const Body& body);

Status CheckRestatedBody(const Body& body) {
  if (body.kind_case() == Body::KIND_NOT_SET) return Missing("body");
  if (!IsCorrectable(body.kind_case())) {
    return Fail(Reason::kInvalidField, "a correction restates no entry of this kind", "body");
  }
  if (Status status = CheckFields(body); !status) return Within("body", status.error());
  return Ok();
}

Status CheckBody(const event::v1::RecordCorrected& body) {
  SWORN_RETURN_IF_ERROR(CheckTargetOf(body));
  SWORN_RETURN_IF_ERROR(CheckIdentifier(body.subject(), "subject", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckDate(body.occurred_on(), "occurred_on", Presence::kOptional));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> from,
                         CheckDate(body.effective_from(), "effective_from", Presence::kOptional));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> to,
                         CheckDate(body.effective_to(), "effective_to", Presence::kOptional));
  SWORN_RETURN_IF_ERROR(CheckEndsAfterStart(from, to, "effective_to"));
  if (body.has_body()) return CheckRestatedBody(body.body());
  if (body.subject().empty() && body.occurred_on().empty() && !from && !to) {
    return Fail(Reason::kMissingField, "a correction says what the record should have said",
                "body");
  }
  return Ok();
}

Status CheckBody(const event::v1::RecordVoided& body) { return CheckTargetOf(body); }

// --- All ---

Status CheckFieldsOf(const Body& body) {
  switch (body.kind_case()) {
    case Body::kGenesis:
      return CheckGenesis(body.genesis());
    case Body::kAuthorityRegistered:
      return CheckBody(body.authority_registered());
    case Body::kKeyAdded:
      return CheckBody(body.key_added());
    case Body::kKeyRotated:
      return CheckBody(body.key_rotated());
    case Body::kKeyRevoked:
      return CheckBody(body.key_revoked());
    case Body::kRoleAssigned:
      return CheckBody(body.role_assigned());
    case Body::kRoleEnded:
      return CheckBody(body.role_ended());
    case Body::kPolicyPublished:
      return ValidatePolicy(body.policy_published());
    case Body::kOfficerRegistered:
      return CheckBody(body.officer_registered());
    case Body::kOfficerCertification:
      return CheckBody(body.officer_certification());
    case Body::kCourseApproved:
      return CheckBody(body.course_approved());
    case Body::kOfferingScheduled:
      return CheckBody(body.offering_scheduled());
    case Body::kEnrollmentConfirmed:
      return CheckBody(body.enrollment_confirmed());
    case Body::kCompletionRecorded:
      return CheckBody(body.completion_recorded());
    case Body::kCompletionVoided:
      return CheckBody(body.completion_voided());
    case Body::kMouSigned:
      return CheckBody(body.mou_signed());
    case Body::kMouEnded:
      return CheckBody(body.mou_ended());
    case Body::kSroDesignated:
      return CheckBody(body.sro_designated());
    case Body::kDesignationEnded:
      return CheckBody(body.designation_ended());
    case Body::kSroApplicationSubmitted:
      return CheckBody(body.sro_application_submitted());
    case Body::kSroCertification:
      return CheckBody(body.sro_certification());
    case Body::kConditionSatisfied:
      return CheckBody(body.condition_satisfied());
    case Body::kRecordCorrected:
      return CheckBody(body.record_corrected());
    case Body::kRecordVoided:
      return CheckBody(body.record_voided());
    case Body::KIND_NOT_SET:
      break;
  }
  return Missing({});
}

Status CheckFields(const Body& body) {
  Status status = CheckFieldsOf(body);
  if (status) return status;
  const auto* field = Body::descriptor()->FindFieldByNumber(static_cast<int>(body.kind_case()));
  return field == nullptr ? status.error() : Within(field->name(), status.error());
}

// The root authority signs its own registration, with its own key.
Status CheckGenesisSigner(const Header& header, const event::v1::Genesis& genesis) {
  if (header.acting_authority() != genesis.root_authority()) {
    return Fail(Reason::kInvalidField, "genesis is made in the name of the root authority",
                "header.acting_authority");
  }
  SWORN_ASSIGN_OR_RETURN(const crypto::PublicKey key,
                         crypto::PublicKey::FromSpki(genesis.root_key().subject_public_key_info()));
  const auto& signer = header.signers(0);
  if (header.signers_size() != 1 || signer.key_fingerprint() != key.fingerprint().view() ||
      signer.authority() != genesis.root_authority()) {
    return Fail(Reason::kInvalidField, "the root key, and no other, signs genesis",
                "header.signers");
  }
  return Ok();
}

}  // namespace

Status ValidateBody(const Header& header, const Body& body) {
  SWORN_RETURN_IF_ERROR(CheckSubject(body.kind_case(), header.subject()));
  if (Status status = CheckFields(body); !status) return Within("body", status.error());
  if (body.has_genesis()) return CheckGenesisSigner(header, body.genesis());
  if (body.record_corrected().has_body()) {
    return CheckSubject(body.record_corrected().body().kind_case(), header.subject());
  }
  return Ok();
}

}  // namespace sworn::codec
