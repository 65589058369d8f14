#include "ledger/certification/training.h"

#include <algorithm>
#include <utility>

#include "ledger/certification/eligibility.h"
#include "ledger/certification/explain.h"

namespace sworn::certification {
namespace {

constexpr int kJuly = 7;

// What one year's policy says, and the day on which it is asked.
struct YearRules {
  std::uint32_t year = 0;
  Date asked_on;
  DateInterval days;
  Selection span;  // The TrainingYear rule.
};

struct Completion {
  const Record* record = nullptr;
  const CompletionRecorded* body = nullptr;
  std::uint32_t hours = 0;
};

std::uint32_t YearApplied(const Completion& completion) {
  return completion.body->training_year.value_or(TrainingYearOf(completion.record->occurred_on()));
}

// The hours recorded, or where the record says none those for which the course is approved.
std::uint32_t HoursOf(const Records& records, const CompletionRecorded& body) {
  if (body.hours != 0) return body.hours;
  std::uint32_t hours = 0;
  for (const Record& record : records.shared) {
    const auto* course = record.As<CourseApproved>();
    if (course != nullptr && course->course == body.course) hours = course->hours;
  }
  return hours;
}

std::vector<Completion> CompletionsOf(const Case& the_case, const TrainingRequirement& rule,
                                      Date date) {
  std::vector<Completion> completions;
  for (const Record& record : the_case.records().officer) {
    const auto* body = record.As<CompletionRecorded>();
    if (body == nullptr || date < record.occurred_on()) continue;
    if (std::find(rule.courses.begin(), rule.courses.end(), body->course) == rule.courses.end()) {
      continue;
    }
    completions.push_back({&record, body, HoursOf(the_case.records(), *body)});
  }
  std::stable_sort(completions.begin(), completions.end(),
                   [](const Completion& a, const Completion& b) {
                     return a.record->occurred_on() < b.record->occurred_on();
                   });
  return completions;
}

bool IsYearly(const TrainingRequirement& rule) {
  return rule.frequency == TrainingRequirement::Frequency::kYearly;
}

// Why a completion does not count for this year; empty where it does. A year may be named for what
// was made up late, never for what was done before that year began.
std::string YearObjection(const TrainingRequirement& rule, const YearRules& year,
                          const Completion& completion) {
  if (!IsYearly(rule)) return "";
  if (YearApplied(completion) != year.year) {
    return "it is applied to training year " + std::to_string(YearApplied(completion)) +
           ", and the requirement is yearly";
  }
  if (completion.record->occurred_on() < year.days.from) {
    return "it was done before training year " + std::to_string(year.year) + " began on " +
           year.days.from.ToString() +
           "; a training year may be named for what was made up late, not for what was done early";
  }
  return "";
}

// Why a completion counts for no year at all; empty where it may.
std::string Objection(const TrainingRequirement& rule, const YearRules& year,
                      const Completion& completion) {
  const Date day = completion.record->occurred_on();
  if (rule.in_person && completion.body->mode != TrainingMode::kInPerson) {
    return std::string(completion.body->mode == TrainingMode::kOnline ? "it was taken online"
                                                                      : "it was partly online") +
           ", and the rule asks for attendance in person";
  }
  if (rule.earlier_needs_acadis && day < year.days.from && !completion.body->in_acadis) {
    return "it lies before the training year and is not accurately reflected in Acadis";
  }
  if (!rule.sum_hours && completion.hours < rule.hours) {
    return "it ran " + std::to_string(completion.hours) + " hours, and the rule asks for " +
           std::to_string(rule.hours);
  }
  return "";
}

// What was done once counts once: of the entries on one course and day that may count, the one with
// the most hours does, then the first. None where `completion` itself is that one.
const Completion* TwinThatCounts(const TrainingRequirement& rule, const YearRules& year,
                                 const std::vector<Completion>& completions,
                                 const Completion& completion) {
  const Completion* best = &completion;
  const Date day = completion.record->occurred_on();
  auto other = std::lower_bound(  // They are in the order of their days.
      completions.begin(), completions.end(), day,
      [](const Completion& one, Date date) { return one.record->occurred_on() < date; });
  for (; other != completions.end() && other->record->occurred_on() == day; ++other) {
    const bool too_early = IsYearly(rule) && TrainingYearOf(day) < YearApplied(*other);
    if (other->body->course != completion.body->course || too_early ||
        !Objection(rule, year, *other).empty()) {
      continue;
    }
    const bool first = other->record->index() < best->record->index();
    if (best->hours < other->hours || (best->hours == other->hours && first)) best = &*other;
  }
  return best == &completion ? nullptr : best;
}

std::string CompletionText(const Completion& completion) {
  return "Completion of \"" + completion.body->course + "\" on " +
         completion.record->occurred_on().ToString() + " (" + EntryText(*completion.record) + ")";
}

void AddStruckAndEnrolments(const Case& the_case, const TrainingRequirement& rule, Date date,
                            Explanation* out) {
  const auto of_rule = [&](const std::string& course) {
    return std::find(rule.courses.begin(), rule.courses.end(), course) != rule.courses.end();
  };
  for (const Struck& struck : the_case.records().struck) {
    const auto* body = struck.record.As<CompletionRecorded>();
    if (body == nullptr || !of_rule(body->course)) continue;
    const bool moved = std::holds_alternative<RecordCorrected>(struck.by->body);
    out->because.push_back(
        Because("A completion of \"" + body->course + "\" (" + EntryText(struck.record) + ") " +
                    (moved ? "was another officer's, as corrected by " : "was voided by ") +
                    EntryText(struck.by->index) + " and does not count from there on.",
                {struck.record.index(), struck.by->index}));
  }
  for (const Record& record : the_case.records().officer) {
    const auto* enrolment = record.As<EnrollmentConfirmed>();
    if (enrolment == nullptr || date < record.effective_from()) continue;
    for (const Record& shared : the_case.records().shared) {
      const auto* offering = shared.As<OfferingScheduled>();
      if (offering == nullptr || offering->offering != enrolment->offering ||
          !of_rule(offering->course)) {
        continue;
      }
      out->because.push_back(Because("The officer is enrolled in \"" + offering->offering + "\" (" +
                                         EntryText(record) + "): enrolment is not completion.",
                                     {record.index(), shared.index()}));
    }
  }
}

// Adds up or picks the completions that count; true when they suffice.
bool Meet(const Case& the_case, const TrainingRequirement& rule, const YearRules& year, Date date,
          RequirementStanding* out) {
  std::uint64_t hours = 0;
  std::vector<LeafIndex> counted;
  const std::vector<Completion> completions = CompletionsOf(the_case, rule, date);
  for (const Completion& completion : completions) {
    std::string objection = YearObjection(rule, year, completion);
    if (objection.empty()) objection = Objection(rule, year, completion);
    const bool of_another_year = IsYearly(rule) && YearApplied(completion) != year.year &&
                                 !year.days.Contains(completion.record->occurred_on());
    if (of_another_year) continue;  // Not even its day speaks for this year: nothing to explain.
    if (!objection.empty()) {
      out->explanation.because.push_back(
          Because(CompletionText(completion) + " does not count: " + objection + ".",
                  {completion.record->index()}));
      continue;
    }
    if (const Completion* twin = TwinThatCounts(rule, year, completions, completion)) {
      out->explanation.because.push_back(Because(
          CompletionText(completion) + " does not count: the same course on the same day is also " +
              EntryText(*twin->record) + ", and what was done once counts once.",
          {completion.record->index(), twin->record->index()}));
      continue;
    }
    hours += completion.hours;
    counted.push_back(completion.record->index());
    std::string text = CompletionText(completion) + " counts";
    if (rule.sum_hours) {
      text += " with " + std::to_string(completion.hours) + " hours, " + std::to_string(hours) +
              " of " + std::to_string(rule.hours) + " together";
    }
    out->explanation.because.push_back(Because(text + ".", {completion.record->index()}));
    if (!rule.sum_hours || hours >= rule.hours) {
      out->satisfied_on = completion.record->occurred_on();
      out->evidence = std::move(counted);
      std::sort(out->evidence.begin(), out->evidence.end());
      return true;
    }
  }
  out->evidence = std::move(counted);
  std::sort(out->evidence.begin(), out->evidence.end());
  return false;
}

// A year that is over binds who held the certificate on some day of it. The current one binds who
// held it by the day asked about, and to what is asked of SROs also who applied or was designated.
bool Binds(const Case& the_case, const TrainingRequirement& rule, const YearRules& year, Date date,
           bool previous) {
  const bool of_sros = rule.applies_to == TrainingRequirement::AppliesTo::kSro;
  const Timeline& timeline = of_sros ? the_case.sro() : the_case.officer();
  if (previous) return timeline.HeldDuring(year.days);
  const DateInterval so_far{year.days.from, date.PlusDays(1)};
  if (timeline.HeldDuring(so_far)) return true;
  return of_sros &&
         (timeline.AppliedDuring(so_far) || DesignatedDuring(the_case.records(), so_far));
}

std::string NotBoundText(const TrainingRequirement& rule, Date date, bool previous) {
  if (previous) return "it did not bind the officer, who held no such certificate in that year.";
  const std::string until =
      "it does not bind the officer, who in that year until " + date.ToString();
  return rule.applies_to == TrainingRequirement::AppliesTo::kSro
             ? until +
                   " held no SRO certificate, had not applied for one and was designated for no "
                   "school."
             : until + " held no officer's certificate.";
}

// The last day of grace; the rule on the training year knows no roll to a business day.
Date EndOfGrace(const YearRules& year) {
  const auto& span = year.span.found->As<TrainingYear>();
  return span.last_day.PlusDays(static_cast<std::int32_t>(std::min(span.grace_days, 9'999U)));
}

RequirementStanding Assess(const Case& the_case, const RuleVersion& version, const YearRules& year,
                           Date date, bool previous) {
  const auto& rule = version.As<TrainingRequirement>();
  RequirementStanding out;
  out.requirement = rule.requirement;
  out.title = rule.title;
  out.training_year = year.year;
  out.due_on = year.days.to->PlusDays(-1);
  const std::string name = rule.title + ", training year " + std::to_string(year.year) + ": ";
  std::string verdict;
  if (!Binds(the_case, rule, year, date, previous)) {
    out.result = RequirementResult::kNotApplicable;
    out.due_on.reset();
    verdict = NotBoundText(rule, date, previous);
  } else if (Meet(the_case, rule, year, date, &out)) {
    out.result = RequirementResult::kSatisfied;
    verdict = "satisfied on " + out.satisfied_on->ToString() +
              (*out.due_on < *out.satisfied_on ? ", after its last day." : ".");
  } else if (date <= *out.due_on) {
    out.result = RequirementResult::kOutstanding;
    verdict = "not yet proved; its last day is " + out.due_on->ToString() + ".";
  } else {
    out.result = RequirementResult::kMissed;
    verdict = "not proved by its last day, " + out.due_on->ToString() +
              ". The gap changes no status without an order.";
    const Date grace = EndOfGrace(year);
    out.explanation.because.push_back(ByRule(
        date <= grace ? "Until " + grace.ToString() + " the miss has no consequence of its own."
                      : "The days of grace ended on " + grace.ToString() + ".",
        *year.span.found));
  }
  const bool bound = out.result != RequirementResult::kNotApplicable;
  if (bound && out.result != RequirementResult::kSatisfied) {
    AddStruckAndEnrolments(the_case, rule, date, &out.explanation);
  }
  out.explanation.statement = name + verdict;
  out.explanation.rule = version.Reference();
  out.explanation.evidence = out.evidence;
  return out;
}

RequirementStanding Undetermined(const std::string& requirement, const std::string& title,
                                 std::uint32_t year, Explanation why) {
  RequirementStanding out;
  out.requirement = requirement;
  out.title = title;
  out.training_year = year;
  out.explanation = Because((title.empty() ? requirement : title) + ", training year " +
                            std::to_string(year) + ": cannot be determined.");
  out.explanation.because.push_back(std::move(why));
  return out;
}

// Every requirement that any published policy names, with its newest title.
std::vector<std::pair<std::string, std::string>> KnownRequirements(const RuleBook& rules) {
  std::vector<std::pair<std::string, std::string>> known;
  for (const RuleVersion& version : rules.versions()) {
    const auto* rule = std::get_if<TrainingRequirement>(&version.rule->kind);
    if (rule == nullptr) continue;
    const auto same = std::find_if(known.begin(), known.end(), [&](const auto& entry) {
      return entry.first == rule->requirement;
    });
    if (same == known.end()) {
      known.emplace_back(rule->requirement, rule->title);
    } else {
      same->second = rule->title;
    }
  }
  std::sort(known.begin(), known.end());
  return known;
}

YearRules RulesOfYear(const RuleBook& rules, Date asked_on) {
  YearRules year;
  year.asked_on = asked_on;
  year.year = TrainingYearOf(asked_on);
  year.span = rules.One<TrainingYear>(
      PolicyFamily::kTrainingYear, AnchorDates::All(asked_on), [asked_on](const TrainingYear& one) {
        return one.first_day <= asked_on && asked_on <= one.last_day;
      });
  if (year.span.found != nullptr) {
    const auto& span = year.span.found->As<TrainingYear>();
    year.days = {span.first_day, span.last_day.PlusDays(1)};
    year.year = year.span.found->policy->training_year.value_or(year.year);
  }
  return year;
}

// The end of grace of a requirement that binds and is not met.
void AddGrace(const RequirementStanding& standing, const YearRules& year,
              std::vector<DeadlineStanding>* deadlines) {
  if (standing.result != RequirementResult::kOutstanding &&
      standing.result != RequirementResult::kMissed) {
    return;
  }
  deadlines->push_back({"make up " + standing.title + " of training year " +
                            std::to_string(standing.training_year) + ": end of grace",
                        EndOfGrace(year), year.span.found->Reference(), standing.evidence});
}

// What is said of the training goes to three lists.
struct Said {
  std::vector<RequirementStanding>* standings;
  std::vector<Flag>* flags;
  std::vector<DeadlineStanding>* deadlines;
};

void AssessYear(const Case& the_case, const YearRules& year, Date date, bool previous,
                const Said& said) {
  std::vector<RequirementStanding>* out = said.standings;
  std::vector<Flag>* flags = said.flags;
  const RuleBook& rules = the_case.rules();
  const std::string question = "what training year " + std::to_string(year.year) + " asks for";
  if (year.span.found == nullptr) {
    flags->push_back(PolicyFlag(question, year.asked_on, year.span));
  }
  const AnchorDates dates = AnchorDates::All(year.asked_on);
  for (const auto& [requirement, title] : KnownRequirements(rules)) {
    if (year.span.found == nullptr) {
      out->push_back(
          Undetermined(requirement, title, year.year, NoRule(question, year.asked_on, year.span)));
      continue;
    }
    const std::string& name = requirement;
    const Selection asks = rules.One<TrainingRequirement>(
        PolicyFamily::kTrainingYear, dates,
        [&name](const TrainingRequirement& rule) { return rule.requirement == name; });
    const Selection dropped = rules.One<TrainingNotRequired>(
        PolicyFamily::kTrainingYear, dates,
        [&name](const TrainingNotRequired& rule) { return rule.requirement == name; });
    if (asks.found != nullptr && dropped.found == nullptr && dropped.overlap.empty()) {
      out->push_back(Assess(the_case, *asks.found, year, date, previous));
      AddGrace(out->back(), year, said.deadlines);
    } else if (dropped.found != nullptr && asks.found == nullptr && asks.overlap.empty()) {
      RequirementStanding standing;
      standing.requirement = requirement;
      standing.title = title;
      standing.training_year = year.year;
      standing.result = RequirementResult::kNotRequired;
      standing.explanation =
          ByRule(title + ", training year " + std::to_string(year.year) + ": not required.",
                 *dropped.found);
      out->push_back(std::move(standing));
    } else {
      Selection both = asks;
      for (const Selection* one : {&asks, &dropped}) {
        if (one->found != nullptr) both.overlap.push_back(one->found->fact->index);
      }
      both.overlap.insert(both.overlap.end(), dropped.overlap.begin(), dropped.overlap.end());
      const std::string asked =
          "whether training year " + std::to_string(year.year) + " asks for " + requirement;
      if (!both.overlap.empty()) flags->push_back(PolicyFlag(asked, year.asked_on, both));
      out->push_back(
          Undetermined(requirement, title, year.year, NoRule(asked, year.asked_on, both)));
    }
  }
}

}  // namespace

std::uint32_t TrainingYearOf(Date date) {
  return static_cast<std::uint32_t>(date.month() >= kJuly ? date.year() + 1 : date.year());
}

std::vector<RequirementStanding> TrainingStanding(const Case& the_case, Date date,
                                                  std::vector<Flag>* flags,
                                                  std::vector<DeadlineStanding>* deadlines) {
  const YearRules current = RulesOfYear(the_case.rules(), date);
  Date first = current.days.from;
  if (current.span.found == nullptr) {
    const Result<Date> july = Date::FromCivil(static_cast<int>(current.year) - 1, kJuly, 1);
    first = july ? *july : Date::First();
  }
  std::vector<RequirementStanding> out;
  const Said said{&out, flags, deadlines};
  if (first != Date::First()) {
    AssessYear(the_case, RulesOfYear(the_case.rules(), first.PlusDays(-1)), date, true, said);
  }
  AssessYear(the_case, current, date, false, said);
  return out;
}

bool IsRequiredOfSros(const RuleBook& rules, const std::string& course) {
  for (const RuleVersion& version : rules.versions()) {
    const auto* rule = std::get_if<TrainingRequirement>(&version.rule->kind);
    if (rule != nullptr && rule->applies_to == TrainingRequirement::AppliesTo::kSro &&
        std::find(rule->courses.begin(), rule->courses.end(), course) != rule->courses.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace sworn::certification
