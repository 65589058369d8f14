#include "ledger/crypto/dsse_envelope.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "ledger/crypto/dsse.h"

namespace sworn::crypto {
namespace {

using nlohmann::json;

Result<std::string> TextField(const json& object, const char* name) {
  const auto field = object.find(name);
  if (field == object.end()) {
    return Fail(Reason::kMissingField, "a DSSE envelope needs this field", name);
  }
  if (!field->is_string()) return Fail(Reason::kMalformed, "this field must be a string", name);
  return field->get_ref<const std::string&>();
}

Result<std::string> BytesField(const json& object, const char* name) {
  SWORN_ASSIGN_OR_RETURN(std::string text, TextField(object, name));
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  Result<std::string> bytes = DecodeBase64(text);
  if (!bytes) return Fail(Reason::kMalformed, bytes.error().message, name);
  return bytes;
}

Result<DsseSignature> ReadSignature(const json& object) {
  if (!object.is_object()) return Fail(Reason::kMalformed, "a signature must be a JSON object");
  DsseSignature signature;
  SWORN_ASSIGN_OR_RETURN(signature.signature, BytesField(object, "sig"));
  if (object.contains("keyid")) {
    SWORN_ASSIGN_OR_RETURN(signature.key_id, TextField(object, "keyid"));
  }
  return signature;
}

}  // namespace

Result<DsseEnvelope> ParseDsseEnvelope(std::string_view json_text) {
  if (json_text.size() > limits::kMaxMessageBytes) {
    return Fail(Reason::kTooLarge, "a DSSE envelope has at most " +
                                       std::to_string(limits::kMaxMessageBytes) + " bytes");
  }
  const json document = json::parse(json_text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object()) {
    return Fail(Reason::kMalformed, "a DSSE envelope must be a JSON object");
  }
  DsseEnvelope envelope;
  SWORN_ASSIGN_OR_RETURN(envelope.payload_type, TextField(document, "payloadType"));
  SWORN_ASSIGN_OR_RETURN(envelope.payload, BytesField(document, "payload"));
  const auto signatures = document.find("signatures");
  if (signatures == document.end()) {
    return Fail(Reason::kMissingField, "a DSSE envelope needs this field", "signatures");
  }
  if (!signatures->is_array()) {
    return Fail(Reason::kMalformed, "this field must be an array", "signatures");
  }
  if (signatures->size() > limits::kMaxListItems) {
    return Fail(
        Reason::kTooLarge,
        "a DSSE envelope has at most " + std::to_string(limits::kMaxListItems) + " signatures",
        "signatures");
  }
  for (const json& object : *signatures) {
    Result<DsseSignature> signature = ReadSignature(object);
    if (!signature) {
      return Within("signatures[" + std::to_string(envelope.signatures.size()) + "]",
                    std::move(signature).error());
    }
    envelope.signatures.push_back(std::move(signature).value());
  }
  return envelope;
}

Result<std::string> FormatDsseEnvelope(const DsseEnvelope& envelope) {
  if (!IsValidUtf8(envelope.payload_type)) {
    return Fail(Reason::kInvalidUtf8, "the payload type is not UTF-8", "payloadType");
  }
  json signatures = json::array();
  for (const DsseSignature& signature : envelope.signatures) {
    if (!IsValidUtf8(signature.key_id)) {
      return Fail(Reason::kInvalidUtf8, "a key id is not UTF-8", "signatures.keyid");
    }
    json object = {{"sig", EncodeBase64(signature.signature)}};
    if (!signature.key_id.empty()) object["keyid"] = signature.key_id;
    signatures.push_back(std::move(object));
  }
  const json document = {{"payload", EncodeBase64(envelope.payload)},
                         {"payloadType", envelope.payload_type},
                         {"signatures", std::move(signatures)}};
  return document.dump();
}

Status VerifyDsseEnvelope(const DsseEnvelope& envelope, std::span<const PublicKey> trusted,
                          std::size_t threshold) {
  SWORN_CHECK(threshold >= 1);
  const std::string message = PreAuthenticationEncoding(envelope.payload_type, envelope.payload);
  std::vector<PublicKey> signers;
  for (const PublicKey& key : trusted) {
    if (std::find(signers.begin(), signers.end(), key) != signers.end()) continue;
    const bool signed_by_key =
        std::any_of(envelope.signatures.begin(), envelope.signatures.end(),
                    [&](const DsseSignature& candidate) {
                      return key.Verify(message, candidate.signature).has_value();
                    });
    if (signed_by_key) signers.push_back(key);
  }
  if (signers.size() >= threshold) return Ok();
  return Fail(Reason::kMissingSignature, std::to_string(threshold) +
                                             " distinct trusted keys must have signed, " +
                                             std::to_string(signers.size()) + " did");
}

}  // namespace sworn::crypto
