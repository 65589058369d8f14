#include "ledger/codec/facts.h"

#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/base/date.h"
#include "ledger/codec/facts_parts.h"
#include "ledger/codec/validate.h"

namespace sworn::codec {
namespace {

using certification::CorrectableBody;
using certification::Fact;
using certification::FactBody;
using event::v1::Body;
using event::v1::Event;

template <typename List>
std::vector<std::string> ToStrings(const List& list) {
  return {list.begin(), list.end()};
}

Result<std::optional<Date>> ToDate(const std::string& text, std::string_view field) {
  if (text.empty()) return std::optional<Date>();
  Result<Date> date = Date::Parse(text);
  if (!date) return Within(field, date.error());
  return std::optional<Date>(*date);
}

Result<CorrectableBody> ToCourse(const event::v1::CourseApproved& body) {
  return CorrectableBody(
      certification::CourseApproved{.course = body.course(),
                                    .title = body.title(),
                                    .provider = body.provider(),
                                    .hours = body.hours(),
                                    .mode = ToDomain<certification::TrainingMode>(body.mode()),
                                    .topics = ToStrings(body.topics()),
                                    .full_committee = body.full_committee()});
}

Result<CorrectableBody> ToOffering(const event::v1::OfferingScheduled& body) {
  SWORN_ASSIGN_OR_RETURN(const Date first_day, Date::Parse(body.first_day()));
  SWORN_ASSIGN_OR_RETURN(const Date last_day, Date::Parse(body.last_day()));
  return CorrectableBody(
      certification::OfferingScheduled{.offering = body.offering(),
                                       .course = body.course(),
                                       .place = body.place(),
                                       .first_day = first_day,
                                       .last_day = last_day,
                                       .mode = ToDomain<certification::TrainingMode>(body.mode())});
}

Result<CorrectableBody> ToCompletion(const event::v1::CompletionRecorded& body) {
  certification::CompletionRecorded completion{
      .course = body.course(),
      .offering = body.offering(),
      .hours = body.hours(),
      .mode = ToDomain<certification::TrainingMode>(body.mode()),
      .training_year = std::nullopt,
      .in_acadis = body.in_acadis()};
  if (body.training_year() != 0) completion.training_year = body.training_year();
  return CorrectableBody(std::move(completion));
}

Result<CorrectableBody> ToSroAct(const event::v1::SroCertificationAct& body) {
  certification::SroCertificationAct act;
  act.act = ToDomain<certification::SroCertificationAct::Kind>(body.act());
  act.order = body.order();
  for (const auto& condition : body.conditions()) {
    SWORN_ASSIGN_OR_RETURN(const std::optional<Date> due_on, ToDate(condition.due_on(), "due_on"));
    act.conditions.push_back(
        {.condition = condition.condition(), .text = condition.text(), .due_on = due_on});
  }
  SWORN_ASSIGN_OR_RETURN(act.served_on, ToDate(body.served_on(), "served_on"));
  return CorrectableBody(std::move(act));
}

CorrectableBody ToMou(const event::v1::MouSigned& body) {
  return certification::MouSigned{.mou = body.mou(),
                                  .agency = body.agency(),
                                  .district = body.district(),
                                  .schools = ToStrings(body.schools())};
}

CorrectableBody ToApplication(const event::v1::SroApplicationSubmitted& body) {
  return certification::SroApplicationSubmitted{.agency = body.agency(),
                                                .perjury_attested = body.perjury_attested(),
                                                .conduct_undertaken = body.conduct_undertaken(),
                                                .chief_confirmed = body.chief_confirmed()};
}

CorrectableBody ToOfficerAct(const event::v1::OfficerCertificationAct& body) {
  return certification::OfficerCertificationAct{
      .act = ToDomain<certification::OfficerCertificationAct::Kind>(body.act()),
      .order = body.order()};
}

// None for the bodies that a correction cannot restate.
Result<std::optional<CorrectableBody>> ToCorrectable(const Body& body) {
  const auto wrap = [](Result<CorrectableBody> value) -> Result<std::optional<CorrectableBody>> {
    if (!value) return value.error();
    return std::optional<CorrectableBody>(std::move(value).value());
  };
  switch (body.kind_case()) {
    case Body::kOfficerRegistered:
      return wrap(
          CorrectableBody(certification::OfficerRegistered{body.officer_registered().agency()}));
    case Body::kOfficerCertification:
      return wrap(ToOfficerAct(body.officer_certification()));
    case Body::kCourseApproved:
      return wrap(ToCourse(body.course_approved()));
    case Body::kOfferingScheduled:
      return wrap(ToOffering(body.offering_scheduled()));
    case Body::kEnrollmentConfirmed:
      return wrap(CorrectableBody(
          certification::EnrollmentConfirmed{body.enrollment_confirmed().offering()}));
    case Body::kCompletionRecorded:
      return wrap(ToCompletion(body.completion_recorded()));
    case Body::kMouSigned:
      return wrap(ToMou(body.mou_signed()));
    case Body::kMouEnded:
      return wrap(CorrectableBody(certification::MouEnded{body.mou_ended().mou()}));
    case Body::kSroDesignated:
      return wrap(CorrectableBody(certification::SroDesignated{
          body.sro_designated().agency(), ToStrings(body.sro_designated().schools()),
          body.sro_designated().mou()}));
    case Body::kDesignationEnded:
      return wrap(CorrectableBody(certification::DesignationEnded{
          body.designation_ended().agency(), ToStrings(body.designation_ended().schools())}));
    case Body::kSroApplicationSubmitted:
      return wrap(ToApplication(body.sro_application_submitted()));
    case Body::kSroCertification:
      return wrap(ToSroAct(body.sro_certification()));
    case Body::kConditionSatisfied:
      return wrap(CorrectableBody(
          certification::ConditionSatisfied{body.condition_satisfied().condition()}));
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
      return std::optional<CorrectableBody>();
  }
  return std::optional<CorrectableBody>();
}

// Everything but the body.
Result<Fact> ToFrame(LeafIndex index, Instant recorded_at, const event::v1::Header& header) {
  Fact fact;
  fact.index = index;
  fact.recorded_at = recorded_at;
  fact.subject = header.subject();
  fact.acting_authority = header.acting_authority();
  for (const auto& signer : header.signers()) fact.signer_roles.push_back(ToRole(signer.role()));
  fact.attested = !header.attestations().empty();
  SWORN_ASSIGN_OR_RETURN(fact.occurred_on, Date::Parse(header.occurred_on()));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> from,
                         ToDate(header.effective_from(), "effective_from"));
  fact.effective_from = from.value_or(fact.occurred_on);
  SWORN_ASSIGN_OR_RETURN(fact.effective_to, ToDate(header.effective_to(), "effective_to"));
  if (header.has_source_recorded_at()) {
    SWORN_ASSIGN_OR_RETURN(fact.source_recorded_at,
                           ToInstant(header.source_recorded_at(), "source_recorded_at"));
  }
  fact.reason = header.reason();
  return fact;
}

Result<Fact> ToFrameOf(LeafIndex index, Instant recorded_at, const Event& event) {
  Result<Fact> fact = ToFrame(index, recorded_at, event.header());
  if (!fact) return Within("header", fact.error());
  return fact;
}

FactBody Widen(CorrectableBody body) {
  return std::visit([](auto&& value) { return FactBody(std::forward<decltype(value)>(value)); },
                    std::move(body));
}

// None for the body of a fact that cannot be restated.
struct Narrow {
  template <typename T>
  std::optional<CorrectableBody> operator()(const T& body) const {
    if constexpr (std::is_constructible_v<CorrectableBody, const T&>) {
      return CorrectableBody(body);
    } else {
      return std::nullopt;
    }
  }
};

// What the target says now: itself, or as it was last corrected.
Result<certification::CorrectedRecord> RecordOf(const Fact& target) {
  if (const auto* corrected = std::get_if<certification::RecordCorrected>(&target.body)) {
    return corrected->corrected;
  }
  std::optional<CorrectableBody> body = std::visit(Narrow{}, target.body);
  if (!body) {
    return Fail(Reason::kWrongTarget, "an entry of this kind is not corrected",
                "body.record_corrected.target");
  }
  return certification::CorrectedRecord{.subject = target.subject,
                                        .occurred_on = target.occurred_on,
                                        .effective_from = target.effective_from,
                                        .effective_to = target.effective_to,
                                        .body = *std::move(body)};
}

Status Restate(const event::v1::RecordCorrected& correction,
               certification::CorrectedRecord* record) {
  if (!correction.subject().empty()) record->subject = correction.subject();
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> occurred,
                         ToDate(correction.occurred_on(), "occurred_on"));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> from,
                         ToDate(correction.effective_from(), "effective_from"));
  SWORN_ASSIGN_OR_RETURN(const std::optional<Date> to,
                         ToDate(correction.effective_to(), "effective_to"));
  if (occurred) {
    if (record->effective_from == record->occurred_on) record->effective_from = *occurred;
    record->occurred_on = *occurred;
  }
  if (from) record->effective_from = *from;
  if (to) record->effective_to = to;
  if (record->effective_to && *record->effective_to <= record->effective_from) {
    return Fail(Reason::kInvalidDate, "as corrected, the record would end before it starts",
                "effective_to");
  }
  if (!correction.has_body()) return Ok();
  SWORN_ASSIGN_OR_RETURN(std::optional<CorrectableBody> body, ToCorrectable(correction.body()));
  if (!body || body->index() != record->body.index()) {
    return Fail(Reason::kWrongTarget, "the target is an entry of another kind", "body");
  }
  record->body = *std::move(body);
  return Ok();
}

}  // namespace

