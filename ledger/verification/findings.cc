#include "ledger/verification/findings.h"

#include <algorithm>
#include <utility>

namespace sworn::verification {

std::string_view Name(Check check) {
  switch (check) {
    case Check::kReadable:
      return "READABLE";
    case Check::kEntry:
      return "ENTRY";
    case Check::kSignature:
      return "SIGNATURE";
    case Check::kAuthority:
      return "AUTHORITY";
    case Check::kStreams:
      return "STREAMS";
    case Check::kIndexes:
      return "INDEXES";
    case Check::kSealedPart:
      return "SEALED_PART";
    case Check::kTree:
      return "TREE";
    case Check::kHead:
      return "HEAD";
    case Check::kProjections:
      return "PROJECTIONS";
  }
  return "UNKNOWN";
}

void Findings::Add(Check check, LeafIndex first, LeafIndex last, Error error) {
  const MutexLock lock(mutex_);
  ++total_;
  if (findings_.size() < kMaxFindings) findings_.push_back({check, first, last, std::move(error)});
}

bool Findings::Require(Check check, LeafIndex index, const Status& status) {
  if (!status) Add(check, index, status.error());
  return status.has_value();
}

void Findings::MoveTo(Report& report) {
  const MutexLock lock(mutex_);
  // Workers report as they finish; the reader wants the log's order.
  std::stable_sort(findings_.begin(), findings_.end(),
                   [](const Finding& a, const Finding& b) { return a.first < b.first; });
  report.findings = std::move(findings_);
  report.total_findings = total_;
}

}  // namespace sworn::verification
