#include "services/sworn/print_standing.h"

#include <iomanip>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/codec/validate.h"

namespace sworn::cli {
namespace {

constexpr int kLabelWidth = 24;

std::ostream& Label(std::ostream& out, const std::string& label) {
  return out << "  " << std::left << std::setw(kLabelWidth) << label << " ";
}

std::string Entries(const google::protobuf::RepeatedField<std::uint64_t>& evidence) {
  if (evidence.empty()) return "";
  std::string text = evidence.size() == 1 ? " [entry " : " [entries ";
  for (int i = 0; i < evidence.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(evidence.Get(i));
  }
  return text + "]";
}

std::string Moment(const google::protobuf::Timestamp& timestamp) {
  const Result<Instant> moment = codec::ToInstant(timestamp, "");
  return moment ? EasternText(*moment) : std::string("unknown");
}

// A term that ends when it ends is said once. What is overlaid stands beside the status.
void PrintAxis(const std::string& name, const api::v1::AxisStanding& axis,
               const google::protobuf::RepeatedPtrField<std::string>& overlays, std::ostream& out) {
  Label(out, name) << axis.status();
  if (!axis.since().empty()) out << " since " << axis.since();
  if (!axis.until().empty() && axis.until() != axis.expires_on()) {
    out << " until before " << axis.until();
  }
  if (!axis.expires_on().empty()) out << ", expires on " << axis.expires_on();
  for (const std::string& overlay : overlays) out << "; " << overlay;
  out << Entries(axis.evidence()) << "\n";
}

void PrintTraining(const api::v1::Standing& standing, std::ostream& out) {
  if (standing.training().empty()) return;
  out << "Training\n";
  for (const api::v1::RequirementStanding& requirement : standing.training()) {
    Label(out, requirement.requirement() + " " + std::to_string(requirement.training_year()))
        << requirement.result();
    if (!requirement.satisfied_on().empty()) out << " on " << requirement.satisfied_on();
    if (!requirement.due_on().empty()) out << ", last day " << requirement.due_on();
    out << Entries(requirement.evidence()) << "\n";
  }
}

void PrintRemarks(const api::v1::Standing& standing, std::ostream& out) {
  if (!standing.conditions().empty()) out << "Conditions\n";
  for (const api::v1::ConditionStanding& condition : standing.conditions()) {
    Label(out, condition.condition());
    if (condition.satisfied_on().empty()) {
      out << "open, due on " << condition.due_on();
    } else {
      out << "satisfied on " << condition.satisfied_on();
    }
    out << Entries(condition.evidence()) << "\n";
  }
  if (!standing.deadlines().empty()) out << "Last days\n";
  for (const api::v1::DeadlineStanding& deadline : standing.deadlines()) {
    Label(out, deadline.last_day()) << deadline.action();
    // Where an act itself names the day, there is no rule to cite.
    if (!deadline.citation().empty()) out << " (" << deadline.citation() << ")";
    out << Entries(deadline.evidence()) << "\n";
  }
  if (!standing.flags().empty()) out << "Remarks\n";
  for (const api::v1::Flag& flag : standing.flags()) {
    Label(out, flag.kind()) << flag.text();
    if (!flag.citation().empty()) out << " (" << flag.citation() << ")";
    out << Entries(flag.evidence()) << "\n";
  }
}

void PrintBasis(const api::v1::Basis& basis, TreeSize checkpoint_size, std::ostream& out) {
  out << "Basis: the first " << basis.tree_size() << " entries";
  if (basis.has_known_time()) out << ", to " << Moment(basis.known_time());
  out << "; root " << EncodeHex(basis.root()) << "; root verified against the signed checkpoint of "
      << ToString(checkpoint_size) << " entries; evaluator " << basis.evaluator_version();
  for (int i = 0; i < basis.policies_size(); ++i) {
    const api::v1::PolicyReference& policy = basis.policies(i);
    out << (i == 0 ? "; policies " : ", ") << policy.policy() << "@" << policy.version()
        << " [entry " << policy.index() << "]";
  }
  out << ".\n";
  if (basis.simulated_time()) {
    out << "SIMULATED TIME: this ledger's times come from its input; for demonstrations only.\n";
  }
}

void PrintExplanation(const api::v1::Explanation& explanation, std::size_t depth,
                      std::ostream& out) {
  out << std::string(2 * depth, ' ') << "- " << explanation.statement();
  if (explanation.has_rule()) {
    const api::v1::RuleReference& rule = explanation.rule();
    out << " (" << rule.citation() << ", " << rule.certainty() << "; rule " << rule.policy() << "@"
        << rule.version() << "/" << rule.rule() << " [entry " << rule.policy_index() << "])";
  }
  out << Entries(explanation.evidence()) << "\n";
  for (const api::v1::Explanation& because : explanation.because()) {
    PrintExplanation(because, depth + 1, out);
  }
}

// The answers to a school's conditions come again below eligibility, school by school.
bool IsSchoolCondition(const api::v1::Explanation& explanation, const api::v1::Standing& standing) {
  for (const api::v1::SchoolEligibility& school : standing.schools()) {
    for (const api::v1::ConditionAnswer& condition : school.conditions()) {
      if (condition.statement() == explanation.statement()) return true;
    }
  }
  return false;
}

}  // namespace

void PrintStanding(const api::v1::Standing& standing, const api::v1::Basis& basis,
                   TreeSize checkpoint_size, std::ostream& out) {
  out << "Officer " << standing.officer() << " on " << basis.effective_date() << "\n";
  if (!standing.known()) out << "  The ledger knows no officer of this number, on this basis.\n";
  PrintAxis("officer's certificate", standing.officer_certificate(), {}, out);
  PrintAxis("SRO certificate", standing.sro_certificate(), standing.overlays(), out);
  Label(out, "eligible to serve") << standing.eligible() << "\n";
  for (const api::v1::SchoolEligibility& school : standing.schools()) {
    Label(out, "  at " + school.school()) << school.eligible() << "\n";
    for (const api::v1::ConditionAnswer& condition : school.conditions()) {
      if (condition.answer() == "YES") continue;
      // The statement begins with the answer: "No: …".
      out << "      " << condition.statement() << " (" << condition.citation() << ")"
          << Entries(condition.evidence()) << "\n";
    }
  }
  PrintTraining(standing, out);
  PrintRemarks(standing, out);
  PrintBasis(basis, checkpoint_size, out);
}

void PrintExplanations(const api::v1::ExplainResponse& response, TreeSize checkpoint_size,
                       std::ostream& out) {
  out << "Officer " << response.standing().officer() << " on " << response.basis().effective_date()
      << "\n";
  for (const api::v1::Explanation& explanation : response.explanations()) {
    if (!IsSchoolCondition(explanation, response.standing())) PrintExplanation(explanation, 0, out);
  }
  PrintRemarks(response.standing(), out);
  PrintBasis(response.basis(), checkpoint_size, out);
}

void PrintHistory(const api::v1::GetHistoryResponse& response, const std::string& officer,
                  TreeSize checkpoint_size, std::ostream& out) {
  out << "Officer " << officer << ": what held when, as known\n";
  for (const api::v1::HistoryInterval& interval : response.intervals()) {
    out << "  " << interval.from() << " to "
        << (interval.to().empty() ? std::string("(open)    ") : "before " + interval.to())
        << "  officer " << interval.officer_status() << ", SRO " << interval.sro_status()
        << ", eligible " << interval.eligible() << Entries(interval.evidence()) << "\n";
  }
  out << "What was learned when\n";
  for (const api::v1::Learned& learned : response.learned()) {
    out << "  " << learned.index() << "  " << Moment(learned.recorded_at()) << "  "
        << learned.summary() << " (occurred on " << learned.occurred_on() << ", by "
        << learned.acting_authority();
    for (const std::string& role : learned.signer_roles()) out << ", " << role;
    out << (learned.attested() ? "; attested, not signed" : "") << ")\n";
  }
  PrintBasis(response.basis(), checkpoint_size, out);
}

}  // namespace sworn::cli
