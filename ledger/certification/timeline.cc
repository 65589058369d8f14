#include "ledger/certification/timeline.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace sworn::certification {
namespace {

bool IsEnding(CertificateStatus status) {
  return status == CertificateStatus::kRevoked || status == CertificateStatus::kVacated ||
         status == CertificateStatus::kTerminated || status == CertificateStatus::kExpired;
}

// Position in the policy's order; what it does not name comes after what it does.
std::size_t Rank(const Selection& precedence, CertificateStatus status) {
  if (precedence.found == nullptr) return 0;
  const auto& order = precedence.found->As<StatusPrecedence>().order;
  const auto position = std::find(order.begin(), order.end(), status);
  return static_cast<std::size_t>(position - order.begin());
}

}  // namespace

bool Certificate::Undetermined(Date date) const {
  if (!expires_on) return true;
  if (retroactive && date < decided && retroactive_basis.found == nullptr) return true;
  return vacated_on && date < *vacated_on && vacatur_basis.found == nullptr;
}

Timeline::Timeline(Axis axis, const RuleBook& rules, Effects effects)
    : axis_(axis), rules_(&rules), effects_(std::move(effects)) {
  const auto select = [&](Date from) {
    precedence_.emplace_back(
        from, rules.One<StatusPrecedence>(
                  PolicyFamily::kCertification, AnchorDates::All(from),
                  [axis](const StatusPrecedence& rule) { return rule.axis == axis; }));
  };
  select(Date::First());
  for (const Date boundary : rules.boundaries()) select(boundary);
}

Timeline Timeline::Build(Axis axis, std::vector<Act> acts, const RuleBook& rules, Options options) {
  Timeline timeline(axis, rules, std::move(options.effects));
  timeline.Sort(&acts);
  timeline.Fold(acts, options);
  timeline.SatisfyConditions(options.satisfactions);
  timeline.CollectBoundaries();
  return timeline;
}

const Selection& Timeline::Precedence(Date date) const {
  const auto after = std::upper_bound(precedence_.begin(), precedence_.end(), date,
                                      [](Date day, const auto& one) { return day < one.first; });
  return std::prev(after)->second;
}

const Effect* Timeline::EffectOn(Date date) const {
  const auto after = std::upper_bound(effects_.begin(), effects_.end(), date,
                                      [](Date day, const auto& one) { return day < one.first; });
  if (after == effects_.begin()) return nullptr;
  const std::optional<Effect>& effect = std::prev(after)->second;
  return effect ? &*effect : nullptr;
}

void Timeline::Sort(std::vector<Act>* acts) const {
  struct Key {
    Date from;
    Date decided;
    std::size_t rank;  // Ascending in time: what prevails is done last.
    LeafIndex index;
    std::size_t act;
  };
  std::vector<Key> keys;
  for (std::size_t i = 0; i < acts->size(); ++i) {
    const Act& act = (*acts)[i];
    // A lifting follows the suspension that it lifts: same rank, so that the index decides.
    const bool of_suspensions = act.kind == ActKind::kLift || act.kind == ActKind::kSuspend;
    const CertificateStatus status = of_suspensions ? CertificateStatus::kSuspended : act.status;
    const std::size_t rank = Rank(Precedence(act.from), status);
    keys.push_back({act.from, act.decided, std::numeric_limits<std::size_t>::max() - rank,
                    act.record->index(), i});
  }
  std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) {
    return std::tie(a.from, a.decided, a.rank, a.index) <
           std::tie(b.from, b.decided, b.rank, b.index);
  });
  std::vector<Act> sorted;
  sorted.reserve(keys.size());
  for (const Key& key : keys) sorted.push_back(std::move((*acts)[key.act]));
  *acts = std::move(sorted);
}

void Timeline::Fold(const std::vector<Act>& acts, const Options& options) {
  std::vector<Date> days;
  for (const auto& [from, effect] : effects_) days.push_back(from);
  for (const Act& act : acts) days.push_back(act.from);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  auto act = acts.begin();
  for (const Date day : days) {
    Moment moment = moments_.empty() ? Moment{} : moments_.back();
    moment.from = day;
    const bool acted = act != acts.end() && act->from == day;
    for (; act != acts.end() && act->from == day; ++act) Apply(*act, options, &moment);
    const CertificateStatus ended = moment.ended;
    EndByEffect(day, &moment);
    if (acted || moment.ended != ended) moments_.push_back(std::move(moment));
  }
}

