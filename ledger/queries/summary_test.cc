#include "ledger/queries/summary.h"

#include "tests/support/result_matchers.h"

namespace sworn::queries {
namespace {

using certification::Fact;

Fact With(certification::FactBody body) {
  Fact fact;
  fact.subject = "1234";
  fact.body = std::move(body);
  return fact;
}

TEST(Summary, SaysWhatHappenedInOneLine) {
  certification::CompletionRecorded completion;
  completion.course = "basic";
  completion.offering = "lynnfield";
  completion.hours = 40;
  EXPECT_EQ(Summary(With(completion)),
            "completed course basic (offering lynnfield), 40 hours, in person");
  EXPECT_EQ(Summary(With(certification::DesignationEnded{.agency = "pd", .schools = {}})),
            "designation by agency pd ended for all schools");
  EXPECT_EQ(Summary(With(certification::SroCertificationAct{
                .act = certification::SroCertificationAct::Kind::kConditionallyGranted,
                .order = {},
                .conditions = {{.condition = "basic", .text = {}, .due_on = {}},
                               {.condition = "two-day", .text = {}, .due_on = {}}},
                .served_on = {}})),
            "SRO certificate granted conditionally (conditions basic, two-day)");
  EXPECT_EQ(Summary(With(certification::RecordVoided{.target = LeafIndex(17)})), "entry 17 voided");
}

TEST(Summary, SaysWhatACorrectionMakesOfTheRecord) {
  certification::CorrectedRecord corrected;
  corrected.subject = "right";
  corrected.occurred_on = Date::Parse("2024-03-13").value();
  corrected.effective_from = Date::Parse("2024-03-14").value();
  corrected.body = certification::EnrollmentConfirmed{.offering = "norwood"};
  EXPECT_EQ(Summary(With(certification::RecordCorrected{
                .target = LeafIndex(4), .target_subject = "namesake", .corrected = corrected})),
            "entry 4 corrected to: officer right instead of namesake: enrolled in offering "
            "norwood, on 2024-03-13, effective from 2024-03-14");
}

TEST(Summary, SaysWhenItIsAttestedAndNotSigned) {
  Fact fact = With(certification::OfficerRegistered{.agency = "pd"});
  fact.attested = true;
  EXPECT_EQ(Summary(fact), "registered by agency pd [attested, not signed]");
}

TEST(Summary, KeepsToOneLine) {
  certification::OfferingScheduled offering;
  offering.offering = "o";
  offering.course = "c";
  offering.place = "a\nb\tc";
  EXPECT_EQ(Summary(With(offering)), "offering o of course c, 1900-01-01 to 1900-01-01, a b c");
}

}  // namespace
}  // namespace sworn::queries
