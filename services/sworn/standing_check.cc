#include "services/sworn/standing_check.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "ledger/base/encoding.h"

namespace sworn::cli {
namespace {

// Scenarios may write "certified" for CERTIFIED and "admin suspended" not at all.
std::string Canonical(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    name += c == ' ' || c == '-' ? '_' : static_cast<char>(std::toupper(byte));
  }
  return name;
}

std::string DayOrNone(const std::optional<Date>& day) { return day ? day->ToString() : "none"; }

// Gathers the differences of one standing.
class Comparison {
 public:
  explicit Comparison(const certification::Standing& standing) : standing_(standing) {}

  void Name(const std::string& what, const std::string& expected, std::string_view got,
            const certification::Explanation& explanation) {
    if (expected.empty() || Canonical(expected) == got) return;
    Add(what, Canonical(expected), std::string(got), ExplanationLine(explanation));
  }

  void Day(const std::string& what, const std::string& expected, const std::optional<Date>& got) {
    if (expected.empty() || expected == DayOrNone(got)) return;
    Add(what, expected, DayOrNone(got), ExplanationLine(standing_.sro_certificate.explanation));
  }

  void Add(std::string what, std::string expected, std::string got, std::string because) {
    mismatches_.push_back(
        {std::move(what), std::move(expected), std::move(got), std::move(because)});
  }

  std::vector<Mismatch> Take() { return std::move(mismatches_); }

