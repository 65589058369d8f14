#include "ledger/projections/testing/random_history.h"

#include <algorithm>

namespace sworn::projections::testing {

using event::v1::Event;

RandomHistory::RandomHistory(std::uint64_t seed, ScriptedLog& script)
    : random_(seed), script_(script) {}

// Some identifiers begin like others, so that a scan that runs over is noticed.
std::vector<std::string> RandomHistory::Officers() {
  return {"1", "12", "123", "123.", "2", "20", "A-1", "A-10"};
}
std::vector<std::string> RandomHistory::Courses() { return {"basic", "basic-2", "two-day"}; }
std::vector<std::string> RandomHistory::Offerings() { return {"lynnfield", "lynnfield-2", "x"}; }
std::vector<std::string> RandomHistory::Mous() { return {"mou", "mou-1"}; }

std::size_t RandomHistory::Draw(std::size_t below) {
  return static_cast<std::size_t>(random_() % below);
}

std::string RandomHistory::AnyOf(const std::vector<std::string>& names) {
  return names[Draw(names.size())];
}

std::string RandomHistory::AnyDate() {
  return Day("2023-07-01").PlusDays(static_cast<std::int32_t>(Draw(700))).ToString();
}

void RandomHistory::Append(std::size_t count) {
  while (count > 0) {
    const std::size_t group_size = std::min(count, 1 + Draw(20));
    std::vector<Event> group;
    std::uint64_t next = script_.size().value();
    for (std::size_t i = 0; i < group_size; ++i) group.push_back(Any(LeafIndex(next++)));
    script_.AppendAll(group);
    count -= group_size;
  }
}

Event RandomHistory::Any(LeafIndex index) {
  if (!records_.empty() && Draw(4) == 0) return AnyCorrection(index);
  return AnyPlain(index);
}

Event RandomHistory::AnyPlain(LeafIndex index) {
  const std::string officer = AnyOf(Officers());
  const std::string date = AnyDate();
  const auto about_officer = [&](Event event, bool completion = false) {
    records_.push_back({.index = index, .officer = officer, .completion = completion});
    return event;
  };
  const auto about_none = [&](Event event) {
    records_.push_back({.index = index, .officer = {}, .completion = false});
    return event;
  };
  switch (Draw(12)) {
    case 0:
      return about_officer(Registered(officer, date));
    case 1:
      return about_none(Course(AnyOf(Courses()), date));
    case 2:
      return about_none(Offering(AnyOf(Offerings()), AnyOf(Courses()), date));
    case 3:
      return about_none(Mou(AnyOf(Mous()), date));
    case 4:
      return about_officer(Designated(officer, AnyOf(Mous()), date));
    case 5:
      return about_officer(Enrolled(officer, AnyOf(Offerings()), date));
    case 6:
      return about_officer(SroGranted(officer, date));
    case 7:
      return about_officer(OfficerGranted(officer, date));
    case 8:
      return Policy("certification", static_cast<std::uint32_t>(index.value()), date);
    case 9:
      return Draw(2) == 0 ? Authority("post", "POST " + ToString(index), date)
                          : KeyRevoked("post", date);
    default:
      return about_officer(Completion(officer, AnyOf(Courses()), date,
                                      Draw(2) == 0 ? AnyOf(Offerings()) : std::string()),
                           true);
  }
}

Event RandomHistory::AnyCorrection(LeafIndex index) {
  const Record target = records_[Draw(records_.size())];
  const std::size_t choice = Draw(6);
  if (choice == 0) return Voided(target.officer, target.index);
  if (choice == 1 && target.completion) return CompletionVoided(target.officer, target.index);
  // Corrections may be corrected in their turn.
  Record corrected = target;
  corrected.index = index;
  corrected.completion = false;
  if (!target.officer.empty() && Draw(2) == 0) corrected.officer = AnyOf(Officers());
  records_.push_back(corrected);
  return Corrected(target.officer, target.index,
                   corrected.officer == target.officer ? std::string() : corrected.officer,
                   AnyDate());
}

}  // namespace sworn::projections::testing
