#include "ledger/checkpoint/checkpoint.h"

#include <algorithm>
#include <utility>

#include "ledger/base/encoding.h"
#include "ledger/crypto/sha256.h"

namespace sworn::checkpoint {
namespace {

constexpr std::uint64_t kTreeSizeBound = std::uint64_t{1} << 63;

Error Malformed(std::string message) { return Fail(Reason::kMalformed, std::move(message)); }

// RFC 6962: the empty tree's root is the hash of nothing.
bool IsRootPossible(const Checkpoint& checkpoint) {
  return checkpoint.size.value() != 0 || checkpoint.root == RootHash::From(crypto::Sha256Of(""));
}

// Takes the text up to the next line feed off its front; MALFORMED if there is none or the line is
// empty, which no line of a checkpoint may be.
Result<std::string_view> TakeLine(std::string_view& text, std::string_view what) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end == 0) {
    return Malformed("a checkpoint's " + std::string(what) + " is missing or empty");
  }
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

Status CheckOrigin(std::string_view origin) {
  if (origin.empty()) return Malformed("an origin must not be empty");
  if (!IsValidUtf8(origin)) return Malformed("an origin must be UTF-8");
  const bool control = std::any_of(origin.begin(), origin.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (control) return Malformed("an origin must not hold control characters");
  return Ok();
}

Result<std::string> FormatCheckpoint(const Checkpoint& checkpoint) {
  SWORN_RETURN_IF_ERROR(CheckOrigin(checkpoint.origin));
  if (checkpoint.size.value() >= kTreeSizeBound) {
    return Malformed("tree size " + ToString(checkpoint.size) + " is not below 2^63");
  }
  if (!IsRootPossible(checkpoint)) {
    return Malformed("the root of size 0 is not the empty tree's");
  }
  return checkpoint.origin + "\n" + ToString(checkpoint.size) + "\n" +
         EncodeBase64(checkpoint.root.view()) + "\n";
}

Result<ParsedCheckpoint> ParseCheckpoint(std::string_view text) {
  ParsedCheckpoint parsed;
  SWORN_ASSIGN_OR_RETURN(const std::string_view origin, TakeLine(text, "origin"));
  SWORN_RETURN_IF_ERROR(CheckOrigin(origin));
  parsed.checkpoint.origin = std::string(origin);
  SWORN_ASSIGN_OR_RETURN(const std::string_view size_line, TakeLine(text, "tree size"));
  SWORN_ASSIGN_OR_RETURN(const std::uint64_t size, ParseDecimal(size_line));
  parsed.checkpoint.size = TreeSize(size);
  SWORN_ASSIGN_OR_RETURN(const std::string_view root_line, TakeLine(text, "root"));
  SWORN_ASSIGN_OR_RETURN(const std::string root, DecodeBase64(root_line));
  SWORN_ASSIGN_OR_RETURN(parsed.checkpoint.root, RootHash::FromBytes(root));
  while (!text.empty()) {
    SWORN_ASSIGN_OR_RETURN(const std::string_view line, TakeLine(text, "extension line"));
    parsed.extension_lines.emplace_back(line);
  }
  return parsed;
}

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SignerKey& signer) {
  if (signer.verifier().name() != checkpoint.origin) {
    return Fail(Reason::kBadKey, "the key is named " + signer.verifier().name() +
                                     ", the checkpoint's origin is " + checkpoint.origin);
  }
  SWORN_ASSIGN_OR_RETURN(const std::string text, FormatCheckpoint(checkpoint));
  return SignNote(text, signer);
}

Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::string_view origin,
                                        std::span<const VerifierKey> known) {
  SWORN_ASSIGN_OR_RETURN(OpenedNote opened, OpenNote(note, known));
  SWORN_ASSIGN_OR_RETURN(ParsedCheckpoint parsed, ParseCheckpoint(opened.text));
  if (parsed.checkpoint.origin != origin) {
    return Fail(Reason::kVerificationFailed, "the checkpoint's origin is " +
                                                 parsed.checkpoint.origin + ", expected " +
                                                 std::string(origin));
  }
  const auto is_log_key_of = [](const NoteSignature& signature, const VerifierKey& key) {
    return key.type() == NoteKeyType::kEd25519 && key.name() == signature.name &&
           key.id() == signature.id;
  };
  const bool signed_by_log = std::any_of(
      opened.verified.begin(), opened.verified.end(), [&](const NoteSignature& signature) {
        return std::any_of(known.begin(), known.end(),
                           [&](const VerifierKey& key) { return is_log_key_of(signature, key); });
      });
  if (!signed_by_log) {
    return Fail(Reason::kVerificationFailed, "only witnesses have signed the checkpoint, no log");
  }
  if (!IsRootPossible(parsed.checkpoint)) {
    return Fail(Reason::kVerificationFailed, "the root of size 0 is not the empty tree's");
  }
  return OpenedCheckpoint{std::move(parsed.checkpoint), std::move(parsed.extension_lines),
                          std::move(opened)};
}

}  // namespace sworn::checkpoint
