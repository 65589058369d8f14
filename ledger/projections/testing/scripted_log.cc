#include "ledger/projections/testing/scripted_log.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/tlog/group.h"
#include "sworn/event/v1/envelope.pb.h"

namespace sworn::projections::testing {

namespace {

using event::v1::Event;

constexpr std::string_view kCorrectionDay = "2024-05-02";

Event About(std::string_view subject, std::string_view date) {
  Event event;
  event.set_schema_version(1);
  event::v1::Header& header = *event.mutable_header();
  header.set_ledger_id(std::string(32, 'l'));
  header.set_event_id(std::string(16, 'e'));
  header.set_nonce(std::string(16, 'n'));
  header.set_subject(std::string(subject));
  header.set_acting_authority("post");
  event::v1::Signer& signer = *header.add_signers();
  signer.set_key_fingerprint(std::string(32, 'k'));
  signer.set_authority("post");
  signer.set_role(event::v1::ROLE_COMMISSION);
  header.set_occurred_on(std::string(date));
  header.mutable_signed_at()->set_seconds(1'700'000'000);
  header.mutable_not_after()->set_seconds(1'700'086'400);
  return event;
}

std::string EventId() { return std::string(16, 'e'); }

std::string Envelope(const Event& event) {
  event::v1::SignedEvent envelope;
  envelope.set_payload(event.SerializeAsString());
  envelope.set_payload_type("application/vnd.sworn.event.v1+protobuf");
  envelope.add_signatures()->set_sig(std::string(64, 's'));
  return envelope.SerializeAsString();
}

std::vector<tlog::StreamName> Streams(const Event& event) {
  if (event.header().subject().empty()) return {tlog::StreamName::Authority()};
  return {tlog::StreamName::Of(tlog::StreamKind::kOfficer, event.header().subject()).value()};
}

Event Genesis() {
  Event event = About({}, "2023-07-01");
  event.mutable_header()->set_acting_authority("root");
  event::v1::Genesis& genesis = *event.mutable_body()->mutable_genesis();
  genesis.set_origin("ledger.example/test");
  genesis.set_root_authority("root");
  genesis.set_root_name("The Root");
  return event;
}

}  // namespace

Instant At(std::string_view text) { return Instant::Parse(text).value(); }
Date Day(std::string_view text) { return Date::Parse(text).value(); }

Event Registered(std::string_view officer, std::string_view date) {
  Event event = About(officer, date);
  event.mutable_body()->mutable_officer_registered()->set_agency("agency-1");
  return event;
}

Event Completion(std::string_view officer, std::string_view course, std::string_view date,
                 std::string_view offering) {
  Event event = About(officer, date);
  event::v1::CompletionRecorded& completion = *event.mutable_body()->mutable_completion_recorded();
  completion.set_course(std::string(course));
  completion.set_offering(std::string(offering));
  completion.set_hours(40);
  completion.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event Enrolled(std::string_view officer, std::string_view offering, std::string_view date) {
  Event event = About(officer, date);
  event.mutable_body()->mutable_enrollment_confirmed()->set_offering(std::string(offering));
  return event;
}

Event Course(std::string_view course, std::string_view date) {
  Event event = About({}, date);
  event::v1::CourseApproved& approved = *event.mutable_body()->mutable_course_approved();
  approved.set_course(std::string(course));
  approved.set_title("A course");
  approved.set_provider("provider-1");
  approved.set_hours(40);
  approved.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event Offering(std::string_view offering, std::string_view course, std::string_view date) {
  Event event = About({}, date);
  event::v1::OfferingScheduled& scheduled = *event.mutable_body()->mutable_offering_scheduled();
  scheduled.set_offering(std::string(offering));
  scheduled.set_course(std::string(course));
  scheduled.set_place("Lynnfield");
  scheduled.set_first_day(std::string(date));
  scheduled.set_last_day(std::string(date));
  scheduled.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event Mou(std::string_view mou, std::string_view date) {
  Event event = About({}, date);
  event::v1::MouSigned& signed_mou = *event.mutable_body()->mutable_mou_signed();
  signed_mou.set_mou(std::string(mou));
  signed_mou.set_agency("agency-1");
  signed_mou.set_district("district-1");
  signed_mou.add_schools("school-1");
  return event;
}

Event Designated(std::string_view officer, std::string_view mou, std::string_view date) {
  Event event = About(officer, date);
  event::v1::SroDesignated& designated = *event.mutable_body()->mutable_sro_designated();
  designated.set_agency("agency-1");
  designated.add_schools("school-1");
  designated.set_mou(std::string(mou));
  return event;
}

Event OfficerGranted(std::string_view officer, std::string_view date) {
  Event event = About(officer, date);
  event.mutable_body()->mutable_officer_certification()->set_act(
      event::v1::OFFICER_CERTIFICATION_ACT_KIND_GRANTED);
  return event;
}

Event SroGranted(std::string_view officer, std::string_view date) {
  Event event = About(officer, date);
  event::v1::SroCertificationAct& act = *event.mutable_body()->mutable_sro_certification();
  act.set_act(event::v1::SRO_CERTIFICATION_ACT_KIND_GRANTED);
  act.set_order("2023-117");
  return event;
}

Event Policy(std::string_view policy, std::uint32_t version, std::string_view date) {
  Event event = About({}, date);
  event::v1::PolicyPublished& published = *event.mutable_body()->mutable_policy_published();
  published.set_family(event::v1::POLICY_FAMILY_CERTIFICATION);
  published.set_policy(std::string(policy));
  published.set_version(version);
  published.set_title("A policy");
  published.set_document_sha256(std::string(32, 'd'));
  event::v1::Rule& rule = *published.add_rules();
  rule.set_rule("sro-term");
  rule.set_statement("An SRO certificate lasts three years.");
  rule.set_citation("555 CMR 10.09(4)");
  rule.set_certainty(event::v1::CERTAINTY_TEXT_READ);
  rule.set_anchor(event::v1::ANCHOR_GRANT_DATE);
  rule.mutable_certificate_term()->set_axis(event::v1::AXIS_SRO);
  rule.mutable_certificate_term()->set_years(3);
  return event;
}

Event Authority(std::string_view authority, std::string_view name, std::string_view date) {
  Event event = About({}, date);
  event::v1::AuthorityRegistered& registered =
      *event.mutable_body()->mutable_authority_registered();
  registered.set_authority(std::string(authority));
  registered.set_kind(event::v1::AUTHORITY_KIND_COMMISSION);
  registered.set_name(std::string(name));
  registered.set_parent("root");
  return event;
}

Event KeyRevoked(std::string_view authority, std::string_view date) {
  Event event = About({}, date);
  event.mutable_body()->mutable_key_revoked()->set_authority(std::string(authority));
  event.mutable_body()->mutable_key_revoked()->set_fingerprint(std::string(32, 'k'));
  return event;
}

Event Voided(std::string_view officer, LeafIndex target) {
  Event event = About(officer, kCorrectionDay);
  event::v1::Target& pointer = *event.mutable_body()->mutable_record_voided()->mutable_target();
  pointer.set_index(target.value());
  pointer.set_event_id(EventId());
  return event;
}

Event CompletionVoided(std::string_view officer, LeafIndex target) {
  Event event = About(officer, kCorrectionDay);
  event::v1::CompletionVoided& voided = *event.mutable_body()->mutable_completion_voided();
  voided.set_target_index(target.value());
  voided.set_target_event_id(EventId());
  return event;
}

Event Corrected(std::string_view officer, LeafIndex target, std::string_view new_officer,
                std::string_view new_date) {
  Event event = About(officer, kCorrectionDay);
  event::v1::RecordCorrected& corrected = *event.mutable_body()->mutable_record_corrected();
  corrected.mutable_target()->set_index(target.value());
  corrected.mutable_target()->set_event_id(EventId());
  corrected.set_subject(std::string(new_officer));
  corrected.set_occurred_on(std::string(new_date));
  return event;
}

ScriptedLog::ScriptedLog() : next_(At(kBegins)) {
  log_ = tlog::Log::Open(store_, heads_).value();
  Append(Genesis());
}

LeafIndex ScriptedLog::Append(const Event& event) { return AppendAt(next_, event); }

LeafIndex ScriptedLog::AppendAt(Instant recorded_at, const Event& event) {
  tlog::Group group = log_->Begin();
  const std::string body = Envelope(event);
  const LeafIndex index =
      group.Stage({.recorded_at = recorded_at, .body = body, .streams = Streams(event)}).value();
  log_->Commit(std::move(group)).value();
  next_ = recorded_at + Duration::Seconds(1);
  return index;
}

void ScriptedLog::AppendAll(const std::vector<Event>& events) {
  tlog::Group group = log_->Begin();
  for (const Event& event : events) {
    const std::string body = Envelope(event);
    group.Stage({.recorded_at = next_, .body = body, .streams = Streams(event)}).value();
    next_ = next_ + Duration::Seconds(1);
  }
  log_->Commit(std::move(group)).value();
}

LeafIndex ScriptedLog::AppendBytes(std::string_view body) {
  tlog::Group group = log_->Begin();
  const LeafIndex index =
      group.Stage({.recorded_at = next_, .body = body, .streams = {tlog::StreamName::Authority()}})
          .value();
  log_->Commit(std::move(group)).value();
  return index;
}

}  // namespace sworn::projections::testing
