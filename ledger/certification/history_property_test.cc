// Random histories, compared day by day with a naive evaluator that knows nothing of intervals: it
// walks the calendar, does each day's acts and looks at what holds.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "ledger/certification/testing/case_builder.h"

namespace sworn::certification::testing {
namespace {

using OfficerKind = OfficerCertificationAct::Kind;
using SroKind = SroCertificationAct::Kind;
using Status = CertificateStatus;

constexpr int kHistories = 150;
constexpr int kDays = 365 * 8;

// The shipped policy's order, written out once more.
const std::vector<Status> kOrder = {
    Status::kRevoked,     Status::kVacated,   Status::kTerminated,
    Status::kExpired,     Status::kSuspended, Status::kAdministrativelySuspended,
    Status::kConditional, Status::kCertified, Status::kDeclined,
    Status::kApplied,     Status::kNone};

int RankOf(Status status) {
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), status) - kOrder.begin());
}

Status First(const std::set<Status>& held) {
  for (const Status status : kOrder) {
    if (held.count(status) != 0) return status;
  }
  return Status::kNone;
}

// One axis on the day reached.
struct NaiveAxis {
  bool granted = false;
  bool conditional = false;
  Date since;
  Date expires;
  std::string open_condition;
  std::optional<Status> ended;
  bool revoked = false;  // Until another grant, whatever else ends it.
  std::vector<std::pair<Status, std::optional<Date>>> suspended;
  bool applied = false;
  bool declined = false;

  bool Runs(Date today) const { return granted && !ended && today < expires; }
  std::set<Status> Held(Date today) const {
    std::set<Status> held{Status::kNone};
    if (ended) {
      held.insert(*ended);
    } else if (granted) {
      held.insert(today >= expires ? Status::kExpired
                  : conditional    ? Status::kConditional
                                   : Status::kCertified);
    }
    for (const auto& [status, to] : suspended) {
      if (!to || today < *to) held.insert(status);
    }
    if (applied) held.insert(Status::kApplied);
    if (declined) held.insert(Status::kDeclined);
    return held;
  }
  void Grant(Date from, std::optional<Date> to) {
    granted = true;
    conditional = false;
    since = from;
    expires = to.value_or(from.PlusYears(3));
    ended.reset();
    revoked = false;
    applied = declined = false;
  }
};

struct NaiveAct {
  Date day;
  Date decided;
  int order = 0;  // Less prevailing first.
  LeafIndex index;
  const Fact* fact = nullptr;
};

std::vector<NaiveAct> NaiveActs(const CaseFile& file) {
  std::set<LeafIndex> voided;
  for (const Fact& fact : file.facts) {
    if (const auto* voiding = std::get_if<RecordVoided>(&fact.body)) voided.insert(voiding->target);
  }
  std::vector<NaiveAct> acts;
  for (const Fact& fact : file.facts) {
    if (voided.count(fact.index) != 0) continue;
    NaiveAct act{fact.effective_from, fact.occurred_on, 0, fact.index, &fact};
    Status status = Status::kNone;
    if (const auto* officer = std::get_if<OfficerCertificationAct>(&fact.body)) {
      const std::map<OfficerKind, Status> made = {
          {OfficerKind::kGranted, Status::kCertified},
          {OfficerKind::kSuspended, Status::kSuspended},
          {OfficerKind::kAdministrativelySuspended, Status::kSuspended},
          {OfficerKind::kSuspensionLifted, Status::kSuspended},
          {OfficerKind::kRevoked, Status::kRevoked},
          {OfficerKind::kExpired, Status::kExpired}};
      status = made.at(officer->act);
    } else if (const auto* sro = std::get_if<SroCertificationAct>(&fact.body)) {
      const std::map<SroKind, Status> made = {
          {SroKind::kGranted, Status::kCertified},
          {SroKind::kConditionallyGranted, Status::kConditional},
          {SroKind::kDeclined, Status::kDeclined},
          {SroKind::kSuspended, Status::kSuspended},
          {SroKind::kSuspensionLifted, Status::kSuspended},
          {SroKind::kRevoked, Status::kRevoked},
          {SroKind::kVacated, Status::kVacated},
          {SroKind::kTerminated, Status::kTerminated}};
      status = made.at(sro->act);
      if (sro->act == SroKind::kVacated) act.day = std::max(act.day, act.decided);
    } else if (std::get_if<SroApplicationSubmitted>(&fact.body)) {
      status = Status::kApplied;
    } else {
      continue;
    }
    act.order = -RankOf(status);
    acts.push_back(act);
  }
  std::sort(acts.begin(), acts.end(), [](const NaiveAct& a, const NaiveAct& b) {
    return std::tie(a.day, a.decided, a.order, a.index) <
           std::tie(b.day, b.decided, b.order, b.index);
  });
  return acts;
}

