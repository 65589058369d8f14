// Checks on encoded Ed25519 points that OpenSSL leaves to its caller. Internal to this folder.
#pragma once

#include <string_view>

#include "ledger/base/result.h"

namespace sworn::crypto {

// BAD_KEY unless the 32 bytes are the canonical encoding (RFC 8032 section 5.1.3) of a point on the
// curve whose order is not 1, 2, 4 or 8. Under a key of small order one signature would fit many
// messages; two encodings of one point would be two fingerprints of one key.
Status CheckEd25519Point(std::string_view encoded);

}  // namespace sworn::crypto
