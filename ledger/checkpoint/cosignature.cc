#include "ledger/checkpoint/cosignature.h"

#include <utility>

#include "ledger/base/encoding.h"

namespace sworn::checkpoint {
namespace {

Status CheckWitnessKey(const VerifierKey& key) {
  if (key.type() == NoteKeyType::kCosignature) return Ok();
  return Fail(Reason::kBadKey, "the key of " + key.name() + " is not a witness's");
}

}  // namespace

std::string CosignatureMessage(std::string_view text, UnixSeconds time) {
  return "cosignature/v1\ntime " + ToString(time) + "\n" + std::string(text);
}

Result<NoteSignature> Cosign(std::string_view text, UnixSeconds time, const SignerKey& witness) {
  const VerifierKey& key = witness.verifier();
  SWORN_RETURN_IF_ERROR(CheckWitnessKey(key));
  if (time > kMaxUnixSeconds) {
    return Fail(Reason::kInvalidField, "a cosignature's time is at most 2^63 - 1", "time");
  }
  SWORN_ASSIGN_OR_RETURN(const std::string signature,
                         witness.SignRaw(CosignatureMessage(text, time)));
  NoteSignature line{key.name(), key.id(), {}};
  AppendUint64(line.signature, time.value());
  line.signature += signature;
  return line;
}

Result<UnixSeconds> VerifyCosignature(std::string_view text, const NoteSignature& signature,
                                      const VerifierKey& witness) {
  SWORN_RETURN_IF_ERROR(CheckWitnessKey(witness));
  if (signature.name != witness.name() || signature.id != witness.id()) {
    return Fail(Reason::kBadSignature, "the signature line is not by " + witness.name());
  }
  SWORN_RETURN_IF_ERROR(witness.Verify(text, signature.signature));
  return UnixSeconds(ReadUint64(signature.signature));
}

}  // namespace sworn::checkpoint
