#include "ledger/authoring/dependency_order.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <tuple>

namespace sworn::authoring {
namespace {

// Corrections, and whatever takes a key's power away, come last: the events of the same file may
// still need what they end. Acts on certificates share a rank, since their own order matters.
constexpr std::array<std::string_view, 16> kRanks[] = {
    {"Genesis"},
    {"AuthorityRegistered"},
    {"KeyAdded"},
    {"RoleAssigned"},
    {"PolicyPublished"},
    {"OfficerRegistered"},
    {"CourseApproved"},
    {"OfferingScheduled"},
    {"OfficerCertificationGranted"},
    {"MouSigned"},
    {"SroDesignated"},
    {"EnrollmentConfirmed"},
    {"CompletionRecorded"},
    {"SroApplicationSubmitted"},
    {"OfficerCertificationSuspended", "OfficerCertificationAdministrativelySuspended",
     "OfficerCertificationSuspensionLifted", "OfficerCertificationRevoked",
     "OfficerCertificationExpired", "SroCertificationGranted",
     "SroCertificationConditionallyGranted", "SroCertificationDeclined",
     "SroCertificationSuspended", "SroCertificationSuspensionLifted", "SroCertificationRevoked",
     "SroCertificationVacated", "SroCertificationTerminated"},
    {"ConditionSatisfied"},
    {"DesignationEnded"},
    {"MouEnded"},
    {"CompletionVoided", "RecordCorrected", "RecordVoided"},
    {"RoleEnded", "KeyRotated", "KeyRevoked"},
};

}  // namespace

int DependencyRank(const std::string& type) {
  int rank = 0;
  for (const auto& types : kRanks) {
    if (std::find(types.begin(), types.end(), type) != types.end()) return rank;
    ++rank;
  }
  return rank;
}

std::vector<std::size_t> DependencyOrder(std::span<const OrderedEvent> events) {
  std::vector<int> ranks;
  ranks.reserve(events.size());
  for (const OrderedEvent& event : events) ranks.push_back(DependencyRank(event.type));
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tie(events[a].recorded_at, ranks[a]) < std::tie(events[b].recorded_at, ranks[b]);
  });
  return order;
}

}  // namespace sworn::authoring
