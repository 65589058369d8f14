#include "services/sworn/proto_json.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/json_util.h>

#include <string>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace sworn::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

void Rewrite(const Descriptor& type, nlohmann::ordered_json& object);

void RewriteValue(const FieldDescriptor& field, nlohmann::ordered_json& value) {
  if (value.is_array()) {
    for (nlohmann::ordered_json& item : value) RewriteValue(field, item);
  } else if (field.type() == FieldDescriptor::TYPE_BYTES) {
    value = EncodeHex(DecodeBase64(value.get<std::string>()).value());
  } else if (field.type() == FieldDescriptor::TYPE_UINT64) {
    value = ParseDecimal(value.get<std::string>()).value();
  } else if (value.is_object()) {
    Rewrite(*field.message_type(), value);
  }
}

// ProtoJSON writes bytes in base64 and 64-bit numbers as strings; every other answer of this
// program writes hashes in hexadecimal and indices as numbers.
void Rewrite(const Descriptor& type, nlohmann::ordered_json& object) {
  for (auto& [name, value] : object.items()) {
    const FieldDescriptor* const field = type.FindFieldByName(name);
    if (field != nullptr && !value.is_null()) RewriteValue(*field, value);
  }
}

}  // namespace

nlohmann::ordered_json ProtoToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  SWORN_CHECK(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  nlohmann::ordered_json json = nlohmann::ordered_json::parse(text, nullptr, false);
  Rewrite(*message.GetDescriptor(), json);
  return json;
}

}  // namespace sworn::cli
