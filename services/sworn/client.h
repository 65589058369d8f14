// A connection to a daemon, with the certificate of one role of the ledger home.
//
//   SWORN_ASSIGN_OR_RETURN(Client client, Client::Connect(context, ClientRole::kAuditor));
//   SWORN_ASSIGN_OR_RETURN(const auto reply, client.Call(client.ledger(),
//                          &api::v1::LedgerService::Stub::GetCheckpoint, request));
//
// Errors are those of the daemon, as services/rpc reads them. One thread.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "ledger/base/result.h"
#include "ledger/checkpoint/checkpoint.h"
#include "services/rpc/error_details.h"
#include "services/sworn/context.h"
#include "services/sworn/home.h"
#include "sworn/api/v1/certification.grpc.pb.h"
#include "sworn/api/v1/ledger.grpc.pb.h"

namespace sworn::cli {

enum class ClientRole { kSubmitter, kAuditor, kOperator };

class Client {
 public:
  // NOT_FOUND without a home or its certificates. Whether anybody answers, the first call tells.
  static Result<Client> Connect(const Context& context, ClientRole role);

  api::v1::LedgerService::Stub& ledger() { return *ledger_; }
  api::v1::CertificationService::Stub& certification() { return *certification_; }
  api::v1::OperatorService::Stub& operator_service() { return *operator_; }
  const Home& home() const { return home_; }

  // One call, within the command's --timeout.
  template <typename Stub, typename Request, typename Response>
  Result<Response> Call(Stub& stub,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                     Response*),
                        const Request& request) {
    grpc::ClientContext context;
    SetDeadline(context);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::ToError(status);
    return response;
  }
  void SetDeadline(grpc::ClientContext& context) const;

  // As OpenCheckpoint below, of this client's home.
  Result<checkpoint::Checkpoint> OpenCheckpoint(const std::string& note) const;

 private:
  Client(Home home, const std::shared_ptr<grpc::Channel>& channel, unsigned timeout_seconds);

  Home home_;
  unsigned timeout_seconds_;
  std::unique_ptr<api::v1::LedgerService::Stub> ledger_;
  std::unique_ptr<api::v1::CertificationService::Stub> certification_;
  std::unique_ptr<api::v1::OperatorService::Stub> operator_;
};

// Checks a checkpoint with the home's verifier key; VERIFICATION_FAILED if it does not verify.
Result<checkpoint::Checkpoint> OpenCheckpoint(const Home& home, const std::string& note);

// The key that everybody checks this ledger's checkpoints with.
Result<checkpoint::VerifierKey> ReadVerifierKey(const Home& home);

}  // namespace sworn::cli
