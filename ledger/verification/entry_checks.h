// What can be said of each entry, in two halves, as at admission: Inspect looks at one entry by
// itself, on any thread; Judge looks at entries in order, against all that came before.
//
//   EntryChecks checks(store, findings);
//   Inspected entry = checks.Inspect(index, leaf);   // workers
//   checks.Judge(entry);                             // one thread, ascending indices
//   checks.Finish(size);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ledger/admission/authority.h"
#include "ledger/admission/decide.h"
#include "ledger/admission/genesis.h"
#include "ledger/admission/key_directory.h"
#include "ledger/admission/prepare.h"
#include "ledger/admission/records.h"
#include "ledger/tlog/entry.h"
#include "ledger/tlog/store.h"
#include "ledger/verification/findings.h"

namespace sworn::verification {

struct Inspected {
  LeafIndex index;
  LeafHash hash;
  std::string leaf;
  std::optional<tlog::EntryView> entry;              // Views leaf. None: it is no entry.
  std::optional<admission::PreparedEvent> prepared;  // None: refused, or the genesis entry.
  std::uint64_t sealed_erased = 0;
};

class EntryChecks {
 public:
  EntryChecks(const tlog::LogStore& store, const admission::Genesis& genesis, Findings& findings);

  // Thread-safe.
  Inspected Inspect(LeafIndex index, std::string leaf);
  // In order. An entry that could not be read is passed over: what rests on it is then found
  // wanting.
  void Judge(const Inspected& inspected);
  // Compares the heads of all streams, once every entry was judged.
  void Finish();

  std::uint64_t signatures() const { return signatures_; }
  std::uint64_t streams() const { return streams_.size(); }

 private:
  struct StreamState {
    LeafIndex first;
    tlog::StreamPosition head;
  };
  class Source;

  std::uint64_t InspectSealed(LeafIndex index, const admission::PreparedEvent& event);
  void InspectIndexes(LeafIndex index, const tlog::EntryPrefix& prefix,
                      const admission::PreparedEvent& event);
  void JudgePrefix(const Inspected& inspected);
  void JudgeStreams(const Inspected& inspected);
  void JudgeAuthority(const Inspected& inspected);

  const tlog::LogStore& store_;
  const admission::Genesis& genesis_;
  Findings& findings_;
  admission::KeyDirectory keys_;
  admission::Preparer preparer_;
  admission::AuthorityState authority_;
  admission::Decider decider_;
  std::optional<Instant> last_recorded_at_;
  std::unordered_map<tlog::StreamName, StreamState> streams_;
  std::uint64_t signatures_ = 0;
};

}  // namespace sworn::verification
