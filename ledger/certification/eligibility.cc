#include "ledger/certification/eligibility.h"

#include <algorithm>
#include <utility>

#include "ledger/certification/explain.h"

namespace sworn::certification {
namespace {

bool Covers(const std::vector<std::string>& schools, const std::string& school) {
  return std::find(schools.begin(), schools.end(), school) != schools.end();
}

// Ended after it began: a later day, or the same day and a later entry.
bool Ends(const Record& ending, const Record& begun, Date date) {
  if (date < ending.effective_from() || ending.effective_from() < begun.effective_from()) {
    return false;
  }
  return begun.effective_from() < ending.effective_from() || begun.index() < ending.index();
}

bool IsEnded(const Records& records, const Record& begun, const SroDesignated& designation,
             const std::string& school, Date date) {
  return std::any_of(records.officer.begin(), records.officer.end(), [&](const Record& record) {
    const auto* end = record.As<DesignationEnded>();
    return end != nullptr && end->agency == designation.agency &&
           (end->schools.empty() || Covers(end->schools, school)) && Ends(record, begun, date);
  });
}

// Designations for the school in force on the day, newest first.
std::vector<const Record*> Designations(const Records& records, const std::string& school,
                                        Date date) {
  std::vector<const Record*> found;
  for (auto record = records.officer.rbegin(); record != records.officer.rend(); ++record) {
    const auto* designation = record->As<SroDesignated>();
    if (designation != nullptr && Covers(designation->schools, school) &&
        record->effective().Contains(date) &&
        !IsEnded(records, *record, *designation, school, date)) {
      found.push_back(&*record);
    }
  }
  return found;
}

// The newest memorandum in force for the school that belongs to the designation, if there is one.
const Record* Memorandum(const Records& records, const std::string& school,
                         const SroDesignated* designation, Date date) {
  for (auto record = records.shared.rbegin(); record != records.shared.rend(); ++record) {
    const auto* mou = record->As<MouSigned>();
    if (mou == nullptr || !record->effective().Contains(date)) continue;
    if (!mou->schools.empty() && !Covers(mou->schools, school)) continue;
    if (designation != nullptr && (designation->mou.empty() ? mou->agency != designation->agency
                                                            : mou->mou != designation->mou)) {
      continue;
    }
    const bool ended =
        std::any_of(records.shared.begin(), records.shared.end(), [&](const Record& other) {
          const auto* end = other.As<MouEnded>();
          return end != nullptr && end->mou == mou->mou && Ends(other, *record, date);
        });
    if (!ended) return &*record;
  }
  return nullptr;
}

// The facts on which one school's conditions are judged.
struct Service {
  const Record* designation = nullptr;
  const Record* memorandum = nullptr;
};

Service ServiceAt(const Records& records, const std::string& school, Date date) {
  Service service;
  for (const Record* designation : Designations(records, school, date)) {
    const Record* memorandum = Memorandum(records, school, designation->As<SroDesignated>(), date);
    if (service.designation == nullptr || (service.memorandum == nullptr && memorandum)) {
      service.designation = designation;
      service.memorandum = memorandum;
    }
  }
  if (service.designation == nullptr) {
    service.memorandum = Memorandum(records, school, nullptr, date);
  }
  return service;
}

// What one question about a school needs.
struct Context {
  const Case& the_case;
  Date date;
  const StatusOnDay& officer;
  const StatusOnDay& sro;
  Detail detail;
};

ConditionAnswer CertificateCondition(const Context& context, Axis axis, const RuleVersion& rule) {
  const StatusOnDay& day = axis == Axis::kOfficer ? context.officer : context.sro;
  Selection in_force;
  ConditionAnswer answer;
  answer.answer = InForce(axis, day.status, context.date, context.the_case.rules(), &in_force);
  if (context.detail == Detail::kAnswersOnly) return answer;
  std::string text = "Yes: ";
  if (answer.answer == Answer::kNo) text = "No: ";
  if (answer.answer == Answer::kUndetermined) text = "Undetermined: ";
  text += InWords(axis);
  text += day.status == CertificateStatus::kNone
              ? " has never been granted, as far as the ledger knows."
              : " is " + std::string(InWords(day.status)) + " on " + context.date.ToString() + ".";
  answer.explanation = ByRule(std::move(text), rule, day.evidence);
  if (in_force.found != nullptr) {
    answer.explanation.because.push_back(
        ByRule("What counts as in force is the policy's list.", *in_force.found));
  } else {
    answer.explanation.because.push_back(
        NoRule("which statuses count as in force", context.date, in_force));
  }
  return answer;
}

ConditionAnswer RecordCondition(const Context& context, const Record* record,
                                const std::string& yes, const std::string& no,
                                const RuleVersion& rule) {
  ConditionAnswer answer;
  answer.answer = record != nullptr ? Answer::kYes : Answer::kNo;
  if (context.detail == Detail::kAnswersOnly) return answer;
  answer.explanation = record != nullptr ? ByRule("Yes: " + yes + " (" + EntryText(*record) + ").",
                                                  rule, {record->index()})
                                         : ByRule("No: " + no + ".", rule);
  return answer;
}

ConditionAnswer Judge(const Context& context, const RuleVersion& rule, const std::string& school,
                      const Service& service) {
  using Kind = EligibilityCondition::Kind;
  const Kind kind = rule.As<EligibilityCondition>().condition;
  const std::string on = " on " + context.date.ToString();
  ConditionAnswer answer;
  switch (kind) {
    case Kind::kOfficerCertificateInForce:
      answer = CertificateCondition(context, Axis::kOfficer, rule);
      break;
    case Kind::kSroCertificateInForce:
      answer = CertificateCondition(context, Axis::kSro, rule);
      break;
    case Kind::kDesignatedForSchool:
      answer = RecordCondition(context, service.designation,
                               "the officer is designated for " + school + on,
                               "no designation for " + school + " is in force" + on, rule);
      break;
    case Kind::kMouInForce:
      answer = RecordCondition(
          context, service.memorandum, "a memorandum of understanding covers " + school + on,
          "no memorandum of understanding for " + school + " is in force" + on, rule);
      break;
    case Kind::kNoBarringRestriction:
      answer.answer = Answer::kYes;
      if (context.detail == Detail::kExplained) {
        answer.explanation = ByRule("Yes: no entry records a restriction that bars service.", rule);
      }
      break;
  }
  answer.condition = kind;
  return answer;
}

Answer All(const std::vector<ConditionAnswer>& conditions, bool complete) {
  Answer all = complete && !conditions.empty() ? Answer::kYes : Answer::kUndetermined;
  for (const ConditionAnswer& condition : conditions) {
    if (condition.answer == Answer::kNo) return Answer::kNo;
    if (condition.answer == Answer::kUndetermined) all = Answer::kUndetermined;
  }
  return all;
}

void Normalise(std::vector<LeafIndex>* evidence) {
  std::sort(evidence->begin(), evidence->end());
  evidence->erase(std::unique(evidence->begin(), evidence->end()), evidence->end());
}

}  // namespace

bool DesignatedDuring(const Records& records, const DateInterval& days) {
  for (const Record& record : records.officer) {
    const auto* designation = record.As<SroDesignated>();
    if (designation == nullptr) continue;
    const Date first = std::max(record.effective_from(), days.from);
    if (!days.Contains(first) || !record.effective().Contains(first)) continue;
    for (const std::string& school : designation->schools) {
      if (!IsEnded(records, record, *designation, school, first)) return true;
    }
  }
  return false;
}

std::vector<std::string> DesignatedSchools(const Records& records) {
  std::vector<std::string> schools;
  for (const Record& record : records.officer) {
    const auto* designation = record.As<SroDesignated>();
    if (designation == nullptr) continue;
    schools.insert(schools.end(), designation->schools.begin(), designation->schools.end());
  }
  std::sort(schools.begin(), schools.end());
  schools.erase(std::unique(schools.begin(), schools.end()), schools.end());
  return schools;
}

std::vector<Date> EligibilityBoundaries(const Records& records) {
  std::vector<Date> days;
  for (const std::vector<Record>* list : {&records.officer, &records.shared}) {
    for (const Record& record : *list) {
      const bool begins = record.As<SroDesignated>() || record.As<MouSigned>();
      const bool ends = record.As<DesignationEnded>() || record.As<MouEnded>();
      if (!begins && !ends) continue;
      days.push_back(record.effective_from());
      if (begins && record.effective_to()) days.push_back(*record.effective_to());
    }
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

Eligibility EligibilityOn(const Case& the_case, Date date, const std::vector<std::string>& schools,
                          const StatusOnDay& officer, const StatusOnDay& sro, Detail detail) {
  const Context context{the_case, date, officer, sro, detail};
  const std::vector<Selection> rules = the_case.rules().Each<EligibilityCondition>(
      PolicyFamily::kCertification, AnchorDates::All(date),
      [](const EligibilityCondition&) { return true; });
  Eligibility out;
  bool complete = true;
  for (const Selection& rule : rules) {
    if (rule.found != nullptr) continue;
    complete = false;
    out.flags.push_back(PolicyFlag("a condition of eligibility", date, rule));
  }
  if (rules.empty()) {
    out.flags.push_back(PolicyFlag("who may serve at a school", date, {}));
  }
  bool any_open = false;
  for (const std::string& school : schools) {
    const Service service = ServiceAt(the_case.records(), school, date);
    SchoolEligibility answer;
    answer.school = school;
    for (const Selection& rule : rules) {
      if (rule.found == nullptr) continue;
      answer.conditions.push_back(Judge(context, *rule.found, school, service));
    }
    answer.eligible = All(answer.conditions, complete);
    if (answer.eligible == Answer::kYes) out.eligible = Answer::kYes;
    any_open = any_open || answer.eligible == Answer::kUndetermined;
    if (service.designation != nullptr) {
      out.evidence.push_back(service.designation->index());
      if (service.memorandum != nullptr) out.evidence.push_back(service.memorandum->index());
    }
    out.schools.push_back(std::move(answer));
  }
  if (out.eligible != Answer::kYes && !any_open && !rules.empty()) out.eligible = Answer::kNo;
  Normalise(&out.evidence);
  return out;
}

Explanation ExplainEligibility(const Eligibility& eligibility, Date date) {
  const std::string on = " on " + date.ToString();
  Explanation out;
  switch (eligibility.eligible) {
    case Answer::kYes:
      out.statement = "The officer may serve as a School Resource Officer" + on + ".";
      break;
    case Answer::kNo:
      out.statement = "The officer may not serve as a School Resource Officer" + on + ".";
      break;
    case Answer::kUndetermined:
      out.statement = "Whether the officer may serve" + on + " cannot be determined.";
      break;
  }
  out.evidence = eligibility.evidence;
  for (const Flag& flag : eligibility.flags) {
    out.because.push_back(Because(flag.text, flag.evidence));
  }
  if (eligibility.schools.empty()) {
    out.because.push_back(Because("No entry designates the officer for a school."));
  }
  for (const SchoolEligibility& school : eligibility.schools) {
    Explanation step = Because(school.school + ": " +
                               (school.eligible == Answer::kYes  ? "yes, every condition is met."
                                : school.eligible == Answer::kNo ? "no."
                                                                 : "undetermined."));
    for (const ConditionAnswer& condition : school.conditions) {
      if (school.eligible == Answer::kYes || condition.answer != Answer::kYes) {
        step.because.push_back(condition.explanation);
      }
    }
    out.because.push_back(std::move(step));
  }
  return out;
}

}  // namespace sworn::certification