void DoOfficer(const Fact& fact, OfficerKind kind, NaiveAxis* axis) {
  if (kind == OfficerKind::kGranted) axis->Grant(fact.effective_from, fact.effective_to);
  if (kind == OfficerKind::kSuspended) {
    axis->suspended.emplace_back(Status::kSuspended, fact.effective_to);
  }
  if (kind == OfficerKind::kAdministrativelySuspended) {
    axis->suspended.emplace_back(Status::kAdministrativelySuspended, fact.effective_to);
  }
  if (kind == OfficerKind::kSuspensionLifted) axis->suspended.clear();
  if (kind == OfficerKind::kRevoked) {
    axis->ended = Status::kRevoked;
    axis->revoked = true;
  }
  if (kind == OfficerKind::kExpired) axis->ended = Status::kExpired;
}

void DoSro(const Fact& fact, const SroCertificationAct& act, NaiveAxis* axis) {
  switch (act.act) {
    case SroKind::kGranted:
      axis->Grant(fact.effective_from, fact.effective_to);
      return;
    case SroKind::kConditionallyGranted:
      axis->Grant(fact.effective_from, fact.effective_to);
      axis->conditional = true;
      axis->open_condition = act.conditions.empty() ? "" : act.conditions[0].condition;
      return;
    case SroKind::kDeclined:
      axis->declined = true;
      axis->applied = false;
      return;
    case SroKind::kSuspended:
      axis->suspended.emplace_back(Status::kSuspended, fact.effective_to);
      return;
    case SroKind::kSuspensionLifted:
      axis->suspended.clear();
      return;
    case SroKind::kRevoked:
      axis->ended = Status::kRevoked;
      return;
    case SroKind::kVacated:
      axis->ended = Status::kVacated;
      return;
    case SroKind::kTerminated:
      axis->ended = Status::kTerminated;
      return;
  }
}

// Both statuses on each day from `first` on.
std::vector<std::pair<Status, Status>> NaiveStatuses(const CaseFile& file, Date first) {
  const std::vector<NaiveAct> acts = NaiveActs(file);
  std::set<LeafIndex> voided;
  for (const Fact& fact : file.facts) {
    if (const auto* voiding = std::get_if<RecordVoided>(&fact.body)) voided.insert(voiding->target);
  }
  NaiveAxis officer;
  NaiveAxis sro;
  std::vector<std::pair<Status, Status>> statuses;
  for (int i = 0; i < kDays; ++i) {
    const Date today = first.PlusDays(i);
    for (const NaiveAct& act : acts) {
      if (act.day != today) continue;
      if (const auto* body = std::get_if<OfficerCertificationAct>(&act.fact->body)) {
        DoOfficer(*act.fact, body->act, &officer);
      } else if (const auto* decision = std::get_if<SroCertificationAct>(&act.fact->body)) {
        DoSro(*act.fact, *decision, &sro);
      } else {
        sro.applied = true;
        sro.declined = false;
      }
    }
    for (const Fact& fact : file.facts) {
      const auto* satisfied = std::get_if<ConditionSatisfied>(&fact.body);
      if (satisfied != nullptr && voided.count(fact.index) == 0 && fact.effective_from <= today &&
          fact.effective_from >= sro.since && satisfied->condition == sro.open_condition) {
        sro.conditional = false;
      }
    }
    const std::set<Status> of_officer = officer.Held(today);
    const Status officer_status = First(of_officer);
    // 10.09(9)-(10) ask whether the officer is suspended or revoked, not which status is shown: an
    // order stands until it is lifted, also behind an expiry.
    if (officer.revoked && sro.Runs(today)) sro.ended = Status::kRevoked;
    std::set<Status> held = sro.Held(today);
    const bool suspended = of_officer.count(Status::kSuspended) != 0 ||
                           of_officer.count(Status::kAdministrativelySuspended) != 0;
    if (suspended && sro.Runs(today)) held.insert(Status::kSuspended);
    statuses.emplace_back(officer_status, First(held));
  }
  return statuses;
}

