#include "ledger/authoring/event_request.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "ledger/authoring/json_text.h"
#include "ledger/authoring/moment.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json.h"

namespace sworn::authoring {
namespace {

using nlohmann::json;

Status RequireObject(const json& value, std::string_view path) {
  if (value.is_object()) return Ok();
  return Fail(Reason::kInvalidField,
              "must be an object {…}, is " + std::string(JsonTypeName(value)), std::string(path));
}

Status Require(const std::string& value, const JsonObject& object, std::string_view name) {
  if (!value.empty()) return Ok();
  return Fail(Reason::kMissingField, "is required", object.PathOf(name));
}

// Calls `read(item, path)` for each item of the list `name`, if it is there.
template <typename Read>
Status ForEach(JsonObject& object, std::string_view name, Read read) {
  const json* list = object.Find(name);
  if (list == nullptr) return Ok();
  const std::string path = object.PathOf(name);
  if (!list->is_array()) {
    return Fail(Reason::kInvalidField, "must be a list […], is " + std::string(JsonTypeName(*list)),
                path);
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    SWORN_RETURN_IF_ERROR(read((*list)[i], JoinPath(path, i)));
  }
  return Ok();
}

Status ReadMoment(JsonObject& object, std::string_view name, std::optional<Instant>* out) {
  std::string text;
  SWORN_RETURN_IF_ERROR(object.String(name, &text));
  if (text.empty()) return Ok();
  const Result<Instant> moment = ParseMoment(text);
  if (!moment) return Within(object.PathOf(name), moment.error());
  *out = *moment;
  return Ok();
}

Result<event::v1::Role> ReadRole(JsonObject& object) {
  std::string name;
  SWORN_RETURN_IF_ERROR(object.String("role", &name));
  SWORN_RETURN_IF_ERROR(Require(name, object, "role"));
  Result<event::v1::Role> role = codec::ParseRole(name);
  if (!role) return Fail(role.error().reason, role.error().message, object.PathOf("role"));
  return role;
}

Result<SignerRequest> ReadSigner(const json& value, const std::string& path) {
  SignerRequest signer;
  if (value.is_string()) {
    signer.key = *value.get_ptr<const std::string*>();
    return signer;
  }
  if (!value.is_object()) {
    return Fail(Reason::kInvalidField,
                "must be the name of a key, or {\"key\", \"role\", \"authority\"}", path);
  }
  JsonObject object(value, path);
  SWORN_RETURN_IF_ERROR(object.String("key", &signer.key));
  SWORN_RETURN_IF_ERROR(Require(signer.key, object, "key"));
  SWORN_RETURN_IF_ERROR(object.String("authority", &signer.authority));
  if (object.Find("role") != nullptr) {
    SWORN_ASSIGN_OR_RETURN(signer.role, ReadRole(object));
  }
  SWORN_RETURN_IF_ERROR(object.NothingElse());
  return signer;
}

Status ReadSigners(JsonObject& object, EventRequest* request) {
  std::string only;
  SWORN_RETURN_IF_ERROR(object.String("signer", &only));
  const json* signers = object.Find("signers");
  if (!only.empty()) {
    if (signers != nullptr) {
      return Fail(Reason::kInvalidField, "give either signer or signers", "signer");
    }
    request->signers = {{only, std::nullopt, {}}};
    return Ok();
  }
  if (signers == nullptr) return Fail(Reason::kMissingField, "name at least one key", "signers");
  if (signers->is_string()) {
    request->signers = {{*signers->get_ptr<const std::string*>(), std::nullopt, {}}};
    return Ok();
  }
  const auto add = [&](const json& item, const std::string& path) -> Status {
    SWORN_ASSIGN_OR_RETURN(SignerRequest signer, ReadSigner(item, path));
    request->signers.push_back(std::move(signer));
    return Ok();
  };
  SWORN_RETURN_IF_ERROR(ForEach(object, "signers", add));
  if (request->signers.empty()) {
    return Fail(Reason::kMissingField, "name at least one key", "signers");
  }
  return Ok();
}

Result<event::v1::SealedKind> ParseSealedKind(std::string_view name, const std::string& path) {
  using event::v1::SealedKind;
  constexpr std::array<std::pair<std::string_view, SealedKind>, 5> kKinds = {
      {{"name", event::v1::SEALED_KIND_NAME},
       {"contact", event::v1::SEALED_KIND_CONTACT},
       {"leave", event::v1::SEALED_KIND_LEAVE},
       {"complaint", event::v1::SEALED_KIND_COMPLAINT},
       {"arrest", event::v1::SEALED_KIND_ARREST}}};
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&](const auto& kind) { return kind.first == name; });
  if (found != kKinds.end()) return found->second;
  return Fail(Reason::kInvalidField, "must be name, contact, leave, complaint or arrest", path);
}

Status ReadSealed(JsonObject& object, EventRequest* request) {
  return ForEach(object, "sealed", [&](const json& item, const std::string& path) -> Status {
    SWORN_RETURN_IF_ERROR(RequireObject(item, path));
    JsonObject part(item, path);
    std::string kind;
    SealedRequest sealed;
    SWORN_RETURN_IF_ERROR(part.String("kind", &kind));
    SWORN_ASSIGN_OR_RETURN(sealed.kind, ParseSealedKind(kind, part.PathOf("kind")));
    SWORN_RETURN_IF_ERROR(part.String("text", &sealed.text));
    SWORN_RETURN_IF_ERROR(Require(sealed.text, part, "text"));
    SWORN_RETURN_IF_ERROR(part.NothingElse());
    request->sealed.push_back(std::move(sealed));
    return Ok();
  });
}

