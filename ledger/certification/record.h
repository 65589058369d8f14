// A record as it stands at a prefix of the log: after every correction, without what was voided.
//
//   const Records records = ResolveRecords(file, known_at);
//   for (const Record& record : records.officer) {
//     if (const auto* completion = record.As<CompletionRecorded>()) …
//   }
//
// Refers to the facts of the case file, which must outlive it. Thread-safe: values.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/certification/evaluate.h"
#include "ledger/certification/facts.h"

namespace sworn::certification {

// An original entry, or what a correction says that it should have been.
class Record {
 public:
  Record(const Fact* entry, const CorrectedRecord* corrected, const Fact* original)
      : entry_(entry), corrected_(corrected), original_(original) {}

  // The entry that is its evidence: the correction where there is one.
  const Fact& entry() const { return *entry_; }
  LeafIndex index() const { return entry_->index; }
  bool is_corrected() const { return corrected_ != nullptr; }
  // The entry first made; none where it lies in another officer's stream.
  const Fact* original() const { return original_; }

  const std::string& subject() const { return corrected_ ? corrected_->subject : entry_->subject; }
  Date occurred_on() const { return corrected_ ? corrected_->occurred_on : entry_->occurred_on; }
  Date effective_from() const {
    return corrected_ ? corrected_->effective_from : entry_->effective_from;
  }
  const std::optional<Date>& effective_to() const {
    return corrected_ ? corrected_->effective_to : entry_->effective_to;
  }
  DateInterval effective() const { return {effective_from(), effective_to()}; }
  bool attested() const {
    return entry_->attested || (original_ != nullptr && original_->attested);
  }

  template <typename Body>
  const Body* As() const {
    return corrected_ ? std::get_if<Body>(&corrected_->body) : std::get_if<Body>(&entry_->body);
  }

 private:
  const Fact* entry_;
  const CorrectedRecord* corrected_;
  const Fact* original_;
};

// A record that no longer counts for this officer, and the entry from which on it does not.
struct Struck {
  Record record;
  const Fact* by = nullptr;
};

struct Records {
  std::vector<Record> officer;  // By index of the evidence.
  std::vector<Record> shared;   // Courses, offerings and memoranda.
  std::vector<Struck> struck;   // Voided, or corrected to be another officer's.
};

Records ResolveRecords(const CaseFile& file, TreeSize known_at);

}  // namespace sworn::certification
