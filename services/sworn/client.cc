#include "services/sworn/client.h"

#include <string_view>
#include <utility>

#include "ledger/authoring/files.h"

namespace sworn::cli {
namespace {

std::string_view FileNameOf(ClientRole role) {
  switch (role) {
    case ClientRole::kSubmitter:
      return "submitter";
    case ClientRole::kAuditor:
      return "auditor";
    case ClientRole::kOperator:
      return "operator";
  }
  return "auditor";
}

}  // namespace

Client::Client(Home home, const std::shared_ptr<grpc::Channel>& channel, unsigned timeout_seconds)
    : home_(std::move(home)),
      timeout_seconds_(timeout_seconds),
      ledger_(api::v1::LedgerService::NewStub(channel)),
      certification_(api::v1::CertificationService::NewStub(channel)),
      operator_(api::v1::OperatorService::NewStub(channel)) {}

Result<Client> Client::Connect(const Context& context, ClientRole role) {
  SWORN_ASSIGN_OR_RETURN(Home home, OpenHome(context.home));
  const std::string name(FileNameOf(role));
  grpc::SslCredentialsOptions options;
  SWORN_ASSIGN_OR_RETURN(options.pem_root_certs, authoring::ReadFile(home.tls() / "ca.pem"));
  SWORN_ASSIGN_OR_RETURN(options.pem_cert_chain, authoring::ReadFile(home.tls() / (name + ".pem")));
  SWORN_ASSIGN_OR_RETURN(options.pem_private_key,
                         authoring::ReadFile(home.tls() / (name + ".key")));
  const std::string server = context.server.empty() ? home.listen : context.server;
  const std::shared_ptr<grpc::Channel> channel =
      grpc::CreateChannel(server, grpc::SslCredentials(options));
  return Client(std::move(home), channel, context.timeout_seconds);
}

void Client::SetDeadline(grpc::ClientContext& context) const {
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(timeout_seconds_));
}

Result<checkpoint::Checkpoint> Client::OpenCheckpoint(const std::string& note) const {
  return cli::OpenCheckpoint(home_, note);
}

Result<checkpoint::Checkpoint> OpenCheckpoint(const Home& home, const std::string& note) {
  SWORN_ASSIGN_OR_RETURN(const checkpoint::VerifierKey key, ReadVerifierKey(home));
  const auto opened = checkpoint::OpenCheckpoint(note, key.name(), {&key, 1});
  if (opened) return opened->checkpoint;
  return Fail(Reason::kVerificationFailed,
              "the checkpoint does not verify with " + home.verifier_key_file().string() + " (" +
                  std::string(ReasonName(opened.error().reason)) + "): " + opened.error().message);
}

Result<checkpoint::VerifierKey> ReadVerifierKey(const Home& home) {
  SWORN_ASSIGN_OR_RETURN(std::string text, authoring::ReadFile(home.verifier_key_file()));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return checkpoint::VerifierKey::Parse(text);
}

}  // namespace sworn::cli
