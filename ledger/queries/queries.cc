#include "ledger/queries/queries.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "ledger/base/limits.h"
#include "ledger/projections/rows.h"
#include "ledger/queries/policy_cache.h"
#include "ledger/queries/summary.h"
#include "ledger/tlog/entry.h"
#include "ledger/tlog/stream_name.h"

namespace sworn::queries {

namespace {

using certification::CaseFile;
using certification::Explanation;
using certification::Fact;
using certification::Standing;
using projections::Home;

constexpr std::string_view kOfficerField = "officer";
constexpr std::string_view kSchoolField = "school";
constexpr std::string_view kEffectiveDateField = "as_of.effective_date";
constexpr std::string_view kTreeSizeField = "as_of.tree_size";
constexpr std::string_view kKnownTimeField = "as_of.known_time";
constexpr std::string_view kKnownDateField = "as_of.known_date";
constexpr std::string_view kMinimumField = "as_of.minimum_tree_size";

// The time that is left of one call's.
class Deadline {
 public:
  Deadline(const Clock& clock, Duration timeout) : clock_(clock), end_(clock.Elapsed() + timeout) {}
  Duration left() const { return std::max(Duration(), end_ - clock_.Elapsed()); }

 private:
  const Clock& clock_;
  const Duration end_;
};

Status CheckIdentifier(tlog::StreamKind kind, std::string_view identifier, std::string_view field) {
  const Result<tlog::StreamName> stream = tlog::StreamName::Of(kind, identifier);
  if (stream) return Ok();
  return Fail(Reason::kInvalidField,
              "an identifier has 1 to " + std::to_string(limits::kMaxIdentifierBytes) +
                  " characters of A-Z, a-z, 0-9, '.', '_' and '-'",
              std::string(field));
}

Status CheckQuestion(std::string_view officer, std::optional<std::string_view> school) {
  SWORN_RETURN_IF_ERROR(CheckIdentifier(tlog::StreamKind::kOfficer, officer, kOfficerField));
  if (!school) return Ok();
  return CheckIdentifier(tlog::StreamKind::kSchool, *school, kSchoolField);
}

// --- The records that an officer's facts name. ---

template <typename Body>
void JoinNamed(std::set<Home>& homes, const Body& body) {
  if constexpr (std::is_same_v<Body, certification::CompletionRecorded>) {
    homes.insert(Home::Course(body.course));
    if (!body.offering.empty()) homes.insert(Home::Offering(body.offering));
  } else if constexpr (std::is_same_v<Body, certification::EnrollmentConfirmed>) {
    homes.insert(Home::Offering(body.offering));
  } else if constexpr (std::is_same_v<Body, certification::OfferingScheduled>) {
    homes.insert(Home::Course(body.course));
  } else if constexpr (std::is_same_v<Body, certification::SroDesignated>) {
    if (!body.mou.empty()) homes.insert(Home::Mou(body.mou));
  } else if constexpr (std::is_same_v<Body, certification::RecordCorrected>) {
    std::visit([&homes](const auto& restated) { JoinNamed(homes, restated); }, body.corrected.body);
  }
}

// Of the facts that were read from one home after another: in the order of the log, each once.
void SortByIndex(std::vector<Fact>& facts) {
  std::sort(facts.begin(), facts.end(),
            [](const Fact& a, const Fact& b) { return a.index < b.index; });
  facts.erase(std::unique(facts.begin(), facts.end(),
                          [](const Fact& a, const Fact& b) { return a.index == b.index; }),
              facts.end());
}

Result<std::vector<Fact>> LoadShared(const storage::RowReader& rows,
                                     const std::vector<Fact>& officer_facts, TreeSize size) {
  std::set<Home> waiting;
  for (const Fact& fact : officer_facts) {
    std::visit([&waiting](const auto& body) { JoinNamed(waiting, body); }, fact.body);
  }
  std::set<Home> read;
  std::vector<Fact> shared;
  while (!waiting.empty()) {
    const Home home = *waiting.begin();
    waiting.erase(waiting.begin());
    if (!read.insert(home).second) continue;
    SWORN_ASSIGN_OR_RETURN(std::vector<Fact> facts,
                           projections::ReadFacts(rows, home, size, limits::kMaxEntriesPerOfficer));
    for (Fact& fact : facts) {  // An offering names its course.
      std::visit([&waiting](const auto& body) { JoinNamed(waiting, body); }, fact.body);
      shared.push_back(std::move(fact));
    }
    if (shared.size() > limits::kMaxEntriesPerOfficer) {
      return Fail(Reason::kTooLarge,
                  "the officer's records rest on more than " +
                      std::to_string(limits::kMaxEntriesPerOfficer) + " entries",
                  std::string(kOfficerField));
    }
  }
  SortByIndex(shared);
  return shared;
}

// --- Explanations. ---

std::size_t CountNodes(const Explanation& explanation) {
  std::size_t count = 1;
  for (const Explanation& reason : explanation.because) count += CountNodes(reason);
  return count;
}

std::vector<Explanation> ExplanationsOf(const Standing& standing) {
  std::vector<Explanation> explanations;
  explanations.push_back(standing.officer_certificate.explanation);
  explanations.push_back(standing.sro_certificate.explanation);
  for (const certification::RequirementStanding& requirement : standing.training) {
    explanations.push_back(requirement.explanation);
  }
  for (const certification::SchoolEligibility& school : standing.schools) {
    for (const certification::ConditionAnswer& condition : school.conditions) {
      explanations.push_back(condition.explanation);
    }
  }
  explanations.push_back(standing.eligibility_explanation);
  return explanations;
}

// The answer where the log held nothing: everything undetermined, and why.
Standing NothingKnown(std::string_view officer, Date as_of, const std::string& why) {
  const Explanation explanation{.statement = why, .rule = {}, .evidence = {}, .because = {}};
  Standing standing;
  standing.officer = std::string(officer);
  standing.as_of = as_of;
  standing.officer_certificate.explanation = explanation;
  standing.sro_certificate.explanation = explanation;
  standing.eligibility_explanation = explanation;
  standing.flags.push_back(
      {.kind = certification::Flag::Kind::kNoPolicy, .text = why, .citation = {}, .evidence = {}});
  return standing;
}

}  // namespace

Queries::Queries(QueryPorts ports)
    : ports_(std::move(ports)), policies_(std::make_unique<PolicyCache>()) {}

Queries::~Queries() = default;

std::string Queries::BeforeGenesis() const {
  return "undetermined: nothing was known then; the ledger began at " +
         EasternText(ports_.ledger.created_at);
}

// --- The basis. ---

Result<Basis> Queries::ResolveBasis(const AsOf& as_of, Duration timeout) const {
  SWORN_RETURN_IF_ERROR(WaitForMinimum(as_of.minimum_tree_size, timeout));
  const tlog::LogSnapshot snapshot = ports_.log.Snapshot();
  SWORN_ASSIGN_OR_RETURN(const TreeSize size, ResolveSize(as_of.known_at, snapshot));
  SWORN_ASSIGN_OR_RETURN(const Date effective_date, ResolveDate(as_of, snapshot));
  Basis basis{.tree_size = size,
              .root = snapshot.head.root,
              .effective_date = effective_date,
              .known_time = snapshot.last_recorded_at,
              .ledger_id = ports_.ledger.ledger_id,
              .simulated_time = ports_.ledger.simulated_time,
              .evaluator_version = certification::kEvaluatorVersion};
  if (size == snapshot.head.size) return basis;
  SWORN_ASSIGN_OR_RETURN(basis.root, ports_.log.RootAt(size));
  basis.known_time.reset();
  if (size > TreeSize(0)) {
    SWORN_ASSIGN_OR_RETURN(const std::string leaf,
                           ports_.log.ReadEntry(LeafIndex(size.value() - 1)));
    SWORN_ASSIGN_OR_RETURN(basis.known_time, tlog::ParseRecordedAt(leaf));
  }
  return basis;
}

Status Queries::WaitForMinimum(TreeSize minimum, Duration timeout) const {
  SWORN_ASSIGN_OR_RETURN(TreeSize held, ports_.rows.Cursor());
  if (held < minimum && ports_.wait_for_projection) {
    held = ports_.wait_for_projection(minimum, timeout);
  }
  if (held >= minimum) return Ok();
  const TreeSize published = ports_.log.Snapshot().head.size;
  if (published < minimum) {
    return Fail(Reason::kNotYetKnown,
                "the log holds " + ToString(published) + " entries, not yet " + ToString(minimum),
                std::string(kMinimumField));
  }
  return Fail(Reason::kUnavailable,
              "the projection holds " + ToString(held) + " of " + ToString(minimum) +
                  " entries; ask again soon",
              std::string(kMinimumField));
}

Result<TreeSize> Queries::ResolveSize(const KnownAt& known_at,
                                      const tlog::LogSnapshot& snapshot) const {
  if (const auto* size = std::get_if<TreeSize>(&known_at)) {
    if (*size <= snapshot.head.size) return *size;
    return Fail(
        Reason::kNotYetKnown,
        "the log holds " + ToString(snapshot.head.size) + " entries, not yet " + ToString(*size),
        std::string(kTreeSizeField));
  }
  if (const auto* moment = std::get_if<Instant>(&known_at)) {
    return SizeKnownAt(*moment, kKnownTimeField);
  }
  if (const auto* date = std::get_if<Date>(&known_at)) {
    if (*date == Date::Last()) {
      return Fail(Reason::kInvalidDate, "the last day that can be asked about is 9999-12-30",
                  std::string(kKnownDateField));
    }
    return SizeKnownAt(EasternStartOfDay(date->PlusDays(1)) - Duration::Microseconds(1),
                       kKnownDateField);
  }
  return snapshot.head.size;
}

Result<TreeSize> Queries::SizeKnownAt(Instant moment, std::string_view field) const {
  if (!ports_.ledger.simulated_time) {
    // Asked before the log is: whatever is published in between was recorded at or after it.
    const Instant until = ports_.known_until();
    if (moment >= until) {
      return Fail(Reason::kNotYetKnown,
                  "an entry may still be recorded at or before " + moment.ToString() +
                      "; what was recorded before " + until.ToString() +
                      " is complete. Ask again later, or leave the field out for the latest state",
                  std::string(field));
    }
  }
  return ports_.log.SizeAt(moment);
}

Result<Date> Queries::ResolveDate(const AsOf& as_of, const tlog::LogSnapshot& snapshot) const {
  if (as_of.effective_date == Date::Last()) {
    return Fail(Reason::kInvalidDate, "the last day that can be asked about is 9999-12-30",
                std::string(kEffectiveDateField));
  }
  if (as_of.effective_date) return *as_of.effective_date;
  if (!ports_.ledger.simulated_time) return EasternDate(ports_.clock.Now());
  return EasternDate(snapshot.last_recorded_at.value_or(ports_.ledger.created_at));
}

// --- The facts. ---

Result<std::unique_ptr<storage::RowReader>> Queries::RowsAt(TreeSize size, Duration timeout) const {
  std::unique_ptr<storage::RowReader> rows = ports_.rows.Snapshot();
  SWORN_ASSIGN_OR_RETURN(TreeSize held, rows->Cursor());
  if (held < size && ports_.wait_for_projection) {
    ports_.wait_for_projection(size, timeout);
    rows = ports_.rows.Snapshot();
    SWORN_ASSIGN_OR_RETURN(held, rows->Cursor());
  }
  if (held >= size) return rows;
  return Fail(Reason::kUnavailable, "the projection holds " + ToString(held) + " of " +
                                        ToString(size) +
                                        " entries; ask again soon, or about an earlier tree size");
}

Result<CaseFile> Queries::LoadCase(const storage::RowReader& rows, std::string_view officer,
                                   TreeSize size) const {
  CaseFile file;
  file.officer = std::string(officer);
  Result<std::vector<Fact>> facts =
      projections::ReadFacts(rows, Home::Officer(officer), size, limits::kMaxEntriesPerOfficer);
  if (!facts) return Within(kOfficerField, std::move(facts).error());
  file.facts = std::move(*facts);
  SWORN_ASSIGN_OR_RETURN(file.shared, LoadShared(rows, file.facts, size));
  SWORN_ASSIGN_OR_RETURN(file.policies, policies_->Get(rows, size));
  return file;
}

// --- The questions. ---

Result<StandingAnswer> Queries::GetStanding(std::string_view officer, const AsOf& as_of,
                                            std::optional<std::string_view> school,
                                            Duration timeout) const {
  SWORN_RETURN_IF_ERROR(CheckQuestion(officer, school));
  const Deadline deadline(ports_.clock, timeout);
  SWORN_ASSIGN_OR_RETURN(const Basis basis, ResolveBasis(as_of, deadline.left()));
  if (basis.tree_size == TreeSize(0)) {
    return StandingAnswer{basis, NothingKnown(officer, *basis.effective_date, BeforeGenesis())};
  }
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<storage::RowReader> rows,
                         RowsAt(basis.tree_size, deadline.left()));
  SWORN_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(*rows, officer, basis.tree_size));
  certification::Question question{
      .as_of = *basis.effective_date, .known_at = basis.tree_size, .school = {}};
  if (school) question.school = std::string(*school);
  return StandingAnswer{basis, certification::Evaluate(file, question)};
}

