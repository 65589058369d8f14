// Re-derives everything that a store claims, and names whatever differs.
//
//   SWORN_ASSIGN_OR_RETURN(const Report report, VerifyLog({.store = *store, .heads = heads.get(),
//   .rows = rows.get(),
//                                                          .scratch = &scratch}, {}, progress));
//   if (!report.sound()) for (const Finding& finding : report.findings) …
//
// Of every entry: that it can be read and parsed; that it stands at its index, not before its
// predecessor in time; its signatures; that its signers had, at its position, the authority to make
// it; what it refers to; its streams, their revisions and backlinks; the index of streams and the
// index of event ids; its hash, as the tiles hold it. Of the tree: every full tile at every level,
// the root, the head file. Of the projections: that dropping and deriving them anew gives the same
// bytes.
//
// Nothing is written but the scratch rows. Memory does not grow with the log but by a few dozen
// bytes for each stream. Threading: VerifyLog may be called from any thread; it starts its own
// workers, and calls `progress` from one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "ledger/runtime/ledger.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/store.h"

namespace sworn::verification {

enum class Check {
  kReadable,     // The entry could not be read from the disk.
  kEntry,        // Its form: grammar, index, recorded-at.
  kSignature,    // Its signature, or what has to be right before one is looked at.
  kAuthority,    // Its signers' authority at its position, and what it refers to.
  kStreams,      // Its streams, revisions and backlinks.
  kIndexes,      // The index of streams or of event ids leads elsewhere.
  kSealedPart,   // A sealed content differs from its commitment.
  kTree,         // A hash in the tree is not what the entries give.
  kHead,         // The head file or the checkpoint disagrees.
  kProjections,  // Rows are not what the log gives.
};
std::string_view Name(Check check);  // "SIGNATURE"

// What is wrong with the entries first … last (both included).
struct Finding {
  Check check = Check::kEntry;
  LeafIndex first;
  LeafIndex last;
  Error error;
};

struct VerifyPorts {
  const tlog::LogStore& store;
  // What the store is compared with; null to leave a part out.
  tlog::HeadStore* heads = nullptr;
  const storage::RowStore* rows = nullptr;
  storage::RowStore* scratch = nullptr;  // Empty; needed with `rows`.
};

struct VerifyOptions {
  unsigned threads = 0;  // 0: one for each core.
  // A signed checkpoint that the caller holds: the log must contain exactly its tree.
  std::optional<std::string> checkpoint = std::nullopt;
  // Why the store could be opened by salvage only, if so: a finding, whatever can be read.
  std::optional<Error> damage = std::nullopt;
};

inline constexpr std::size_t kMaxFindings = 1'000;

struct Report {
  std::optional<runtime::LedgerIdentity> identity;  // None when the genesis entry is no good.
  TreeSize size;
  std::optional<RootHash> root;  // None when an unreadable entry hides it.
  std::uint64_t signatures = 0;
  std::uint64_t streams = 0;
  std::uint64_t sealed_erased = 0;
  bool projections_compared = false;
  std::vector<Finding> findings;  // In the order in which they were found, the first kMaxFindings.
  std::uint64_t total_findings = 0;

  bool sound() const { return total_findings == 0; }
};

struct Progress {
  std::string_view stage;  // "entries", "tiles", "projections"
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

// An error only where nothing could be looked at; everything else is a finding.
Result<Report> VerifyLog(const VerifyPorts& ports, const VerifyOptions& options,
                         const std::function<void(const Progress&)>& progress);

}  // namespace sworn::verification
