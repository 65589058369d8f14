#include "ledger/codec/strict_decode.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "ledger/base/encoding.h"
#include "sworn/event/v1/envelope.pb.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr int kHighestFieldNumber = 1023;
constexpr int kHighestOneof = 31;
constexpr int kMaxVarintBytes = 10;

enum WireType : std::uint32_t { kVarint = 0, kLengthDelimited = 2 };

// Known values of an enumeration in ascending order; they must not be negative.
std::vector<std::int32_t> ValuesOf(const EnumDescriptor& descriptor) {
  std::vector<std::int32_t> values;
  for (int i = 0; i < descriptor.value_count(); ++i) {
    SWORN_CHECK(descriptor.value(i)->number() >= 0);
    values.push_back(descriptor.value(i)->number());
  }
  std::sort(values.begin(), values.end());
  return values;
}

}  // namespace

StrictSchema::Field StrictSchema::CompileField(const FieldDescriptor& descriptor) {
  Field field;
  field.name = descriptor.name();
  field.repeated = descriptor.is_repeated();
  field.presence = descriptor.has_presence();
  if (const auto* oneof = descriptor.real_containing_oneof(); oneof != nullptr) {
    SWORN_CHECK(oneof->index() <= kHighestOneof);
    field.oneof = static_cast<std::int16_t>(oneof->index());
  }
  // A type that is not listed would be checked by rules that nobody has written.
  static const std::map<int, Type> kTypes = {
      {FieldDescriptor::TYPE_BOOL, Type::kBool},      {FieldDescriptor::TYPE_ENUM, Type::kEnum},
      {FieldDescriptor::TYPE_INT32, Type::kInt32},    {FieldDescriptor::TYPE_INT64, Type::kInt64},
      {FieldDescriptor::TYPE_UINT32, Type::kUint32},  {FieldDescriptor::TYPE_UINT64, Type::kUint64},
      {FieldDescriptor::TYPE_STRING, Type::kString},  {FieldDescriptor::TYPE_BYTES, Type::kBytes},
      {FieldDescriptor::TYPE_MESSAGE, Type::kMessage}};
  const auto type = kTypes.find(descriptor.type());
  SWORN_CHECK(type != kTypes.end() && !descriptor.is_map());
  field.type = type->second;
  if (field.type == Type::kEnum) {
    field.enum_values = ValuesOf(*descriptor.enum_type());
    const bool gapless =
        field.enum_values.back() + 1 == static_cast<std::int32_t>(field.enum_values.size());
    if (gapless) field.enum_bound = static_cast<std::uint32_t>(field.enum_values.size());
  }
  // Canonical serialisation packs lists of numbers; the walker knows only that form.
  const bool number = field.type < Type::kString;
  SWORN_CHECK(!(field.repeated && number) || descriptor.is_packed());
  return field;
}

StrictSchema::StrictSchema(const Descriptor& root) {
  std::vector<const Descriptor*> found = {&root};
  const auto index_of = [&found](const Descriptor* message) {
    const auto place = std::find(found.begin(), found.end(), message);
    const auto index = static_cast<std::size_t>(place - found.begin());
    if (place == found.end()) found.push_back(message);
    return index;
  };
  for (std::size_t next = 0; next < found.size(); ++next) {
    const Descriptor& descriptor = *found[next];
    Message message;
    for (int i = 0; i < descriptor.field_count(); ++i) {
      const FieldDescriptor& field = *descriptor.field(i);
      SWORN_CHECK(field.number() <= kHighestFieldNumber);
      const auto number = static_cast<std::size_t>(field.number());
      if (message.by_number.size() <= number) message.by_number.resize(number + 1, -1);
      message.by_number[number] = static_cast<std::int16_t>(message.fields.size());
      message.fields.push_back(CompileField(field));
      if (field.message_type() != nullptr) {
        message.fields.back().message = index_of(field.message_type());
      }
    }
    messages_.push_back(std::move(message));
  }
}

