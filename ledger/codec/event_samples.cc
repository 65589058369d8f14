#include "ledger/codec/event_samples.h"

#include <array>
#include <nlohmann/json.hpp>

#include "ledger/base/check.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json.h"
#include "ledger/crypto/sha256.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using event::v1::Event;

constexpr std::string_view kAuthority = "post";
constexpr std::string_view kOfficer = "MA-0001";

struct Sample {
  std::string_view type;
  bool has_subject = false;
  const char* body = "{}";
};

// Bodies with keys are completed in code.
constexpr auto kSamples = std::to_array<Sample>({
    {"Genesis", false,
     R"json({"origin": "ledger.example/sworn", "title": "Sample ledger", "root_authority": "post",
         "root_name": "POST Commission, sample",
         "log_verifier_key": "ledger.example/sworn+00000000+AQ==", "simulated_time": true})json"},
    {"AuthorityRegistered", false,
     R"json({"authority": "springfield-pd", "kind": "agency", "name": "Springfield Police, sample",
         "parent": "post"})json"},
    {"KeyAdded", false, R"json({"authority": "mptc", "valid_to": "2030-01-01T05:00:00Z"})json"},
    {"KeyRotated", false, R"json({"authority": "mptc"})json"},
    {"KeyRevoked", false, R"json({"authority": "mptc", "compromised": true})json"},
    {"RoleAssigned", false,
     R"json({"authority": "mptc", "role": "training_committee",
         "valid_from": "2023-07-01T04:00:00Z"})json"},
    {"RoleEnded", false, R"json({"authority": "mptc", "role": "training_committee"})json"},
    {"PolicyPublished", false,
     R"json({"family": "certification", "policy": "ma-sro-certification", "version": 1,
         "title": "Certification of School Resource Officers, sample",
         "supersedes": ["ma-sro-draft@3"],
         "rules": [
           {"rule": "sro-term", "statement": "An SRO certificate lasts three years.",
            "citation": "555 CMR 10.09(4)", "certainty": "text_read", "anchor": "grant_date",
            "certificate_term": {"axis": "sro", "years": 3}},
           {"rule": "sro-precedence", "statement": "Which status shows.",
            "citation": "555 CMR 10.09", "certainty": "inference", "anchor": "as_of_date",
            "status_precedence": {"axis": "sro",
                                  "order": ["revoked", "vacated", "suspended", "certified"]}}]})json"},
    {"OfficerRegistered", true, R"json({"agency": "springfield-pd"})json"},
    {"OfficerCertificationGranted", true, R"json({"order": "2023-114"})json"},
    {"OfficerCertificationSuspended", true, R"json({"order": "2024-031"})json"},
    {"OfficerCertificationAdministrativelySuspended", true, "{}"},
    {"OfficerCertificationSuspensionLifted", true, "{}"},
    {"OfficerCertificationRevoked", true, R"json({"order": "2024-077"})json"},
    {"OfficerCertificationExpired", true, "{}"},
    {"CourseApproved", false,
     R"json({"course": "nasro-basic", "title": "NASRO Basic", "provider": "nasro", "hours": 40,
         "mode": "in_person", "topics": ["A1", "A3", "B4"], "full_committee": true})json"},
    {"OfferingScheduled", false,
     R"json({"offering": "basic-2023-10-lynnfield", "course": "nasro-basic", "place": "Lynnfield",
         "first_day": "2023-10-09", "last_day": "2023-10-13", "mode": "in_person"})json"},
    {"EnrollmentConfirmed", true, R"json({"offering": "basic-2023-10-lynnfield"})json"},
    {"CompletionRecorded", true,
     R"json({"course": "nasro-basic", "offering": "basic-2023-10-lynnfield", "hours": 40,
         "mode": "in_person", "training_year": 2024, "in_acadis": true})json"},
    {"CompletionVoided", true,
     R"json({"target_index": 17, "target_event_id": "00112233445566778899aabbccddeeff"})json"},
    {"MouSigned", false,
     R"json({"mou": "mou-springfield-2023", "agency": "springfield-pd", "district": "springfield-ps",
         "schools": ["central-high", "north-middle"]})json"},
    {"MouEnded", false, R"json({"mou": "mou-springfield-2023"})json"},
    {"SroDesignated", true,
     R"json({"agency": "springfield-pd", "schools": ["central-high"], "mou": "mou-springfield-2023"})json"},
    {"DesignationEnded", true, R"json({"agency": "springfield-pd"})json"},
    {"SroApplicationSubmitted", true,
     R"json({"agency": "springfield-pd", "perjury_attested": true, "conduct_undertaken": true,
         "chief_confirmed": true})json"},
    {"SroCertificationGranted", true, R"json({"order": "SRO-12", "served_on": "2023-11-21"})json"},
    {"SroCertificationConditionallyGranted", true,
     R"json({"conditions": [{"condition": "basic-training", "text": "Complete NASRO Basic.",
                         "due_on": "2024-04-01"}]})json"},
    {"SroCertificationDeclined", true, R"json({"served_on": "2024-01-16"})json"},
    {"SroCertificationSuspended", true, R"json({"order": "SRO-40"})json"},
    {"SroCertificationSuspensionLifted", true, "{}"},
    {"SroCertificationRevoked", true, "{}"},
    {"SroCertificationVacated", true, R"json({"order": "SRO-41"})json"},
    {"SroCertificationTerminated", true, "{}"},
    {"ConditionSatisfied", true, R"json({"condition": "basic-training"})json"},
    {"RecordCorrected", true,
     R"json({"target": {"index": 17, "event_id": "00112233445566778899aabbccddeeff"},
         "subject": "MA-0002", "occurred_on": "2024-03-13",
         "body": {"type": "CompletionRecorded", "course": "mptc-2-day", "hours": 16,
                  "mode": "in_person", "in_acadis": true}})json"},
    {"RecordVoided", false,
     R"json({"target": {"index": 9, "event_id": "ffeeddccbbaa99887766554433221100",
                    "streams": ["agency/springfield-pd", "mou/mou-springfield-2023"]}})json"},
});

