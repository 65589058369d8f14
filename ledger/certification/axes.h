// The two axes as timelines: the officer's own certificate (M.G.L. c. 6E) and the School Resource
// Officer's (555 CMR 10.00), and what the first does to the second.
//
//   const Case the_case(file, known_at);
//   the_case.sro().On(date).status
//
// Refers to the case file, which must outlive it. Neither copied nor moved: its parts refer to one
// another. Thread-safe once built.
#pragma once

#include "ledger/certification/evaluate.h"
#include "ledger/certification/record.h"
#include "ledger/certification/select.h"
#include "ledger/certification/timeline.h"

namespace sworn::certification {

Timeline OfficerTimeline(const Records& records, const RuleBook& rules);
Timeline SroTimeline(const Records& records, const RuleBook& rules, const Timeline& officer);
// The same as if this entry had never been made.
Timeline SroTimelineWithout(LeafIndex entry, const Records& records, const RuleBook& rules,
                            const Timeline& officer);

// All that is known of one officer at a prefix, made ready for questions.
class Case {
 public:
  Case(const CaseFile& file, TreeSize known_at)
      : file_(file),
        known_at_(known_at),
        rules_(file.policies, known_at),
        records_(ResolveRecords(file, known_at)),
        officer_(OfficerTimeline(records_, rules_)),
        sro_(SroTimeline(records_, rules_, officer_)) {}
  Case(const Case&) = delete;
  Case& operator=(const Case&) = delete;

  const CaseFile& file() const { return file_; }
  TreeSize known_at() const { return known_at_; }
  const RuleBook& rules() const { return rules_; }
  const Records& records() const { return records_; }
  const Timeline& officer() const { return officer_; }
  const Timeline& sro() const { return sro_; }

 private:
  const CaseFile& file_;
  TreeSize known_at_;
  RuleBook rules_;
  Records records_;
  Timeline officer_;
  Timeline sro_;
};

// Whether a status counts as in force by the axis's rule; undetermined where there is none.
Answer InForce(Axis axis, CertificateStatus status, Date date, const RuleBook& rules,
               Selection* rule);

}  // namespace sworn::certification
