// Timeline::On: which statuses hold on a day, and which of them the policy's precedence shows.
#include <algorithm>
#include <utility>

#include "ledger/certification/timeline.h"

namespace sworn::certification {
namespace {

// A status that holds on the day, with its evidence.
struct Candidate {
  CertificateStatus status = CertificateStatus::kNone;
  std::vector<LeafIndex> evidence;
  std::optional<Date> event_on;
  std::optional<Effect> effect;
  bool of_certificate = false;
};

Candidate OfCertificate(const Certificate& certificate, const Moment& moment, Date date) {
  Candidate candidate;
  candidate.of_certificate = true;
  candidate.evidence.push_back(certificate.grant->index());
  candidate.event_on = certificate.from;
  if (certificate.Undetermined(date)) {
    candidate.status = CertificateStatus::kUndetermined;
    return candidate;
  }
  if (date >= *certificate.expires_on) {
    candidate.status = CertificateStatus::kExpired;
    candidate.event_on = certificate.expires_on;
    return candidate;
  }
  if (certificate.vacated_on && date < *certificate.vacated_on) {
    candidate.evidence.push_back(certificate.vacated_by->index());
    if (!certificate.vacatur_basis.found->As<VacaturEffect>().deemed_certified_until_vacatur) {
      candidate.status = CertificateStatus::kVacated;
      return candidate;
    }
  }
  candidate.status =
      certificate.conditional ? CertificateStatus::kConditional : CertificateStatus::kCertified;
  if (certificate.conditional && certificate.all_satisfied_on &&
      *certificate.all_satisfied_on <= date) {
    candidate.status = CertificateStatus::kCertified;
    candidate.event_on = certificate.all_satisfied_on;
    for (const ConditionState& state : certificate.conditions) {
      candidate.evidence.push_back(state.satisfied_by->index());
    }
  }
  if (moment.lifted_by != nullptr) candidate.evidence.push_back(moment.lifted_by->index());
  return candidate;
}

Candidate OfRecord(CertificateStatus status, const Record& record) {
  Candidate candidate;
  candidate.status = status;
  candidate.evidence.push_back(record.index());
  candidate.event_on = record.effective_from();
  return candidate;
}

std::vector<Candidate> Candidates(const Moment& moment, const Certificate* certificate, Date date) {
  std::vector<Candidate> candidates;
  if (moment.ended_by != nullptr) {
    candidates.push_back(OfRecord(moment.ended, *moment.ended_by));
    candidates.back().event_on = moment.ended_on;
  } else if (moment.ended_effect) {
    Candidate candidate;
    candidate.status = moment.ended;
    candidate.evidence = moment.ended_effect->evidence;
    candidate.evidence.push_back(certificate->grant->index());
    candidate.effect = moment.ended_effect;
    candidate.event_on = moment.ended_on;
    candidates.push_back(std::move(candidate));
  } else if (certificate != nullptr) {
    candidates.push_back(OfCertificate(*certificate, moment, date));
  }
  for (const Suspension& suspension : moment.suspensions) {
    if (suspension.to && *suspension.to <= date) continue;
    candidates.push_back(OfRecord(suspension.status, *suspension.act));
    if (certificate != nullptr) {
      candidates.back().evidence.push_back(certificate->grant->index());
    }
  }
  if (moment.application != nullptr) {
    candidates.push_back(OfRecord(CertificateStatus::kApplied, *moment.application));
  }
  if (moment.decline != nullptr) {
    candidates.push_back(OfRecord(CertificateStatus::kDeclined, *moment.decline));
  }
  return candidates;
}

// The candidate that shows; none where that cannot be said.
const Candidate* Prevailing(const std::vector<Candidate>& candidates, const Selection& precedence) {
  if (precedence.found == nullptr) return nullptr;
  if (candidates.size() == 1) return &candidates.front();
  const auto& order = precedence.found->As<StatusPrecedence>().order;
  const bool open = std::any_of(candidates.begin(), candidates.end(), [](const Candidate& one) {
    return one.status == CertificateStatus::kUndetermined;
  });
  // What is open may be anything from expired on; only what goes before that is certain.
  const auto certain =
      open ? std::find(order.begin(), order.end(), CertificateStatus::kExpired) : order.end();
  if (open && certain == order.end()) return nullptr;
  for (auto status = order.begin(); status != certain; ++status) {
    for (const Candidate& candidate : candidates) {
      if (candidate.status == *status) return &candidate;
    }
  }
  return nullptr;
}

}  // namespace

std::vector<StandingOrder> Timeline::StandingOrders(Date date) const {
  std::vector<StandingOrder> orders;
  const Moment* moment = MomentOn(date);
  if (moment == nullptr) return orders;
  const auto add = [&](CertificateStatus status, const Record& act, Date from) {
    StandingOrder order{status, from, {act.index()}};
    if (moment->certificate >= 0) {
      const auto& certificate = certificates_[static_cast<std::size_t>(moment->certificate)];
      order.evidence.push_back(certificate.grant->index());
    }
    std::sort(order.evidence.begin(), order.evidence.end());
    orders.push_back(std::move(order));
  };
  if (moment->revoked_by != nullptr) {
    add(CertificateStatus::kRevoked, *moment->revoked_by, moment->revoked_on);
  }
  for (const Suspension& suspension : moment->suspensions) {
    if (suspension.to && *suspension.to <= date) continue;
    add(suspension.status, *suspension.act, suspension.act->effective_from());
  }
  return orders;
}

StatusOnDay Timeline::On(Date date) const {
  StatusOnDay day;
  day.precedence = Precedence(date);
  day.moment = MomentOn(date);
  if (day.moment != nullptr && day.moment->certificate >= 0) {
    day.certificate = &certificates_[static_cast<std::size_t>(day.moment->certificate)];
  }
  std::vector<Candidate> candidates;
  if (day.moment != nullptr) candidates = Candidates(*day.moment, day.certificate, date);
  if (day.moment != nullptr && Runs(*day.moment, date)) {
    if (const Effect* effect = EffectOn(date)) {
      Candidate candidate;
      candidate.status = effect->status;
      candidate.evidence = effect->evidence;
      candidate.evidence.push_back(day.certificate->grant->index());
      candidate.effect = *effect;
      candidates.push_back(std::move(candidate));
    }
  }
  if (candidates.empty()) candidates.push_back({CertificateStatus::kNone, {}, {}, {}, false});
  day.candidates = candidates.size();
  const Candidate* shown = Prevailing(candidates, day.precedence);
  if (shown == nullptr) {
    for (const Candidate& candidate : candidates) {
      day.evidence.insert(day.evidence.end(), candidate.evidence.begin(), candidate.evidence.end());
    }
  } else {
    day.status = shown->status;
    day.evidence = shown->evidence;
    day.effect = shown->effect;
    day.event_on = shown->event_on;
  }
  if (shown != nullptr && shown->of_certificate &&
      (day.status == CertificateStatus::kCertified ||
       day.status == CertificateStatus::kConditional)) {
    day.deemed = day.certificate->vacated_on && date < *day.certificate->vacated_on;
    day.retroactive = day.certificate->retroactive && date < day.certificate->decided;
  }
  std::sort(day.evidence.begin(), day.evidence.end());
  day.evidence.erase(std::unique(day.evidence.begin(), day.evidence.end()), day.evidence.end());
  return day;
}

}  // namespace sworn::certification
