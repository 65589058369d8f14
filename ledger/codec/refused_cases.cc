// Every way in which the bytes of a signed event can be wrong, one case each.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/limits.h"
#include "ledger/codec/batch.h"
#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_vectors.h"
#include "ledger/codec/wire_pieces.h"
#include "ledger/crypto/dsse.h"
#include "sworn/event/v1/envelope.pb.h"

namespace sworn::codec {
namespace {

using event::v1::Event;
using event::v1::SignedEvent;

// An envelope with a right signature: only the payload is to blame.
std::string Sealed(const std::string& payload) {
  SignedEvent envelope;
  envelope.set_payload(payload);
  envelope.set_payload_type(std::string(kEventPayloadType));
  envelope.add_signatures()->set_sig(
      SampleSigner().Sign(crypto::PreAuthenticationEncoding(kEventPayloadType, payload)).value());
  return Wire(envelope);
}

std::string Payload(std::string_view header, std::string_view body) {
  return Number(1, 1) + Bytes(2, header) + Bytes(3, body);
}

class Cases {
 public:
  Cases() : event_(SampleEvent("CompletionRecorded")) {}

  void AddWire();
  void AddSchemaBounds();
  void AddEnvelopes();
  void AddHeaders();
  void AddSigners();
  void AddBodies();
  void AddPolicies();
  void AddCorrections();

  std::vector<RefusedCase> Take() { return std::move(cases_); }

 private:
  void Add(std::string name, std::string bytes, Reason reason, std::string field) {
    cases_.push_back({std::move(name), std::move(bytes), reason, std::move(field)});
  }
  void AddPayload(std::string name, const std::string& payload, Reason reason, std::string field) {
    Add(std::move(name), Sealed(payload), reason, std::move(field));
  }
  void AddEvent(std::string name, std::string_view type, const std::function<void(Event&)>& spoil,
                Reason reason, std::string field) {
    Event event = SampleEvent(type);
    spoil(event);
    AddPayload(std::move(name), SerializeEvent(event), reason, std::move(field));
  }
  using Header = event::v1::Header;
  void AddHeader(std::string name, const std::function<void(Header&)>& spoil, Reason reason,
                 std::string field) {
    AddEvent(
        std::move(name), "CompletionRecorded",
        [&spoil](Event& event) { spoil(*event.mutable_header()); }, reason, std::move(field));
  }
  using Envelope = SignedEvent;
  void AddEnvelope(std::string name, const std::function<void(Envelope&)>& spoil, Reason reason,
                   std::string field) {
    SignedEvent envelope;
    SWORN_CHECK(envelope.ParseFromString(SignSample(event_)));
    spoil(envelope);
    Add(std::move(name), Wire(envelope), reason, std::move(field));
  }