void Timeline::Apply(const Act& act, const Options& options, Moment* moment) {
  const bool runs = Runs(*moment, act.from);
  switch (act.kind) {
    case ActKind::kApply:
      moment->application = act.record;
      moment->decline = nullptr;
      return;
    case ActKind::kGrant:
      return Grant(act, options, moment);
    case ActKind::kDecline:
      moment->decline = act.record;
      moment->application = nullptr;
      return;
    case ActKind::kSuspend:
      if (!runs) Odd(act, "suspends a certificate that was not in force", "");
      moment->suspensions.push_back({act.status, act.record, act.record->effective_to()});
      moment->lifted_by = nullptr;
      return;
    case ActKind::kLift: {
      auto& open = moment->suspensions;
      open.erase(std::remove_if(open.begin(), open.end(),
                                [&](const Suspension& suspension) {
                                  return suspension.to && *suspension.to <= act.from;
                                }),
                 open.end());
      if (open.empty()) Odd(act, "lifts a suspension although none stood", "");
      open.clear();
      moment->lifted_by = act.record;
      return;
    }
    case ActKind::kEnd:
      // Expiry is derived in any case; to record it as well is not odd.
      if (!runs && act.status != CertificateStatus::kExpired) {
        Odd(act, "ends a certificate that was not in force", "");
      }
      moment->ended = act.status;
      moment->ended_by = act.record;
      moment->ended_on = act.from;
      moment->ended_effect.reset();
      if (act.status == CertificateStatus::kRevoked) {
        moment->revoked_by = act.record;
        moment->revoked_on = act.from;
      }
      if (act.status == CertificateStatus::kVacated && moment->certificate >= 0) {
        Certificate& certificate = certificates_[static_cast<std::size_t>(moment->certificate)];
        certificate.vacated_by = act.record;
        certificate.vacated_on = act.from;
        certificate.vacatur_basis = act.basis;
      }
      return;
  }
}

