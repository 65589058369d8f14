// Corrections and voidings. A record and its corrections form a chain that starts at the entry
// first made; the newest link that was not itself voided is what stands.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "ledger/certification/record.h"

namespace sworn::certification {
namespace {

struct Link {
  const Fact* entry = nullptr;
  const CorrectedRecord* corrected = nullptr;
};

struct Chain {
  const Fact* original = nullptr;
  std::vector<Link> links;
  const Fact* voided_by = nullptr;  // The whole record.
};

bool IsShared(const Record& record) {
  return record.As<CourseApproved>() || record.As<OfferingScheduled>() || record.As<MouSigned>() ||
         record.As<MouEnded>();
}

// Builds the chains of one list of facts, ascending by index.
class Chains {
 public:
  void Add(const Fact& fact) {
    if (!seen_.insert(fact.index).second) return;
    if (const auto* correction = std::get_if<RecordCorrected>(&fact.body)) {
      const LeafIndex root = RootOf(correction->target);
      root_of_[fact.index] = root;
      chains_[root].links.push_back({&fact, &correction->corrected});
    } else if (const auto* voiding = std::get_if<RecordVoided>(&fact.body)) {
      Void(voiding->target, fact);
    } else if (const auto* completion = std::get_if<CompletionVoided>(&fact.body)) {
      completion_voidings_.emplace_back(&fact, RootOf(completion->target));
    } else if (!std::holds_alternative<Policy>(fact.body)) {
      Chain& chain = chains_[fact.index];
      chain.original = &fact;
      chain.links.push_back({&fact, nullptr});
    }
  }

  const std::map<LeafIndex, Chain>& Finish() {
    for (const auto& [fact, root] : completion_voidings_) {
      if (struck_entries_.count(fact->index) != 0) continue;
      const auto chain = chains_.find(root);
      if (chain != chains_.end() && chain->second.voided_by == nullptr) {
        chain->second.voided_by = fact;
      }
    }
    for (auto& [root, chain] : chains_) {
      auto& links = chain.links;
      links.erase(std::remove_if(links.begin(), links.end(),
                                 [&](const Link& link) {
                                   return struck_entries_.count(link.entry->index) != 0;
                                 }),
                  links.end());
    }
    return chains_;
  }

 private:
  LeafIndex RootOf(LeafIndex target) const {
    const auto root = root_of_.find(target);
    return root == root_of_.end() ? target : root->second;
  }

  void Void(LeafIndex target, const Fact& by) {
    const auto chain = chains_.find(target);
    if (chain == chains_.end()) {
      struck_entries_.insert(target);  // A correction, or the voiding of a completion.
    } else if (chain->second.voided_by == nullptr) {
      chain->second.voided_by = &by;
    }
  }

  std::set<LeafIndex> seen_;
  std::map<LeafIndex, LeafIndex> root_of_;  // Of corrections.
  std::map<LeafIndex, Chain> chains_;
  std::set<LeafIndex> struck_entries_;
  std::vector<std::pair<const Fact*, LeafIndex>> completion_voidings_;
};

void Collect(const Chain& chain, const std::string& officer, Records* records) {
  if (chain.links.empty()) return;
  const Link& last = chain.links.back();
  const Record record(last.entry, last.corrected, chain.original);
  if (chain.voided_by != nullptr) {
    if (!IsShared(record) && record.subject() == officer) {
      records->struck.push_back({record, chain.voided_by});
    }
    return;
  }
  if (IsShared(record)) {
    records->shared.push_back(record);
  } else if (record.subject() == officer) {
    records->officer.push_back(record);
  } else if (chain.original != nullptr && chain.original->subject == officer) {
    records->struck.push_back({Record(chain.original, nullptr, chain.original), last.entry});
  }
}

}  // namespace

Records ResolveRecords(const CaseFile& file, TreeSize known_at) {
  Chains chains;
  for (const std::vector<Fact>* list : {&file.facts, &file.shared}) {
    for (const Fact& fact : *list) {
      if (Contains(known_at, fact.index)) chains.Add(fact);
    }
  }
  Records records;
  for (const auto& [root, chain] : chains.Finish()) Collect(chain, file.officer, &records);
  const auto by_index = [](const Record& a, const Record& b) { return a.index() < b.index(); };
  std::sort(records.officer.begin(), records.officer.end(), by_index);
  std::sort(records.shared.begin(), records.shared.end(), by_index);
  return records;
}

}  // namespace sworn::certification
