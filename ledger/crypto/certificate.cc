#include "ledger/crypto/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <utility>

#include "ledger/crypto/openssl.h"
#include "ledger/crypto/secure.h"

namespace sworn::crypto {
namespace {

using openssl::BignumPtr;
using openssl::BioPtr;
using openssl::ErrorScope;
using openssl::Failure;
using openssl::KeyPtr;

using CertificatePtr = std::unique_ptr<X509, openssl::Deleter<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, openssl::Deleter<X509_EXTENSION_free>>;

constexpr std::size_t kMaxCommonNameBytes = 64;  // RFC 5280, ub-common-name
constexpr std::size_t kSerialBytes = 16;

Result<KeyPtr> KeyOf(const PrivateKey& key) {
  SWORN_ASSIGN_OR_RETURN(std::string pem, key.ToPem());
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  KeyPtr parsed(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr) : nullptr);
  Cleanse(pem);
  if (!parsed) return Failure("take over a key");
  return parsed;
}

Status SetName(X509_NAME* name, const std::string& common_name) {
  if (common_name.empty() || common_name.size() > kMaxCommonNameBytes) {
    return Fail(Reason::kInvalidField, "a common name has 1 to 64 bytes", "common_name");
  }
  if (X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, openssl::Data(common_name),
                                 static_cast<int>(common_name.size()), -1, 0) != 1) {
    return Failure("name a certificate");
  }
  return Ok();
}

Status SetTime(ASN1_TIME* field, Instant instant) {
  const auto seconds = static_cast<std::time_t>(instant.microseconds() / 1'000'000);
  if (ASN1_TIME_set(field, seconds) == nullptr) return Failure("date a certificate");
  return Ok();
}

Status AddExtension(X509* certificate, int nid, const std::string& value, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
    return Fail(Reason::kInvalidField, "\"" + value + "\" is no extension of a certificate");
  }
  return Ok();
}

struct Shape {
  std::string subject;
  std::string issuer;
  Instant not_before;
  Instant not_after;
};

// A certificate of that shape for `key`, without extensions and not signed.
Result<CertificatePtr> Begin(const Shape& shape, EVP_PKEY* key, RandomSource& random) {
  CertificatePtr certificate(X509_new());
  if (!certificate) return Failure("make a certificate");
  std::string serial = random.Bytes(kSerialBytes);
  // Positive, and of one length.
  serial[0] = static_cast<char>((static_cast<unsigned char>(serial[0]) & 0x3F) | 0x40);
  const BignumPtr number(BN_bin2bn(openssl::Data(serial), static_cast<int>(kSerialBytes), nullptr));
  if (!number || X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get())) == nullptr ||
      X509_set_pubkey(certificate.get(), key) != 1) {
    return Failure("make a certificate");
  }
  SWORN_RETURN_IF_ERROR(SetName(X509_get_subject_name(certificate.get()), shape.subject));
  SWORN_RETURN_IF_ERROR(SetName(X509_get_issuer_name(certificate.get()), shape.issuer));
  SWORN_RETURN_IF_ERROR(SetTime(X509_getm_notBefore(certificate.get()), shape.not_before));
  SWORN_RETURN_IF_ERROR(SetTime(X509_getm_notAfter(certificate.get()), shape.not_after));
  return certificate;
}

Result<std::string> SignedPem(X509* certificate, EVP_PKEY* issuer_key) {
  if (X509_sign(certificate, issuer_key, EVP_sha256()) == 0) return Failure("sign a certificate");
  const BioPtr bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) {
    return Failure("write a certificate");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

// "DNS:localhost,IP:127.0.0.1"; a comma in a name would begin another one.
Result<std::string> AlternativeNames(const CertificateTerms& terms) {
  std::string names;
  const auto add = [&](std::string_view kind, const std::vector<std::string>& values) -> Status {
    for (const std::string& value : values) {
      if (value.empty() || value.find_first_of(",\r\n") != std::string::npos) {
        return Fail(Reason::kInvalidField, "\"" + value + "\" is no alternative name");
      }
      names += (names.empty() ? "" : ",") + std::string(kind) + ":" + value;
    }
    return Ok();
  };
  SWORN_RETURN_IF_ERROR(add("DNS", terms.dns_names));
  SWORN_RETURN_IF_ERROR(add("IP", terms.ip_addresses));
  SWORN_RETURN_IF_ERROR(add("URI", terms.uris));
  return names;
}

Result<CertificatePtr> ParseCertificate(const std::string& pem) {
  const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CertificatePtr certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)
                                 : nullptr);
  if (!certificate) return Failure("read a certificate");
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority(std::string name, PrivateKey key,
                                           std::string certificate_pem)
    : name_(std::move(name)), key_(std::move(key)), certificate_pem_(std::move(certificate_pem)) {}

Result<CertificateAuthority> CertificateAuthority::Create(const Terms& terms,
                                                          RandomSource& random) {
  const ErrorScope scope;
  SWORN_ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::Generate(SignatureScheme::kEcdsaP256));
  SWORN_ASSIGN_OR_RETURN(const KeyPtr openssl_key, KeyOf(key));
  SWORN_ASSIGN_OR_RETURN(const CertificatePtr certificate,
                         Begin({terms.name, terms.name, terms.not_before, terms.not_after},
                               openssl_key.get(), random));
  X509* self = certificate.get();
  SWORN_RETURN_IF_ERROR(
      AddExtension(self, NID_basic_constraints, "critical,CA:TRUE,pathlen:0", self));
  SWORN_RETURN_IF_ERROR(AddExtension(self, NID_key_usage, "critical,keyCertSign", self));
  SWORN_RETURN_IF_ERROR(AddExtension(self, NID_subject_key_identifier, "hash", self));
  SWORN_ASSIGN_OR_RETURN(std::string pem, SignedPem(self, openssl_key.get()));
  return CertificateAuthority(terms.name, std::move(key), std::move(pem));
}

Result<IssuedCertificate> CertificateAuthority::Issue(const CertificateTerms& terms,
                                                      RandomSource& random) const {
  const ErrorScope scope;
  SWORN_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::Generate(SignatureScheme::kEcdsaP256));
  SWORN_ASSIGN_OR_RETURN(const KeyPtr openssl_key, KeyOf(key));
  SWORN_ASSIGN_OR_RETURN(const KeyPtr issuer_key, KeyOf(key_));
  SWORN_ASSIGN_OR_RETURN(const CertificatePtr issuer, ParseCertificate(certificate_pem_));
  SWORN_ASSIGN_OR_RETURN(const CertificatePtr certificate,
                         Begin({terms.common_name, name_, terms.not_before, terms.not_after},
                               openssl_key.get(), random));
  const bool server = terms.usage == CertificateUsage::kServer;
  const std::vector<std::pair<int, std::string>> extensions = {
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_ext_key_usage, server ? "serverAuth" : "clientAuth"},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid:always"}};
  for (const auto& [nid, value] : extensions) {
    SWORN_RETURN_IF_ERROR(AddExtension(certificate.get(), nid, value, issuer.get()));
  }
  SWORN_ASSIGN_OR_RETURN(const std::string names, AlternativeNames(terms));
  if (!names.empty()) {
    SWORN_RETURN_IF_ERROR(
        AddExtension(certificate.get(), NID_subject_alt_name, names, issuer.get()));
  }
  IssuedCertificate issued;
  SWORN_ASSIGN_OR_RETURN(issued.certificate_pem, SignedPem(certificate.get(), issuer_key.get()));
  SWORN_ASSIGN_OR_RETURN(issued.private_key_pem, key.ToPem());
  return issued;
}

}  // namespace sworn::crypto
