// The catalogue's names of events: one for each body, and one for each act where a body has
// several.
//
//   EventTypeName(event.body());                           // "SroCertificationGranted"
//   Result<event::v1::Body> body = EmptyBodyOf("MouSigned");  // the case chosen, no field set
//
// Pure and thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "ledger/base/result.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::codec {

// Empty for a body without a case, or with an act that is not specified. Static storage.
std::string_view EventTypeName(const event::v1::Body& body);

// The body that the name stands for, with its act set where it has one; INVALID_FIELD at "type" for
// any other name.
Result<event::v1::Body> EmptyBodyOf(std::string_view name);

// Every name, in the order of the catalogue. Static storage.
std::span<const std::string_view> EventTypeNames();

}  // namespace sworn::codec