 private:
  const certification::Standing& standing_;
  std::vector<Mismatch> mismatches_;
};

// "sro-in-service@2024", or the requirement alone: then the one of the latest training year shown.
const certification::RequirementStanding* FindRequirement(const certification::Standing& standing,
                                                          const std::string& key) {
  const std::size_t at = key.find('@');
  const std::string requirement = key.substr(0, at);
  std::optional<std::uint64_t> year;
  if (at != std::string::npos) {
    const Result<std::uint64_t> number = ParseDecimal(key.substr(at + 1));
    if (!number) return nullptr;
    year = *number;
  }
  const certification::RequirementStanding* found = nullptr;
  for (const certification::RequirementStanding& candidate : standing.training) {
    if (candidate.requirement != requirement) continue;
    if (year && candidate.training_year != *year) continue;
    if (found == nullptr || candidate.training_year > found->training_year) found = &candidate;
  }
  return found;
}

void CompareTraining(const Expectation& expectation, const certification::Standing& standing,
                     Comparison& comparison) {
  for (const auto& [key, expected] : expectation.training) {
    const certification::RequirementStanding* found = FindRequirement(standing, key);
    if (found == nullptr) {
      std::string names;
      for (const certification::RequirementStanding& requirement : standing.training) {
        names += (names.empty() ? "" : ", ") + requirement.requirement + "@" +
                 std::to_string(requirement.training_year);
      }
      comparison.Add("training of " + key, Canonical(expected),
                     "no such requirement; there are: " + names, "");
      continue;
    }
    comparison.Name("training of " + key, expected, certification::Name(found->result),
                    found->explanation);
  }
}

void CompareConditions(const Expectation& expectation, const certification::Standing& standing,
                       Comparison& comparison) {
  for (const auto& [name, expected] : expectation.conditions) {
    const auto found = std::find_if(
        standing.conditions.begin(), standing.conditions.end(),
        [&wanted = name](const auto& condition) { return condition.condition == wanted; });
    std::string got = "no such condition";
    if (found != standing.conditions.end()) got = found->satisfied_on ? "SATISFIED" : "OPEN";
    if (Canonical(expected) != got)
      comparison.Add("condition " + name, Canonical(expected), got, "");
  }
}

void CompareDeadlines(const Expectation& expectation, const certification::Standing& standing,
                      Comparison& comparison) {
  for (const auto& [action, expected] : expectation.deadlines) {
    std::string got;
    std::string because;
    for (const certification::DeadlineStanding& deadline : standing.deadlines) {
      if (deadline.action != action) continue;
      got += (got.empty() ? "" : ", ") + deadline.last_day.ToString();
      because = deadline.rule.statement + " (" + deadline.rule.citation + ")";
    }
    if (got.empty()) {
      for (const certification::DeadlineStanding& deadline : standing.deadlines) {
        because += (because.empty() ? "there are: " : ", ") + deadline.action;
      }
      got = "no such deadline";
    }
    if (got != expected) comparison.Add("last day to " + action, expected, got, because);
  }
}

void CompareRemarks(const Expectation& expectation, const certification::Standing& standing,
                    Comparison& comparison) {
  std::vector<std::string> flags;
  std::string shown;
  for (const certification::Flag& flag : standing.flags) {
    flags.emplace_back(certification::Name(flag.kind));
    shown += (shown.empty() ? "" : ", ") + flags.back();
  }
  if (shown.empty()) shown = "none";
  const auto has = [&](const std::string& name) {
    return std::find(flags.begin(), flags.end(), Canonical(name)) != flags.end();
  };
  for (const std::string& flag : expectation.flags) {
    if (!has(flag)) comparison.Add("flags", "with " + Canonical(flag), shown, "");
  }
  for (const std::string& flag : expectation.no_flags) {
    if (has(flag)) comparison.Add("flags", "without " + Canonical(flag), shown, "");
  }
  if (!expectation.overlays) return;
  std::vector<std::string> expected;
  std::vector<std::string> got;
  for (const std::string& overlay : *expectation.overlays) expected.push_back(Canonical(overlay));
  for (const certification::Overlay overlay : standing.overlays) {
    got.emplace_back(certification::Name(overlay));
  }
  std::sort(expected.begin(), expected.end());
  std::sort(got.begin(), got.end());
  if (expected == got) return;
  const auto joined = [](const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? std::string("none") : text;
  };
  comparison.Add("overlays", joined(expected), joined(got), "");
}

std::string CertaintyWords(certification::Certainty certainty) {
  std::string words;
  for (const char c : certification::Name(certainty)) {
    words += c == '_' ? ' ' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return words;
}

}  // namespace

std::string ExplanationLine(const certification::Explanation& explanation) {
  std::string line = explanation.statement;
  if (explanation.rule) {
    line += " (" + explanation.rule->citation + ", " + CertaintyWords(explanation.rule->certainty) +
            ")";
  }
  return line;
}

std::vector<Mismatch> CompareStanding(const Expectation& expectation,
                                      const certification::Standing& standing,
                                      const std::map<std::string, LeafIndex>& evidence) {
  Comparison comparison(standing);
  if (expectation.known && *expectation.known != standing.known) {
    comparison.Add("known", *expectation.known ? "true" : "false",
                   standing.known ? "true" : "false", "");
  }
  const certification::AxisStanding& officer = standing.officer_certificate;
  const certification::AxisStanding& sro = standing.sro_certificate;
  comparison.Name("officer_status", expectation.officer_status, Name(officer.status),
                  officer.explanation);
  comparison.Name("sro_status", expectation.sro_status, Name(sro.status), sro.explanation);
  comparison.Day("sro_since", expectation.sro_since, sro.since);
  comparison.Day("sro_until", expectation.sro_until, sro.until);
  comparison.Day("sro_expires_on", expectation.sro_expires_on, sro.expires_on);
  comparison.Name("eligible", expectation.eligible, Name(standing.eligible),
                  standing.eligibility_explanation);
  CompareTraining(expectation, standing, comparison);
  CompareConditions(expectation, standing, comparison);
  CompareDeadlines(expectation, standing, comparison);
  CompareRemarks(expectation, standing, comparison);
  for (const auto& [label, index] : evidence) {
    if (std::find(sro.evidence.begin(), sro.evidence.end(), index) != sro.evidence.end()) continue;
    std::string got;
    for (const LeafIndex entry : sro.evidence) got += (got.empty() ? "" : ", ") + ToString(entry);
    comparison.Add("sro_evidence", label + " (entry " + ToString(index) + ")",
                   got.empty() ? "none" : "entries " + got, ExplanationLine(sro.explanation));
  }
  return comparison.Take();
}

std::optional<Mismatch> CompareSchool(const std::string& school, const std::string& expected,
                                      const certification::Standing& standing) {
  const auto found = std::find_if(standing.schools.begin(), standing.schools.end(),
                                  [&](const auto& at) { return at.school == school; });
  const std::string what = "eligible at " + school;
  if (found == standing.schools.end()) {
    return Mismatch{what, Canonical(expected), "no answer for this school", ""};
  }
  if (Canonical(expected) == Name(found->eligible)) return std::nullopt;
  std::string because;
  for (const certification::ConditionAnswer& condition : found->conditions) {
    if (condition.answer == certification::Answer::kYes) continue;
    because += (because.empty() ? "" : "; ") + ExplanationLine(condition.explanation);
  }
  return Mismatch{what, Canonical(expected), std::string(Name(found->eligible)), because};
}

}  // namespace sworn::cli
