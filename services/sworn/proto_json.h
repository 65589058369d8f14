// API messages as JSON (ProtoJSON with the fields' own names: bytes are base64, 64-bit numbers are
// strings). Pure and thread-safe.
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>

namespace sworn::cli {

nlohmann::ordered_json ProtoToJson(const google::protobuf::Message& message);

}  // namespace sworn::cli