// Reads one message after another from the bytes; stops at the first offence, which it describes in
// `error` from the inside out.
class StrictSchema::Walker {
 public:
  Walker(const std::vector<Message>& messages, Error* error) : messages_(messages), error_(error) {}

  bool WalkMessage(const Message& message, const char* begin, const char* end, std::size_t depth) {
    if (depth > limits::kMaxMessageDepth) {
      return Refuse(Reason::kTooLarge,
                    "messages nest at most " + std::to_string(limits::kMaxMessageDepth) + " deep");
    }
    const char* at = begin;
    std::uint32_t last_number = 0;
    std::size_t repetition = 0;
    std::uint32_t oneofs_seen = 0;
    while (at != end) {
      std::uint64_t tag = 0;
      if (!ReadVarint(&at, end, &tag)) return false;
      const Field* field = nullptr;
      if (!Find(message, tag, &field)) return false;
      const auto number = static_cast<std::uint32_t>(tag >> 3);
      if (number < last_number) {
        return RefuseAt(*field, Reason::kMalformed, "fields stand in the order of their numbers");
      }
      const bool packed = field->repeated && field->type < Type::kString;
      if (number == last_number) {
        if (!field->repeated || packed) return RefuseAt(*field, Reason::kMalformed, "given twice");
        ++repetition;
      } else {
        repetition = 0;
      }
      last_number = number;
      if (field->oneof >= 0) {
        const std::uint32_t bit = std::uint32_t{1} << field->oneof;
        if ((oneofs_seen & bit) != 0) {
          return RefuseAt(*field, Reason::kMalformed, "a second choice where only one may be made");
        }
        oneofs_seen |= bit;
      }
      if (!WalkField(*field, static_cast<std::uint32_t>(tag & 7), packed, &at, end, depth)) {
        return Enter(*field, repetition, packed);
      }
      if (repetition >= limits::kMaxListItems) return RefuseList(*field);
    }
    return true;
  }

 private:
  bool Refuse(Reason reason, std::string message) {
    *error_ = Fail(reason, std::move(message));
    return false;
  }
  bool RefuseAt(const Field& field, Reason reason, std::string message) {
    *error_ = Fail(reason, std::move(message), field.name);
    return false;
  }
  bool RefuseList(const Field& field) {
    return RefuseAt(field, Reason::kTooLarge,
                    "a list has at most " + std::to_string(limits::kMaxListItems) + " items");
  }
  // Puts the field before the path of an error found inside it.
  bool Enter(const Field& field, std::size_t repetition, bool packed) {
    const bool indexed = field.repeated && !packed;
    *error_ = Within(indexed ? field.name + "[" + std::to_string(repetition) + "]" : field.name,
                     std::move(*error_));
    return false;
  }

  bool Find(const Message& message, std::uint64_t tag, const Field** field) {
    const std::uint64_t number = tag >> 3;
    if (number >= message.by_number.size() || message.by_number[number] < 0) {
      return Refuse(Reason::kMalformed, "unknown field number " + std::to_string(number));
    }
    *field = &message.fields[static_cast<std::size_t>(message.by_number[number])];
    return true;
  }

  bool ReadVarint(const char** at, const char* end, std::uint64_t* value) {
    std::uint64_t result = 0;
    for (int i = 0; i < kMaxVarintBytes; ++i) {
      if (*at == end) return Refuse(Reason::kMalformed, "the bytes end inside a number");
      const auto byte = static_cast<std::uint8_t>(*(*at)++);
      result |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
      if ((byte & 0x80) == 0) {
        if (i > 0 && byte == 0) return Refuse(Reason::kMalformed, "a number with spare bytes");
        if (i == kMaxVarintBytes - 1 && byte > 1) break;
        *value = result;
        return true;
      }
    }
    return Refuse(Reason::kMalformed, "a number above 2^64");
  }

  bool ReadLength(const char** at, const char* end, std::string_view* content) {
    std::uint64_t length = 0;
    if (!ReadVarint(at, end, &length)) return false;
    if (length > static_cast<std::uint64_t>(end - *at)) {
      return Refuse(Reason::kMalformed, "the bytes end before the field does");
    }
    *content = std::string_view(*at, static_cast<std::size_t>(length));
    *at += length;
    return true;
  }

