// Which version of a rule holds: per (family, rule) the newest policy in the prefix whose interval
// contains the rule's anchor date.
//
//   const RuleBook rules(file.policies, known_at);
//   const Selection term = rules.One<CertificateTerm>(
//       PolicyFamily::kCertification, {.grant = granted, .event = granted, .as_of = today},
//       [](const CertificateTerm& rule) { return rule.axis == Axis::kSro; });
//   if (term.found) … std::get<CertificateTerm>(term.found->rule->kind).years …
//
// Refers to the policies that it was built from; they must outlive it. Thread-safe once built.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/certification/facts.h"
#include "ledger/certification/policy.h"
#include "ledger/certification/standing.h"

namespace sworn::certification {

// One rule as one policy version states it.
struct RuleVersion {
  const Fact* fact = nullptr;
  const Policy* policy = nullptr;
  const Rule* rule = nullptr;

  template <typename Kind>
  const Kind& As() const {
    return std::get<Kind>(rule->kind);
  }
  RuleReference Reference() const;
};

// The dates from which a rule's anchor picks.
struct AnchorDates {
  Date grant;
  Date event;
  Date as_of;
  static AnchorDates All(Date date) { return {date, date, date}; }
};

// At most one of found and overlap; neither where no policy covers the date.
struct Selection {
  const RuleVersion* found = nullptr;
  std::vector<LeafIndex> overlap;  // Policies that claim the date, none superseding the others.
};

class RuleBook {
 public:
  RuleBook(const std::vector<Fact>& policies, TreeSize known_at);

  // The one rule of this kind that `matches`. Two rules of different names that both match leave it
  // undetermined just as two versions of one do.
  template <typename Kind, typename Predicate>
  Selection One(PolicyFamily family, const AnchorDates& dates, Predicate matches) const {
    return Unite(Select(family, Index<Kind>(), dates,
                        [&](const RuleVersion& version) { return matches(version.As<Kind>()); }));
  }

  // Every rule of this kind that `matches`, one selection for each rule name, in order of the
  // names.
  template <typename Kind, typename Predicate>
  std::vector<Selection> Each(PolicyFamily family, const AnchorDates& dates,
                              Predicate matches) const {
    return Select(family, Index<Kind>(), dates,
                  [&](const RuleVersion& version) { return matches(version.As<Kind>()); });
  }

  // Every version of every rule, for lists of what is known at all.
  const std::vector<RuleVersion>& versions() const { return versions_; }
  // First days and days after the last of the policies' intervals, ascending.
  const std::vector<Date>& boundaries() const { return boundaries_; }

 private:
  template <typename Kind>
  static constexpr std::size_t Index() {
    return RuleKind(Kind{}).index();
  }

  // The versions of one rule name: [first, last) of versions_.
  struct Group {
    PolicyFamily family = PolicyFamily::kCertification;
    std::size_t first = 0;
    std::size_t last = 0;
  };

  template <typename Matches>
  std::vector<Selection> Select(PolicyFamily family, std::size_t kind, const AnchorDates& dates,
                                Matches matches) const {
    std::vector<Selection> selections;
    for (const Group& group : groups_of_kind_[kind]) {
      if (group.family != family) continue;
      Selection selection;
      bool concerns = false;
      for (std::size_t i = group.first; i < group.last; ++i) {
        const RuleVersion& version = versions_[i];
        if (!Stands(version, dates)) continue;
        concerns = concerns || (version.rule->kind.index() == kind && matches(version));
        Join(version, &selection);
      }
      if (concerns) selections.push_back(std::move(selection));
    }
    return selections;
  }

  // Its interval contains its anchor date, and no other such policy supersedes it.
  bool Stands(const RuleVersion& version, const AnchorDates& dates) const;
  bool IsSuperseded(const RuleVersion& version, Date date) const;
  // Adds a version that stands: the first is found, a second makes an overlap of them.
  static void Join(const RuleVersion& version, Selection* selection);
  static Selection Unite(std::vector<Selection> selections);

  std::vector<const Fact*> policies_;
  std::vector<RuleVersion> versions_;
  std::array<std::vector<Group>, std::variant_size_v<RuleKind>> groups_of_kind_;
  std::vector<Date> boundaries_;
};

}  // namespace sworn::certification
