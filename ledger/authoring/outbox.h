// What was signed for one input file, kept so that sending the file again sends the same bytes:
// whatever happened to the answer, no event is ever made twice.
//
//   SWORN_ASSIGN_OR_RETURN(Outbox outbox, Outbox::Open(OutboxPathFor("may.csv"), ledger_id));
//   if (!outbox.Contains(key)) SWORN_RETURN_IF_ERROR(outbox.Add(key, item));
//   SWORN_RETURN_IF_ERROR(outbox.Sync());                 // before anything is sent
//   SWORN_RETURN_IF_ERROR(outbox.AddVerdict(key, verdict));
//
// An append-only file, mode 0600 (it holds sealed contents):
//
//   outbox = "sworn-outbox-v1\n" ledger-id:32 record*
//   record = length:u32 check:8 (the first bytes of the payload's SHA-256) payload
//
// A record that a crash left half-written was never sent, and is cut off when the file is next
// opened; damage before the last record is CORRUPT. One process at a time (UNAVAILABLE); one
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "ledger/authoring/event_builder.h"
#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::authoring {

// What the ledger said of one event.
struct OutboxVerdict {
  bool accepted = false;
  LeafIndex index;         // Where accepted.
  bool duplicate = false;  // It had been accepted before.
  // Where refused, in the ledger's words.
  std::string reason;
  std::string field;
  std::string message;
  bool operator==(const OutboxVerdict&) const = default;
};

class Outbox {
 public:
  // Makes the file if there is none. WRONG_LEDGER when it was made for another ledger.
  static Result<Outbox> Open(const std::filesystem::path& path, const LedgerId& ledger_id);
  Outbox(Outbox&& other) noexcept;
  Outbox& operator=(Outbox&&) = delete;
  ~Outbox();

  bool Contains(const Sha256Hash& key) const { return entries_.count(key) > 0; }
  // The newest item under the key, which must be there (checked).
  Result<SignedItem> Read(const Sha256Hash& key) const;
  // None before the first.
  std::optional<OutboxVerdict> Verdict(const Sha256Hash& key) const;

  // Replaces, for later reads, an earlier item of that key: done only for one that was refused.
  Status Add(const Sha256Hash& key, const SignedItem& item);
  Status AddVerdict(const Sha256Hash& key, const OutboxVerdict& verdict);
  // Everything added is on the disk when it returns.
  Status Sync();

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t offset = 0;  // Of the newest item's payload.
    std::uint32_t length = 0;
    std::optional<OutboxVerdict> verdict;
  };

  Outbox(int descriptor, std::filesystem::path path);
  Status Load(const LedgerId& ledger_id);
  Result<std::uint64_t> ReplayRecords(const std::string& content, std::uint64_t start);
  Status Replay(const std::string& payload, std::uint64_t offset);
  Status Append(const std::string& payload);

  int descriptor_;
  std::filesystem::path path_;
  std::uint64_t end_ = 0;
  std::map<Sha256Hash, Entry> entries_;
};

// "may.csv.outbox" in `directory`, or beside the input where that is empty. A file of rejects
// shares the outbox of the file that it came from.
std::filesystem::path OutboxPathFor(const std::filesystem::path& input,
                                    const std::filesystem::path& directory = {});
// "may.csv.rejects.csv", "acts.json.rejects.jsonl", in `directory` or beside the input in the same
// way; a file of rejects keeps its name.
std::filesystem::path RejectsPathFor(const std::filesystem::path& input,
                                     const std::filesystem::path& directory = {});
// Whether the file's name is that of a file of rejects.
bool IsRejects(const std::filesystem::path& input);
// Whether the name ends in ".csv", in capitals or not.
bool IsCsv(const std::filesystem::path& input);

}  // namespace sworn::authoring
