// What a signature covers: DSSE's pre-authentication encoding (DSSE 1.0.2, protocol.md).
//
//   PreAuthenticationEncoding("http://example.com/HelloWorld", "hello world")
//       == "DSSEv1 29 http://example.com/HelloWorld 11 hello world"
//
// Pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace sworn::crypto {

// "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body, where LEN counts bytes, in decimal. Distinct
// pairs (type, body) give distinct bytes.
std::string PreAuthenticationEncoding(std::string_view type, std::string_view body);

}  // namespace sworn::crypto
