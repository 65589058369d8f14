// The one accepted form of an ECDSA signature on P-256. Internal to this folder.
#pragma once

#include <string_view>

#include "ledger/base/result.h"

namespace sworn::crypto {

// BAD_SIGNATURE unless the bytes are the DER encoding of SEQUENCE { r INTEGER, s INTEGER } and
// nothing else, with r and s in [1, n-1]. OpenSSL's own parser is older than this rule and laxer.
Status CheckEcdsaP256Signature(std::string_view signature);

}  // namespace sworn::crypto
