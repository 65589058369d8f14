// DSSE's JSON envelope (DSSE 1.0.2, envelope.md): the form in which a signed event leaves the
// ledger for other tools. The ledger itself takes events in as bytes of its own schema.
//
//   Result<DsseEnvelope> envelope = ParseDsseEnvelope(json);
//   Status accepted = VerifyDsseEnvelope(*envelope, trusted_keys, /*threshold=*/2);
//
// Use `payload` of the very envelope that was verified; never read the JSON a second time. Pure
// and thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/crypto/key.h"

namespace sworn::crypto {

struct DsseSignature {
  std::string key_id;  // An unauthenticated hint; empty where there is none.
  std::string signature;

  bool operator==(const DsseSignature&) const = default;
};

struct DsseEnvelope {
  std::string payload_type;
  std::string payload;
  std::vector<DsseSignature> signatures;

  bool operator==(const DsseEnvelope&) const = default;
};

// Takes standard and URL-safe base64, padded, and ignores unknown fields, as DSSE demands. At most
// limits::kMaxMessageBytes long with limits::kMaxListItems signatures; else TOO_LARGE. Otherwise
// MALFORMED or MISSING_FIELD.
Result<DsseEnvelope> ParseDsseEnvelope(std::string_view json);

// Standard, padded base64; no `keyid` where it is empty. INVALID_UTF8 if the payload type or a key
// id cannot be JSON text.
Result<std::string> FormatDsseEnvelope(const DsseEnvelope& envelope);

// Whether at least `threshold` (1 or more, checked) distinct keys of `trusted` signed: failing
// signatures are skipped, a key counts once however often it signed. Else MISSING_SIGNATURE.
Status VerifyDsseEnvelope(const DsseEnvelope& envelope, std::span<const PublicKey> trusted,
                          std::size_t threshold);

}  // namespace sworn::crypto
