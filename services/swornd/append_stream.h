// AppendStream: bulk, many events a message, one verdict for each in order.
//
// A bounded number of messages is under way at once: past it the stream is not read, and HTTP/2's
// flow control holds the client back. Answers come in the order of the messages. When the stream
// breaks off, what has no verdict yet may be stored or not; sending it again is safe.
//
// Threading: gRPC's reactions and the executor's threads meet under one lock. The object deletes
// itself when gRPC is done with it.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"
#include "services/swornd/open_streams.h"
#include "services/swornd/service_parts.h"
#include "sworn/api/v1/ledger.pb.h"

namespace sworn::daemon {

class AppendStreamCall final
    : public grpc::ServerBidiReactor<api::v1::AppendStreamRequest, api::v1::AppendStreamResponse>,
      private OpenStream {
 public:
  // The reactor of a new call.
  static AppendStreamCall* Start(const ServiceParts& parts,
                                 const grpc::CallbackServerContext& context);

 private:
  // One message of the client on its way.
  struct Message {
    // By position; an event that could not be handed to the ledger at all.
    std::vector<std::optional<Error>> refused;
    std::optional<api::v1::AppendStreamResponse> response;
  };

  explicit AppendStreamCall(const ServiceParts& parts) : parts_(parts) {}

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Stop() override;

  // Hands the events of request_ to the ledger, in the order of the messages: reading_ stays set
  // until that is done.
  void Submit();
  void Complete(Message& message, runtime::AppendOutcome& outcome);
  // Begins whatever can be begun now: a write, a read. A status: the caller must Finish with it,
  // last and without the lock, since the object may be gone before Finish returns. In the same
  // critical section as the change that made it necessary: another thread might end the call.
  std::optional<grpc::Status> Proceed() SWORN_REQUIRES(mutex_);
  bool MayRead() const SWORN_REQUIRES(mutex_);
  bool MayFinish() const SWORN_REQUIRES(mutex_);

  const ServiceParts& parts_;
  api::v1::AppendStreamRequest request_;  // The read's, while one is under way.

  Mutex mutex_;
  std::deque<std::unique_ptr<Message>> messages_ SWORN_GUARDED_BY(mutex_);
  bool registered_ SWORN_GUARDED_BY(mutex_) = false;
  bool reading_ SWORN_GUARDED_BY(mutex_) = false;
  bool reads_ended_ SWORN_GUARDED_BY(mutex_) = false;
  bool writing_ SWORN_GUARDED_BY(mutex_) = false;
  bool broken_ SWORN_GUARDED_BY(mutex_) = false;  // Nobody reads the answers any more.
  bool finished_ SWORN_GUARDED_BY(mutex_) = false;
  std::optional<Error> end_ SWORN_GUARDED_BY(mutex_);  // Why the daemon ends the stream.
};

}  // namespace sworn::daemon
