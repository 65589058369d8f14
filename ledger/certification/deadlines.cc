#include "ledger/certification/deadlines.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/certification/holidays.h"

namespace sworn::certification {
namespace {

// The day from which the petition's clock runs; none where the act starts no clock. A grant or a
// lifting gives its holder nothing to petition against.
std::optional<Date> Served(const Record& record) {
  const auto* act = record.As<SroCertificationAct>();
  if (act == nullptr || act->act == SroCertificationAct::Kind::kGranted ||
      act->act == SroCertificationAct::Kind::kSuspensionLifted) {
    return std::nullopt;
  }
  return act->served_on;
}

// The notice is taken to be given on the day of the suspension: no later day is on record.
std::optional<Date> OfficerSuspended(const Record& record) {
  const auto* act = record.As<OfficerCertificationAct>();
  if (act == nullptr || act->act != OfficerCertificationAct::Kind::kSuspended) return std::nullopt;
  return record.occurred_on();
}

bool IsLater(const Record& record, const Record& than, Date date) {
  return record.occurred_on() <= date && std::make_pair(than.occurred_on(), than.index()) <
                                             std::make_pair(record.occurred_on(), record.index());
}

// Whether `later` gives back what `act` took: nothing is left to petition against.
bool Answers(const SroCertificationAct& later, const SroCertificationAct& act) {
  using Kind = SroCertificationAct::Kind;
  if (act.act == Kind::kSuspended) return later.act == Kind::kSuspensionLifted;
  return later.act == Kind::kGranted ||
         (later.act == Kind::kConditionallyGranted && act.act != Kind::kConditionallyGranted);
}

// By a later grant (of what it declined or ended), or by the lifting of the suspension.
bool IsSuperseded(const Records& records, const Record& record, Date date) {
  return std::any_of(records.officer.begin(), records.officer.end(), [&](const Record& other) {
    if (!IsLater(other, record, date)) return false;
    if (const auto* act = record.As<SroCertificationAct>()) {
      const auto* later = other.As<SroCertificationAct>();
      return later != nullptr && Answers(*later, *act);
    }
    const auto* later = other.As<OfficerCertificationAct>();
    return later != nullptr && later->act == OfficerCertificationAct::Kind::kSuspensionLifted;
  });
}

void AddFromActs(const Case& the_case, Date date, std::vector<DeadlineStanding>* out) {
  for (const Record& record : the_case.records().officer) {
    for (const Deadline::Trigger trigger :
         {Deadline::Trigger::kSroDecisionServed, Deadline::Trigger::kOfficerSuspended}) {
      const std::optional<Date> start = trigger == Deadline::Trigger::kSroDecisionServed
                                            ? Served(record)
                                            : OfficerSuspended(record);
      if (!start || date < *start || IsSuperseded(the_case.records(), record, date)) continue;
      const std::vector<Selection> rules = the_case.rules().Each<Deadline>(
          PolicyFamily::kCertification, {*start, *start, date},
          [trigger](const Deadline& rule) { return rule.trigger == trigger; });
      for (const Selection& rule : rules) {
        if (rule.found == nullptr) continue;
        const auto& deadline = rule.found->As<Deadline>();
        out->push_back({deadline.action,
                        LastDay(*start, deadline.days, deadline.rolls_off_holidays),
                        rule.found->Reference(),
                        {record.index()}});
      }
    }
  }
}

// A rule's reference, or that the grant says so itself.
RuleReference ReferenceOr(const RuleVersion* rule, std::string statement) {
  if (rule != nullptr) return rule->Reference();
  RuleReference reference;
  reference.statement = std::move(statement);
  return reference;
}

void AddFromCertificate(Axis axis, Date date, const StatusOnDay& day,
                        std::vector<DeadlineStanding>* out) {
  if (day.certificate == nullptr || day.moment->ended != CertificateStatus::kNone) return;
  const Certificate& certificate = *day.certificate;
  const std::vector<LeafIndex> evidence{certificate.grant->index()};
  if (certificate.expires_on && date < *certificate.expires_on) {
    out->push_back(
        {axis == Axis::kOfficer ? "renew the officer's certificate" : "renew the SRO certificate",
         certificate.expires_on->PlusDays(-1),
         ReferenceOr(certificate.term.found, "The grant itself names its expiry."), evidence});
  }
  for (const ConditionState& state : certificate.conditions) {
    if (!state.due_on || (state.satisfied_on && *state.satisfied_on <= date)) continue;
    out->push_back({"satisfy condition \"" + state.condition->condition + "\"", *state.due_on,
                    ReferenceOr(state.due_rule, "The grant itself names the day."), evidence});
  }
}

}  // namespace

std::vector<DeadlineStanding> DeadlinesOn(const Case& the_case, Date date,
                                          const StatusOnDay& officer, const StatusOnDay& sro,
                                          std::vector<DeadlineStanding> of_training) {
  std::vector<DeadlineStanding> out = std::move(of_training);
  AddFromActs(the_case, date, &out);
  AddFromCertificate(Axis::kOfficer, date, officer, &out);
  AddFromCertificate(Axis::kSro, date, sro, &out);
  out.erase(std::remove_if(out.begin(), out.end(),
                           [date](const DeadlineStanding& one) { return one.last_day < date; }),
            out.end());
  std::sort(out.begin(), out.end(), [](const DeadlineStanding& a, const DeadlineStanding& b) {
    return std::tie(a.last_day, a.action, a.evidence) < std::tie(b.last_day, b.action, b.evidence);
  });
  return out;
}

}  // namespace sworn::certification
