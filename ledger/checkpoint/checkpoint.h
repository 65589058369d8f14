// Checkpoints (C2SP tlog-checkpoint 1.0.0): a log's head as the text of a signed note.
//
//   log.example/police
//   8
//   XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
//
//   Result<std::string> note = SignCheckpoint({"log.example/police", size, root}, signer);
//   Result<OpenedCheckpoint> opened = OpenCheckpoint(*note, "log.example/police", known);
//
// This code never compares two checkpoints: that no two inconsistent heads get signed is the
// caller's duty. Pure and thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/checkpoint/note.h"
#include "ledger/checkpoint/note_key.h"

namespace sworn::checkpoint {

struct Checkpoint {
  std::string origin;
  TreeSize size;  // Below 2^63.
  RootHash root;

  bool operator==(const Checkpoint&) const = default;
};

// Not empty, well-formed UTF-8, no control characters; else MALFORMED.
Status CheckOrigin(std::string_view origin);

// The three lines, without extension lines. MALFORMED if the origin is not valid, the size is 2^63
// or more, or the size is 0 and the root is not the empty tree's.
Result<std::string> FormatCheckpoint(const Checkpoint& checkpoint);

struct ParsedCheckpoint {
  Checkpoint checkpoint;
  // Other logs' extension lines, none of them empty. Ours have none.
  std::vector<std::string> extension_lines;

  bool operator==(const ParsedCheckpoint&) const = default;
};

// Accepts one spelling of each head: no leading zeros, a root of exactly 32 bytes in canonical
// base64; else MALFORMED. A root that is wrong for size 0 passes: a witness must tell it apart.
Result<ParsedCheckpoint> ParseCheckpoint(std::string_view text);

// The signed note. BAD_KEY unless the signer is of type kEd25519 and named as the origin.
Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SignerKey& signer);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<std::string> extension_lines;
  OpenedNote note;
};

// Opens the note, then parses its text. Fails as OpenNote and ParseCheckpoint, and with
// VERIFICATION_FAILED if the origin is not `origin`, none of the verified signatures is by a key of
// type kEd25519, or the size is 0 and the root is not the empty tree's.
Result<OpenedCheckpoint> OpenCheckpoint(std::string_view note, std::string_view origin,
                                        std::span<const VerifierKey> known);

}  // namespace sworn::checkpoint
