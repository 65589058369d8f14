// The timeline of an officer: evaluated only on the days on which something may change.
#include <algorithm>
#include <utility>

#include "ledger/certification/axes.h"
#include "ledger/certification/eligibility.h"
#include "ledger/certification/evaluate.h"

namespace sworn::certification {
namespace {

void Add(const std::vector<LeafIndex>& from, std::vector<LeafIndex>* to) {
  to->insert(to->end(), from.begin(), from.end());
}

bool SameAnswer(const HistoryInterval& a, const HistoryInterval& b) {
  return a.officer_status == b.officer_status && a.sro_status == b.sro_status &&
         a.eligible == b.eligible && a.evidence == b.evidence;
}

// Nothing of the officer's own applies yet.
bool IsBlank(const HistoryInterval& interval) { return interval.evidence.empty(); }

}  // namespace

std::vector<HistoryInterval> EffectiveHistory(const CaseFile& file, TreeSize known_at) {
  const Case the_case(file, known_at);
  std::vector<Date> days = the_case.sro().boundaries();  // The officer's are among them.
  const std::vector<Date> service = EligibilityBoundaries(the_case.records());
  days.insert(days.end(), service.begin(), service.end());
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  const std::vector<std::string> schools = DesignatedSchools(the_case.records());

  std::vector<HistoryInterval> history;
  for (const Date day : days) {
    const StatusOnDay officer = the_case.officer().On(day);
    const StatusOnDay sro = the_case.sro().On(day);
    Eligibility eligibility =
        EligibilityOn(the_case, day, schools, officer, sro, Detail::kAnswersOnly);
    HistoryInterval interval;
    interval.days.from = day;
    interval.officer_status = officer.status;
    interval.sro_status = sro.status;
    interval.eligible = eligibility.eligible;
    interval.evidence = std::move(eligibility.evidence);
    Add(officer.evidence, &interval.evidence);
    Add(sro.evidence, &interval.evidence);
    std::sort(interval.evidence.begin(), interval.evidence.end());
    interval.evidence.erase(std::unique(interval.evidence.begin(), interval.evidence.end()),
                            interval.evidence.end());
    if (history.empty() ? IsBlank(interval) : SameAnswer(history.back(), interval)) continue;
    if (!history.empty()) history.back().days.to = day;
    history.push_back(std::move(interval));
  }
  return history;
}

}  // namespace sworn::certification