Result<ExplainAnswer> Queries::Explain(std::string_view officer, const AsOf& as_of,
                                       std::optional<std::string_view> school,
                                       Duration timeout) const {
  SWORN_ASSIGN_OR_RETURN(StandingAnswer answer, GetStanding(officer, as_of, school, timeout));
  std::vector<Explanation> explanations = ExplanationsOf(answer.standing);
  std::size_t nodes = 0;
  for (const Explanation& explanation : explanations) nodes += CountNodes(explanation);
  if (nodes > limits::kMaxExplanationNodes) {
    return Fail(Reason::kTooLarge,
                "the explanation has " + std::to_string(nodes) + " steps, more than " +
                    std::to_string(limits::kMaxExplanationNodes) + "; ask about one school",
                std::string(kOfficerField));
  }
  return ExplainAnswer{answer.basis, std::move(answer.standing), std::move(explanations)};
}

namespace {

Learned ToLearned(const Fact& fact) {
  return {.index = fact.index,
          .recorded_at = fact.recorded_at,
          .type = certification::EventTypeName(fact),
          .occurred_on = fact.occurred_on,
          .effective_from = fact.effective_from,
          .effective_to = fact.effective_to,
          .acting_authority = fact.acting_authority,
          .authority_name = {},
          .signer_roles = fact.signer_roles,
          .attested = fact.attested,
          .source_recorded_at = fact.source_recorded_at,
          .summary = Summary(fact)};
}

// Each authority's name as it was registered when it acted.
Status NameAuthorities(const storage::RowReader& rows, std::vector<Learned>& learned) {
  std::map<std::string, std::vector<projections::AuthorityRecord>, std::less<>> known;
  for (Learned& entry : learned) {
    auto found = known.find(entry.acting_authority);
    if (found == known.end()) {
      SWORN_ASSIGN_OR_RETURN(std::vector<projections::AuthorityRecord> records,
                             projections::ReadAuthority(rows, entry.acting_authority));
      found = known.emplace(entry.acting_authority, std::move(records)).first;
    }
    for (const projections::AuthorityRecord& record : found->second) {
      if (record.index < entry.index) entry.authority_name = record.name;
    }
  }
  return Ok();
}

}  // namespace

