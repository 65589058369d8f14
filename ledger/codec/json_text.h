// Names and texts of JSON values, shared by writing and reading. Internal to ledger/codec.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace sworn::codec {

// TRAINING_MODE_IN_PERSON without the prefix that its enum's values share, in lower case.
std::string ShortName(const google::protobuf::EnumValueDescriptor& value);

// The value of that short or whole name, in either case, but not UNSPECIFIED; else INVALID_FIELD
// with the names there are.
Result<int> ParseEnum(const google::protobuf::EnumDescriptor& descriptor, std::string_view name);

// The act of an officer's or SRO certification, which the event type states.
bool IsAct(const google::protobuf::FieldDescriptor& field);

}  // namespace sworn::codec
