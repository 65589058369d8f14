// The School Resource Officer's certificate: 555 CMR 10.05 to 10.09.
#include <algorithm>
#include <utility>

#include "ledger/certification/axes.h"

namespace sworn::certification {
namespace {

using Kind = SroCertificationAct::Kind;

// 10.09(3): a grant may count from before its decision only where the policy permits it.
void ApplyRetroactivity(const RuleBook& rules, Act* act) {
  if (act->decided <= act->from) return;
  act->basis = rules.One<RetroactiveGrant>(PolicyFamily::kCertification,
                                           {act->from, act->decided, act->decided},
                                           [](const RetroactiveGrant&) { return true; });
  const bool refused =
      act->basis.found != nullptr && !act->basis.found->As<RetroactiveGrant>().permitted;
  if (refused) {
    act->from = act->decided;
  } else {
    act->retroactive = true;
  }
}

// 10.09(6)-(7): where the holder is deemed certified until the vacatur, it counts from the day on
// which it was made, whatever earlier day it names.
void ApplyVacatur(const RuleBook& rules, Act* act) {
  act->basis = rules.One<VacaturEffect>(PolicyFamily::kCertification,
                                        {act->from, act->decided, act->decided},
                                        [](const VacaturEffect&) { return true; });
  if (act->basis.found != nullptr &&
      act->basis.found->As<VacaturEffect>().deemed_certified_until_vacatur) {
    act->from = std::max(act->from, act->decided);
  }
}

Act ActOf(const Record& record, Kind kind, const RuleBook& rules) {
  Act act;
  act.from = record.effective_from();
  act.decided = record.occurred_on();
  act.record = &record;
  switch (kind) {
    case Kind::kGranted:
    case Kind::kConditionallyGranted:
      act.kind = ActKind::kGrant;
      act.status =
          kind == Kind::kGranted ? CertificateStatus::kCertified : CertificateStatus::kConditional;
      ApplyRetroactivity(rules, &act);
      return act;
    case Kind::kDeclined:
      act.kind = ActKind::kDecline;
      act.status = CertificateStatus::kDeclined;
      return act;
    case Kind::kSuspended:
      act.kind = ActKind::kSuspend;
      act.status = CertificateStatus::kSuspended;
      return act;
    case Kind::kSuspensionLifted:
      act.kind = ActKind::kLift;
      return act;
    case Kind::kRevoked:
      act.kind = ActKind::kEnd;
      act.status = CertificateStatus::kRevoked;
      return act;
    case Kind::kVacated:
      act.kind = ActKind::kEnd;
      act.status = CertificateStatus::kVacated;
      ApplyVacatur(rules, &act);
      return act;
    case Kind::kTerminated:
      act.kind = ActKind::kEnd;
      act.status = CertificateStatus::kTerminated;
      return act;
  }
  SWORN_CHECK(false);
}

// The effect that the rules give to one status of the officer's certificate; none where no rule
// does.
std::optional<Effect> EffectOf(const RuleBook& rules, Date date, const StandingOrder& order) {
  const Selection selection = rules.One<AutomaticEffect>(
      PolicyFamily::kCertification, {date, order.from, date},
      [&](const AutomaticEffect& rule) { return rule.officer_status == order.status; });
  if (selection.found == nullptr && selection.overlap.empty()) return std::nullopt;
  Effect effect;
  effect.evidence = order.evidence;
  if (selection.found != nullptr) {
    effect.rule = selection.found;
    effect.status = selection.found->As<AutomaticEffect>().sro_status;
  }
  return effect;
}

// What the officer's own certificate does to the SRO certificate on a day (10.09(9)-(10)): what
// stands decides, not what shows. A suspension that an expiry hides stands until it is lifted.
std::optional<Effect> OfficerEffect(const Timeline& officer, const RuleBook& rules, Date date) {
  const StatusOnDay day = officer.On(date);
  std::vector<StandingOrder> orders = officer.StandingOrders(date);
  const auto shown = std::find_if(orders.begin(), orders.end(), [&](const StandingOrder& order) {
    return order.status == day.status;
  });
  if (shown != orders.end()) {
    std::rotate(orders.begin(), shown, std::next(shown));  // What shows goes first.
  } else if (day.status != CertificateStatus::kUndetermined &&
             day.status != CertificateStatus::kNone) {
    orders.insert(orders.begin(), {day.status, day.event_on.value_or(date), day.evidence});
  }
  std::optional<Effect> effect;
  for (const StandingOrder& order : orders) {
    std::optional<Effect> one = EffectOf(rules, date, order);
    if (!one) continue;
    if (order.status != day.status) one->shown_instead = day.status;
    const bool revokes = one->status == CertificateStatus::kRevoked;
    if (!effect || (revokes && effect->status != CertificateStatus::kRevoked)) effect = one;
  }
  return effect;
}

Timeline Build(const Records& records, const RuleBook& rules, const Timeline& officer,
               std::optional<LeafIndex> without) {
  std::vector<Act> acts;
  Timeline::Options options;
  for (const Record& record : records.officer) {
    if (without && record.index() == *without) continue;
    if (const auto* body = record.As<SroCertificationAct>()) {
      acts.push_back(ActOf(record, body->act, rules));
    } else if (record.As<SroApplicationSubmitted>()) {
      Act act;
      act.kind = ActKind::kApply;
      act.status = CertificateStatus::kApplied;
      act.from = record.effective_from();
      act.decided = record.occurred_on();
      act.record = &record;
      acts.push_back(act);
    } else if (record.As<ConditionSatisfied>()) {
      options.satisfactions.push_back(&record);
    }
  }
  // Between its boundaries nothing changes on the officer's axis, and so no effect does.
  for (const Date day : officer.boundaries()) {
    options.effects.emplace_back(day, OfficerEffect(officer, rules, day));
  }
  options.grant_is_odd = [&officer, &rules](Date date) {
    return InForce(Axis::kOfficer, officer.On(date).status, date, rules, nullptr) == Answer::kNo;
  };
  return Timeline::Build(Axis::kSro, std::move(acts), rules, std::move(options));
}

}  // namespace

Timeline SroTimeline(const Records& records, const RuleBook& rules, const Timeline& officer) {
  return Build(records, rules, officer, std::nullopt);
}

Timeline SroTimelineWithout(LeafIndex entry, const Records& records, const RuleBook& rules,
                            const Timeline& officer) {
  return Build(records, rules, officer, entry);
}

}  // namespace sworn::certification
