// Witness cosignatures, cosignature/v1 (C2SP tlog-cosignature 1.0.1): a signature by a key of type
// kCosignature over a time and a checkpoint's text. It says that the witness saw this head at that
// time and that it extended every head it had cosigned before.
//
//   Result<NoteSignature> line = Cosign(checkpoint_text, UnixSeconds(1700000000), witness);
//   Result<UnixSeconds> time = VerifyCosignature(checkpoint_text, *line, witness.verifier());
//
// Pure and thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/checkpoint/note.h"
#include "ledger/checkpoint/note_key.h"

namespace sworn::checkpoint {

// Seconds since 1970-01-01T00:00:00Z, at most 2^63 - 1. (An Instant would overflow.)
using UnixSeconds = Ordinal<struct UnixSecondsTag>;
inline constexpr UnixSeconds kMaxUnixSeconds = UnixSeconds((std::uint64_t{1} << 63) - 1);

// The bytes that are signed.
std::string CosignatureMessage(std::string_view text, UnixSeconds time);

// BAD_KEY unless the signer is of type kCosignature, INVALID_FIELD for a time above 2^63 - 1.
Result<NoteSignature> Cosign(std::string_view text, UnixSeconds time, const SignerKey& witness);

// The time at which `witness` cosigned. BAD_SIGNATURE if the line is not that key's or does not
// verify; BAD_KEY unless the key is of type kCosignature.
Result<UnixSeconds> VerifyCosignature(std::string_view text, const NoteSignature& signature,
                                      const VerifierKey& witness);

}  // namespace sworn::checkpoint
