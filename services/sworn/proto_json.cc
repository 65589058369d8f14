#include "services/sworn/proto_json.h"

#include <google/protobuf/util/json_util.h>

#include <string>

#include "ledger/base/check.h"

namespace sworn::cli {

nlohmann::ordered_json ProtoToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  SWORN_CHECK(google::protobuf::util::MessageToJsonString(message, &text, options).ok());
  return nlohmann::ordered_json::parse(text, nullptr, false);
}

}  // namespace sworn::cli