Result<HistoryAnswer> Queries::GetHistory(std::string_view officer, const AsOf& as_of,
                                          Duration timeout) const {
  SWORN_RETURN_IF_ERROR(CheckQuestion(officer, std::nullopt));
  const Deadline deadline(ports_.clock, timeout);
  AsOf every_date = as_of;
  every_date.effective_date.reset();
  HistoryAnswer answer;
  SWORN_ASSIGN_OR_RETURN(answer.basis, ResolveBasis(every_date, deadline.left()));
  answer.basis.effective_date.reset();
  const TreeSize size = answer.basis.tree_size;
  if (size == TreeSize(0)) {
    answer.undetermined = BeforeGenesis();
    return answer;
  }
  SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<storage::RowReader> rows,
                         RowsAt(size, deadline.left()));
  SWORN_ASSIGN_OR_RETURN(const CaseFile file, LoadCase(*rows, officer, size));
  answer.known = !file.facts.empty();
  answer.intervals = certification::EffectiveHistory(file, size);
  answer.learned.reserve(file.facts.size());
  for (const Fact& fact : file.facts) answer.learned.push_back(ToLearned(fact));
  SWORN_RETURN_IF_ERROR(NameAuthorities(*rows, answer.learned));
  return answer;
}

}  // namespace sworn::queries
