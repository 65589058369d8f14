#include "ledger/certification/testing/case_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/encoding.h"

namespace sworn::certification::testing {
namespace {

using nlohmann::json;

template <typename Value>
Value Enum(const json& name, const std::map<std::string, Value>& values) {
  const auto found = values.find(name.get<std::string>());
  SWORN_CHECK(found != values.end());
  return found->second;
}

Axis AxisOf(const json& name) {
  return Enum<Axis>(name, {{"AXIS_OFFICER", Axis::kOfficer}, {"AXIS_SRO", Axis::kSro}});
}

CertificateStatus StatusOf(const json& name) {
  const std::string prefix = "CERTIFICATE_STATUS_";
  const std::string text = name.get<std::string>().substr(prefix.size());
  for (int value = 1; value <= static_cast<int>(CertificateStatus::kVacated); ++value) {
    const auto status = static_cast<CertificateStatus>(value);
    if (Name(status) == text) return status;
  }
  ADD_FAILURE() << "no such status: " << text;
  return CertificateStatus::kUndetermined;
}

std::vector<CertificateStatus> StatusesOf(const json& names) {
  std::vector<CertificateStatus> statuses;
  for (const json& name : names) statuses.push_back(StatusOf(name));
  return statuses;
}

EligibilityCondition ConditionOf(const json& name) {
  using Kind = EligibilityCondition::Kind;
  const std::string text = name.get<std::string>().substr(std::string("KIND_").size());
  for (const Kind kind :
       {Kind::kOfficerCertificateInForce, Kind::kSroCertificateInForce, Kind::kDesignatedForSchool,
        Kind::kMouInForce, Kind::kNoBarringRestriction}) {
    if (Name(kind) == text) return {kind};
  }
  ADD_FAILURE() << "no such condition: " << text;
  return {};
}

TrainingRequirement RequirementOf(const json& body) {
  using Frequency = TrainingRequirement::Frequency;
  using AppliesTo = TrainingRequirement::AppliesTo;
  return {body["requirement"],
          body["title"],
          body["courses"],
          Enum<Frequency>(body["frequency"], {{"FREQUENCY_ONCE", Frequency::kOnce},
                                              {"FREQUENCY_YEARLY", Frequency::kYearly}}),
          body.value("hours", 0U),
          body.value("in_person", false),
          body.value("earlier_needs_acadis", false),
          Enum<AppliesTo>(body["applies_to"], {{"APPLIES_TO_SRO", AppliesTo::kSro},
                                               {"APPLIES_TO_OFFICER", AppliesTo::kOfficer}}),
          body.value("sum_hours", false)};
}

Deadline DeadlineOf(const json& body) {
  using Trigger = Deadline::Trigger;
  return {
      Enum<Trigger>(body["trigger"], {{"TRIGGER_SRO_DECISION_SERVED", Trigger::kSroDecisionServed},
                                      {"TRIGGER_OFFICER_SUSPENDED", Trigger::kOfficerSuspended}}),
      body["days"], body["action"], body.value("rolls_off_holidays", false)};
}

RuleKind KindOf(const json& rule) {
  const auto body = [&](const char* name) -> const json* {
    const auto found = rule.find(name);
    return found == rule.end() ? nullptr : &*found;
  };
  if (const json* b = body("certificate_term")) {
    return CertificateTerm{AxisOf((*b)["axis"]), (*b)["years"]};
  }
  if (const json* b = body("automatic_effect")) {
    return AutomaticEffect{StatusOf((*b)["officer_status"]), StatusOf((*b)["sro_status"])};
  }
  if (const json* b = body("status_precedence")) {
    return StatusPrecedence{AxisOf((*b)["axis"]), StatusesOf((*b)["order"])};
  }
  if (const json* b = body("status_in_force")) {
    return StatusInForce{AxisOf((*b)["axis"]), StatusesOf((*b)["statuses"])};
  }
  if (const json* b = body("eligibility_condition")) return ConditionOf((*b)["condition"]);
  if (const json* b = body("condition_term")) return ConditionTerm{(*b)["days"]};
  if (const json* b = body("vacatur_effect")) {
    return VacaturEffect{(*b)["deemed_certified_until_vacatur"]};
  }
  if (const json* b = body("retroactive_grant")) return RetroactiveGrant{(*b)["permitted"]};
  if (const json* b = body("deadline")) return DeadlineOf(*b);
  if (const json* b = body("training_year")) {
    return TrainingYear{Day((*b)["first_day"]), Day((*b)["last_day"]), (*b)["grace_days"]};
  }
  if (const json* b = body("training_requirement")) return RequirementOf(*b);
  if (const json* b = body("training_not_required")) {
    return TrainingNotRequired{(*b)["requirement"]};
  }
  SWORN_CHECK(false);
}

Rule RuleOf(const json& rule) {
  return {rule["rule"],
          rule["statement"],
          rule["citation"],
          Enum<Certainty>(rule["certainty"],
                          {{"CERTAINTY_TEXT_READ", Certainty::kTextRead},
                           {"CERTAINTY_TEXT_PARTLY_READ", Certainty::kTextPartlyRead},
                           {"CERTAINTY_SECONDARY_SOURCE", Certainty::kSecondarySource},
                           {"CERTAINTY_ANALOGY", Certainty::kAnalogy},
                           {"CERTAINTY_INFERENCE", Certainty::kInference}}),
          Enum<Anchor>(rule["anchor"], {{"ANCHOR_GRANT_DATE", Anchor::kGrantDate},
                                        {"ANCHOR_EVENT_DATE", Anchor::kEventDate},
                                        {"ANCHOR_AS_OF_DATE", Anchor::kAsOfDate}}),
          KindOf(rule)};
}

}  // namespace

Date Day(const std::string& text) { return Date::Parse(text).value(); }

Fact PolicyFromFile(const std::string& file) {
  std::ifstream in(std::string(SWORN_SOURCE_DIR) + "/policies/" + file);
  const json event = json::parse(in);
  const json& body = event["body"];
  Policy policy;
  policy.family = Enum<PolicyFamily>(
      body["family"], {{"POLICY_FAMILY_CERTIFICATION", PolicyFamily::kCertification},
                       {"POLICY_FAMILY_TRAINING_YEAR", PolicyFamily::kTrainingYear}});
  policy.policy = body["policy"];
  policy.version = body["version"];
  policy.title = body["title"];
  policy.document =
      DocumentHash::FromBytes(DecodeBase64(body["document_sha256"].get<std::string>()).value())
          .value();
  if (body.contains("training_year")) policy.training_year = body["training_year"];
  for (const json& rule : body["rules"]) policy.rules.push_back(RuleOf(rule));
  return PolicyFact(std::move(policy), event["effective_from"], event.value("effective_to", ""));
}

Fact PolicyFact(Policy policy, const std::string& from, const std::string& to) {
  Fact fact;
  fact.occurred_on = fact.effective_from = Day(from);
  if (!to.empty()) fact.effective_to = Day(to);
  fact.body = std::move(policy);
  return fact;
}

Rule MakeRule(const std::string& name, RuleKind kind, Anchor anchor) {
  return {name, "A rule for tests.", "", Certainty::kInference, anchor, std::move(kind)};
}

LeafIndex CaseBuilder::Publish(Fact policy) {
  policy.index = LeafIndex(next_++);
  policy.recorded_at = EasternTime(recorded_, 0);
  recorded_on_.push_back(recorded_);
  file_.policies.push_back(std::move(policy));
  return file_.policies.back().index;
}

LeafIndex CaseBuilder::Publish(const std::string& file) { return Publish(PolicyFromFile(file)); }

void CaseBuilder::PublishAll() {
  for (const char* file : {"ma-sro-certification-1.json", "mptc-ty2023.json", "mptc-ty2024.json"}) {
    Publish(file);
  }
}

Fact CaseBuilder::Make(FactBody body, const When& when) {
  Fact fact;
  fact.index = LeafIndex(next_++);
  fact.subject = when.subject.empty() ? file_.officer : when.subject;
  fact.occurred_on = Day(when.on);
  fact.effective_from = when.from.empty() ? fact.occurred_on : Day(when.from);
  if (!when.to.empty()) fact.effective_to = Day(when.to);
  const Date recorded =
      when.recorded.empty() ? std::max(recorded_, fact.occurred_on) : Day(when.recorded);
  SWORN_CHECK(recorded_ <= recorded);
  recorded_ = recorded;
  recorded_on_.push_back(recorded);
  fact.recorded_at = EasternTime(recorded, 12 * 3600);
  fact.attested = when.attested;
  fact.body = std::move(body);
  return fact;
}

LeafIndex CaseBuilder::Add(FactBody body, const When& when) {
  file_.facts.push_back(Make(std::move(body), when));
  return file_.facts.back().index;
}

LeafIndex CaseBuilder::AddShared(FactBody body, const When& when) {
  file_.shared.push_back(Make(std::move(body), when));
  file_.shared.back().subject.clear();
  return file_.shared.back().index;
}

void CaseBuilder::AddServingOfficer() {
  Add(OfficerRegistered{"agency-1"}, {.on = "2022-01-03"});
  Add(OfficerAct(OfficerCertificationAct::Kind::kGranted),
      {.on = "2022-01-03", .to = "2030-01-01"});
  AddShared(MouSigned{"mou-1", "agency-1", "district-1", {"Lincoln", "Adams"}},
            {.on = "2023-09-01"});
  Add(SroDesignated{"agency-1", {"Lincoln"}, "mou-1"}, {.on = "2023-09-01"});
}

TreeSize CaseBuilder::KnownOn(const std::string& day) const {
  const auto after = std::upper_bound(recorded_on_.begin(), recorded_on_.end(), Day(day));
  return TreeSize(static_cast<std::uint64_t>(after - recorded_on_.begin()));
}

OfficerCertificationAct OfficerAct(OfficerCertificationAct::Kind kind) { return {kind, "order"}; }

SroCertificationAct SroAct(SroCertificationAct::Kind kind) {
  SroCertificationAct act;
  act.act = kind;
  return act;
}

CompletionRecorded Completion(const std::string& course, std::uint32_t hours, TrainingMode mode,
                              bool in_acadis) {
  return {course, "", hours, mode, std::nullopt, in_acadis};
}

bool HasFlag(const Standing& standing, Flag::Kind kind) {
  return std::any_of(standing.flags.begin(), standing.flags.end(),
                     [kind](const Flag& flag) { return flag.kind == kind; });
}

RequirementResult ResultOf(const Standing& standing, const std::string& requirement,
                           std::uint32_t year) {
  for (const RequirementStanding& one : standing.training) {
    if (one.requirement == requirement && one.training_year == year) return one.result;
  }
  ADD_FAILURE() << "no answer on " << requirement << " in " << year;
  return RequirementResult::kUndetermined;
}

}  // namespace sworn::certification::testing
