// Signed events for measuring: 64 agencies with a clerk each, their officers, and completions
// without end.
//
//   Workload workload(ledger_id, root_key);
//   client.AppendAll(workload.Setup());                        // authorities, keys, roles,
//   courses, officers std::vector<std::string> events = workload.Completions(100'000,
//   Signing::kEachP256);
//
// Events are made before the clock runs. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/crypto/key.h"
#include "ledger/crypto/random.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::bench {

enum class Signing { kEachEd25519, kEachP256, kTogetherEd25519 };

class Workload {
 public:
  static constexpr int kAgencies = 64;
  static constexpr int kOfficers = 40'000;
  static constexpr std::uint32_t kBatchEvents = 1'000;

  Workload(const LedgerId& ledger_id, const crypto::PrivateKey& root_key,
           std::string root_authority);

  // What completions refer to, in order.
  std::vector<std::string> Setup();
  // Each by one of the 64 clerks; about 25 an officer and year of use.
  std::vector<std::string> Completions(std::size_t count, Signing signing);
  static std::string Officer(std::uint64_t number) {
    return "B-" + std::to_string(number % kOfficers);
  }

 private:
  struct Clerk {
    std::string agency;
    crypto::PrivateKey ed25519;
    crypto::PrivateKey p256;
  };

  event::v1::Event NewEvent(const std::string& authority, const crypto::PrivateKey& key,
                            event::v1::Role role);
  std::string SignByRoot(const event::v1::Event& event);
  void RegisterKey(const std::string& authority, const crypto::PrivateKey& key,
                   event::v1::Role role, std::vector<std::string>& out);
  event::v1::Event Completion(const Clerk& clerk, const crypto::PrivateKey& key);

  const LedgerId ledger_id_;
  const crypto::PrivateKey& root_key_;
  const std::string root_authority_;
  crypto::SystemRandom random_;
  crypto::PrivateKey committee_;
  std::vector<Clerk> clerks_;
  std::uint64_t next_ = 0;
};

}  // namespace sworn::bench