  bool WalkField(const Field& field, std::uint32_t wire_type, bool packed, const char** at,
                 const char* end, std::size_t depth) {
    const bool number = field.type < Type::kString;
    if (wire_type != (number && !packed ? kVarint : kLengthDelimited)) {
      return Refuse(Reason::kMalformed,
                    "wire type " + std::to_string(wire_type) + " is wrong here");
    }
    if (number && !packed) {
      std::uint64_t value = 0;
      if (!ReadVarint(at, end, &value) || !CheckNumber(field, value)) return false;
      return value != 0 || field.presence || RefuseDefault();
    }
    std::string_view content;
    if (!ReadLength(at, end, &content)) return false;
    if (packed) return WalkPacked(field, content);
    if (field.type == Type::kMessage) {
      return WalkMessage(messages_[field.message], content.data(), content.data() + content.size(),
                         depth + 1);
    }
    if (field.type == Type::kString && !IsValidUtf8(content)) {
      return Refuse(Reason::kInvalidUtf8, "the text is not valid UTF-8");
    }
    return !content.empty() || field.presence || field.repeated || RefuseDefault();
  }

  bool WalkPacked(const Field& field, std::string_view content) {
    if (content.empty()) return RefuseDefault();
    const char* at = content.data();
    const char* const end = at + content.size();
    for (std::size_t i = 0; at != end; ++i) {
      if (i == limits::kMaxListItems) {
        return Refuse(Reason::kTooLarge,
                      "a list has at most " + std::to_string(limits::kMaxListItems) + " items");
      }
      std::uint64_t value = 0;
      if (!ReadVarint(&at, end, &value) || !CheckNumber(field, value)) return false;
    }
    return true;
  }

  bool RefuseDefault() {
    return Refuse(Reason::kMalformed, "an empty or zero value is written by leaving it out");
  }

  bool CheckNumber(const Field& field, std::uint64_t value) {
    bool fits = true;
    switch (field.type) {
      case Type::kBool:
        fits = value <= 1;
        break;
      case Type::kEnum:
        if (!IsKnown(field, value)) {
          return Refuse(Reason::kMalformed, "unknown value " + std::to_string(value));
        }
        break;
      case Type::kInt32:
        // Negative numbers are written sign-extended to 64 bits.
        fits = static_cast<std::uint64_t>(
                   static_cast<std::int64_t>(static_cast<std::int32_t>(value))) == value;
        break;
      case Type::kUint32:
        fits = value <= std::numeric_limits<std::uint32_t>::max();
        break;
      case Type::kInt64:
      case Type::kUint64:
      case Type::kString:
      case Type::kBytes:
      case Type::kMessage:
        break;
    }
    return fits || Refuse(Reason::kMalformed, "a number beyond its field's range");
  }

  static bool IsKnown(const Field& field, std::uint64_t value) {
    if (field.enum_bound != 0) return value < field.enum_bound;
    return value <= static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max()) &&
           std::binary_search(field.enum_values.begin(), field.enum_values.end(),
                              static_cast<std::int32_t>(value));
  }

  const std::vector<Message>& messages_;
  Error* error_;
};

Status StrictSchema::Check(std::string_view bytes) const {
  Error error;
  Walker walker(messages_, &error);
  if (!walker.WalkMessage(messages_.front(), bytes.data(), bytes.data() + bytes.size(), 1)) {
    return error;
  }
  return Ok();
}

const StrictSchema& SignedEventSchema() {
  static const StrictSchema schema(*event::v1::SignedEvent::descriptor());
  return schema;
}

const StrictSchema& EventSchema() {
  static const StrictSchema schema(*event::v1::Event::descriptor());
  return schema;
}

const StrictSchema& BatchStatementSchema() {
  static const StrictSchema schema(*event::v1::BatchStatement::descriptor());
  return schema;
}

}  // namespace sworn::codec
