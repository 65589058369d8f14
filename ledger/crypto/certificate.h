// X.509 certificates for TLS between the parts of one installation: a small certificate authority
// of one's own, for development and demonstrations. An installation that has a certificate
// authority already uses its certificates instead.
//
//   Result<CertificateAuthority> authority = CertificateAuthority::Create({.name = "Sworn", …});
//   Result<IssuedCertificate> server = authority->Issue({.common_name = "swornd",
//                                      .dns_names = {"localhost"}, .ip_addresses = {"127.0.0.1"},
//                                      .usage = CertificateUsage::kServer}, now);
//
// Keys are ECDSA P-256, signatures SHA-256. Thread-safe once created.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"

namespace sworn::crypto {

enum class CertificateUsage { kServer, kClient };

struct CertificateTerms {
  std::string common_name;
  std::vector<std::string> dns_names;
  std::vector<std::string> ip_addresses;  // "127.0.0.1", "::1"
  std::vector<std::string> uris;          // "sworn:role/auditor"
  CertificateUsage usage = CertificateUsage::kClient;
  Instant not_before;
  Instant not_after;
};

struct IssuedCertificate {
  std::string certificate_pem;
  std::string private_key_pem;  // A secret: Cleanse() it once written.
};

class CertificateAuthority {
 public:
  struct Terms {
    std::string name;
    Instant not_before;
    Instant not_after;
  };

  // With a fresh key, which leaves this object nowhere: what it has issued is all that it ever
  // issues. INVALID_FIELD for a name that is empty or over 64 bytes. `random` gives serial numbers.
  static Result<CertificateAuthority> Create(const Terms& terms, RandomSource& random);

  // What both sides must trust.
  const std::string& certificate_pem() const { return certificate_pem_; }
  // INVALID_FIELD for a common name that is empty or over 64 bytes, and for an alternative name
  // that is none of its kind.
  Result<IssuedCertificate> Issue(const CertificateTerms& terms, RandomSource& random) const;

 private:
  CertificateAuthority(std::string name, PrivateKey key, std::string certificate_pem);

  std::string name_;
  PrivateKey key_;
  std::string certificate_pem_;
};

}  // namespace sworn::crypto
