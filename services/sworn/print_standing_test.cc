#include "services/sworn/print_standing.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace sworn::cli {
namespace {

constexpr char kNo[] = "No: no designation for example-middle is in force on 2024-03-15.";

api::v1::ExplainResponse Answer() {
  api::v1::ExplainResponse response;
  response.mutable_basis()->set_tree_size(7);
  response.mutable_basis()->set_effective_date("2024-03-15");
  api::v1::Standing& standing = *response.mutable_standing();
  standing.set_officer("4711");
  standing.set_known(true);
  api::v1::AxisStanding& officer = *standing.mutable_officer_certificate();
  officer.set_status("CERTIFIED");
  officer.set_since("2023-01-01");
  officer.set_until("2026-01-01");
  officer.set_expires_on("2026-01-01");
  api::v1::AxisStanding& sro = *standing.mutable_sro_certificate();
  sro.set_status("CONDITIONAL");
  sro.set_since("2023-02-02");
  sro.set_until("2024-04-04");
  sro.set_expires_on("2026-02-02");
  standing.add_overlays("CONDITION_OVERDUE");
  api::v1::SchoolEligibility& school = *standing.add_schools();
  school.set_school("example-middle");
  school.set_eligible("NO");
  api::v1::ConditionAnswer& condition = *school.add_conditions();
  condition.set_answer("NO");
  condition.set_statement(kNo);
  condition.set_citation("a law");
  api::v1::RequirementStanding& requirement = *standing.add_training();
  requirement.set_requirement("in-service");
  requirement.set_result("OPEN");
  standing.add_flags()->set_text("A remark.");
  standing.add_deadlines()->set_action("hear the officer");
  response.add_explanations()->set_statement("On 2024-03-15 it is conditional.");
  response.add_explanations()->set_statement(kNo);
  api::v1::Explanation& eligibility = *response.add_explanations();
  eligibility.set_statement("The officer may not serve.");
  api::v1::Explanation& step = *eligibility.add_because();
  step.set_statement("example-middle: no.");
  step.add_because()->set_statement(kNo);
  return response;
}

std::string StandingText() {
  std::ostringstream out;
  PrintStanding(Answer().standing(), Answer().basis(), TreeSize(9), out);
  return out.str();
}

std::string ExplanationText() {
  std::ostringstream out;
  PrintExplanations(Answer(), TreeSize(9), out);
  return out.str();
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(PrintStanding, SaysEachDateOnce) {
  const std::string text = StandingText();
  EXPECT_NE(text.find("CERTIFIED since 2023-01-01, expires on 2026-01-01\n"), std::string::npos)
      << text;
  EXPECT_NE(
      text.find("CONDITIONAL since 2023-02-02 until before 2024-04-04, expires on 2026-02-02"),
      std::string::npos)
      << text;
}

TEST(PrintStanding, PutsTheOverlayBesideTheSroCertificate) {
  const std::string text = StandingText();
  EXPECT_NE(text.find("expires on 2026-02-02; CONDITION_OVERDUE\n"), std::string::npos) << text;
  EXPECT_EQ(Count(text, "CONDITION_OVERDUE"), 1U) << text;
}

TEST(PrintStanding, SaysTheAnswerOnceBeforeAnUnmetCondition) {
  const std::string text = StandingText();
  EXPECT_EQ(Count(text, "NO: "), 0U) << text;
  EXPECT_EQ(Count(text, kNo), 1U) << text;
}

TEST(PrintStanding, SaysWithWhichCheckpointTheBasisWasVerified) {
  const std::string line = "root verified against the signed checkpoint of 9 entries";
  EXPECT_EQ(Count(StandingText(), line), 1U);
  EXPECT_EQ(Count(ExplanationText(), line), 1U);
  std::ostringstream out;
  PrintHistory({}, "4711", TreeSize(9), out);
  EXPECT_EQ(Count(out.str(), line), 1U);
}

TEST(PrintExplanations, GivesEachConditionOnceBelowItsSchoolAndAllRemarks) {
  const std::string text = ExplanationText();
  EXPECT_EQ(Count(text, kNo), 1U) << text;
  EXPECT_LT(text.find("example-middle: no."), text.find(kNo)) << text;
  EXPECT_NE(text.find("On 2024-03-15 it is conditional."), std::string::npos) << text;
  EXPECT_NE(text.find("A remark."), std::string::npos) << text;
  EXPECT_NE(text.find("hear the officer"), std::string::npos) << text;
}

}  // namespace
}  // namespace sworn::cli