void Timeline::Grant(const Act& act, const Options& options, Moment* moment) {
  Certificate certificate;
  certificate.grant = act.record;
  certificate.conditional = act.status == CertificateStatus::kConditional;
  certificate.retroactive = act.retroactive;
  certificate.retroactive_basis = act.basis;
  certificate.from = act.from;
  certificate.decided = act.decided;
  // A grant stands once it has both been decided and taken effect: that day selects its rules.
  const Date stands = std::max(act.from, act.decided);
  const AnchorDates dates{stands, stands, stands};
  certificate.expires_on = act.record->effective_to();
  if (!certificate.expires_on) {
    certificate.term = rules_->One<CertificateTerm>(
        PolicyFamily::kCertification, dates,
        [this](const CertificateTerm& rule) { return rule.axis == axis_; });
    if (certificate.term.found != nullptr) {
      const auto years = certificate.term.found->As<CertificateTerm>().years;
      certificate.expires_on = act.from.PlusYears(static_cast<int>(std::min(years, 9'999U)));
    }
  }
  AttachConditions(dates, &certificate);
  NoteOddGrant(act, options, *moment);
  moment->certificate = static_cast<int>(certificates_.size());
  moment->ended = CertificateStatus::kNone;
  moment->ended_by = nullptr;
  moment->ended_effect.reset();
  moment->revoked_by = nullptr;
  moment->lifted_by = nullptr;
  moment->application = nullptr;
  moment->decline = nullptr;
  certificates_.push_back(std::move(certificate));
}

void Timeline::AttachConditions(const AnchorDates& dates, Certificate* certificate) const {
  if (const auto* body = certificate->grant->As<SroCertificationAct>();
      body != nullptr && certificate->conditional) {
    const Selection term = rules_->One<ConditionTerm>(PolicyFamily::kCertification, dates,
                                                      [](const ConditionTerm&) { return true; });
    for (const Condition& condition : body->conditions) {
      ConditionState state;
      state.condition = &condition;
      state.due_on = condition.due_on;
      if (!state.due_on && term.found != nullptr) {
        const auto days = std::min(term.found->As<ConditionTerm>().days, 1'000'000U);
        state.due_on = dates.grant.PlusDays(static_cast<std::int32_t>(days));
        state.due_rule = term.found;
      }
      certificate->conditions.push_back(state);
    }
  }
}

void Timeline::NoteOddGrant(const Act& act, const Options& options, const Moment& moment) {
  if (moment.ended == CertificateStatus::kRevoked) {
    Odd(act, "grants a certificate after its revocation", "M.G.L. c. 6E s. 10");
  }
  const bool suspended = std::any_of(
      moment.suspensions.begin(), moment.suspensions.end(),
      [&](const Suspension& suspension) { return !suspension.to || act.from < *suspension.to; });
  if (suspended) {
    Odd(act, "grants a certificate while a suspension stands; the suspension stands until lifted",
        "");
  }
  if (options.grant_is_odd && options.grant_is_odd(act.from)) {
    Odd(act, "grants an SRO certificate although the officer's certificate was not in force",
        "555 CMR 10.06(3)(b)");
  }
  if (act.record->effective_from() < act.from) {
    Odd(act, "claims an earlier effect than the policy permits", "555 CMR 10.09(3)");
  }
}

void Timeline::EndByEffect(Date day, Moment* moment) const {
  if (!Runs(*moment, day)) return;
  const Effect* effect = EffectOn(day);
  if (effect == nullptr || !IsEnding(effect->status)) return;
  moment->ended = effect->status;
  moment->ended_by = nullptr;
  moment->ended_on = day;
  moment->ended_effect = *effect;
}

bool Timeline::Runs(const Moment& moment, Date date) const {
  if (moment.certificate < 0 || moment.ended != CertificateStatus::kNone) return false;
  const Certificate& certificate = certificates_[static_cast<std::size_t>(moment.certificate)];
  return !certificate.expires_on || date < *certificate.expires_on;
}

void Timeline::SatisfyConditions(const std::vector<const Record*>& satisfactions) {
  for (Certificate& certificate : certificates_) {
    if (certificate.conditions.empty()) continue;
    std::optional<Date> last;
    bool all = true;
    for (ConditionState& state : certificate.conditions) {
      for (const Record* record : satisfactions) {
        const Date day = record->effective_from();
        if (record->As<ConditionSatisfied>()->condition != state.condition->condition ||
            day < certificate.from || (state.satisfied_on && *state.satisfied_on <= day)) {
          continue;
        }
        state.satisfied_on = day;
        state.satisfied_by = record;
      }
      all = all && state.satisfied_on.has_value();
      if (state.satisfied_on && (!last || *last < *state.satisfied_on)) last = state.satisfied_on;
    }
    if (all) certificate.all_satisfied_on = last;
  }
}

void Timeline::CollectBoundaries() {
  for (const auto& [from, effect] : effects_) boundaries_.push_back(from);
  for (const Moment& moment : moments_) {
    boundaries_.push_back(moment.from);
    for (const Suspension& suspension : moment.suspensions) {
      if (suspension.to) boundaries_.push_back(*suspension.to);
    }
  }
  for (const Certificate& certificate : certificates_) {
    boundaries_.push_back(certificate.decided);
    if (certificate.expires_on) boundaries_.push_back(*certificate.expires_on);
    if (certificate.all_satisfied_on) boundaries_.push_back(*certificate.all_satisfied_on);
  }
  const std::vector<Date>& policies = rules_->boundaries();
  boundaries_.insert(boundaries_.end(), policies.begin(), policies.end());
  std::sort(boundaries_.begin(), boundaries_.end());
  boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
}

const Moment* Timeline::MomentOn(Date date) const {
  const auto after =
      std::upper_bound(moments_.begin(), moments_.end(), date,
                       [](Date day, const Moment& moment) { return day < moment.from; });
  return after == moments_.begin() ? nullptr : &*std::prev(after);
}

Timeline::Stretch Timeline::Around(Date date) const {
  const CertificateStatus status = On(date).status;
  const auto after = std::upper_bound(boundaries_.begin(), boundaries_.end(), date);
  Stretch stretch;
  for (auto boundary = after; boundary != boundaries_.end(); ++boundary) {
    if (On(*boundary).status != status) {
      stretch.until = *boundary;
      break;
    }
  }
  for (auto boundary = after; boundary != boundaries_.begin();) {
    --boundary;
    const bool starts_here =
        *boundary == Date::First() || On(boundary->PlusDays(-1)).status != status;
    if (starts_here) {
      stretch.since = *boundary;
      break;
    }
  }
  return stretch;
}

bool Timeline::HeldDuring(const DateInterval& days) const {
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    const Moment& moment = moments_[i];
    if (moment.certificate < 0 || moment.ended != CertificateStatus::kNone) continue;
    DateInterval ran{moment.from, std::nullopt};
    ran.to = certificates_[static_cast<std::size_t>(moment.certificate)].expires_on;
    if (i + 1 < moments_.size() && (!ran.to || moments_[i + 1].from < *ran.to)) {
      ran.to = moments_[i + 1].from;
    }
    if ((!ran.to || ran.from < *ran.to) && ran.Overlaps(days)) return true;
  }
  return false;
}

bool Timeline::AppliedDuring(const DateInterval& days) const {
  for (std::size_t i = 0; i < moments_.size(); ++i) {
    if (moments_[i].application == nullptr) continue;
    DateInterval pending{moments_[i].from, std::nullopt};
    if (i + 1 < moments_.size()) pending.to = moments_[i + 1].from;
    if (pending.Overlaps(days)) return true;
  }
  return false;
}

void Timeline::Odd(const Act& act, std::string text, std::string citation) {
  odd_acts_.push_back({act.from, act.record->index(),
                       EventTypeName(act.record->entry()) + " " + std::move(text) + ".",
                       std::move(citation)});
}

}  // namespace sworn::certification
