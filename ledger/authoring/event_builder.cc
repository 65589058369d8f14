#include "ledger/authoring/event_builder.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <utility>

#include "ledger/authoring/files.h"
#include "ledger/authoring/json_text.h"
#include "ledger/authoring/moment.h"
#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/signed_event.h"
#include "ledger/codec/signing.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/sha256.h"

namespace sworn::authoring {
namespace {

using nlohmann::json;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kNonceBytes = 16;
constexpr std::size_t kHexDigestLength = 2 * kDigestBytes;

// The member's text, if it is a string: the name of a key.
const std::string* NameAt(const json& body, const char* member) {
  const auto found = body.find(member);
  return found == body.end() ? nullptr : found->get_ptr<const std::string*>();
}

// The salt of a document is kept beside it, so that its holder can show what the digest stands for.
Result<std::string> SaltOf(const std::filesystem::path& document, RandomSource& random) {
  std::filesystem::path salt_file = document;
  salt_file += ".salt";
  const Result<std::string> stored = ReadFile(salt_file);
  if (stored) {
    const Result<std::string> salt =
        DecodeHex(std::string_view(*stored).substr(0, kHexDigestLength));
    if (!salt || salt->size() != kDigestBytes) {
      return Fail(Reason::kMalformed, salt_file.string() + " holds no salt of 64 digits");
    }
    return *salt;
  }
  if (stored.error().reason != Reason::kNotFound) return stored.error();
  std::string salt = random.Bytes(kDigestBytes);
  SWORN_RETURN_IF_ERROR(WriteNewFile(salt_file, EncodeHex(salt) + "\n", FileAccess::kOwnerOnly));
  return salt;
}

// Policy files hold their document's digest in base64.
void NormaliseDigest(json& object, const char* member) {
  const std::string* text = NameAt(object, member);
  if (text == nullptr || text->size() == kHexDigestLength) return;
  if (const Result<std::string> digest = DecodeBase64(*text); digest) {
    object[member] = EncodeHex(*digest);
  }
}

// "6f1b…-…" as the thirty-two digits that the codec takes.
void NormaliseEventId(json& object, const char* member) {
  const std::string* text = NameAt(object, member);
  if (text == nullptr) return;
  if (const Result<std::string> id = ParseUuid(*text); id) object[member] = EncodeHex(*id);
}

// "2024-01-10" and "2024-01-10 09:00" as the moments in RFC 3339 that the codec takes. A day is its
// start: of a span, its first moment, or the first that no longer belongs.
Status NormaliseMoments(json& body, std::string_view type) {
  const Result<event::v1::Body> empty = codec::EmptyBodyOf(type);
  if (!empty || !body.is_object()) return Ok();  // BodyFromJson says what is wrong.
  const google::protobuf::Reflection& reflection = *empty->GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> kind;
  reflection.ListFields(*empty, &kind);
  if (kind.size() != 1) return Ok();
  const google::protobuf::Descriptor& fields = *kind.front()->message_type();
  for (auto& [name, value] : body.items()) {
    const google::protobuf::FieldDescriptor* field = fields.FindFieldByName(name);
    if (field == nullptr || field->message_type() != google::protobuf::Timestamp::descriptor()) {
      continue;
    }
    const std::string* text = value.get_ptr<const std::string*>();
    if (text == nullptr) continue;
    const Result<Instant> moment = ParseMoment(*text, BareDay::kMidnight);
    if (!moment) return Within(name, moment.error());
    value = moment->ToString();
  }
  return Ok();
}

}  // namespace

EventBuilder::EventBuilder(const KeyRing& ring, BuilderOptions options, const Clock& clock,
                           RandomSource& random)
    : ring_(ring), options_(std::move(options)), clock_(clock), random_(random) {}

Result<BuiltEvent> EventBuilder::Build(const EventRequest& request) const {
  BuiltEvent built;
  built.recorded_at = request.recorded_at;
  built.event.set_schema_version(codec::kSchemaVersion);
  event::v1::Header* header = built.event.mutable_header();
  header->set_ledger_id(options_.ledger_id.ToBytes());
  header->set_event_id(request.id.empty() ? MakeUuid(random_.Bytes(kIdBytes), 4) : request.id);
  header->set_nonce(random_.Bytes(kNonceBytes));
  header->set_subject(request.subject);
  SWORN_RETURN_IF_ERROR(AddSigners(request, &built));
  SWORN_RETURN_IF_ERROR(AddTimes(request, header));
  for (const ExpectedRevisionRequest& expected : request.expected_revisions) {
    event::v1::ExpectedRevision* added = header->add_expected_revisions();
    added->set_stream(expected.stream);
    added->set_revision(expected.revision);
  }
  header->set_reason(request.reason);
  SWORN_RETURN_IF_ERROR(AddPapers(request, header));
  for (const SealedRequest& sealed : request.sealed) {
    built.sealed.push_back(codec::Seal(sealed.kind, sealed.text, random_));
    *header->add_sealed_parts() = codec::CommitTo(built.sealed.back());
  }
  SWORN_ASSIGN_OR_RETURN(json body, ExpandKeys(request));
  if (const Status moments = NormaliseMoments(body, request.type); !moments) {
    return Within("body", moments.error());
  }
  const Status parsed = codec::BodyFromJson(body, request.type, built.event.mutable_body());
  if (!parsed) return Within("body", parsed.error());
  SWORN_RETURN_IF_ERROR(codec::ValidateEvent(built.event));
  return built;
}

Status EventBuilder::AddSigners(const EventRequest& request, BuiltEvent* built) const {
  event::v1::Header* header = built->event.mutable_header();
  for (std::size_t i = 0; i < request.signers.size(); ++i) {
    const SignerRequest& wanted = request.signers[i];
    const std::string path = JoinPath("signers", i);
    const Result<const RingKey*> found = ring_.Get(wanted.key);
    if (!found) return Fail(found.error().reason, found.error().message, path + ".key");
    const RingKey& key = **found;
    event::v1::Role role = wanted.role.value_or(event::v1::ROLE_UNSPECIFIED);
    if (role == event::v1::ROLE_UNSPECIFIED) {
      if (key.description.roles.size() != 1) {
        return Fail(Reason::kMissingField,
                    "the key \"" + wanted.key + "\" has " +
                        std::to_string(key.description.roles.size()) +
                        " roles: say which it signs in",
                    path + ".role");
      }
      role = key.description.roles.front();
    }
    event::v1::Signer* signer = header->add_signers();
    signer->set_key_fingerprint(key.key.public_key().fingerprint().ToBytes());
    signer->set_authority(wanted.authority.empty() ? key.description.authority : wanted.authority);
    signer->set_role(role);
    built->keys.push_back(&key.key);
  }
  if (request.acting_authority.empty() && header->signers_size() > 0) {
    header->set_acting_authority(header->signers(0).authority());
  } else {
    header->set_acting_authority(request.acting_authority);
  }
  return Ok();
}

Status EventBuilder::AddTimes(const EventRequest& request, event::v1::Header* header) const {
  header->set_occurred_on(request.occurred_on);
  header->set_occurred_at(request.occurred_at);
  header->set_effective_from(request.effective_from);
  header->set_effective_to(request.effective_to);
  Instant signed_at = clock_.Now();
  if (request.recorded_at) signed_at = *request.recorded_at;
  if (request.signed_at) signed_at = *request.signed_at;
  *header->mutable_signed_at() = codec::ToTimestamp(signed_at);
  *header->mutable_not_after() =
      codec::ToTimestamp(request.not_after.value_or(signed_at + kDefaultValidity));
  if (request.source_recorded_at) {
    *header->mutable_source_recorded_at() = codec::ToTimestamp(*request.source_recorded_at);
  }
  return Ok();
}

Status EventBuilder::AddPapers(const EventRequest& request, event::v1::Header* header) const {
  for (std::size_t i = 0; i < request.documents.size(); ++i) {
    const DocumentRequest& document = request.documents[i];
    SWORN_ASSIGN_OR_RETURN(
        std::string digest,
        DocumentDigest(document.document, JoinPath("documents", i) + ".document"));
    event::v1::DocumentDigest* added = header->add_documents();
    added->set_title(document.title);
    added->set_salted_sha256(std::move(digest));
  }
  for (std::size_t i = 0; i < request.attestations.size(); ++i) {
    const AttestationRequest& attestation = request.attestations[i];
    SWORN_ASSIGN_OR_RETURN(
        std::string digest,
        DocumentDigest(attestation.document, JoinPath("attestations", i) + ".document"));
    event::v1::Attestation* added = header->add_attestations();
    added->set_role(attestation.role);
    added->set_authority(attestation.authority.empty() ? header->acting_authority()
                                                       : attestation.authority);
    added->set_signed_on(attestation.signed_on);
    added->set_document_salted_sha256(std::move(digest));
  }
  return Ok();
}

Result<std::string> EventBuilder::DocumentDigest(const std::string& document,
                                                 const std::string& path) const {
  if (document.size() == kHexDigestLength) {
    if (Result<std::string> digest = DecodeHex(document); digest) return digest;
  }
  const std::filesystem::path file = options_.documents / document;
  Result<std::string> content = ReadFile(file);
  if (!content) return Fail(content.error().reason, content.error().message, path);
  Result<std::string> salt = SaltOf(file, random_);
  if (!salt) return Fail(salt.error().reason, salt.error().message, path);
  return crypto::Sha256OfParts({*salt, *content}).ToBytes();
}

Result<json> EventBuilder::ExpandKeys(const EventRequest& request) const {
  json body = request.body;
  // Replaces the name in `from` by the key's fingerprint in `to`.
  const auto fingerprint = [&](const char* from, const char* to) -> Status {
    const std::string* name = NameAt(body, from);
    if (name == nullptr) return Ok();
    const Result<const RingKey*> key = ring_.Get(*name);
    if (!key) return Fail(key.error().reason, key.error().message, JoinPath("body", from));
    body.erase(from);
    body[to] = (*key)->key.public_key().fingerprint().ToHex();
    return Ok();
  };
  const auto whole_key = [&](const char* member) -> Status {
    const std::string* name = NameAt(body, member);
    if (name == nullptr) return Ok();
    const std::string field = JoinPath("body", member);
    const Result<const RingKey*> key = ring_.Get(*name);
    if (!key) return Fail(key.error().reason, key.error().message, field);
    const std::string* authority = NameAt(body, "authority");
    if (authority == nullptr) return Fail(Reason::kMissingField, "is required", "body.authority");
    const crypto::PublicKey& public_key = (*key)->key.public_key();
    SWORN_ASSIGN_OR_RETURN(const std::string proof,
                           codec::ProvePossession((*key)->key, options_.ledger_id, *authority));
    const bool ed25519 = public_key.scheme() == crypto::SignatureScheme::kEd25519;
    body[member] = {{"scheme", ed25519 ? "ed25519" : "ecdsa_p256"},
                    {"subject_public_key_info", EncodeHex(public_key.spki())},
                    {"proof_of_possession", EncodeHex(proof)}};
    return Ok();
  };
  if (request.type == "KeyAdded") SWORN_RETURN_IF_ERROR(whole_key("key"));
  if (request.type == "KeyRotated") {
    SWORN_RETURN_IF_ERROR(whole_key("new_key"));
    SWORN_RETURN_IF_ERROR(fingerprint("old_key", "old_fingerprint"));
  }
  if (request.type == "KeyRevoked") SWORN_RETURN_IF_ERROR(fingerprint("key", "fingerprint"));
  if (request.type == "RoleAssigned" || request.type == "RoleEnded") {
    SWORN_RETURN_IF_ERROR(fingerprint("key", "key_fingerprint"));
  }
  if (request.type == "PolicyPublished") NormaliseDigest(body, "document_sha256");
  if (request.type == "CompletionVoided") NormaliseEventId(body, "target_event_id");
  if (const auto target = body.find("target"); target != body.end() && target->is_object()) {
    NormaliseEventId(*target, "event_id");
  }
  return body;
}

namespace {

SignedItem ItemOf(const BuiltEvent& event, std::string bytes) {
  const event::v1::Header& header = event.event.header();
  const Result<Instant> not_after = codec::ToInstant(header.not_after(), "not_after");
  SWORN_CHECK(not_after.has_value());  // Signing has validated the event.
  return {std::move(bytes), event.sealed, event.recorded_at, header.event_id(), *not_after};
}

}  // namespace

Result<SignedItem> SignOne(const BuiltEvent& event) {
  SWORN_ASSIGN_OR_RETURN(std::string bytes, codec::SignEvent(event.event, event.keys));
  return ItemOf(event, std::move(bytes));
}

Result<std::vector<SignedItem>> SignTogether(std::span<const BuiltEvent> events) {
  SWORN_CHECK(!events.empty());
  std::vector<event::v1::Event> plain;
  plain.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].keys.size() != 1 || events[i].keys[0] != events[0].keys[0]) {
      return Fail(Reason::kInvalidField, "a batch has one signer, the same for every event",
                  JoinPath("events", i) + ".signers");
    }
    plain.push_back(events[i].event);
  }
  SWORN_ASSIGN_OR_RETURN(std::vector<std::string> bytes,
                         codec::SignBatch(plain, *events[0].keys[0]));
  std::vector<SignedItem> items;
  items.reserve(events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    items.push_back(ItemOf(events[i], std::move(bytes[i])));
  }
  return items;
}

}  // namespace sworn::authoring
