#include "services/swornd/testing/served_ledger.h"

#include <map>
#include <utility>
#include <vector>

#include "ledger/crypto/certificate.h"
#include "ledger/crypto/sha256.h"

namespace sworn::daemon {
namespace {

// Made once for the whole test program: they cost more than a ledger does.
struct TestCertificates {
  std::string ca;
  ClientIdentity server;
  std::map<std::string, ClientIdentity, std::less<>> clients;
};

ClientIdentity Issue(const crypto::CertificateAuthority& authority, crypto::CertificateTerms terms,
                     RandomSource& random) {
  const Instant now = SystemClock().Now();
  terms.not_before = now - Duration::Days(1);
  terms.not_after = now + Duration::Days(1);
  crypto::IssuedCertificate issued = authority.Issue(terms, random).value();
  return {std::move(issued.certificate_pem), std::move(issued.private_key_pem)};
}

TestCertificates MakeCertificates() {
  testing_support::CountingRandom random(7);
  const Instant now = SystemClock().Now();
  const crypto::CertificateAuthority::Terms terms{.name = "Test authority",
                                                  .not_before = now - Duration::Days(1),
                                                  .not_after = now + Duration::Days(1)};
  const auto authority = crypto::CertificateAuthority::Create(terms, random).value();
  const auto other = crypto::CertificateAuthority::Create(terms, random).value();
  TestCertificates certificates;
  certificates.ca = authority.certificate_pem();
  certificates.server = Issue(authority,
                              {.common_name = "swornd",
                               .dns_names = {"localhost"},
                               .ip_addresses = {"127.0.0.1"},
                               .uris = {},
                               .usage = crypto::CertificateUsage::kServer,
                               .not_before = {},
                               .not_after = {}},
                              random);
  const auto client = [&](const crypto::CertificateAuthority& by, std::string name,
                          std::vector<std::string> uris) {
    return Issue(by,
                 {.common_name = std::move(name),
                  .dns_names = {},
                  .ip_addresses = {},
                  .uris = std::move(uris),
                  .usage = crypto::CertificateUsage::kClient,
                  .not_before = {},
                  .not_after = {}},
                 random);
  };
  for (const std::string role : {"submitter", "auditor", "operator"}) {
    certificates.clients[role] = client(authority, "a " + role, {"sworn:role/" + role});
  }
  certificates.clients["nobody"] = client(authority, "nobody", {"sworn:role/root"});
  certificates.clients["listed"] = client(authority, "reports.example", {});
  certificates.clients["stranger"] = client(other, "stranger", {"sworn:role/auditor"});
  return certificates;
}

const TestCertificates& Certificates() {
  static const auto* const kCertificates = new TestCertificates(MakeCertificates());
  return *kCertificates;
}

checkpoint::SignerKey LogKey(const testing_support::LedgerWorld&) {
  const Sha256Hash seed = crypto::Sha256OfParts({"sworn test key ", "log"});
  return checkpoint::SignerKey::Create("ledger.example/test", checkpoint::NoteKeyType::kEd25519,
                                       crypto::PrivateKey::FromEd25519Seed(seed.view()).value())
      .value();
}

}  // namespace

ServedLedger::ServedLedger() : log_key_(LogKey(world_)) {
  world_.AddUsualRecords();
  ledger_ = runtime::Ledger::Open({.log_store = world_.store(),
                                   .head_store = world_.heads(),
                                   .rows = rows_,
                                   .log_key = log_key_,
                                   .clock = clock_})
                .value();
  server_ = Server::Start(*ledger_, clock_,
                          {.listen = "127.0.0.1:0",
                           .tls = {.ca = Certificates().ca,
                                   .certificate = Certificates().server.certificate,
                                   .key = Certificates().server.key},
                           .roles = {{"reports.example", ClientRole::kAuditor}}})
                .value();
}

ServedLedger::~ServedLedger() {
  server_->Stop(Duration());
  ledger_->Shutdown();
}

std::shared_ptr<grpc::Channel> ServedLedger::Channel(std::string_view client) const {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = Certificates().ca;
  if (!client.empty()) {
    const ClientIdentity& identity = Certificates().clients.find(client)->second;
    options.pem_cert_chain = identity.certificate;
    options.pem_private_key = identity.key;
  }
  grpc::ChannelArguments arguments;
  // A connection of its own, so that no other test's certificate is on it.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(-1);
  return grpc::CreateCustomChannel(server_->address(), grpc::SslCredentials(options), arguments);
}

std::unique_ptr<api::v1::LedgerService::Stub> ServedLedger::Ledger(std::string_view client) const {
  return api::v1::LedgerService::NewStub(Channel(client));
}

std::unique_ptr<api::v1::CertificationService::Stub> ServedLedger::Certification(
    std::string_view client) const {
  return api::v1::CertificationService::NewStub(Channel(client));
}

std::unique_ptr<api::v1::OperatorService::Stub> ServedLedger::Operator(
    std::string_view client) const {
  return api::v1::OperatorService::NewStub(Channel(client));
}

api::v1::Submission ServedLedger::Submission(const event::v1::Event& event) {
  api::v1::Submission submission;
  submission.set_signed_event(world_.Sign(event));
  return submission;
}

LeafIndex ServedLedger::MustAppend(const event::v1::Event& event) {
  std::vector<runtime::Submission> submissions(1);
  submissions.front().signed_event = world_.Sign(event);
  runtime::AppendOutcome outcome = ledger_->AppendAndWait(std::move(submissions));
  return outcome.verdicts.front().value().index;
}

}  // namespace sworn::daemon
