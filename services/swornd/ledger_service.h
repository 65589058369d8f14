// sworn.api.v1.LedgerService over a running ledger. Each method decodes, calls and encodes.
//
// Thread-safe. Borrows its parts.
#pragma once

#include "services/swornd/service_parts.h"
#include "sworn/api/v1/ledger.grpc.pb.h"

namespace sworn::daemon {

class LedgerService final : public api::v1::LedgerService::CallbackService {
 public:
  explicit LedgerService(const ServiceParts& parts) : parts_(parts) {}

 private:
  using Context = grpc::CallbackServerContext;
  using UnaryReactor = grpc::ServerUnaryReactor;

  UnaryReactor* Append(Context* context, const api::v1::AppendRequest* request,
                       api::v1::AppendResponse* response) override;
  grpc::ServerBidiReactor<api::v1::AppendStreamRequest, api::v1::AppendStreamResponse>*
  AppendStream(Context* context) override;
  UnaryReactor* GetReceipt(Context* context, const api::v1::GetReceiptRequest* request,
                           api::v1::GetReceiptResponse* response) override;
  UnaryReactor* ReadEntries(Context* context, const api::v1::ReadEntriesRequest* request,
                            api::v1::ReadEntriesResponse* response) override;
  grpc::ServerWriteReactor<api::v1::TailResponse>* Tail(
      Context* context, const api::v1::TailRequest* request) override;
  UnaryReactor* ReadStream(Context* context, const api::v1::ReadStreamRequest* request,
                           api::v1::ReadStreamResponse* response) override;
  UnaryReactor* ReadSealed(Context* context, const api::v1::ReadSealedRequest* request,
                           api::v1::ReadSealedResponse* response) override;
  UnaryReactor* GetCheckpoint(Context* context, const api::v1::GetCheckpointRequest* request,
                              api::v1::GetCheckpointResponse* response) override;
  UnaryReactor* GetInclusionProof(Context* context,
                                  const api::v1::GetInclusionProofRequest* request,
                                  api::v1::GetInclusionProofResponse* response) override;
  UnaryReactor* GetConsistencyProof(Context* context,
                                    const api::v1::GetConsistencyProofRequest* request,
                                    api::v1::GetConsistencyProofResponse* response) override;
  UnaryReactor* GetLedger(Context* context, const api::v1::GetLedgerRequest* request,
                          api::v1::GetLedgerResponse* response) override;

  const ServiceParts& parts_;
};

}  // namespace sworn::daemon