std::optional<TargetReference> TargetOf(const Event& event) {
  const auto of = [](const event::v1::Target& target) {
    return TargetReference{LeafIndex(target.index()), target.event_id()};
  };
  const Body& body = event.body();
  if (body.has_completion_voided()) {
    return TargetReference{LeafIndex(body.completion_voided().target_index()),
                           body.completion_voided().target_event_id()};
  }
  if (body.has_record_corrected()) return of(body.record_corrected().target());
  if (body.has_record_voided()) return of(body.record_voided().target());
  return std::nullopt;
}

Result<std::optional<Fact>> ToFact(LeafIndex index, Instant recorded_at, const Event& event) {
  const Body& body = event.body();
  if (body.has_record_corrected()) {
    return Fail(Reason::kInternal, "a correction becomes a fact together with its target");
  }
  std::optional<FactBody> converted;
  if (body.has_policy_published()) {
    SWORN_ASSIGN_OR_RETURN(converted, ToPolicy(body.policy_published()));
  } else if (body.has_completion_voided()) {
    converted = certification::CompletionVoided{LeafIndex(body.completion_voided().target_index())};
  } else if (body.has_record_voided()) {
    converted = certification::RecordVoided{LeafIndex(body.record_voided().target().index())};
  } else {
    SWORN_ASSIGN_OR_RETURN(std::optional<CorrectableBody> correctable, ToCorrectable(body));
    if (!correctable) return std::optional<Fact>();
    converted = Widen(*std::move(correctable));
  }
  SWORN_ASSIGN_OR_RETURN(Fact fact, ToFrameOf(index, recorded_at, event));
  fact.body = *std::move(converted);
  return std::optional<Fact>(std::move(fact));
}

Result<Fact> ToCorrection(LeafIndex index, Instant recorded_at, const Event& correction,
                          const Fact& target) {
  SWORN_CHECK(correction.body().has_record_corrected());
  const auto& body = correction.body().record_corrected();
  SWORN_ASSIGN_OR_RETURN(certification::CorrectedRecord record, RecordOf(target));
  const std::string target_subject = record.subject;
  if (Status status = Restate(body, &record); !status) {
    return Within("body.record_corrected", status.error());
  }
  SWORN_ASSIGN_OR_RETURN(Fact fact, ToFrameOf(index, recorded_at, correction));
  fact.body = certification::RecordCorrected{.target = LeafIndex(body.target().index()),
                                             .target_subject = target_subject,
                                             .corrected = std::move(record)};
  return fact;
}

certification::AuthorityKind ToAuthorityKind(event::v1::AuthorityKind kind) {
  return ToDomain<certification::AuthorityKind>(kind);
}

certification::Role ToRole(event::v1::Role role) { return ToDomain<certification::Role>(role); }

event::v1::Role FromRole(certification::Role role) {
  return static_cast<event::v1::Role>(static_cast<int>(role) + 1);
}

}  // namespace sworn::codec
