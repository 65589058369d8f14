// sworn.api.v1.CertificationService: questions about one officer.
//
// A question waits for the projection until its call's deadline, at most
// limits::kDefaultQueryTimeout. Thread-safe. Borrows its parts.
#pragma once

#include "services/swornd/service_parts.h"
#include "sworn/api/v1/certification.grpc.pb.h"

namespace sworn::daemon {

class CertificationService final : public api::v1::CertificationService::CallbackService {
 public:
  explicit CertificationService(const ServiceParts& parts) : parts_(parts) {}

 private:
  grpc::ServerUnaryReactor* GetStanding(grpc::CallbackServerContext* context,
                                        const api::v1::GetStandingRequest* request,
                                        api::v1::GetStandingResponse* response) override;
  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context,
                                    const api::v1::ExplainRequest* request,
                                    api::v1::ExplainResponse* response) override;
  grpc::ServerUnaryReactor* GetHistory(grpc::CallbackServerContext* context,
                                       const api::v1::GetHistoryRequest* request,
                                       api::v1::GetHistoryResponse* response) override;

  const ServiceParts& parts_;
};

}  // namespace sworn::daemon