Status ReadDocuments(JsonObject& object, EventRequest* request) {
  return ForEach(object, "documents", [&](const json& item, const std::string& path) -> Status {
    SWORN_RETURN_IF_ERROR(RequireObject(item, path));
    JsonObject part(item, path);
    DocumentRequest document;
    SWORN_RETURN_IF_ERROR(part.String("title", &document.title));
    SWORN_RETURN_IF_ERROR(Require(document.title, part, "title"));
    SWORN_RETURN_IF_ERROR(part.String("document", &document.document));
    SWORN_RETURN_IF_ERROR(Require(document.document, part, "document"));
    SWORN_RETURN_IF_ERROR(part.NothingElse());
    request->documents.push_back(std::move(document));
    return Ok();
  });
}

Status ReadAttestations(JsonObject& object, EventRequest* request) {
  return ForEach(object, "attestations", [&](const json& item, const std::string& path) -> Status {
    SWORN_RETURN_IF_ERROR(RequireObject(item, path));
    JsonObject part(item, path);
    AttestationRequest attestation;
    SWORN_ASSIGN_OR_RETURN(attestation.role, ReadRole(part));
    SWORN_RETURN_IF_ERROR(part.String("authority", &attestation.authority));
    SWORN_RETURN_IF_ERROR(part.String("signed_on", &attestation.signed_on));
    SWORN_RETURN_IF_ERROR(Require(attestation.signed_on, part, "signed_on"));
    SWORN_RETURN_IF_ERROR(part.String("document", &attestation.document));
    SWORN_RETURN_IF_ERROR(Require(attestation.document, part, "document"));
    SWORN_RETURN_IF_ERROR(part.NothingElse());
    request->attestations.push_back(std::move(attestation));
    return Ok();
  });
}

Status ReadExpectedRevisions(JsonObject& object, EventRequest* request) {
  return ForEach(object, "expected_revisions",
                 [&](const json& item, const std::string& path) -> Status {
                   SWORN_RETURN_IF_ERROR(RequireObject(item, path));
                   JsonObject part(item, path);
                   ExpectedRevisionRequest expected;
                   SWORN_RETURN_IF_ERROR(part.String("stream", &expected.stream));
                   SWORN_RETURN_IF_ERROR(Require(expected.stream, part, "stream"));
                   if (part.Find("revision") == nullptr) {
                     return Fail(Reason::kMissingField, "is required", part.PathOf("revision"));
                   }
                   SWORN_RETURN_IF_ERROR(part.Unsigned("revision", &expected.revision));
                   SWORN_RETURN_IF_ERROR(part.NothingElse());
                   request->expected_revisions.push_back(std::move(expected));
                   return Ok();
                 });
}

Status ReadTimes(JsonObject& object, EventRequest* request) {
  SWORN_RETURN_IF_ERROR(object.String("occurred_on", &request->occurred_on));
  SWORN_RETURN_IF_ERROR(object.String("occurred_at", &request->occurred_at));
  SWORN_RETURN_IF_ERROR(object.String("effective_from", &request->effective_from));
  SWORN_RETURN_IF_ERROR(object.String("effective_to", &request->effective_to));
  SWORN_RETURN_IF_ERROR(ReadMoment(object, "signed_at", &request->signed_at));
  SWORN_RETURN_IF_ERROR(ReadMoment(object, "not_after", &request->not_after));
  SWORN_RETURN_IF_ERROR(ReadMoment(object, "source_recorded_at", &request->source_recorded_at));
  return ReadMoment(object, "recorded_at", &request->recorded_at);
}

Status ReadIdentity(JsonObject& object, EventRequest* request) {
  SWORN_RETURN_IF_ERROR(object.String("type", &request->type));
  SWORN_RETURN_IF_ERROR(Require(request->type, object, "type"));
  const auto names = codec::EventTypeNames();
  if (std::find(names.begin(), names.end(), request->type) == names.end()) {
    return Fail(Reason::kInvalidField, "\"" + request->type + "\" is no type of event", "type");
  }
  std::string id;
  SWORN_RETURN_IF_ERROR(object.String("id", &id));
  if (!id.empty()) {
    const Result<std::string> bytes = ParseUuid(id);
    if (!bytes) return Within("id", bytes.error());
    request->id = *bytes;
  }
  SWORN_RETURN_IF_ERROR(object.String("subject", &request->subject));
  SWORN_RETURN_IF_ERROR(object.String("acting_authority", &request->acting_authority));
  return object.String("reason", &request->reason);
}

}  // namespace

Result<EventRequest> ParseEventRequest(const json& value) {
  SWORN_RETURN_IF_ERROR(RequireObject(value, ""));
  JsonObject object(value, "");
  EventRequest request;
  SWORN_RETURN_IF_ERROR(ReadIdentity(object, &request));
  SWORN_RETURN_IF_ERROR(ReadSigners(object, &request));
  SWORN_RETURN_IF_ERROR(ReadTimes(object, &request));
  SWORN_RETURN_IF_ERROR(ReadExpectedRevisions(object, &request));
  SWORN_RETURN_IF_ERROR(ReadDocuments(object, &request));
  SWORN_RETURN_IF_ERROR(ReadAttestations(object, &request));
  SWORN_RETURN_IF_ERROR(ReadSealed(object, &request));
  if (const json* body = object.Find("body"); body != nullptr) {
    SWORN_RETURN_IF_ERROR(RequireObject(*body, "body"));
    request.body = *body;
  }
  object.Find("refused");
  SWORN_RETURN_IF_ERROR(object.NothingElse());
  return request;
}

}  // namespace sworn::authoring
