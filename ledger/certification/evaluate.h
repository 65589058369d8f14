// The law at work: from facts and policies to a standing. Pure: no clock, I/O, randomness, locale
// or unordered iteration.
//
//   CaseFile file{.officer = "1234", .facts = …, .shared = …, .policies = …};
//   Standing standing = Evaluate(file, {.as_of = Date::Parse("2024-03-15").value(), .known_at =
//   TreeSize(812)});
//
// Thread-safe: free functions of values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/certification/facts.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// All that an evaluation may look at. Each list ascends by index; entries at or past known_at are
// ignored.
struct CaseFile {
  std::string officer;
  std::vector<Fact> facts;     // The officer's stream.
  std::vector<Fact> shared;    // Courses, offerings and memoranda that those facts name.
  std::vector<Fact> policies;  // All policy facts.
};

struct Question {
  Date as_of;
  TreeSize known_at;
  std::optional<std::string>
      school;  // None: every school to which the officer is or was designated.
};

Standing Evaluate(const CaseFile& file, const Question& question);

// A stretch of days on which nothing that is shown changes.
struct HistoryInterval {
  DateInterval days;
  CertificateStatus officer_status = CertificateStatus::kUndetermined;
  CertificateStatus sro_status = CertificateStatus::kUndetermined;
  Answer eligible = Answer::kUndetermined;
  std::vector<LeafIndex> evidence;
  bool operator==(const HistoryInterval&) const = default;
};

// The effective timeline as known at a prefix, from the first day that anything applies.
std::vector<HistoryInterval> EffectiveHistory(const CaseFile& file, TreeSize known_at);

}  // namespace sworn::certification
