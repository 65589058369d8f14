// What the ledger answers about one officer, at any day, as known at any moment.
//
//   Queries queries({.log = log, .rows = rows, .clock = clock, .ledger = facts,
//                    .known_until = [&] { return ledger.KnownUntil(); },
//                    .wait_for_projection = [&](TreeSize size, Duration timeout) {
//                      return ledger.WaitForProjection(size, timeout); }});
//   SWORN_ASSIGN_OR_RETURN(const StandingAnswer answer,
//       queries.GetStanding("1234", {.effective_date = day, .known_at = day}, {}, timeout));
//   answer.basis.tree_size;  answer.standing.sro_certificate.status;
//
// An answer depends only on its basis: entries that come later never change it. Field paths of
// errors are those of the API: "officer", "school", "as_of.known_time", ….
//
// Threading: every method may be called from any thread. They read the disk and may wait up to
// `timeout`: never call them on a thread that must not block. Ports are borrowed.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/clock.h"
#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "ledger/certification/evaluate.h"
#include "ledger/certification/facts.h"
#include "ledger/certification/standing.h"
#include "ledger/queries/as_of.h"
#include "ledger/storage/row_store.h"
#include "ledger/tlog/log.h"

namespace sworn::queries {

// What the genesis entry says, as far as answers need it.
struct LedgerFacts {
  LedgerId ledger_id;
  bool simulated_time = false;
  Instant created_at;
};

struct QueryPorts {
  const tlog::Log& log;
  const storage::RowStore& rows;
  const Clock& clock;
  LedgerFacts ledger;
  // Every entry not yet published will have a recorded-at at or after this.
  std::function<Instant()> known_until;
  // Waits until the projection holds so many entries, at most so long; returns what it holds. None:
  // the rows are kept up to date by the caller, and nothing waits.
  std::function<TreeSize(TreeSize size, Duration timeout)> wait_for_projection = nullptr;
};

struct StandingAnswer {
  Basis basis;
  certification::Standing standing;
  bool operator==(const StandingAnswer&) const = default;
};

struct ExplainAnswer {
  Basis basis;
  certification::Standing standing;
  // Officer's certificate, SRO certificate, each requirement, each school's conditions,
  // eligibility.
  std::vector<certification::Explanation> explanations;
  bool operator==(const ExplainAnswer&) const = default;
};

// One entry about the officer, in the order in which the ledger learned it.
struct Learned {
  LeafIndex index;
  Instant recorded_at;
  std::string type;  // "SroCertificationGranted"
  Date occurred_on;
  Date effective_from;
  std::optional<Date> effective_to;
  std::string acting_authority;
  std::string authority_name;  // As registered by then; empty where it is not.
  std::vector<certification::Role> signer_roles;
  bool attested = false;  // Attested, not signed.
  std::optional<Instant> source_recorded_at;
  std::string summary;  // One line for people.
  bool operator==(const Learned&) const = default;
};

struct HistoryAnswer {
  Basis basis;               // Without an effective date: a history covers every date.
  bool known = false;        // Anything is recorded about the officer.
  std::string undetermined;  // Why nothing can be said; else empty.
  std::vector<certification::HistoryInterval> intervals;
  std::vector<Learned> learned;
  bool operator==(const HistoryAnswer&) const = default;
};

class Queries {
 public:
  explicit Queries(QueryPorts ports);
  ~Queries();
  Queries(const Queries&) = delete;
  Queries& operator=(const Queries&) = delete;

  // How AsOf is resolved:
  //   tree size   NOT_YET_KNOWN above the published size.
  //   instant     NOT_YET_KNOWN while a later entry can still get a recorded-at at or before it. In
  //               a ledger of simulated time the last entry's own time and later ones mean the
  //               latest size, since nobody's clock says when that moment is over.
  //   date        The last microsecond before the next midnight, Eastern; as an instant.
  // A moment before the genesis entry resolves to tree size 0, where every answer is UNDETERMINED
  // with the reason. INVALID_DATE for 9999-12-31, whose end cannot be written.
  // minimum_tree_size: NOT_YET_KNOWN when the log does not hold so many entries after `timeout`.
  Result<Basis> ResolveBasis(const AsOf& as_of, Duration timeout) const;

  // INVALID_FIELD for what cannot be an identifier; a well-formed one that the ledger has never
  // heard of has an answer, with known = false. TOO_LARGE past limits::kMaxEntriesPerOfficer.
  // UNAVAILABLE when the projection has not come as far as the basis within `timeout`.
  Result<StandingAnswer> GetStanding(std::string_view officer, const AsOf& as_of,
                                     std::optional<std::string_view> school,
                                     Duration timeout) const;
  // TOO_LARGE past limits::kMaxExplanationNodes.
  Result<ExplainAnswer> Explain(std::string_view officer, const AsOf& as_of,
                                std::optional<std::string_view> school, Duration timeout) const;
  // as_of.effective_date is not used.
  Result<HistoryAnswer> GetHistory(std::string_view officer, const AsOf& as_of,
                                   Duration timeout) const;

 private:
  class PolicyCache;

  Status WaitForMinimum(TreeSize minimum, Duration timeout) const;
  Result<TreeSize> ResolveSize(const KnownAt& known_at, const tlog::LogSnapshot& snapshot) const;
  Result<TreeSize> SizeKnownAt(Instant moment, std::string_view field) const;
  Result<Date> ResolveDate(const AsOf& as_of, const tlog::LogSnapshot& snapshot) const;
  // A view of the rows that holds at least `size` entries.
  Result<std::unique_ptr<storage::RowReader>> RowsAt(TreeSize size, Duration timeout) const;
  Result<certification::CaseFile> LoadCase(const storage::RowReader& rows, std::string_view officer,
                                           TreeSize size) const;
  std::string BeforeGenesis() const;

  const QueryPorts ports_;
  const std::unique_ptr<PolicyCache> policies_;
};

}  // namespace sworn::queries
