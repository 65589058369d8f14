// What this machine could do at most: signature checks on all cores, and syncs of the disk.
#pragma once

#include <filesystem>

#include "ledger/crypto/key.h"
#include "tests/bench/report.h"

namespace sworn::bench {

struct MachineLimits {
  double ed25519_per_second = 0;  // OpenSSL EVP, cached keys, 64 of them, all cores.
  double p256_per_second = 0;
  double syncs_per_second = 0;  // fdatasync of 4 KiB that overwrite a file of their own.

  double of(crypto::SignatureScheme scheme) const {
    return scheme == crypto::SignatureScheme::kEd25519 ? ed25519_per_second : p256_per_second;
  }
};

MachineLimits MeasureMachine(const std::filesystem::path& directory, Report& report);

}  // namespace sworn::bench
