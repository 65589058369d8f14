// The part of EventReview that reads an officer's stream back: an event that ends something must
// find it there. Asked of few kinds of event, so that all others stay cheap.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ledger/admission/review.h"

namespace sworn::admission {

namespace {

std::string Quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// "a", "b"
template <typename List>
std::string QuotedList(const List& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + Quoted(text);
  return list;
}

}  // namespace

Status EventReview::CheckEnded(const event::v1::Body& body, std::string_view officer,
                               const std::string& path) {
  if (body.has_condition_satisfied()) {
    return CheckCondition(body.condition_satisfied().condition(), officer,
                          path + ".condition_satisfied.condition");
  }
  if (body.has_designation_ended()) {
    return CheckDesignation(body.designation_ended(), officer, path + ".designation_ended");
  }
  return Ok();
}

Status EventReview::CheckCondition(const std::string& condition, std::string_view officer,
                                   const std::string& field) {
  bool found = false;
  bool latest = true;
  std::set<std::string> satisfied;
  std::vector<std::string> open;  // Of the latest grant with conditions.
  SWORN_RETURN_IF_ERROR(records_.VisitStanding(officer, [&](const TargetRecord& record) {
    if (record.body.has_condition_satisfied()) {
      satisfied.insert(record.body.condition_satisfied().condition());
    }
    const auto& set = record.body.sro_certification().conditions();
    for (const event::v1::Condition& each : set) {
      found = found || each.condition() == condition;
      if (latest && satisfied.count(each.condition()) == 0) open.push_back(each.condition());
    }
    latest = latest && set.empty();
    return !found;
  }));
  if (found) return Ok();
  return Fail(Reason::kUnknownTarget,
              "no conditional grant of the officer " + Quoted(officer) + " sets the condition " +
                  Quoted(condition) +
                  (open.empty() ? ", and none is open: check the MPTC ID, or record the "
                                  "conditional grant first"
                                : "; open: " + QuotedList(open) + ": name one of these"),
              field);
}

Status EventReview::CheckDesignation(const event::v1::DesignationEnded& ended,
                                     std::string_view officer, const std::string& path) {
  bool designated = false;
  std::set<std::string> schools;
  const auto unknown = [&](const std::string& school) { return schools.count(school) == 0; };
  SWORN_RETURN_IF_ERROR(records_.VisitStanding(officer, [&](const TargetRecord& record) {
    if (!record.body.has_sro_designated()) return true;
    const event::v1::SroDesignated& designation = record.body.sro_designated();
    if (designation.agency() != ended.agency()) return true;
    designated = true;
    schools.insert(designation.schools().begin(), designation.schools().end());
    return std::any_of(ended.schools().begin(), ended.schools().end(), unknown);
  }));
  if (!designated) {
    return Fail(Reason::kUnknownTarget,
                "no entry designates the officer " + Quoted(officer) + " for the agency " +
                    Quoted(ended.agency()) +
                    ": check the MPTC ID and the agency, or record SroDesignated first",
                path + ".agency");
  }
  for (int i = 0; i < ended.schools_size(); ++i) {
    if (!unknown(ended.schools(i))) continue;
    return Fail(Reason::kUnknownTarget,
                "the agency " + Quoted(ended.agency()) + " designated the officer " +
                    Quoted(officer) + " to " + QuotedList(schools) + ", not to " +
                    Quoted(ended.schools(i)) + ": name schools of a designation, or none for all",
                path + ".schools[" + std::to_string(i) + "]");
  }
  return Ok();
}

}  // namespace sworn::admission