class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed), builder_("T-1") {
    builder_.PublishAll();
    builder_.Add(OfficerRegistered{"agency-1"}, {.on = "2022-01-01"});
    const int acts = Number(1, 25);
    for (int i = 0; i < acts; ++i) AddAct();
  }
  const CaseBuilder& builder() const { return builder_; }
  int Number(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<unsigned>(high - low + 1));
  }

 private:
  // Few distinct days, so that acts often meet on one.
  Date SomeDay() { return Day("2022-01-10").PlusDays(Number(0, 60) * 23); }

  void AddAct() {
    const Date from = SomeDay();
    When when{.on = from.ToString(), .from = from.ToString(), .recorded = "2029-01-01"};
    if (Number(0, 9) == 0) when.to = from.PlusDays(Number(1, 500)).ToString();
    const int kind = Number(0, 17);
    if (kind <= 5) {
      const auto act = static_cast<OfficerKind>(Number(0, 2) == 0 ? 0 : kind);
      builder_.Add(OfficerAct(act), when);
    } else if (kind <= 13) {
      const auto act = static_cast<SroKind>(Number(0, 2) == 0 ? Number(0, 1) : kind - 6);
      SroCertificationAct body = SroAct(act);
      // A grant may be decided after it takes effect, and a vacatur too.
      if (Number(0, 3) == 0) when.on = from.PlusDays(Number(1, 90)).ToString();
      if (act == SroKind::kConditionallyGranted) body.conditions = {{"basic", "", std::nullopt}};
      builder_.Add(body, when);
    } else if (kind <= 15) {
      builder_.Add(SroApplicationSubmitted{"agency-1", true, true, true}, when);
    } else if (kind == 16) {
      builder_.Add(ConditionSatisfied{"basic"}, when);
    } else {
      const auto& facts = builder_.file().facts;
      const auto target = static_cast<std::size_t>(Number(0, static_cast<int>(facts.size()) - 1));
      const bool is_voiding = std::holds_alternative<RecordVoided>(facts[target].body);
      if (!is_voiding) builder_.Add(RecordVoided{facts[target].index}, when);
    }
  }

  std::mt19937 random_;
  CaseBuilder builder_;
};

TEST(HistoryProperty, AgreesWithTheCalendarWalkedDayByDay) {
  const Date first = Day("2022-01-01");
  for (unsigned seed = 1; seed <= kHistories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(seed);
    const CaseFile& file = random.builder().file();
    const auto expected = NaiveStatuses(file, first);
    const auto history = EffectiveHistory(file, random.builder().all());
    std::size_t at = 0;
    for (int i = 0; i < kDays; ++i) {
      const Date today = first.PlusDays(i);
      while (at < history.size() && history[at].days.to && *history[at].days.to <= today) ++at;
      std::pair<Status, Status> actual{Status::kNone, Status::kNone};
      if (at < history.size() && history[at].days.Contains(today)) {
        actual = {history[at].officer_status, history[at].sro_status};
      }
      const auto& naive = expected[static_cast<std::size_t>(i)];
      ASSERT_EQ(Name(actual.first), Name(naive.first)) << today.ToString();
      ASSERT_EQ(Name(actual.second), Name(naive.second)) << today.ToString();
    }
  }
}

TEST(HistoryProperty, EvaluationGivesTheStretchThatTheCalendarShows) {
  const Date first = Day("2022-01-01");
  for (unsigned seed = 1001; seed <= 1000 + kHistories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(seed);
    const CaseFile& file = random.builder().file();
    const auto expected = NaiveStatuses(file, first);
    for (int question = 0; question < 5; ++question) {
      const int i = random.Number(0, kDays - 1);
      const Date today = first.PlusDays(i);
      const Standing standing = Evaluate(file, {today, random.builder().all(), {}});
      const auto status = [&](int day) { return expected[static_cast<std::size_t>(day)].second; };
      ASSERT_EQ(Name(standing.sro_certificate.status), Name(status(i))) << today.ToString();
      int from = i;
      while (from > 0 && status(from - 1) == status(i)) --from;
      int to = i;
      while (to < kDays && status(to) == status(i)) ++to;
      if (from > 0) {
        ASSERT_EQ(standing.sro_certificate.since, first.PlusDays(from)) << today.ToString();
      }
      if (to < kDays) {
        ASSERT_EQ(standing.sro_certificate.until, first.PlusDays(to)) << today.ToString();
      }
    }
  }
}

TEST(HistoryProperty, IntervalsFollowOneAnotherAndDiffer) {
  for (unsigned seed = 2001; seed <= 2000 + kHistories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const RandomHistory random(seed);
    const auto history = EffectiveHistory(random.builder().file(), random.builder().all());
    for (std::size_t i = 0; i + 1 < history.size(); ++i) {
      ASSERT_EQ(history[i].days.to, history[i + 1].days.from);
      HistoryInterval same = history[i + 1];
      same.days = history[i].days;
      ASSERT_FALSE(same == history[i]);
    }
    if (!history.empty()) {
      EXPECT_EQ(history.back().days.to, std::nullopt);
    }
  }
}

}  // namespace
}  // namespace sworn::certification::testing
