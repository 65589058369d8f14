#include "ledger/certification/select.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sworn::certification {
namespace {

bool InForce(const Fact& fact, Date date) {
  return DateInterval{fact.effective_from, fact.effective_to}.Contains(date);
}

Date AnchorDate(const Rule& rule, const AnchorDates& dates) {
  switch (rule.anchor) {
    case Anchor::kGrantDate:
      return dates.grant;
    case Anchor::kEventDate:
      return dates.event;
    case Anchor::kAsOfDate:
      return dates.as_of;
  }
  SWORN_CHECK(false);
}

// True when "policy@version" names this policy.
bool Names(const std::string& reference, const Policy& policy) {
  const std::size_t at = policy.policy.size();
  return reference.size() > at + 1 && reference.compare(0, at, policy.policy) == 0 &&
         reference[at] == '@' && reference.substr(at + 1) == std::to_string(policy.version);
}

}  // namespace

RuleReference RuleVersion::Reference() const {
  return {policy->policy,  policy->version, fact->index,    rule->rule,
          rule->statement, rule->citation,  rule->certainty};
}

RuleBook::RuleBook(const std::vector<Fact>& policies, TreeSize known_at) {
  for (const Fact& fact : policies) {
    const auto* policy = std::get_if<Policy>(&fact.body);
    if (policy == nullptr || !Contains(known_at, fact.index)) continue;
    policies_.push_back(&fact);
    boundaries_.push_back(fact.effective_from);
    if (fact.effective_to) boundaries_.push_back(*fact.effective_to);
    for (const Rule& rule : policy->rules) versions_.push_back({&fact, policy, &rule});
  }
  std::sort(boundaries_.begin(), boundaries_.end());
  boundaries_.erase(std::unique(boundaries_.begin(), boundaries_.end()), boundaries_.end());
  const auto name = [](const RuleVersion& version) {
    return std::tie(version.policy->family, version.rule->rule);
  };
  // Stable: within one name the versions keep the log's order.
  std::stable_sort(versions_.begin(), versions_.end(),
                   [&](const auto& a, const auto& b) { return name(a) < name(b); });
  for (std::size_t first = 0; first < versions_.size();) {
    std::size_t last = first;
    std::array<bool, std::variant_size_v<RuleKind>> kinds{};
    while (last < versions_.size() && name(versions_[last]) == name(versions_[first])) {
      kinds[versions_[last].rule->kind.index()] = true;
      ++last;
    }
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (kinds[kind])
        groups_of_kind_[kind].push_back({versions_[first].policy->family, first, last});
    }
    first = last;
  }
}

bool RuleBook::Stands(const RuleVersion& version, const AnchorDates& dates) const {
  const Date date = AnchorDate(*version.rule, dates);
  return InForce(*version.fact, date) && !IsSuperseded(version, date);
}

bool RuleBook::IsSuperseded(const RuleVersion& version, Date date) const {
  for (const Fact* fact : policies_) {
    if (fact->index <= version.fact->index) continue;
    const Policy& policy = std::get<Policy>(fact->body);
    if (policy.family != version.policy->family || !InForce(*fact, date)) continue;
    for (const std::string& reference : policy.supersedes) {
      if (Names(reference, *version.policy)) return true;
    }
  }
  return false;
}

void RuleBook::Join(const RuleVersion& version, Selection* selection) {
  if (selection->found == nullptr && selection->overlap.empty()) {
    selection->found = &version;
    return;
  }
  if (selection->found != nullptr) selection->overlap.push_back(selection->found->fact->index);
  selection->found = nullptr;
  selection->overlap.push_back(version.fact->index);
}

Selection RuleBook::Unite(std::vector<Selection> selections) {
  if (selections.empty()) return {};
  if (selections.size() == 1) return std::move(selections.front());
  Selection united;
  for (const Selection& selection : selections) {
    if (selection.found != nullptr) united.overlap.push_back(selection.found->fact->index);
    united.overlap.insert(united.overlap.end(), selection.overlap.begin(), selection.overlap.end());
  }
  return united;
}

}  // namespace sworn::certification
