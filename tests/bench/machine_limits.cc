#include "tests/bench/machine_limits.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace sworn::bench {
namespace {

constexpr int kKeys = 64;
constexpr std::size_t kMessageBytes = 400;
constexpr double kSeconds = 2;

double VerificationsPerSecond(crypto::SignatureScheme scheme) {
  const std::string message(kMessageBytes, 'm');
  std::vector<crypto::PublicKey> keys;
  std::vector<std::string> signatures;
  for (int i = 0; i < kKeys; ++i) {
    const crypto::PrivateKey key = crypto::PrivateKey::Generate(scheme).value();
    keys.push_back(key.public_key());
    signatures.push_back(key.Sign(message).value());
  }
  std::atomic<std::uint64_t> total = 0;
  const Stopwatch watch;
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < std::max(1u, std::thread::hardware_concurrency()); ++t) {
    threads.emplace_back([&, t] {
      std::uint64_t done = 0;
      for (std::size_t i = t; watch.Seconds() < kSeconds; ++i, ++done) {
        SWORN_CHECK(keys[i % kKeys].Verify(message, signatures[i % kKeys]).has_value());
      }
      total += done;
    });
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(total) / watch.Seconds();
}

double SyncsPerSecond(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / "sync-probe";
  const int file = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  SWORN_CHECK(file >= 0);
  const std::string block(4096, 'b');
  SWORN_CHECK(pwrite(file, block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()) &&
              fsync(file) == 0);
  std::uint64_t done = 0;
  const Stopwatch watch;
  for (; watch.Seconds() < kSeconds; ++done) {
    SWORN_CHECK(pwrite(file, block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()));
    SWORN_CHECK(fdatasync(file) == 0);
  }
  const double rate = static_cast<double>(done) / watch.Seconds();
  close(file);
  std::filesystem::remove(path);
  return rate;
}

}  // namespace

MachineLimits MeasureMachine(const std::filesystem::path& directory, Report& report) {
  MachineLimits limits;
  limits.ed25519_per_second = VerificationsPerSecond(crypto::SignatureScheme::kEd25519);
  report.Add("limit: Ed25519 verifications", limits.ed25519_per_second, "/s",
             "OpenSSL EVP, cached keys, all cores, 400 B");
  limits.p256_per_second = VerificationsPerSecond(crypto::SignatureScheme::kEcdsaP256);
  report.Add("limit: ECDSA P-256 verifications", limits.p256_per_second, "/s",
             "OpenSSL EVP, cached keys, all cores, 400 B");
  limits.syncs_per_second = SyncsPerSecond(directory);
  report.Add("limit: fdatasync of 4 KiB", limits.syncs_per_second, "/s", "overwriting");
  return limits;
}

}  // namespace sworn::bench
