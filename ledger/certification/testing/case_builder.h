// Cases for tests: facts in the order in which they are recorded, and questions by civil day.
//
//   CaseBuilder officer("T-100");
//   officer.Publish("ma-sro-certification-1.json");
//   officer.Add(SroGrant(), {.on = "2023-11-18", .from = "2023-11-20"});
//   officer.On("2023-11-20").sro_certificate.status
#pragma once

#include <string>
#include <vector>

#include "ledger/certification/evaluate.h"

namespace sworn::certification::testing {

Date Day(const std::string& text);

// The policy of a file in policies/, as the fact that its publication makes.
Fact PolicyFromFile(const std::string& file);
Fact PolicyFact(Policy policy, const std::string& from, const std::string& to = "");
Rule MakeRule(const std::string& name, RuleKind kind, Anchor anchor = Anchor::kAsOfDate);

struct When {
  std::string on;             // occurred_on
  std::string from = "";      // effective_from; empty: on
  std::string to = "";        // effective_to
  std::string recorded = "";  // Eastern day; empty: the later of `on` and the last one recorded
  bool attested = false;
  std::string subject = "";  // Empty: the builder's officer.
};

class CaseBuilder {
 public:
  explicit CaseBuilder(std::string officer) { file_.officer = std::move(officer); }

  // All three shipped policies.
  void PublishAll();
  LeafIndex Publish(const std::string& file);
  LeafIndex Publish(Fact policy);
  LeafIndex Add(FactBody body, const When& when);
  LeafIndex AddShared(FactBody body, const When& when);
  // Registered, certified and (with a memorandum) designated from 2023-09-01 for "Lincoln".
  void AddServingOfficer();

  const CaseFile& file() const { return file_; }
  TreeSize all() const { return TreeSize(next_); }
  // The prefix known at the end of an Eastern day.
  TreeSize KnownOn(const std::string& day) const;

  Standing On(const std::string& day) const { return Evaluate(file_, {Day(day), all(), {}}); }
  Standing On(const std::string& day, const std::string& known) const {
    return Evaluate(file_, {Day(day), KnownOn(known), {}});
  }

 private:
  Fact Make(FactBody body, const When& when);

  CaseFile file_;
  std::uint64_t next_ = 0;
  Date recorded_;
  std::vector<Date> recorded_on_;
};

OfficerCertificationAct OfficerAct(OfficerCertificationAct::Kind kind);
SroCertificationAct SroAct(SroCertificationAct::Kind kind);
CompletionRecorded Completion(const std::string& course, std::uint32_t hours,
                              TrainingMode mode = TrainingMode::kInPerson, bool in_acadis = true);

bool HasFlag(const Standing& standing, Flag::Kind kind);
RequirementResult ResultOf(const Standing& standing, const std::string& requirement,
                           std::uint32_t year);

}  // namespace sworn::certification::testing
