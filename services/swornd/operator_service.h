// sworn.api.v1.OperatorService: what only an operator may do.
//
// Thread-safe. Borrows its parts.
#pragma once

#include "services/swornd/service_parts.h"
#include "sworn/api/v1/ledger.grpc.pb.h"

namespace sworn::daemon {

class OperatorService final : public api::v1::OperatorService::CallbackService {
 public:
  explicit OperatorService(const ServiceParts& parts) : parts_(parts) {}

 private:
  grpc::ServerUnaryReactor* ConfirmClock(grpc::CallbackServerContext* context,
                                         const api::v1::ConfirmClockRequest* request,
                                         api::v1::ConfirmClockResponse* response) override;
  grpc::ServerUnaryReactor* EraseSealed(grpc::CallbackServerContext* context,
                                        const api::v1::EraseSealedRequest* request,
                                        api::v1::EraseSealedResponse* response) override;

  const ServiceParts& parts_;
};

}  // namespace sworn::daemon
