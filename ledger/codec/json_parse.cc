#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "ledger/base/encoding.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/json.h"
#include "ledger/codec/json_text.h"
#include "ledger/codec/validate.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using nlohmann::json;

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

Error Wrong(std::string_view expected, const json& value) {
  return Fail(Reason::kInvalidField,
              "expected " + std::string(expected) + ", found " + value.type_name());
}

Status ReadMessage(const json& value, Message* message);

Result<std::string> ReadText(const json& value, const FieldDescriptor& field) {
  if (!value.is_string()) return Wrong("a string", value);
  const auto& text = value.get_ref<const std::string&>();
  if (field.type() != FieldDescriptor::TYPE_BYTES) {
    if (!IsValidUtf8(text)) return Fail(Reason::kInvalidUtf8, "the text is not valid UTF-8");
    return text;
  }
  Result<std::string> bytes = DecodeHex(text);
  if (!bytes) {
    return Fail(Reason::kInvalidField, "bytes are written in lower-case hexadecimal");
  }
  return bytes;
}

Result<std::uint64_t> ReadNumber(const json& value, std::uint64_t bound) {
  if (!value.is_number_integer()) return Wrong("a whole number", value);
  // A negative number is held as signed; anything else, parsed or built in code, may be either.
  if (!value.is_number_unsigned() && value.get<std::int64_t>() < 0) {
    return Fail(Reason::kInvalidField, "a number must not be negative");
  }
  const auto number = value.get<std::uint64_t>();
  if (number > bound) {
    return Fail(Reason::kInvalidField, "a number must not exceed " + std::to_string(bound));
  }
  return number;
}

Result<int> ReadEnum(const json& value, const FieldDescriptor& field) {
  if (!value.is_string()) return Wrong("a name", value);
  return ParseEnum(*field.enum_type(), value.get_ref<const std::string&>());
}

// Sets the field, or adds one item to it.
Status ReadValue(const json& value, const FieldDescriptor& field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  const bool list = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!value.is_boolean()) return Wrong("true or false", value);
      reflection.SetBool(message, &field, value.get<bool>());
      return Ok();
    case FieldDescriptor::CPPTYPE_UINT32: {
      SWORN_ASSIGN_OR_RETURN(const std::uint64_t number,
                             ReadNumber(value, std::numeric_limits<std::uint32_t>::max()));
      reflection.SetUInt32(message, &field, static_cast<std::uint32_t>(number));
      return Ok();
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      SWORN_ASSIGN_OR_RETURN(const std::uint64_t number,
                             ReadNumber(value, std::numeric_limits<std::uint64_t>::max()));
      reflection.SetUInt64(message, &field, number);
      return Ok();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      SWORN_ASSIGN_OR_RETURN(const int number, ReadEnum(value, field));
      if (list) {
        reflection.AddEnumValue(message, &field, number);
      } else {
        reflection.SetEnumValue(message, &field, number);
      }
      return Ok();
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      SWORN_ASSIGN_OR_RETURN(std::string text, ReadText(value, field));
      if (list) {
        reflection.AddString(message, &field, std::move(text));
      } else {
        reflection.SetString(message, &field, std::move(text));
      }
      return Ok();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadMessage(value, list ? reflection.AddMessage(message, &field)
                                     : reflection.MutableMessage(message, &field));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      break;
  }
  SWORN_CHECK(false && "no signed message has such a field");
  return Ok();
}

Status ReadField(const json& value, const FieldDescriptor& field, Message* message) {
  if (!field.is_repeated()) return ReadValue(value, field, message);
  if (!value.is_array()) return Wrong("a list", value);
  for (std::size_t i = 0; i < value.size(); ++i) {
    Status status = ReadValue(value[i], field, message);
    if (!status) return Within("[" + std::to_string(i) + "]", status.error());
  }
  return Ok();
}

// A choice may be made once: two rules in one are a slip, not an overwrite.
Status CheckChoice(const FieldDescriptor& field, const Message& message) {
  const auto* choice = field.real_containing_oneof();
  if (choice == nullptr || !message.GetReflection()->HasOneof(message, choice)) return Ok();
  return Fail(Reason::kInvalidField, "a second choice where only one may be made");
}

Status ReadFields(const json& value, std::string_view skip, Message* message) {
  if (!value.is_object()) return Wrong("an object", value);
  for (const auto& [name, member] : value.items()) {
    if (!skip.empty() && name == skip) continue;
    const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || IsAct(*field)) {
      return Fail(Reason::kInvalidField,
                  field == nullptr ? message->GetDescriptor()->name() + " has no such field"
                                   : "the event's type states the act",
                  name);
    }
    Status status = CheckChoice(*field, *message);
    if (status) status = ReadField(member, *field, message);
    if (!status) return Within(name, status.error());
  }
  return Ok();
}

Status ReadBody(const json& value, std::string_view type, std::string_view skip, Body* body) {
  SWORN_ASSIGN_OR_RETURN(*body, EmptyBodyOf(type));
  const auto* field = Body::descriptor()->FindFieldByNumber(static_cast<int>(body->kind_case()));
  return ReadFields(value, skip, Body::GetReflection()->MutableMessage(body, field));
}

Status ReadMessage(const json& value, Message* message) {
  if (auto* time = dynamic_cast<google::protobuf::Timestamp*>(message)) {
    if (!value.is_string()) return Wrong("a time", value);
    SWORN_ASSIGN_OR_RETURN(const Instant instant,
                           Instant::Parse(value.get_ref<const std::string&>()));
    *time = ToTimestamp(instant);
    return Ok();
  }
  if (auto* body = dynamic_cast<Body*>(message)) {
    if (!value.is_object()) return Wrong("an object", value);
    const auto type = value.find("type");
    if (type == value.end() || !type->is_string()) {
      return Fail(Reason::kMissingField, "a body names its event type", "type");
    }
    return ReadBody(value, type->get_ref<const std::string&>(), "type", body);
  }
  return ReadFields(value, {}, message);
}

}  // namespace

Result<int> ParseEnum(const google::protobuf::EnumDescriptor& descriptor, std::string_view name) {
  const std::string wanted = Upper(name);
  std::string known;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    const auto& value = *descriptor.value(i);
    if (value.number() == 0) continue;
    const std::string short_name = ShortName(value);
    if (value.name() == wanted || Upper(short_name) == wanted) return value.number();
    known += (known.empty() ? "" : ", ") + short_name;
  }
  return Fail(Reason::kInvalidField,
              "\"" + std::string(name) + "\" is not known; there are: " + known);
}

Status BodyFromJson(const json& json_value, std::string_view type, Body* body) {
  return ReadBody(json_value, type, {}, body);
}

Status HeaderFromJson(const json& json_value, event::v1::Header* header) {
  return ReadFields(json_value, {}, header);
}

Result<event::v1::Role> ParseRole(std::string_view name) {
  SWORN_ASSIGN_OR_RETURN(const int number, ParseEnum(*event::v1::Role_descriptor(), name));
  return static_cast<event::v1::Role>(number);
}

}  // namespace sworn::codec