  const Event event_;
  std::vector<RefusedCase> cases_;
};

void Cases::AddWire() {
  const std::string header = Wire(event_.header());
  const std::string body = Wire(event_.body());
  const std::string completion = Wire(event_.body().completion_recorded());
  const std::string good = Payload(header, body);
  const auto malformed = Reason::kMalformed;
  AddPayload("unknown field of the event", good + Number(4, 1), malformed, "");
  AddPayload("unknown field of the header", Payload(header + Number(99, 1), body), malformed,
             "header");
  AddPayload("unknown field of the body's message",
             Payload(header, Bytes(33, completion + Number(40, 1))), malformed,
             "body.completion_recorded");
  AddPayload("unknown body", Payload(header, Bytes(99, "")), malformed, "body");
  AddPayload("field number 0", good + std::string(2, '\0'), malformed, "");
  AddPayload("singular field twice", Number(1, 1) + good, malformed, "schema_version");
  AddPayload("message twice", Number(1, 1) + Bytes(2, header) + Bytes(2, header) + Bytes(3, body),
             malformed, "header");
  AddPayload("two bodies", Payload(header, Bytes(32, Bytes(1, "x")) + body), malformed,
             "body.completion_recorded");
  AddPayload("the same body twice", Payload(header, body + body), malformed,
             "body.completion_recorded");
  AddPayload("fields out of order", Bytes(2, header) + Number(1, 1) + Bytes(3, body), malformed,
             "schema_version");
  AddPayload("number with a spare byte",
             std::string("\x08\x81\x00", 3) + Bytes(2, header) + Bytes(3, body), malformed,
             "schema_version");
  AddPayload("tag with a spare byte",
             std::string("\x88\x00\x01", 3) + Bytes(2, header) + Bytes(3, body), malformed, "");
  AddPayload("length with a spare byte",
             Number(1, 1) + std::string("\x12\x80\x00", 3) + Bytes(3, body), malformed, "header");
  AddPayload("number above 2^64", std::string("\x08") + std::string(9, '\xFF') + "\x02", malformed,
             "schema_version");
  AddPayload("number of eleven bytes", std::string("\x08") + std::string(10, '\xFF') + "\x01",
             malformed, "schema_version");
  AddPayload("number above 2^32", Number(1, (std::uint64_t{1} << 32) + 1), malformed,
             "schema_version");
  AddPayload("wrong wire type", Bytes(1, "\x01") + Bytes(2, header) + Bytes(3, body), malformed,
             "schema_version");
  AddPayload("fixed-width wire type", std::string("\x0D\x01\x00\x00\x00", 5), malformed,
             "schema_version");
  AddPayload("group", std::string("\x13\x14"), malformed, "header");
  AddPayload("payload cut short", good.substr(0, good.size() - 1), malformed, "body");
  AddPayload("payload cut inside a number", std::string("\x08\x81"), malformed, "schema_version");
  AddPayload("default number written", std::string("\x08\x00", 2) + Bytes(2, header), malformed,
             "schema_version");
  AddPayload("default text written", Payload(header + Bytes(14, ""), body), malformed,
             "header.reason");
  AddPayload("false written", Payload(header, Bytes(33, Bytes(1, "c") + Number(6, 0))), malformed,
             "body.completion_recorded.in_acadis");
  AddPayload("flag of 2", Payload(header, Bytes(33, Bytes(1, "c") + Number(6, 2))), malformed,
             "body.completion_recorded.in_acadis");
  AddPayload("unknown value of an enumeration",
             Payload(header, Bytes(33, Bytes(1, "c") + Number(4, 9))), malformed,
             "body.completion_recorded.mode");
  AddPayload("invalid UTF-8", Payload(header + Bytes(14, "\xC3\x28"), body), Reason::kInvalidUtf8,
             "header.reason");
  AddPayload("surrogate in UTF-8", Payload(header + Bytes(14, "\xED\xA0\x80"), body),
             Reason::kInvalidUtf8, "header.reason");
}

void Cases::AddSchemaBounds() {
  const std::string header = Wire(event_.header());
  std::string nested = Wire(event_.body());
  for (int i = 0; i < 8; ++i) nested = Bytes(60, Bytes(6, nested));
  std::string path = "body";
  for (int i = 0; i < 7; ++i) path += ".record_corrected.body";
  AddPayload("messages nested too deep", Payload(header, nested), Reason::kTooLarge,
             path + ".record_corrected");

  std::string policy = Number(1, 1);
  for (std::size_t i = 0; i <= limits::kMaxListItems; ++i) {
    policy += Bytes(6, "p@" + std::to_string(i + 1));
  }
  AddPayload("list too long", Payload(header, Bytes(10, policy)), Reason::kTooLarge,
             "body.policy_published.supersedes");
  const auto order = [&](std::string_view list) {
    return Payload(header, Bytes(10, Bytes(7, Bytes(12, Number(1, 2) + std::string(list)))));
  };
  const std::string at = "body.policy_published.rules[0].status_precedence.order";
  AddPayload("empty packed list written", order(Bytes(2, "")), Reason::kMalformed, at);
  AddPayload("list of numbers not packed", order(Number(2, 1)), Reason::kMalformed, at);
  AddPayload("packed list twice", order(Bytes(2, "\x01") + Bytes(2, "\x02")), Reason::kMalformed,
             at);
  AddPayload("unknown value in a packed list", order(Bytes(2, "\x7F")), Reason::kMalformed, at);
}

void Cases::AddEnvelopes() {
  const std::string good = SignSample(event_);
  Add("no bytes", "", Reason::kUnknownPayloadType, "payload_type");
  Add("envelope cut short", good.substr(0, good.size() - 1), Reason::kMalformed, "signatures[0]");
  Add("trailing byte", good + std::string(1, '\0'), Reason::kMalformed, "");
  Add("unknown field of the envelope", good + Number(9, 1), Reason::kMalformed, "");
  Add("too many bytes", good + Bytes(9, std::string(limits::kMaxSignedEventBytes, 'x')),
      Reason::kTooLarge, "");
  AddEnvelope(
      "other payload type", [](Envelope& e) { e.set_payload_type("application/json"); },
      Reason::kUnknownPayloadType, "payload_type");
  AddEnvelope(
      "payload type of a batch",
      [](Envelope& e) { e.set_payload_type(std::string(kBatchPayloadType)); },
      Reason::kUnknownPayloadType, "payload_type");
  AddEnvelope(
      "no payload", [](Envelope& e) { e.clear_payload(); }, Reason::kMissingField, "payload");
  AddEnvelope(
      "no signature", [](Envelope& e) { e.clear_signatures(); }, Reason::kMissingSignature,
      "signatures");
  AddEnvelope(
      "empty signature", [](Envelope& e) { e.mutable_signatures(0)->clear_sig(); },
      Reason::kMissingSignature, "signatures[0].sig");
  AddEnvelope(
      "long signature", [](Envelope& e) { e.mutable_signatures(0)->set_sig(std::string(73, 's')); },
      Reason::kTooLarge, "signatures[0].sig");
  AddEnvelope(
      "signature of nobody listed", [](Envelope& e) { *e.add_signatures() = e.signatures(0); },
      Reason::kInvalidField, "signatures[1]");
  AddEnvelope(
      "key id of another key",
      [](Envelope& e) { e.mutable_signatures(0)->set_keyid(std::string(64, '0')); },
      Reason::kInvalidField, "signatures[0].keyid");
  AddEnvelope(
      "signature and batch", [](Envelope& e) { e.mutable_batch()->set_count(1); },
      Reason::kInvalidField, "batch");
  const auto batch = [this](std::string name, std::uint32_t index, std::uint32_t count, int path,
                            std::string_view hash, Reason reason, std::string field) {
    AddEnvelope(
        std::move(name),
        [&](Envelope& e) {
          e.mutable_batch()->set_signature(std::move(*e.mutable_signatures(0)->mutable_sig()));
          e.clear_signatures();
          e.mutable_batch()->set_index(index);
          e.mutable_batch()->set_count(count);
          for (int i = 0; i < path; ++i) e.mutable_batch()->add_path(std::string(hash));
        },
        reason, std::move(field));
  };
  const std::string hash(kDigestBytes, 'h');
  batch("batch of none", 0, 0, 0, hash, Reason::kMissingField, "batch.count");
  batch("batch too large", 0, 4097, 13, hash, Reason::kTooLarge, "batch.count");
  batch("index beyond the batch", 3, 3, 1, hash, Reason::kInvalidField, "batch.index");
  batch("batch path too short", 0, 3, 1, hash, Reason::kInvalidField, "batch.path");
  batch("batch path too long", 2, 3, 2, hash, Reason::kInvalidField, "batch.path");
  batch("batch path of short hashes", 2, 3, 1, "short", Reason::kInvalidField, "batch.path[0]");
}

void Cases::AddHeaders() {
  AddEvent(
      "other schema version", "CompletionRecorded", [](Event& e) { e.set_schema_version(2); },
      Reason::kUnknownSchemaVersion, "schema_version");
  AddEvent(
      "no header", "CompletionRecorded", [](Event& e) { e.clear_header(); }, Reason::kMissingField,
      "header");
  AddHeader(
      "no ledger id", [](Header& h) { h.clear_ledger_id(); }, Reason::kMissingField,
      "header.ledger_id");
  AddHeader(
      "short ledger id", [](Header& h) { h.set_ledger_id("abc"); }, Reason::kInvalidField,
      "header.ledger_id");
  AddHeader(
      "no event id", [](Header& h) { h.clear_event_id(); }, Reason::kMissingField,
      "header.event_id");
  AddHeader(
      "long event id", [](Header& h) { h.set_event_id(std::string(17, 'e')); },
      Reason::kInvalidField, "header.event_id");
  AddHeader(
      "short nonce", [](Header& h) { h.set_nonce("n"); }, Reason::kInvalidField, "header.nonce");
  AddHeader(
      "slash in the subject", [](Header& h) { h.set_subject("MA/1"); }, Reason::kInvalidField,
      "header.subject");
  AddHeader(
      "subject too long", [](Header& h) { h.set_subject(std::string(65, 'a')); }, Reason::kTooLarge,
      "header.subject");
  AddHeader(
      "no subject", [](Header& h) { h.clear_subject(); }, Reason::kMissingField, "header.subject");
  AddHeader(
      "no acting authority", [](Header& h) { h.clear_acting_authority(); }, Reason::kMissingField,
      "header.acting_authority");
  const auto date = Reason::kInvalidDate;
  AddHeader(
      "no day", [](Header& h) { h.clear_occurred_on(); }, Reason::kMissingField,
      "header.occurred_on");
  AddHeader(
      "30 February", [](Header& h) { h.set_occurred_on("2023-02-30"); }, date,
      "header.occurred_on");
  AddHeader(
      "before 1900", [](Header& h) { h.set_effective_from("1899-12-31"); }, date,
      "header.effective_from");
  AddHeader(
      "end on the first day", [](Header& h) { h.set_effective_to("2023-10-13"); }, date,
      "header.effective_to");
  AddHeader(
      "hour 24", [](Header& h) { h.set_occurred_at("24:00"); }, date, "header.occurred_at");
  AddHeader(
      "no not_after", [](Header& h) { h.clear_not_after(); }, Reason::kMissingField,
      "header.not_after");
  AddHeader(
      "nanoseconds beyond a second",
      [](Header& h) { h.mutable_not_after()->set_nanos(1'000'000'000); }, date, "header.not_after");
  AddHeader(
      "part of a microsecond", [](Header& h) { h.mutable_signed_at()->set_nanos(1'500); }, date,
      "header.signed_at");
  AddHeader(
      "time before 1900", [](Header& h) { h.mutable_not_after()->set_seconds(-2'300'000'000); },
      date, "header.not_after");
  AddHeader(
      "escape sequence in the reason", [](Header& h) { h.set_reason("late\x1B[2J"); },
      Reason::kInvalidField, "header.reason");
  AddHeader(
      "reason too long", [](Header& h) { h.set_reason(std::string(4'001, 'r')); },
      Reason::kTooLarge, "header.reason");
  AddHeader(
      "revision of no stream", [](Header& h) { h.add_expected_revisions()->set_stream("x"); },
      Reason::kInvalidField, "header.expected_revisions[0].stream");
  AddHeader(
      "short document digest",
      [](Header& h) {
        auto* document = h.add_documents();
        document->set_title("Certificate");
        document->set_salted_sha256("x");
      },
      Reason::kInvalidField, "header.documents[0].salted_sha256");
  AddHeader(
      "sealed part without kind",
      [](Header& h) { h.add_sealed_parts()->set_commitment(std::string(32, 'c')); },
      Reason::kMissingField, "header.sealed_parts[0].kind");
}

void Cases::AddSigners() {
  AddHeader(
      "no signer", [](Header& h) { h.clear_signers(); }, Reason::kMissingField, "header.signers");
  AddHeader(
      "signer without role", [](Header& h) { h.mutable_signers(0)->clear_role(); },
      Reason::kMissingField, "header.signers[0].role");
  AddHeader(
      "short fingerprint", [](Header& h) { h.mutable_signers(0)->set_key_fingerprint("f"); },
      Reason::kInvalidField, "header.signers[0].key_fingerprint");
  AddHeader(
      "one key twice", [](Header& h) { *h.add_signers() = h.signers(0); }, Reason::kInvalidField,
      "header.signers[1]");
  AddHeader(
      "nine signers",
      [](Header& h) {
        for (int i = 0; i < 8; ++i) {
          *h.add_signers() = h.signers(0);
          h.mutable_signers(i + 1)->mutable_key_fingerprint()->front() = static_cast<char>(i);
        }
      },
      Reason::kTooLarge, "header.signers");
  AddHeader(
      "fewer signatures than signers",
      [](Header& h) {
        *h.add_signers() = h.signers(0);
        h.mutable_signers(1)->set_key_fingerprint(std::string(32, 'f'));
      },
      Reason::kMissingSignature, "signatures");
}

void Cases::AddBodies() {
  AddEvent(
      "no body", "CompletionRecorded", [](Event& e) { e.clear_body(); }, Reason::kMissingField,
      "body");
  AddEvent(
      "genesis with a ledger id", "Genesis",
      [](Event& e) { e.mutable_header()->set_ledger_id(std::string(32, 'l')); },
      Reason::kInvalidField, "header.ledger_id");
  AddEvent(
      "genesis signed by another key", "Genesis",
      [](Event& e) {
        e.mutable_header()->mutable_signers(0)->set_key_fingerprint(std::string(32, 'k'));
      },
      Reason::kInvalidField, "header.signers");
  AddEvent(
      "key that is none", "KeyAdded",
      [](Event& e) {
        e.mutable_body()->mutable_key_added()->mutable_key()->set_subject_public_key_info("key");
      },
      Reason::kBadKey, "body.key_added.key.subject_public_key_info");
  AddEvent(
      "act not specified", "SroCertificationGranted",
      [](Event& e) { e.mutable_body()->mutable_sro_certification()->clear_act(); },
      Reason::kMissingField, "body.sro_certification.act");
  AddEvent(
      "completion of no course", "CompletionRecorded",
      [](Event& e) { e.mutable_body()->mutable_completion_recorded()->clear_course(); },
      Reason::kMissingField, "body.completion_recorded.course");
  AddEvent(
      "hours beyond the bound", "CompletionRecorded",
      [](Event& e) { e.mutable_body()->mutable_completion_recorded()->set_hours(10'001); },
      Reason::kInvalidField, "body.completion_recorded.hours");
  AddEvent(
      "offering that ends before it starts", "OfferingScheduled",
      [](Event& e) { e.mutable_body()->mutable_offering_scheduled()->set_last_day("2023-10-08"); },
      Reason::kInvalidDate, "body.offering_scheduled.last_day");
  AddEvent(
      "subject where there is none", "CourseApproved",
      [](Event& e) { e.mutable_header()->set_subject("MA-0001"); }, Reason::kInvalidField,
      "header.subject");
  AddEvent(
      "more streams than an entry has", "MouSigned",
      [](Event& e) {
        for (int i = 0; i < 14; ++i) {
          e.mutable_body()->mutable_mou_signed()->add_schools("school-" + std::to_string(i));
        }
      },
      Reason::kTooLarge, "body.mou_signed.schools");
  AddEvent(
      "school twice", "SroDesignated",
      [](Event& e) { e.mutable_body()->mutable_sro_designated()->add_schools("central-high"); },
      Reason::kInvalidField, "body.sro_designated.schools[1]");
  AddEvent(
      "condition on an unconditional grant", "SroCertificationGranted",
      [](Event& e) {
        e.mutable_body()->mutable_sro_certification()->add_conditions()->set_condition("c");
      },
      Reason::kInvalidField, "body.sro_certification.conditions");
}

void Cases::AddPolicies() {
  using event::v1::PolicyPublished;
  const auto add = [this](std::string name, const std::function<void(PolicyPublished&)>& spoil,
                          Reason reason, const std::string& field) {
    AddEvent(
        std::move(name), "PolicyPublished",
        [&spoil](Event& e) { spoil(*e.mutable_body()->mutable_policy_published()); }, reason,
        "body.policy_published." + field);
  };
  add(
      "rule of the other family",
      [](PolicyPublished& p) {
        p.mutable_rules(0)->mutable_training_not_required()->set_requirement("r");
      },
      Reason::kInvalidField, "rules[0].training_not_required");
  add(
      "rule twice", [](PolicyPublished& p) { *p.add_rules() = p.rules(0); }, Reason::kInvalidField,
      "rules[2]");
  add(
      "rule without kind", [](PolicyPublished& p) { p.mutable_rules(0)->clear_kind(); },
      Reason::kMissingField, "rules[0].kind");
  add(
      "term of no years",
      [](PolicyPublished& p) { p.mutable_rules(0)->mutable_certificate_term()->clear_years(); },
      Reason::kMissingField, "rules[0].certificate_term.years");
  add(
      "version 0", [](PolicyPublished& p) { p.clear_version(); }, Reason::kMissingField, "version");
  add(
      "superseded without version", [](PolicyPublished& p) { p.set_supersedes(0, "ma-sro"); },
      Reason::kInvalidField, "supersedes[0]");
  add(
      "training year of a certification policy",
      [](PolicyPublished& p) { p.set_training_year(2024); }, Reason::kInvalidField,
      "training_year");
}

void Cases::AddCorrections() {
  using event::v1::RecordCorrected;
  const auto add = [this](std::string name, const std::function<void(RecordCorrected&)>& spoil,
                          Reason reason, const std::string& field) {
    AddEvent(
        std::move(name), "RecordCorrected",
        [&spoil](Event& e) { spoil(*e.mutable_body()->mutable_record_corrected()); }, reason,
        "body.record_corrected." + field);
  };
  add(
      "correction of nothing", [](RecordCorrected& c) { c.clear_target(); }, Reason::kMissingField,
      "target");
  add(
      "correction that says nothing",
      [](RecordCorrected& c) {
        c.clear_body();
        c.clear_subject();
        c.clear_occurred_on();
      },
      Reason::kMissingField, "body");
  add(
      "correction inside a correction",
      [](RecordCorrected& c) { c.mutable_body()->mutable_record_voided(); }, Reason::kInvalidField,
      "body");
  add(
      "policy inside a correction",
      [](RecordCorrected& c) { c.mutable_body()->mutable_policy_published(); },
      Reason::kInvalidField, "body");
  add(
      "restated body that is wrong",
      [](RecordCorrected& c) {
        c.mutable_body()->mutable_completion_recorded()->set_course("a b");
      },
      Reason::kInvalidField, "body.completion_recorded.course");
  AddEvent(
      "entry in no stream", "RecordVoided",
      [](Event& e) {
        e.mutable_body()->mutable_record_voided()->mutable_target()->clear_streams();
      },
      Reason::kInvalidField, "header.subject");
}

}  // namespace

std::vector<RefusedCase> RefusedCases() {
  Cases cases;
  cases.AddWire();
  cases.AddSchemaBounds();
  cases.AddEnvelopes();
  cases.AddHeaders();
  cases.AddSigners();
  cases.AddBodies();
  cases.AddPolicies();
  cases.AddCorrections();
  return cases.Take();
}

}  // namespace sworn::codec
