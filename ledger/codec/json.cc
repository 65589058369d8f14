#include "ledger/codec/json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json_text.h"
#include "ledger/codec/validate.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::ordered_json;

constexpr std::string_view kUnspecified = "UNSPECIFIED";

ordered_json MessageToJson(const Message& message);

ordered_json EnumToJson(const EnumValueDescriptor& value) { return ShortName(value); }

ordered_json TextToJson(const FieldDescriptor& field, const std::string& text) {
  return field.type() == FieldDescriptor::TYPE_BYTES ? EncodeHex(text) : text;
}

// One value: the field's own, or its item `index` (-1: not a list).
ordered_json ValueToJson(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool list = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.GetUInt64(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumToJson(*(list ? reflection.GetRepeatedEnum(message, &field, index)
                               : reflection.GetEnum(message, &field)));
    case FieldDescriptor::CPPTYPE_STRING:
      return TextToJson(field, list ? reflection.GetRepeatedString(message, &field, index)
                                    : reflection.GetString(message, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return MessageToJson(list ? reflection.GetRepeatedMessage(message, &field, index)
                                : reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  SWORN_CHECK(false && "no signed message has such a field");
  return nullptr;
}

ordered_json FieldsToJson(const Message& message) {
  ordered_json json = ordered_json::object();
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsAct(*field)) continue;
    if (!field->is_repeated()) {
      json[field->name()] = ValueToJson(message, *field, -1);
      continue;
    }
    ordered_json& list = json[field->name()] = ordered_json::array();
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      list.push_back(ValueToJson(message, *field, i));
    }
  }
  return json;
}

ordered_json TimestampToJson(const google::protobuf::Timestamp& timestamp) {
  const Result<Instant> instant = ToInstant(timestamp, {});
  return instant ? ordered_json(instant->ToString()) : ordered_json(nullptr);
}

ordered_json MessageToJson(const Message& message) {
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&message)) {
    return TimestampToJson(*time);
  }
  if (const auto* body = dynamic_cast<const Body*>(&message)) {
    ordered_json json = {{"type", EventTypeName(*body)}};
    json.update(BodyToJson(*body));
    return json;
  }
  return FieldsToJson(message);
}

}  // namespace

std::string ShortName(const EnumValueDescriptor& value) {
  // Value 0 is PREFIX_UNSPECIFIED throughout the schema.
  const std::string& zero = value.type()->FindValueByNumber(0)->name();
  std::string name = value.name().substr(zero.size() - kUnspecified.size());
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

bool IsAct(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_ENUM &&
         (field.enum_type() == event::v1::OfficerCertificationActKind_descriptor() ||
          field.enum_type() == event::v1::SroCertificationActKind_descriptor());
}

ordered_json BodyToJson(const Body& body) {
  const auto* field = Body::descriptor()->FindFieldByNumber(static_cast<int>(body.kind_case()));
  if (field == nullptr) return ordered_json::object();
  return FieldsToJson(Body::GetReflection()->GetMessage(body, field));
}

ordered_json EventToJson(const event::v1::Event& event) {
  return {{"type", EventTypeName(event.body())},
          {"schema_version", event.schema_version()},
          {"header", FieldsToJson(event.header())},
          {"body", BodyToJson(event.body())}};
}

ordered_json EventToJson(const DecodedEvent& event) {
  ordered_json json = EventToJson(event.event());
  json["payload_sha256"] = event.payload_hash().ToHex();
  if (event.batch()) {
    json["signed"] = "in a batch";
    json["batch"] = {{"index", event.batch()->index}, {"count", event.batch()->count}};
  } else {
    json["signed"] = "individually";
  }
  return json;
}

std::string_view RoleName(event::v1::Role role) {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (int i = 0; i < event::v1::Role_descriptor()->value_count(); ++i) {
      list.push_back(ShortName(*event::v1::Role_descriptor()->FindValueByNumber(i)));
    }
    return list;
  }();
  const auto index = static_cast<std::size_t>(role);
  return index < names.size() ? std::string_view(names[index]) : std::string_view();
}

}  // namespace sworn::codec
