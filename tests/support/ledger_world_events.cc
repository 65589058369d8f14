// The builders of LedgerWorld: one for each kind of event that tests ask for.
#include "ledger/codec/signing.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/ledger_world.h"

namespace sworn::testing_support {

using event::v1::Event;

event::v1::PublicKey LedgerWorld::PublicKeyOf(std::string_view key, std::string_view authority) {
  const crypto::PrivateKey& private_key = Key(key);
  event::v1::PublicKey message;
  message.set_scheme(event::v1::SIGNATURE_SCHEME_ED25519);
  message.set_subject_public_key_info(private_key.public_key().spki());
  message.set_proof_of_possession(
      codec::ProvePossession(private_key, ledger_id(), authority).value());
  return message;
}

Event LedgerWorld::AuthorityRegistered(std::string_view id, event::v1::AuthorityKind kind,
                                       std::string_view parent, std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_authority_registered();
  body.set_authority(std::string(id));
  body.set_kind(kind);
  body.set_name("The authority " + std::string(id));
  body.set_parent(std::string(parent));
  return event;
}

Event LedgerWorld::KeyAdded(std::string_view authority, std::string_view key,
                            std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_key_added();
  body.set_authority(std::string(authority));
  *body.mutable_key() = PublicKeyOf(key, authority);
  return event;
}

Event LedgerWorld::RoleAssigned(std::string_view authority, std::string_view key,
                                event::v1::Role role, std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_role_assigned();
  body.set_authority(std::string(authority));
  body.set_key_fingerprint(Key(key).public_key().fingerprint().ToBytes());
  body.set_role(role);
  return event;
}

Event LedgerWorld::RoleEnded(std::string_view authority, std::string_view key, event::v1::Role role,
                             std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_role_ended();
  body.set_authority(std::string(authority));
  body.set_key_fingerprint(Key(key).public_key().fingerprint().ToBytes());
  body.set_role(role);
  return event;
}

Event LedgerWorld::KeyRevoked(std::string_view authority, std::string_view key,
                              std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_key_revoked();
  body.set_authority(std::string(authority));
  body.set_fingerprint(Key(key).public_key().fingerprint().ToBytes());
  return event;
}

Event LedgerWorld::KeyRotated(std::string_view authority, std::string_view old_key,
                              std::string_view new_key, std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_key_rotated();
  body.set_authority(std::string(authority));
  body.set_old_fingerprint(Key(old_key).public_key().fingerprint().ToBytes());
  *body.mutable_new_key() = PublicKeyOf(new_key, authority);
  return event;
}

Event LedgerWorld::PolicyPublished(std::string_view policy, std::uint32_t version,
                                   std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_policy_published();
  body.set_family(event::v1::POLICY_FAMILY_CERTIFICATION);
  body.set_policy(std::string(policy));
  body.set_version(version);
  body.set_title("A policy for tests");
  body.set_document_sha256(crypto::Sha256Of("the document").ToBytes());
  event::v1::Rule& rule = *body.add_rules();
  rule.set_rule("sro-term");
  rule.set_statement("An SRO certificate lasts three calendar years.");
  rule.set_citation("555 CMR 10.09(4)");
  rule.set_certainty(event::v1::CERTAINTY_TEXT_READ);
  rule.set_anchor(event::v1::ANCHOR_GRANT_DATE);
  rule.mutable_certificate_term()->set_axis(event::v1::AXIS_SRO);
  rule.mutable_certificate_term()->set_years(3);
  return event;
}

Event LedgerWorld::OfficerRegistered(std::string_view officer, std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  event.mutable_body()->mutable_officer_registered()->set_agency(event.header().acting_authority());
  return event;
}

Event LedgerWorld::CourseApproved(std::string_view course, std::string_view provider) {
  Event event = NewEvent({"mptc"});
  auto& body = *event.mutable_body()->mutable_course_approved();
  body.set_course(std::string(course));
  body.set_title("The course " + std::string(course));
  body.set_provider(std::string(provider));
  body.set_hours(40);
  body.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event LedgerWorld::OfferingScheduled(std::string_view offering, std::string_view course,
                                     std::string_view signer) {
  Event event = NewEvent({signer});
  auto& body = *event.mutable_body()->mutable_offering_scheduled();
  body.set_offering(std::string(offering));
  body.set_course(std::string(course));
  body.set_place("Lynnfield");
  body.set_first_day("2023-10-09");
  body.set_last_day("2023-10-13");
  body.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event LedgerWorld::EnrollmentConfirmed(std::string_view officer, std::string_view offering,
                                       std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  event.mutable_body()->mutable_enrollment_confirmed()->set_offering(std::string(offering));
  return event;
}

Event LedgerWorld::CompletionRecorded(std::string_view officer, std::string_view course,
                                      std::string_view offering, std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& body = *event.mutable_body()->mutable_completion_recorded();
  body.set_course(std::string(course));
  body.set_offering(std::string(offering));
  body.set_hours(40);
  body.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  return event;
}

Event LedgerWorld::CompletionVoided(std::string_view officer, LeafIndex target,
                                    std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& body = *event.mutable_body()->mutable_completion_voided();
  body.set_target_index(target.value());
  body.set_target_event_id(EventIdOf(target));
  return event;
}

Event LedgerWorld::MouSigned(std::string_view mou, const std::vector<std::string_view>& signers) {
  Event event = NewEvent(signers);
  auto& body = *event.mutable_body()->mutable_mou_signed();
  body.set_mou(std::string(mou));
  body.set_agency("pd-alder");
  body.set_district("district-alder");
  body.add_schools("alder-high");
  return event;
}

Event LedgerWorld::SroDesignated(std::string_view officer, std::string_view mou,
                                 std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& body = *event.mutable_body()->mutable_sro_designated();
  body.set_agency(event.header().acting_authority());
  body.add_schools("alder-high");
  body.set_mou(std::string(mou));
  return event;
}

Event LedgerWorld::SroApplicationSubmitted(std::string_view officer, std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& body = *event.mutable_body()->mutable_sro_application_submitted();
  body.set_agency("pd-alder");
  body.set_perjury_attested(true);
  body.set_conduct_undertaken(true);
  return event;
}

Event LedgerWorld::SroCertification(std::string_view officer,
                                    event::v1::SroCertificationActKind act,
                                    std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  event.mutable_body()->mutable_sro_certification()->set_act(act);
  return event;
}

Event LedgerWorld::OfficerCertification(std::string_view officer,
                                        event::v1::OfficerCertificationActKind act,
                                        std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  event.mutable_body()->mutable_officer_certification()->set_act(act);
  return event;
}

Event LedgerWorld::RecordVoided(std::string_view officer, LeafIndex target,
                                std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& reference = *event.mutable_body()->mutable_record_voided()->mutable_target();
  reference.set_index(target.value());
  reference.set_event_id(EventIdOf(target));
  return event;
}

Event LedgerWorld::RecordCorrected(std::string_view officer, LeafIndex target,
                                   std::string_view signer) {
  Event event = NewEvent({signer}, officer);
  auto& reference = *event.mutable_body()->mutable_record_corrected()->mutable_target();
  reference.set_index(target.value());
  reference.set_event_id(EventIdOf(target));
  return event;
}

}  // namespace sworn::testing_support
