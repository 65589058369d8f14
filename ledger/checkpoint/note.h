// Signed notes (C2SP signed-note 1.0.0): a text, an empty line, and signature lines.
//
//   Result<std::string> note = SignNote("hello\n", signer);
//   Result<OpenedNote> opened = OpenNote(*note, {&verifier, 1});
//   // opened->text == "hello\n"
//
// Parsing is strict. Pure and thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/result.h"
#include "ledger/checkpoint/note_key.h"

namespace sworn::checkpoint {

inline constexpr std::size_t kMaxNoteBytes = 1'000'000;  // As the Go implementation.
inline constexpr std::size_t kMaxNoteSignatures = 100;   // As the Go implementation.

// One line `— NAME base64(ID ‖ signature)`.
struct NoteSignature {
  std::string name;
  KeyId id;
  std::string signature;  // Without the ID; not empty.

  bool operator==(const NoteSignature&) const = default;
};

// The line, with its line feed.
std::string FormatSignatureLine(const NoteSignature& signature);
// A line without its line feed; else MALFORMED.
Result<NoteSignature> ParseSignatureLine(std::string_view line);

struct Note {
  std::string text;  // Ends in a line feed.
  std::vector<NoteSignature> signatures;

  bool operator==(const Note&) const = default;
};

// Checks the form only, no signature. MALFORMED (the last empty line splits the note; one bad line
// spoils it, whoever's it is) or TOO_LARGE.
Result<Note> ParseNote(std::string_view bytes);
// MALFORMED if the text or a name is not what ParseNote accepts, or there is no signature.
Result<std::string> FormatNote(const Note& note);

struct OpenedNote {
  std::string text;
  // At least one, in the note's order, each (name, ID) once.
  std::vector<NoteSignature> verified;
  // By keys that are not known: they say nothing.
  std::vector<NoteSignature> unknown;
};

// Verifies a note against the keys that the caller trusts. A key is known by (name, ID) together.
// Repeats of a pair after the first are dropped. BAD_SIGNATURE if any known key's signature is bad,
// MISSING_SIGNATURE if no known key signed, BAD_KEY if two different known keys share name and ID,
// and as ParseNote.
Result<OpenedNote> OpenNote(std::string_view bytes, std::span<const VerifierKey> known);

// `signer`, of type kEd25519, signs `text`; BAD_KEY for another type, MALFORMED for a bad text.
Result<NoteSignature> SignText(std::string_view text, const SignerKey& signer);
// The note of `text` with that one signature.
Result<std::string> SignNote(std::string_view text, const SignerKey& signer);

}  // namespace sworn::checkpoint
