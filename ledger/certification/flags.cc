#include "ledger/certification/flags.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "ledger/certification/explain.h"
#include "ledger/certification/training.h"

namespace sworn::certification {
namespace {

using Kind = Flag::Kind;

void Gather(const Explanation& explanation, std::set<LeafIndex>* evidence) {
  evidence->insert(explanation.evidence.begin(), explanation.evidence.end());
  for (const Explanation& step : explanation.because) Gather(step, evidence);
}

std::set<LeafIndex> EvidenceOf(const Standing& standing) {
  std::set<LeafIndex> evidence;
  Gather(standing.officer_certificate.explanation, &evidence);
  Gather(standing.sro_certificate.explanation, &evidence);
  for (const auto& requirement : standing.training) Gather(requirement.explanation, &evidence);
  for (const auto& school : standing.schools) {
    for (const auto& condition : school.conditions) Gather(condition.explanation, &evidence);
  }
  return evidence;
}

void AddAxisFlags(Axis axis, Date date, const StatusOnDay& day, Standing* standing) {
  std::vector<Flag> gaps = PolicyFlags(axis, date, day);
  auto& flags = standing->flags;
  flags.insert(flags.end(), gaps.begin(), gaps.end());
  const std::string name(InWords(axis));
  if (day.retroactive) {
    const auto& basis = day.certificate->retroactive_basis;
    flags.push_back({Kind::kRetroactive,
                     "On this day " + name + " rests on a grant decided later, on " +
                         day.certificate->decided.ToString() + ".",
                     basis.found != nullptr ? basis.found->rule->citation : "",
                     {day.certificate->grant->index()}});
  }
  if (day.deemed) {
    flags.push_back({Kind::kDeemedCertified,
                     "The certificate was vacated on " + day.certificate->vacated_on->ToString() +
                         "; until then its holder is deemed certified.",
                     day.certificate->vacatur_basis.found->rule->citation,
                     {day.certificate->grant->index(), day.certificate->vacated_by->index()}});
  }
  if (day.effect && day.effect->rule != nullptr) {
    flags.push_back(
        {Kind::kDerived,
         "No act made " + name + " " + std::string(InWords(day.status)) +
             ": it follows from the officer's certificate" +
             (day.effect->shown_instead
                  ? ", whose " +
                        std::string(day.effect->rule->As<AutomaticEffect>().officer_status ==
                                            CertificateStatus::kRevoked
                                        ? "revocation"
                                        : "suspension") +
                        " stands although it shows as " +
                        std::string(InWords(*day.effect->shown_instead)) + "."
                  : "."),
         day.effect->rule->rule->citation, day.evidence});
  }
  if (day.status == CertificateStatus::kExpired && day.moment->ended == CertificateStatus::kNone) {
    const auto& term = day.certificate->term;
    flags.push_back({Kind::kDerived,
                     "No act made " + name + " expired: its term ended on " +
                         day.certificate->expires_on->ToString() + ".",
                     term.found != nullptr ? term.found->rule->citation : "", day.evidence});
  }
}

void AddOddActs(const Timeline& timeline, Standing* standing) {
  for (const OddAct& act : timeline.odd_acts()) {
    if (act.from <= standing->as_of) {
      standing->flags.push_back({Kind::kActByUnusualOrder, act.text, act.citation, {act.index}});
    }
  }
}

void AddEvidenceFlags(const Records& records, Standing* standing) {
  const std::set<LeafIndex> evidence = EvidenceOf(*standing);
  for (const std::vector<Record>* list : {&records.officer, &records.shared}) {
    for (const Record& record : *list) {
      if (evidence.count(record.index()) == 0) continue;
      const Date recorded = EasternDate(record.entry().recorded_at);
      if (recorded.days_since_epoch() - record.occurred_on().days_since_epoch() >
          kLateEvidenceDays) {
        standing->flags.push_back({Kind::kLateEvidence,
                                   "What happened on " + record.occurred_on().ToString() +
                                       " was recorded on " + recorded.ToString() + ".",
                                   "",
                                   {record.index()}});
      }
      if (record.attested()) {
        standing->flags.push_back({Kind::kAttestedNotSigned,
                                   "The entry rests on a paper signature that its signer attests.",
                                   "",
                                   {record.index()}});
      }
      if (record.is_corrected()) {
        std::vector<LeafIndex> entries{record.index()};
        if (record.original() != nullptr) entries.insert(entries.begin(), record.original()->index);
        standing->flags.push_back({Kind::kEvidenceCorrected, "The record was corrected.",
                                   "555 CMR 8.08", std::move(entries)});
      }
    }
  }
  for (const Struck& struck : records.struck) {
    if (standing->as_of < struck.record.effective_from()) continue;
    const bool moved = std::holds_alternative<RecordCorrected>(struck.by->body);
    standing->flags.push_back(
        {Kind::kEvidenceCorrected,
         moved ? "A record was corrected to be another officer's." : "A record was voided.",
         "555 CMR 8.08",
         {struck.record.index(), struck.by->index}});
  }
}

// A grant in force that was decided while a completion stood which was voided later, with no other
// completion of that course on record at the time.
void AddVoidedBasis(const Case& the_case, const StatusOnDay& sro, Standing* standing) {
  if (sro.status != CertificateStatus::kCertified &&
      sro.status != CertificateStatus::kConditional) {
    return;
  }
  const LeafIndex grant = sro.certificate->grant->index();
  for (const Struck& struck : the_case.records().struck) {
    const auto* completion = struck.record.As<CompletionRecorded>();
    if (completion == nullptr || !(struck.record.index() < grant) || struck.by->index < grant ||
        !IsRequiredOfSros(the_case.rules(), completion->course)) {
      continue;
    }
    const auto& records = the_case.records().officer;
    const bool another = std::any_of(records.begin(), records.end(), [&](const Record& record) {
      const auto* other = record.As<CompletionRecorded>();
      return other != nullptr && other->course == completion->course && record.index() < grant;
    });
    if (another) continue;
    standing->flags.push_back({Kind::kGrantRestsOnVoided,
                               "The grant was decided while a completion of \"" +
                                   completion->course + "\" stood that was voided later.",
                               "555 CMR 10.06(3)",
                               {struck.record.index(), grant, struck.by->index}});
  }
}

}  // namespace

void AddFlags(const Case& the_case, const StatusOnDay& officer, const StatusOnDay& sro,
              Standing* standing) {
  AddAxisFlags(Axis::kOfficer, standing->as_of, officer, standing);
  AddAxisFlags(Axis::kSro, standing->as_of, sro, standing);
  AddOddActs(the_case.officer(), standing);
  AddOddActs(the_case.sro(), standing);
  AddEvidenceFlags(the_case.records(), standing);
  AddVoidedBasis(the_case, sro, standing);
  for (const RequirementStanding& requirement : standing->training) {
    if (requirement.result != RequirementResult::kMissed) continue;
    standing->flags.push_back({Kind::kTrainingGap,
                               requirement.title + " of training year " +
                                   std::to_string(requirement.training_year) +
                                   " is missed; this changes no status without an order.",
                               requirement.explanation.rule->citation, requirement.evidence});
  }
  if (!standing->overlays.empty()) {
    standing->flags.push_back({Kind::kConditionOverdue,
                               "A condition is overdue; the certificate stays conditional until "
                               "the Division acts.",
                               "555 CMR 10.07(1)",
                               {sro.certificate->grant->index()}});
  }
  auto& flags = standing->flags;
  const auto key = [](const Flag& flag) {
    return std::tie(flag.kind, flag.evidence, flag.text, flag.citation);
  };
  std::sort(flags.begin(), flags.end(),
            [&](const Flag& a, const Flag& b) { return key(a) < key(b); });
  flags.erase(std::unique(flags.begin(), flags.end()), flags.end());
}

}  // namespace sworn::certification
