// The shipped policies: everything that the law's reader must be able to check is there.
#include <set>

#include "ledger/certification/testing/case_builder.h"
#include "tests/support/result_matchers.h"

namespace sworn::certification::testing {
namespace {

TEST(PolicyFiles, CiteTheirSourceInEveryRule) {
  for (const char* file : {"ma-sro-certification-1.json", "mptc-ty2023.json", "mptc-ty2024.json"}) {
    const Fact fact = PolicyFromFile(file);
    const auto& policy = std::get<Policy>(fact.body);
    std::set<std::string> names;
    for (const Rule& rule : policy.rules) {
      EXPECT_TRUE(names.insert(rule.rule).second) << rule.rule << " appears twice in " << file;
      EXPECT_FALSE(rule.citation.empty()) << rule.rule;
      EXPECT_EQ(rule.statement.back(), '.') << rule.rule;
    }
    EXPECT_NE(policy.document, DocumentHash());
  }
}

TEST(PolicyFiles, OfTrainingYearsSpanTheYearThatTheyName) {
  for (const char* file : {"mptc-ty2023.json", "mptc-ty2024.json"}) {
    const Fact fact = PolicyFromFile(file);
    const auto& policy = std::get<Policy>(fact.body);
    bool spans = false;
    for (const Rule& rule : policy.rules) {
      const auto* year = std::get_if<TrainingYear>(&rule.kind);
      if (year == nullptr) continue;
      spans = true;
      EXPECT_EQ(year->first_day, fact.effective_from);
      EXPECT_EQ(year->last_day.PlusDays(1), fact.effective_to);
      EXPECT_EQ(static_cast<std::uint32_t>(year->last_day.year()), policy.training_year);
    }
    EXPECT_TRUE(spans) << file;
  }
}

}  // namespace
}  // namespace sworn::certification::testing
