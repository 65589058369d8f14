// Strict reading of Protocol Buffers: accepts exactly the bytes that a deterministic serialiser
// writes, so that one message has one encoding and a signature covers all that a reader sees.
//
//   static const StrictSchema schema(*event::v1::Event::descriptor());
//   SWORN_RETURN_IF_ERROR(schema.Check(payload));    // then event.ParseFromString(payload)
//
// Refused at any depth: unknown fields and enum values, a singular field or a oneof given twice,
// fields out of order, varints with spare bytes, wrong and group wire types, truncated and trailing
// bytes, invalid UTF-8, the default value of a field without presence, empty packed lists, messages
// nested deeper than limits::kMaxMessageDepth and lists longer than limits::kMaxListItems.
//
// A schema is built once from the descriptors and reads them no more; it is immutable and may be
// shared between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/base/result.h"

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
}  // namespace google::protobuf

namespace sworn::codec {

class StrictSchema {
 public:
  // Compiles the message and all that it contains. Only the field types that signed messages use
  // are taken (bool, enum, int32, int64, uint32, uint64, string, bytes, message; no maps): another
  // one aborts.
  explicit StrictSchema(const google::protobuf::Descriptor& root);

  // MALFORMED, INVALID_UTF8, or TOO_LARGE for a bound; the field is the path to the offence,
  // "header.signers[1].role", empty where the message itself is broken.
  Status Check(std::string_view bytes) const;

 private:
  enum class Type : std::uint8_t {
    kBool,
    kEnum,
    kInt32,
    kInt64,
    kUint32,
    kUint64,
    kString,
    kBytes,
    kMessage
  };
  struct Field {
    std::string name;
    Type type = Type::kBool;
    bool repeated = false;
    bool presence = false;
    std::int16_t oneof = -1;                // Which oneof of its message; -1: none.
    std::uint32_t enum_bound = 0;           // Known values are 0 … enum_bound - 1 …
    std::vector<std::int32_t> enum_values;  // … or, if the numbers have gaps, these, sorted.
    std::size_t message = 0;                // Index into messages_.
  };
  struct Message {
    std::vector<std::int16_t> by_number;  // Field number to index into fields, -1: unknown.
    std::vector<Field> fields;
  };
  class Walker;

  static Field CompileField(const google::protobuf::FieldDescriptor& descriptor);

  std::vector<Message> messages_;  // The root is the first.
};

// The schemas of the signed formats, built at their first use.
const StrictSchema& SignedEventSchema();     // The envelope, sworn.event.v1.SignedEvent.
const StrictSchema& EventSchema();           // Its payload, sworn.event.v1.Event.
const StrictSchema& BatchStatementSchema();  // sworn.event.v1.BatchStatement.

}  // namespace sworn::codec
