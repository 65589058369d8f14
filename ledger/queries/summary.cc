#include "ledger/queries/summary.h"

#include <string_view>
#include <vector>

#include "ledger/base/check.h"

namespace sworn::queries {

namespace {

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string_view ModeText(certification::TrainingMode mode) {
  switch (mode) {
    case certification::TrainingMode::kInPerson:
      return "in person";
    case certification::TrainingMode::kOnline:
      return "online";
    case certification::TrainingMode::kHybrid:
      return "hybrid";
  }
  SWORN_CHECK(false);
}

std::string_view ActText(certification::OfficerCertificationAct::Kind act) {
  using Kind = certification::OfficerCertificationAct::Kind;
  switch (act) {
    case Kind::kGranted:
      return "granted";
    case Kind::kSuspended:
      return "suspended";
    case Kind::kAdministrativelySuspended:
      return "administratively suspended";
    case Kind::kSuspensionLifted:
      return "freed of its suspension";
    case Kind::kRevoked:
      return "revoked";
    case Kind::kExpired:
      return "expired";
  }
  SWORN_CHECK(false);
}

std::string_view ActText(certification::SroCertificationAct::Kind act) {
  using Kind = certification::SroCertificationAct::Kind;
  switch (act) {
    case Kind::kGranted:
      return "granted";
    case Kind::kConditionallyGranted:
      return "granted conditionally";
    case Kind::kDeclined:
      return "declined";
    case Kind::kSuspended:
      return "suspended";
    case Kind::kSuspensionLifted:
      return "freed of its suspension";
    case Kind::kRevoked:
      return "revoked";
    case Kind::kVacated:
      return "vacated";
    case Kind::kTerminated:
      return "terminated on the holder's request";
  }
  SWORN_CHECK(false);
}

std::string InBrackets(std::string_view label, std::string_view text) {
  if (text.empty()) return {};
  return " (" + std::string(label) + std::string(text) + ")";
}

// One overload for each body of the catalogue.
struct Summarize {
  std::string operator()(const certification::OfficerRegistered& body) const {
    return "registered by agency " + body.agency;
  }
  std::string operator()(const certification::OfficerCertificationAct& body) const {
    return "officer's certificate " + std::string(ActText(body.act)) +
           InBrackets("order ", body.order);
  }
  std::string operator()(const certification::CourseApproved& body) const {
    return "course " + body.course + " approved: " + body.title + ", " +
           std::to_string(body.hours) + " hours";
  }
  std::string operator()(const certification::OfferingScheduled& body) const {
    return "offering " + body.offering + " of course " + body.course + ", " +
           body.first_day.ToString() + " to " + body.last_day.ToString() + ", " + body.place;
  }
  std::string operator()(const certification::EnrollmentConfirmed& body) const {
    return "enrolled in offering " + body.offering;
  }
  std::string operator()(const certification::CompletionRecorded& body) const {
    return "completed course " + body.course + InBrackets("offering ", body.offering) + ", " +
           std::to_string(body.hours) + " hours, " + std::string(ModeText(body.mode));
  }
  std::string operator()(const certification::CompletionVoided& body) const {
    return "completion of entry " + ToString(body.target) + " voided";
  }
  std::string operator()(const certification::MouSigned& body) const {
    return "memorandum " + body.mou + " of agency " + body.agency + " and district " +
           body.district + InBrackets("schools ", Joined(body.schools));
  }
  std::string operator()(const certification::MouEnded& body) const {
    return "memorandum " + body.mou + " ended";
  }
  std::string operator()(const certification::SroDesignated& body) const {
    return "designated by agency " + body.agency + " for " + Joined(body.schools) +
           InBrackets("memorandum ", body.mou);
  }
  std::string operator()(const certification::DesignationEnded& body) const {
    return "designation by agency " + body.agency + " ended for " +
           (body.schools.empty() ? "all schools" : Joined(body.schools));
  }
  std::string operator()(const certification::SroApplicationSubmitted& body) const {
    return "applied for the SRO certificate through agency " + body.agency;
  }
  std::string operator()(const certification::SroCertificationAct& body) const {
    std::vector<std::string> conditions;
    for (const certification::Condition& condition : body.conditions) {
      conditions.push_back(condition.condition);
    }
    return "SRO certificate " + std::string(ActText(body.act)) + InBrackets("order ", body.order) +
           InBrackets("conditions ", Joined(conditions));
  }
  std::string operator()(const certification::ConditionSatisfied& body) const {
    return "condition " + body.condition + " satisfied";
  }
  std::string operator()(const certification::RecordCorrected& body) const {
    const certification::CorrectedRecord& corrected = body.corrected;
    std::string text = "entry " + ToString(body.target) + " corrected to: ";
    if (corrected.subject != body.target_subject) {
      text += "officer " + corrected.subject + " instead of " + body.target_subject + ": ";
    }
    text += std::visit(*this, corrected.body) + ", on " + corrected.occurred_on.ToString();
    if (corrected.effective_from != corrected.occurred_on) {
      text += ", effective from " + corrected.effective_from.ToString();
    }
    if (corrected.effective_to) text += ", until " + corrected.effective_to->ToString();
    return text;
  }
  std::string operator()(const certification::RecordVoided& body) const {
    return "entry " + ToString(body.target) + " voided";
  }
  std::string operator()(const certification::Policy& body) const {
    return "policy " + body.policy + " version " + std::to_string(body.version) + " published";
  }
};

}  // namespace

std::string Summary(const certification::Fact& fact) {
  std::string text = std::visit(Summarize{}, fact.body);
  if (fact.attested) text += " [attested, not signed]";
  // Texts are the signer's: whatever would break the line becomes a space.
  for (char& character : text) {
    if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) character = ' ';
  }
  return text;
}

}  // namespace sworn::queries
