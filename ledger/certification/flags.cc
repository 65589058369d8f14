#include "ledger/certification/flags.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
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

// "The completion of nasro-basic on 2023-08-28".
std::string ActText(const Record& record) {
  std::string text = "What happened";
  if (record.As<OfficerRegistered>()) {
    text = "The registration";
  } else if (record.As<OfficerCertificationAct>()) {
    text = "The act on the officer's certificate";
  } else if (record.As<SroCertificationAct>()) {
    text = "The act on the SRO certificate";
  } else if (const auto* course = record.As<CourseApproved>()) {
    text = "The approval of " + course->course;
  } else if (const auto* offering = record.As<OfferingScheduled>()) {
    text = "The scheduling of " + offering->offering;
  } else if (const auto* enrolment = record.As<EnrollmentConfirmed>()) {
    text = "The enrolment in " + enrolment->offering;
  } else if (const auto* completion = record.As<CompletionRecorded>()) {
    text = "The completion of " + completion->course;
  } else if (const auto* mou = record.As<MouSigned>()) {
    text = "The memorandum " + mou->mou;
  } else if (const auto* mou_end = record.As<MouEnded>()) {
    text = "The end of the memorandum " + mou_end->mou;
  } else if (record.As<SroDesignated>()) {
    text = "The designation";
  } else if (record.As<DesignationEnded>()) {
    text = "The end of a designation";
  } else if (record.As<SroApplicationSubmitted>()) {
    text = "The application";
  } else if (const auto* condition = record.As<ConditionSatisfied>()) {
    text = "The satisfaction of condition " + condition->condition;
  }
  return text + " on " + record.occurred_on().ToString();
}

// One flag for each kind of entry.
void AddLateEvidence(const Records& records, const std::set<LeafIndex>& evidence,
                     Standing* standing) {
  std::map<std::string, std::vector<const Record*>> late;
  for (const std::vector<Record>* list : {&records.officer, &records.shared}) {
    for (const Record& record : *list) {
      const Date recorded = EasternDate(record.entry().recorded_at);
      if (evidence.count(record.index()) != 0 &&
          recorded.days_since_epoch() - record.occurred_on().days_since_epoch() >
              kLateEvidenceDays) {
        late[EventTypeName(record.entry())].push_back(&record);
      }
    }
  }
  for (const auto& [type, found] : late) {
    Flag flag{Kind::kLateEvidence, "", "", {}};
    for (const Record* record : found) {
      flag.text += (flag.text.empty() ? "" : " ") + ActText(*record) + " was recorded on " +
                   EasternDate(record->entry().recorded_at).ToString() + ".";
      flag.evidence.push_back(record->index());
    }
    standing->flags.push_back(std::move(flag));
  }
}

void AddDuplicates(const Records& records, const std::set<LeafIndex>& evidence,
                   Standing* standing) {
  std::map<std::pair<std::string, Date>, std::vector<const Record*>> completions;
  for (const Record& record : records.officer) {
    const auto* completion = record.As<CompletionRecorded>();
    if (completion == nullptr || standing->as_of < record.occurred_on()) continue;
    completions[{completion->course, record.occurred_on()}].push_back(&record);
  }
  for (const auto& [what, found] : completions) {
    if (found.size() < 2) continue;
    Flag flag{Kind::kDuplicateEvidence,
              ActText(*found.front()) + " is recorded " + std::to_string(found.size()) +
                  " times; it counts once.",
              "",
              {}};
    bool concerns = false;
    for (const Record* record : found) {
      flag.evidence.push_back(record->index());
      concerns = concerns || evidence.count(record->index()) != 0;
    }
    if (concerns) standing->flags.push_back(std::move(flag));
  }
}

// What a completion and the offering that it names disagree about; empty where they agree.
std::string Contradiction(const Record& record, const CompletionRecorded& completion,
                          const OfferingScheduled& offering) {
  std::string text;
  const auto add = [&text](const std::string& what) {
    text += (text.empty() ? "" : ", and ") + what;
  };
  const Date day = record.occurred_on();
  if (day < offering.first_day || offering.last_day < day) {
    add("was held from " + offering.first_day.ToString() + " to " + offering.last_day.ToString());
  }
  if (completion.course != offering.course) add("is of the course " + offering.course);
  if (completion.mode != offering.mode) add("was held in another mode than is recorded");
  return text;
}

void AddContradictions(const Records& records, const std::set<LeafIndex>& evidence,
                       Standing* standing) {
  for (const Record& record : records.officer) {
    const auto* completion = record.As<CompletionRecorded>();
    if (completion == nullptr || completion->offering.empty() ||
        evidence.count(record.index()) == 0) {
      continue;
    }
    const Record* scheduled = nullptr;  // The newest entry on the offering.
    for (const Record& shared : records.shared) {
      const auto* offering = shared.As<OfferingScheduled>();
      if (offering != nullptr && offering->offering == completion->offering) scheduled = &shared;
    }
    if (scheduled == nullptr) continue;
    const std::string contradiction =
        Contradiction(record, *completion, *scheduled->As<OfferingScheduled>());
    if (contradiction.empty()) continue;
    std::vector<LeafIndex> entries{record.index(), scheduled->index()};
    std::sort(entries.begin(), entries.end());
    standing->flags.push_back({Kind::kContradictoryEvidence,
                               ActText(record) + " names the offering " + completion->offering +
                                   ", which " + contradiction + "; it counts all the same.",
                               "", std::move(entries)});
  }
}

void AddEvidenceFlags(const Records& records, Standing* standing) {
  const std::set<LeafIndex> evidence = EvidenceOf(*standing);
  AddLateEvidence(records, evidence, standing);
  AddDuplicates(records, evidence, standing);
  AddContradictions(records, evidence, standing);
  for (const std::vector<Record>* list : {&records.officer, &records.shared}) {
    for (const Record& record : *list) {
      if (evidence.count(record.index()) == 0) continue;
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
    const std::string what =
        requirement.title + " of training year " + std::to_string(requirement.training_year);
    if (requirement.result == RequirementResult::kMissed) {
      standing->flags.push_back({Kind::kTrainingGap,
                                 what + " is missed; this changes no status without an order.",
                                 requirement.explanation.rule->citation, requirement.evidence});
    } else if (requirement.result == RequirementResult::kSatisfied &&
               *requirement.due_on < *requirement.satisfied_on) {
      standing->flags.push_back({Kind::kLateCompletion,
                                 what + " was met on " + requirement.satisfied_on->ToString() +
                                     ", after its last day, " + requirement.due_on->ToString() +
                                     ".",
                                 requirement.explanation.rule->citation, requirement.evidence});
    }
  }
  const auto& overlays = standing->overlays;
  if (std::find(overlays.begin(), overlays.end(), Overlay::kConditionOverdue) != overlays.end()) {
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
