// The operating system's randomness, through OpenSSL's generator.
//
//   SystemRandom random;
//   std::string nonce = random.Bytes(16);
#pragma once

#include <cstddef>
#include <string>

#include "ledger/base/random.h"

namespace sworn::crypto {

// Thread-safe. Aborts the process if the generator fails: no caller could go on safely.
class SystemRandom final : public RandomSource {
 public:
  std::string Bytes(std::size_t count) override;
};

}  // namespace sworn::crypto
