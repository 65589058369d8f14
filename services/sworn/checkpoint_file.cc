#include "services/sworn/checkpoint_file.h"

#include <nlohmann/json.hpp>

#include "ledger/authoring/files.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/checkpoint/note.h"

namespace sworn::cli {
namespace {

// The member "checkpoint" of a JSON object; any other text as it is.
std::string NoteIn(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return text;
  const auto member = json.find("checkpoint");
  return member != json.end() && member->is_string() ? member->get<std::string>() : text;
}

}  // namespace

Result<std::string> ReadCheckpointFile(const std::filesystem::path& file) {
  const Result<std::string> text = authoring::ReadFile(file);
  if (!text) return Fail(Reason::kInvalidField, text.error().message, "--checkpoint");
  std::string note = NoteIn(*text);
  const Result<checkpoint::Note> parsed = checkpoint::ParseNote(note);
  if (parsed && checkpoint::ParseCheckpoint(parsed->text)) return note;
  return Fail(Reason::kInvalidField,
              file.string() +
                  " is no checkpoint; accepted are the signed note (sworn log checkpoint --note) "
                  "and the answer of sworn log checkpoint --json",
              "--checkpoint");
}

}  // namespace sworn::cli
