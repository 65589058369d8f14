#include "ledger/crypto/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

#include "ledger/crypto/openssl.h"
#include "ledger/crypto/random.h"
#include "tests/support/result_matchers.h"

namespace sworn::crypto {
namespace {

using testing_support::IsError;
using CertificatePtr = std::unique_ptr<X509, openssl::Deleter<X509_free>>;
using StorePtr = std::unique_ptr<X509_STORE, openssl::Deleter<X509_STORE_free>>;
using StoreContextPtr = std::unique_ptr<X509_STORE_CTX, openssl::Deleter<X509_STORE_CTX_free>>;

const Instant kBegin = Instant::Parse("2024-01-01T00:00:00Z").value();
const Instant kEnd = Instant::Parse("2034-01-01T00:00:00Z").value();

CertificatePtr Parse(const std::string& pem) {
  const openssl::BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return CertificatePtr(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

bool VerifiesFor(const std::string& certificate_pem, const std::string& authority_pem,
                 int purpose) {
  const CertificatePtr certificate = Parse(certificate_pem);
  const CertificatePtr authority = Parse(authority_pem);
  const StorePtr store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), authority.get());
  const StoreContextPtr context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr);
  X509_STORE_CTX_set_time(context.get(), 0, kBegin.microseconds() / 1'000'000 + 1);
  X509_STORE_CTX_set_purpose(context.get(), purpose);
  return X509_verify_cert(context.get()) == 1;
}

class Certificates : public testing::Test {
 protected:
  CertificateAuthority NewAuthority() {
    return CertificateAuthority::Create(
               {.name = "Example authority", .not_before = kBegin, .not_after = kEnd}, random_)
        .value();
  }
  SystemRandom random_;
};

TEST_F(Certificates, VerifyOnlyForTheirUsageAndAuthority) {
  const CertificateAuthority authority = NewAuthority();
  CertificateTerms terms;
  terms.common_name = "swornd";
  terms.dns_names = {"localhost"};
  terms.ip_addresses = {"127.0.0.1", "::1"};
  terms.usage = CertificateUsage::kServer;
  terms.not_before = kBegin;
  terms.not_after = kEnd;
  ASSERT_OK_AND_ASSIGN(const IssuedCertificate server, authority.Issue(terms, random_));
  EXPECT_TRUE(
      VerifiesFor(server.certificate_pem, authority.certificate_pem(), X509_PURPOSE_SSL_SERVER));
  EXPECT_FALSE(
      VerifiesFor(server.certificate_pem, authority.certificate_pem(), X509_PURPOSE_SSL_CLIENT));
  EXPECT_FALSE(VerifiesFor(server.certificate_pem, NewAuthority().certificate_pem(),
                           X509_PURPOSE_SSL_SERVER));
  const CertificatePtr parsed = Parse(server.certificate_pem);
  EXPECT_EQ(X509_check_host(parsed.get(), "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(parsed.get(), "::1", 0), 1);
  EXPECT_NE(X509_check_host(parsed.get(), "example.org", 0, 0, nullptr), 1);
}

TEST_F(Certificates, HoldTheRoleAsUri) {
  const CertificateAuthority authority = NewAuthority();
  CertificateTerms terms;
  terms.common_name = "auditor";
  terms.uris = {"sworn:role/auditor"};
  terms.not_before = kBegin;
  terms.not_after = kEnd;
  ASSERT_OK_AND_ASSIGN(const IssuedCertificate client, authority.Issue(terms, random_));
  const CertificatePtr parsed = Parse(client.certificate_pem);
  auto* names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(parsed.get(), NID_subject_alt_name, nullptr, nullptr));
  ASSERT_NE(names, nullptr);
  ASSERT_EQ(sk_GENERAL_NAME_num(names), 1);
  const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, 0);
  ASSERT_EQ(name->type, GEN_URI);
  EXPECT_EQ(
      std::string(
          reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.uniformResourceIdentifier)),
          static_cast<std::size_t>(ASN1_STRING_length(name->d.uniformResourceIdentifier))),
      "sworn:role/auditor");
  GENERAL_NAMES_free(names);
  EXPECT_OK(PrivateKey::FromPem(client.private_key_pem));
}

TEST_F(Certificates, RefuseNamesThatWouldSmuggleInOthers) {
  const CertificateAuthority authority = NewAuthority();
  CertificateTerms terms;
  terms.common_name = "client";
  terms.uris = {"sworn:role/auditor,URI:sworn:role/operator"};
  terms.not_before = kBegin;
  terms.not_after = kEnd;
  EXPECT_THAT(authority.Issue(terms, random_), IsError(Reason::kInvalidField));
  terms.uris.clear();
  terms.common_name = std::string(65, 'x');
  EXPECT_THAT(authority.Issue(terms, random_), IsError(Reason::kInvalidField));
  terms.common_name.clear();
  EXPECT_THAT(authority.Issue(terms, random_), IsError(Reason::kInvalidField));
}

}  // namespace
}  // namespace sworn::crypto
