// A small key ring, clock and randomness for this folder's tests.
#pragma once

#include <string>

#include "ledger/authoring/event_builder.h"
#include "ledger/authoring/key_ring.h"
#include "ledger/base/check.h"
#include "ledger/base/clock.h"
#include "ledger/base/random.h"
#include "ledger/crypto/sha256.h"

namespace sworn::authoring {

class StoppedClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Duration Elapsed() const override { return Duration(); }
  Instant now = Instant::Parse("2024-06-03T14:00:00Z").value();
};

// Different bytes at each call, the same in each run.
class CountingRandom final : public RandomSource {
 public:
  std::string Bytes(std::size_t count) override {
    std::string bytes;
    while (bytes.size() < count) {
      bytes += crypto::Sha256Of("counting random " + std::to_string(++calls_)).view();
    }
    bytes.resize(count);
    return bytes;
  }

 private:
  int calls_ = 0;
};

// "clerk" and "chief" of example-pd, "two-hats" with two roles.
inline KeyRing TestRing() {
  KeyRing ring;
  const auto add = [&](const std::string& name, std::vector<event::v1::Role> roles) {
    const Status added =
        ring.Add({.name = name, .authority = "example-pd", .roles = std::move(roles)},
                 crypto::PrivateKey::FromEd25519Seed(crypto::Sha256Of(name).view()).value());
    SWORN_CHECK(added.has_value());
  };
  add("clerk", {event::v1::ROLE_AGENCY_CLERK});
  add("chief", {event::v1::ROLE_CHIEF});
  add("two-hats", {event::v1::ROLE_CHIEF, event::v1::ROLE_AGENCY_CLERK});
  return ring;
}

inline LedgerId TestLedgerId() { return LedgerId::From(crypto::Sha256Of("a ledger")); }

}  // namespace sworn::authoring
