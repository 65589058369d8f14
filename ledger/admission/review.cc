#include "ledger/admission/review.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/facts.h"

namespace sworn::admission {

namespace {

using event::v1::Body;
using tlog::StreamKind;

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// "body.sro_designated", the path of the message that is set.
std::string PathOf(const Body& body, const std::string& outer) {
  return outer + "." + Body::descriptor()->FindFieldByNumber(body.kind_case())->name();
}

// The agency that the body names as its own.
std::string_view AgencyOf(const Body& body) {
  if (body.has_officer_registered()) return body.officer_registered().agency();
  if (body.has_mou_signed()) return body.mou_signed().agency();
  if (body.has_sro_designated()) return body.sro_designated().agency();
  if (body.has_designation_ended()) return body.designation_ended().agency();
  if (body.has_sro_application_submitted()) return body.sro_application_submitted().agency();
  return {};
}

Status CheckKind(const AuthorityView& view, std::string_view id, AuthorityKind kind,
                 const std::string& field) {
  const RegisteredAuthority* authority = view.FindAuthority(id);
  if (authority != nullptr && authority->kind == kind) return Ok();
  return Fail(Reason::kUnknownAuthority,
              "no entry registers an authority " + Quoted(id) + " of the kind " +
                  std::string(AuthorityKindName(kind)) + ": record AuthorityRegistered first",
              field);
}

Error Taken(std::string_view what, std::string_view identifier, std::string field) {
  return Fail(Reason::kAlreadyRegistered,
              "the " + std::string(what) + " " + Quoted(identifier) +
                  " is in the ledger already: correct that record, or take another identifier",
              std::move(field));
}

// What other entries rely on stays as it was first recorded.
bool KeepsIdentity(const Body& before, const Body& after) {
  if (before.has_course_approved()) {
    return before.course_approved().course() == after.course_approved().course() &&
           before.course_approved().provider() == after.course_approved().provider();
  }
  if (before.has_offering_scheduled()) {
    return before.offering_scheduled().offering() == after.offering_scheduled().offering() &&
           before.offering_scheduled().course() == after.offering_scheduled().course();
  }
  if (before.has_mou_signed()) {
    return before.mou_signed().mou() == after.mou_signed().mou() &&
           before.mou_signed().agency() == after.mou_signed().agency() &&
           before.mou_signed().district() == after.mou_signed().district();
  }
  if (before.has_mou_ended()) return before.mou_ended().mou() == after.mou_ended().mou();
  return true;
}

}  // namespace

Status EventReview::Resolve() {
  const event::v1::Header& header = event_.header();
  SWORN_RETURN_IF_ERROR(ResolveBody(event_.body(), header.subject(), "body", own_));
  SWORN_RETURN_IF_ERROR(ResolveAdministered(event_.body(), own_));
  return ResolveTarget();
}

Status EventReview::ResolveBody(const Body& body, std::string_view subject, const std::string& path,
                                Resolved& resolved) {
  resolved.context.event = codec::EventTypeName(body);
  resolved.context.subject = subject;
  resolved.context.agency = AgencyOf(body);
  if (body.has_mou_signed()) resolved.context.district = body.mou_signed().district();
  if (body.has_mou_ended()) {
    SWORN_ASSIGN_OR_RETURN(resolved.mou,
                           records_.Mou(body.mou_ended().mou(), path + ".mou_ended.mou"));
    resolved.context.agency = resolved.mou.agency;
    resolved.context.district = resolved.mou.district;
  }
  if (body.has_policy_published()) {
    resolved.context.policy_family = body.policy_published().family();
  }
  return ResolveProvider(body, path, resolved);
}

Status EventReview::ResolveProvider(const Body& body, const std::string& path, Resolved& resolved) {
  const auto& signers = event_.header().signers();
  const bool asked = std::any_of(signers.begin(), signers.end(), [](const auto& signer) {
    return signer.role() == event::v1::ROLE_TRAINING_PROVIDER;
  });
  if (!asked) return Ok();
  std::string course;
  std::string field;
  if (body.has_offering_scheduled()) {
    course = body.offering_scheduled().course();
    field = path + ".offering_scheduled.course";
  } else if (body.has_completion_recorded()) {
    course = body.completion_recorded().course();
    field = path + ".completion_recorded.course";
  } else if (body.has_enrollment_confirmed()) {
    field = path + ".enrollment_confirmed.offering";
    SWORN_ASSIGN_OR_RETURN(const OfferingRecord offering,
                           records_.Offering(body.enrollment_confirmed().offering(), field));
    course = offering.course;
  } else {
    return Ok();
  }
  SWORN_ASSIGN_OR_RETURN(const CourseRecord record, records_.Course(course, field));
  resolved.provider = record.provider;
  resolved.context.provider = resolved.provider;
  return Ok();
}

Status EventReview::ResolveAdministered(const Body& body, Resolved& resolved) {
  std::string field = ".authority";
  if (body.has_authority_registered()) {
    resolved.context.administered = body.authority_registered().parent();
    field = ".parent";
  } else if (body.has_key_added()) {
    resolved.context.administered = body.key_added().authority();
  } else if (body.has_key_rotated()) {
    resolved.context.administered = body.key_rotated().authority();
    resolved.context.ended_key = body.key_rotated().old_fingerprint();
  } else if (body.has_key_revoked()) {
    resolved.context.administered = body.key_revoked().authority();
    resolved.context.ended_key = body.key_revoked().fingerprint();
  } else if (body.has_role_assigned()) {
    resolved.context.administered = body.role_assigned().authority();
  } else if (body.has_role_ended()) {
    resolved.context.administered = body.role_ended().authority();
  } else {
    return Ok();
  }
  if (view_.FindAuthority(resolved.context.administered) != nullptr) return Ok();
  return Fail(Reason::kUnknownAuthority,
              "no entry registers the authority " + Quoted(resolved.context.administered) +
                  ": record AuthorityRegistered first",
              PathOf(body, "body") + field);
}

Status EventReview::ResolveTarget() {
  const std::optional<codec::TargetReference> reference = codec::TargetOf(event_.event());
  if (!reference) return Ok();
  const Body& body = event_.body();
  const std::string path = PathOf(body, "body");
  SWORN_ASSIGN_OR_RETURN(
      TargetRecord target,
      records_.Target(*reference, path + (body.has_completion_voided() ? ".target_" : ".target.")));
  target_ = std::move(target);
  SWORN_RETURN_IF_ERROR(ResolveBody(target_->body, target_->subject, path, target_context_));
  own_.context.target = &target_context_.context;
  own_.context.target_authority = target_->acting_authority;
  if (!body.has_record_corrected()) return Ok();

  const event::v1::RecordCorrected& correction = body.record_corrected();
  const Body& restated = correction.has_body() ? correction.body() : target_->body;
  const std::string& subject =
      correction.subject().empty() ? target_->subject : correction.subject();
  SWORN_RETURN_IF_ERROR(ResolveBody(restated, subject, path + ".body", restated_context_));
  own_.context.restated = &restated_context_.context;
  return Ok();
}

Status EventReview::CheckReferences() {
  const Body& body = event_.body();
  SWORN_RETURN_IF_ERROR(CheckSubject());
  SWORN_RETURN_IF_ERROR(CheckAuthorityEvent(body, view_));
  SWORN_RETURN_IF_ERROR(CheckNewIdentifiers());
  SWORN_RETURN_IF_ERROR(CheckBody(body, "body"));
  SWORN_RETURN_IF_ERROR(CheckEnded(body, event_.header().subject(), "body"));
  SWORN_RETURN_IF_ERROR(CheckPolicy());
  return CheckTarget();
}

Status EventReview::CheckSubject() {
  const std::string& subject = event_.header().subject();
  if (subject.empty()) return Ok();
  SWORN_ASSIGN_OR_RETURN(const bool known, records_.OfficerExists(subject));
  if (event_.body().has_officer_registered()) {
    if (!known) return Ok();
    return Taken("officer", subject, "header.subject");
  }
  if (known) return Ok();
  return Fail(Reason::kUnknownOfficer,
              "no entry registers the officer " + Quoted(subject) +
                  ": check the MPTC ID, or record OfficerRegistered first",
              "header.subject");
}

Status EventReview::CheckNewIdentifiers() {
  const Body& body = event_.body();
  if (body.has_course_approved()) {
    const std::string& course = body.course_approved().course();
    SWORN_ASSIGN_OR_RETURN(const bool taken, records_.StreamExists(StreamKind::kCourse, course));
    if (taken) return Taken("course", course, "body.course_approved.course");
  }
  if (body.has_offering_scheduled()) {
    const std::string& offering = body.offering_scheduled().offering();
    SWORN_ASSIGN_OR_RETURN(const bool taken,
                           records_.StreamExists(StreamKind::kOffering, offering));
    if (taken) return Taken("offering", offering, "body.offering_scheduled.offering");
  }
  if (body.has_mou_signed()) {
    const std::string& mou = body.mou_signed().mou();
    SWORN_ASSIGN_OR_RETURN(const bool taken, records_.StreamExists(StreamKind::kMou, mou));
    if (taken) return Taken("memorandum", mou, "body.mou_signed.mou");
  }
  return Ok();
}

Status EventReview::CheckBody(const Body& body, const std::string& outer) {
  if (body.kind_case() == Body::KIND_NOT_SET) return Ok();
  if (const std::string_view agency = AgencyOf(body); !agency.empty()) {
    SWORN_RETURN_IF_ERROR(CheckAgency(agency, PathOf(body, outer) + ".agency"));
  }
  if (body.has_course_approved()) {
    const std::string& provider = body.course_approved().provider();
    const RegisteredAuthority* authority = view_.FindAuthority(provider);
    if (authority != nullptr && authority->kind == AuthorityKind::kTrainingCommittee) return Ok();
    return CheckKind(view_, provider, AuthorityKind::kTrainingProvider,
                     outer + ".course_approved.provider");
  }
  if (body.has_offering_scheduled()) {
    Result<CourseRecord> course =
        records_.Course(body.offering_scheduled().course(), outer + ".offering_scheduled.course");
    if (!course) return std::move(course).error();
  }
  if (body.has_enrollment_confirmed()) {
    Result<OfferingRecord> offering = records_.Offering(body.enrollment_confirmed().offering(),
                                                        outer + ".enrollment_confirmed.offering");
    if (!offering) return std::move(offering).error();
  }
  if (body.has_completion_recorded()) {
    return CheckCompletion(body.completion_recorded(), outer + ".completion_recorded");
  }
  if (body.has_mou_signed()) {
    return CheckKind(view_, body.mou_signed().district(), AuthorityKind::kSchoolDistrict,
                     outer + ".mou_signed.district");
  }
  if (body.has_mou_ended()) {
    Result<MouRecord> mou = records_.Mou(body.mou_ended().mou(), outer + ".mou_ended.mou");
    if (!mou) return std::move(mou).error();
  }
  if (body.has_sro_designated() && !body.sro_designated().mou().empty()) {
    Result<MouRecord> mou =
        records_.Mou(body.sro_designated().mou(), outer + ".sro_designated.mou");
    if (!mou) return std::move(mou).error();
  }
  return Ok();
}

Status EventReview::CheckAgency(std::string_view agency, const std::string& field) {
  return CheckKind(view_, agency, AuthorityKind::kAgency, field);
}

Status EventReview::CheckCompletion(const event::v1::CompletionRecorded& completion,
                                    const std::string& path) {
  Result<CourseRecord> course = records_.Course(completion.course(), path + ".course");
  if (!course) return std::move(course).error();
  if (completion.offering().empty()) return Ok();
  SWORN_ASSIGN_OR_RETURN(const OfferingRecord offering,
                         records_.Offering(completion.offering(), path + ".offering"));
  if (offering.course == completion.course()) return Ok();
  return Fail(Reason::kUnknownOffering,
              "the offering " + Quoted(completion.offering()) + " is one of the course " +
                  Quoted(offering.course) + ", not of " + Quoted(completion.course()) +
                  ": name the offering that was attended",
              path + ".offering");
}

Status EventReview::CheckPolicy() {
  if (!event_.body().has_policy_published()) return Ok();
  const event::v1::PolicyPublished& policy = event_.body().policy_published();
  SWORN_ASSIGN_OR_RETURN(const bool taken,
                         records_.PolicyExists(policy.policy(), policy.version()));
  if (taken) {
    return Fail(Reason::kAlreadyRegistered,
                "the policy " + Quoted(policy.policy() + "@" + std::to_string(policy.version())) +
                    " is published already: publish the next version",
                "body.policy_published.version");
  }
  for (int i = 0; i < policy.supersedes_size(); ++i) {
    const std::string field = "body.policy_published.supersedes[" + std::to_string(i) + "]";
    const std::string& name = policy.supersedes(i);
    const std::size_t at = name.rfind('@');
    Result<std::uint64_t> version = ParseDecimal(
        at == std::string::npos ? std::string_view() : std::string_view(name).substr(at + 1));
    bool exists = false;
    if (version && *version <= UINT32_MAX) {
      SWORN_ASSIGN_OR_RETURN(exists, records_.PolicyExists(std::string_view(name).substr(0, at),
                                                           static_cast<std::uint32_t>(*version)));
    }
    if (exists) continue;
    return Fail(Reason::kUnknownPolicy,
                "no entry publishes the policy " + Quoted(name) +
                    ": name one that was, as \"policy@version\"",
                field);
  }
  return Ok();
}

Status EventReview::CheckTarget() {
  if (!target_) return Ok();
  const Body& body = event_.body();
  if (event_.header().subject() != target_->subject) {
    return Fail(
        Reason::kWrongTarget,
        "entry " + ToString(target_->index) + " is about " +
            (target_->subject.empty() ? "no officer" : "the officer " + Quoted(target_->subject)) +
            ": give that as the subject, or name the right entry",
        "header.subject");
  }
  SWORN_RETURN_IF_ERROR(CheckTargetStreams());
  if (body.has_completion_voided() && !target_->body.has_completion_recorded()) {
    return Fail(Reason::kWrongTarget,
                "entry " + ToString(target_->index) + " is a " +
                    std::string(codec::EventTypeName(target_->body)) +
                    ", not a completion: void other records by RecordVoided",
                "body.completion_voided.target_index");
  }
  SWORN_RETURN_IF_ERROR(records_.CheckStands(
      *target_,
      PathOf(body, "body") + (body.has_completion_voided() ? ".target_index" : ".target.index")));
  return body.has_record_corrected() ? CheckCorrection() : Ok();
}

Status EventReview::CheckTargetStreams() {
  const Body& body = event_.body();
  if (body.has_completion_voided()) return Ok();
  const event::v1::Target& target =
      body.has_record_voided() ? body.record_voided().target() : body.record_corrected().target();
  const std::string field = PathOf(body, "body") + ".target.streams";
  for (int i = 0; i < target.streams_size(); ++i) {
    const bool belongs = std::any_of(
        target_->streams.begin(), target_->streams.end(),
        [&](const tlog::StreamLink& link) { return link.stream.text() == target.streams(i); });
    if (belongs) continue;
    return Fail(Reason::kWrongTarget,
                "entry " + ToString(target_->index) + " is not in the stream " +
                    Quoted(target.streams(i)) + ": name streams of the target",
                field + "[" + std::to_string(i) + "]");
  }
  const tlog::StreamName own = Records::OwnStream(*target_);
  const std::vector<tlog::StreamName>& streams = event_.streams();
  if (std::find(streams.begin(), streams.end(), own) != streams.end()) return Ok();
  return Fail(Reason::kWrongTarget,
              "whoever reads the stream " + Quoted(own.text()) +
                  " must come upon this entry: name that stream",
              field);
}

Status EventReview::CheckCorrection() {
  const event::v1::RecordCorrected& correction = event_.body().record_corrected();
  const std::string path = "body.record_corrected";
  if (!correction.subject().empty() && correction.subject() != target_->subject) {
    if (target_->body.has_officer_registered() || target_->subject.empty()) {
      return Fail(Reason::kWrongTarget,
                  "a registration, or a record about no officer, cannot be given to another "
                  "officer: void it and record it anew",
                  path + ".subject");
    }
    SWORN_ASSIGN_OR_RETURN(const bool known, records_.OfficerExists(correction.subject()));
    if (!known) {
      return Fail(Reason::kUnknownOfficer,
                  "no entry registers the officer " + Quoted(correction.subject()) +
                      ": check the MPTC ID, or record OfficerRegistered first",
                  path + ".subject");
    }
  }
  const std::string& subject =
      correction.subject().empty() ? target_->subject : correction.subject();
  if (!correction.has_body()) {
    if (subject == target_->subject) return Ok();
    Status ended = CheckEnded(target_->body, subject, path);
    if (ended) return Ok();
    Error error = std::move(ended).error();
    error.field = path + ".subject";
    return error;
  }
  if (correction.body().kind_case() != target_->body.kind_case()) {
    return Fail(Reason::kWrongTarget,
                "entry " + ToString(target_->index) + " is a " +
                    std::string(codec::EventTypeName(target_->body)) +
                    ": a correction restates a record of the same kind",
                path + ".body");
  }
  if (!KeepsIdentity(target_->body, correction.body())) {
    return Fail(Reason::kWrongTarget,
                "other entries rely on the identifiers, provider, course and parties that entry " +
                    ToString(target_->index) +
                    " gives: leave them, or record another under a new identifier",
                path + ".body");
  }
  SWORN_RETURN_IF_ERROR(CheckBody(correction.body(), path + ".body"));
  return CheckEnded(correction.body(), subject, path + ".body");
}

}  // namespace sworn::admission
