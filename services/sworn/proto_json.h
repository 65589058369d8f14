// API messages as JSON, under the fields' own names: bytes in hexadecimal, numbers as numbers,
// moments as RFC 3339. Pure and thread-safe.
#pragma once

#include <google/protobuf/message.h>

#include <nlohmann/json.hpp>

namespace sworn::cli {

// Indices and sizes are below 2^63 (checked), as everywhere.
nlohmann::ordered_json ProtoToJson(const google::protobuf::Message& message);

}  // namespace sworn::cli
