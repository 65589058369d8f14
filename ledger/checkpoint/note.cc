#include "ledger/checkpoint/note.h"

#include <algorithm>
#include <utility>

#include "ledger/base/encoding.h"

namespace sworn::checkpoint {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space.
constexpr std::size_t kKeyIdBytes = 4;

Error Malformed(std::string message) { return Fail(Reason::kMalformed, std::move(message)); }

// What holds for a whole note holds for its text.
Status CheckCharacters(std::string_view bytes) {
  if (!IsValidUtf8(bytes)) return Malformed("a note must be UTF-8");
  const bool control = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
  if (control) return Malformed("a note must not hold control characters other than line feeds");
  return Ok();
}

Status CheckText(std::string_view text) {
  SWORN_RETURN_IF_ERROR(CheckCharacters(text));
  if (text.empty() || text.back() != '\n') {
    return Malformed("a note's text must end in a line feed");
  }
  return Ok();
}

bool SameKey(const NoteSignature& a, const NoteSignature& b) {
  return a.name == b.name && a.id == b.id;
}

bool HoldsKey(const std::vector<NoteSignature>& signatures, const NoteSignature& wanted) {
  return std::any_of(signatures.begin(), signatures.end(),
                     [&](const NoteSignature& signature) { return SameKey(signature, wanted); });
}

// The known key of this name and ID, null if there is none, BAD_KEY if there are several.
Result<const VerifierKey*> FindKey(std::span<const VerifierKey> known,
                                   const NoteSignature& signature) {
  const VerifierKey* found = nullptr;
  for (const VerifierKey& key : known) {
    if (key.name() != signature.name || key.id() != signature.id) continue;
    if (found != nullptr && *found != key) {
      return Fail(Reason::kBadKey,
                  "two known keys have the name " + key.name() + " and the ID " + key.id().ToHex());
    }
    found = &key;
  }
  return found;
}

}  // namespace

std::string FormatSignatureLine(const NoteSignature& signature) {
  std::string bytes;
  AppendUint32(bytes, signature.id.value);
  bytes += signature.signature;
  return std::string(kDash) + signature.name + " " + EncodeBase64(bytes) + "\n";
}

Result<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (line.substr(0, kDash.size()) != kDash) {
    return Malformed("a signature line must begin with an em dash and a space");
  }
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) {
    return Malformed("a signature line must hold a name and a signature");
  }
  NoteSignature signature;
  signature.name = std::string(line.substr(0, space));
  SWORN_RETURN_IF_ERROR(CheckKeyName(signature.name));
  SWORN_ASSIGN_OR_RETURN(const std::string bytes, DecodeBase64(line.substr(space + 1)));
  if (bytes.size() <= kKeyIdBytes) {
    return Malformed("a signature line must hold an ID and at least one byte more");
  }
  signature.id = KeyId{ReadUint32(bytes)};
  signature.signature = bytes.substr(kKeyIdBytes);
  return signature;
}

Result<Note> ParseNote(std::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) {
    return Fail(Reason::kTooLarge,
                "a note has at most " + std::to_string(kMaxNoteBytes) + " bytes");
  }
  SWORN_RETURN_IF_ERROR(CheckCharacters(bytes));
  const std::size_t split = bytes.rfind("\n\n");
  if (split == std::string_view::npos) {
    return Malformed("a note must have an empty line before its signatures");
  }
  Note note;
  note.text = std::string(bytes.substr(0, split + 1));
  std::string_view lines = bytes.substr(split + 2);
  if (lines.empty()) return Malformed("a note must have a signature");
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    if (end == std::string_view::npos) return Malformed("a note must end in a line feed");
    if (note.signatures.size() == kMaxNoteSignatures) {
      return Fail(Reason::kTooLarge,
                  "a note has at most " + std::to_string(kMaxNoteSignatures) + " signatures");
    }
    SWORN_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(lines.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return note;
}

Result<std::string> FormatNote(const Note& note) {
  SWORN_RETURN_IF_ERROR(CheckText(note.text));
  std::string bytes = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) bytes += FormatSignatureLine(signature);
  SWORN_ASSIGN_OR_RETURN(const Note parsed, ParseNote(bytes));
  if (parsed != note) return Malformed("the note would be read as another one");
  return bytes;
}

Result<OpenedNote> OpenNote(std::string_view bytes, std::span<const VerifierKey> known) {
  SWORN_ASSIGN_OR_RETURN(Note note, ParseNote(bytes));
  OpenedNote opened;
  for (NoteSignature& signature : note.signatures) {
    SWORN_ASSIGN_OR_RETURN(const VerifierKey* key, FindKey(known, signature));
    std::vector<NoteSignature>& kept = key == nullptr ? opened.unknown : opened.verified;
    if (HoldsKey(kept, signature)) continue;
    if (key != nullptr && !key->Verify(note.text, signature.signature)) {
      return Fail(Reason::kBadSignature, "the note's signature by " + key->name() + "+" +
                                             key->id().ToHex() + " does not verify");
    }
    kept.push_back(std::move(signature));
  }
  if (opened.verified.empty()) {
    return Fail(Reason::kMissingSignature, "no known key has signed the note");
  }
  opened.text = std::move(note.text);
  return opened;
}

Result<NoteSignature> SignText(std::string_view text, const SignerKey& signer) {
  SWORN_RETURN_IF_ERROR(CheckText(text));
  const VerifierKey& key = signer.verifier();
  if (key.type() != NoteKeyType::kEd25519) {
    return Fail(Reason::kBadKey, "a witness's key signs cosignatures, not notes");
  }
  SWORN_ASSIGN_OR_RETURN(std::string signature, signer.SignRaw(text));
  return NoteSignature{key.name(), key.id(), std::move(signature)};
}

Result<std::string> SignNote(std::string_view text, const SignerKey& signer) {
  SWORN_ASSIGN_OR_RETURN(NoteSignature signature, SignText(text, signer));
  return FormatNote(Note{std::string(text), {std::move(signature)}});
}

}  // namespace sworn::checkpoint
