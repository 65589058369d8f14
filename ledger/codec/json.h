// Events as JSON, for people, files and scenarios; never signed, hashed or stored.
//
//   EventToJson(event)["header"]["subject"];                          // "MA-4711"
//   BodyFromJson(R"({"course": "nasro-basic", …})"_json, "CompletionRecorded", &body);
//
// Fields have their proto names. Bytes are lower-case hexadecimal, timestamps RFC 3339, enum values
// short and in lower case: "in_person" for TRAINING_MODE_IN_PERSON. The event's type ("MouSigned")
// stands for the body's case and its act; a body inside a body names its own in a member "type".
// Fields without a value are left out. Pure and thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "ledger/base/result.h"
#include "ledger/codec/signed_event.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// {"type", "schema_version", "header": {…}, "body": {…}}: sealed parts show as commitments, and
// "signed": "individually" or "in a batch" with its index and count.
nlohmann::ordered_json EventToJson(const DecodedEvent& event);
// The same without the envelope's part.
nlohmann::ordered_json EventToJson(const event::v1::Event& event);
// The fields of the body's message.
nlohmann::ordered_json BodyToJson(const event::v1::Body& body);

// Sets *body to the event type `type` with the fields of `json`, an object. INVALID_FIELD for an
// unknown type or member, a wrong JSON type, an unknown enum value and a number out of range, with
// the member's path from `json` ("rules[2].certificate_term.years"); INVALID_DATE for a timestamp.
// Whether required fields are there is ValidateEvent's question.
Status BodyFromJson(const nlohmann::json& json, std::string_view type, event::v1::Body* body);
// The same for a header: any subset of its fields.
Status HeaderFromJson(const nlohmann::json& json, event::v1::Header* header);

// "in_person" for a value, and back (upper or lower case, with or without the enum's prefix).
std::string_view RoleName(event::v1::Role role);
Result<event::v1::Role> ParseRole(std::string_view name);

}  // namespace sworn::codec