// Repeatable bytes for what an author draws at random.
std::string SampleBytes(std::string_view purpose, std::string_view type, std::size_t count) {
  return crypto::Sha256OfParts({"sworn-sample ", purpose, " ", type}).ToBytes().substr(0, count);
}

event::v1::PublicKey SamplePublicKey(const crypto::PrivateKey& key, const LedgerId& ledger_id,
                                     std::string_view authority) {
  event::v1::PublicKey message;
  message.set_scheme(event::v1::SIGNATURE_SCHEME_ED25519);
  message.set_subject_public_key_info(key.public_key().spki());
  message.set_proof_of_possession(ProvePossession(key, ledger_id, authority).value());
  return message;
}

void AddKeys(Body* body) {
  const std::string other = SampleKey(2).public_key().fingerprint().ToBytes();
  if (body->has_genesis()) {
    body->mutable_genesis()->set_nonce(SampleBytes("nonce", "ledger", 32));
    *body->mutable_genesis()->mutable_root_key() =
        SamplePublicKey(SampleSigner(), LedgerId(), kAuthority);
  } else if (body->has_key_added()) {
    *body->mutable_key_added()->mutable_key() =
        SamplePublicKey(SampleKey(2), SampleLedgerId(), "mptc");
  } else if (body->has_key_rotated()) {
    body->mutable_key_rotated()->set_old_fingerprint(other);
    *body->mutable_key_rotated()->mutable_new_key() =
        SamplePublicKey(SampleKey(3), SampleLedgerId(), "mptc");
  } else if (body->has_key_revoked()) {
    body->mutable_key_revoked()->set_fingerprint(other);
  } else if (body->has_role_assigned()) {
    body->mutable_role_assigned()->set_key_fingerprint(other);
  } else if (body->has_role_ended()) {
    body->mutable_role_ended()->set_key_fingerprint(other);
  } else if (body->has_policy_published()) {
    body->mutable_policy_published()->set_document_sha256(SampleBytes("document", "policy", 32));
  }
}

void FillHeader(const Sample& sample, event::v1::Header* header) {
  const auto json = nlohmann::json::parse(R"({
      "occurred_on": "2023-10-13",
      "signed_at": "2023-10-16T13:00:00Z",
      "not_after": "2023-11-15T13:00:00.5Z"})");
  SWORN_CHECK(HeaderFromJson(json, header).has_value());
  header->set_event_id(SampleBytes("event id", sample.type, 16));
  header->set_nonce(SampleBytes("nonce", sample.type, 16));
  if (sample.has_subject) header->set_subject(std::string(kOfficer));
  header->set_acting_authority(std::string(kAuthority));
  auto* signer = header->add_signers();
  signer->set_key_fingerprint(SampleSigner().public_key().fingerprint().ToBytes());
  signer->set_authority(std::string(kAuthority));
  signer->set_role(event::v1::ROLE_COMMISSION);
}

}  // namespace

crypto::PrivateKey SampleKey(std::uint8_t number) {
  return crypto::PrivateKey::FromEd25519Seed(std::string(32, static_cast<char>(number))).value();
}

const crypto::PrivateKey& SampleSigner() {
  static const crypto::PrivateKey key = SampleKey(1);
  return key;
}

LedgerId SampleLedgerId() { return LedgerIdOf(SerializeEvent(SampleEvent("Genesis"))); }

Event SampleEvent(std::string_view type) {
  for (const Sample& sample : kSamples) {
    if (sample.type != type) continue;
    Event event;
    event.set_schema_version(kSchemaVersion);
    const Status read =
        BodyFromJson(nlohmann::json::parse(sample.body), type, event.mutable_body());
    SWORN_CHECK(read.has_value());
    AddKeys(event.mutable_body());
    FillHeader(sample, event.mutable_header());
    if (type != "Genesis") event.mutable_header()->set_ledger_id(SampleLedgerId().ToBytes());
    return event;
  }
  SWORN_CHECK(false && "not a type of the catalogue");
  return {};
}

std::string SignSample(const Event& event) {
  const crypto::PrivateKey* const key = &SampleSigner();
  return SignEvent(event, {&key, 1}).value();
}

}  // namespace sworn::codec
