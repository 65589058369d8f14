// Tail: entries from a position on, then each new one as it is committed and signed.
//
// One page is read, then written, then the next: a slow client holds back only itself. At the head
// the call waits with the notifier, on no thread. It ends when the client cancels, and with
// SHUTTING_DOWN when the daemon stops.
//
// Threading: gRPC's reactions, an executor's thread and the notifier meet under one lock. The
// object deletes itself when gRPC is done with it.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <optional>

#include "ledger/base/mutex.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"
#include "services/swornd/open_streams.h"
#include "services/swornd/service_parts.h"
#include "services/swornd/tail_notifier.h"
#include "sworn/api/v1/ledger.pb.h"

namespace sworn::daemon {

class TailCall final : public grpc::ServerWriteReactor<api::v1::TailResponse>,
                       private OpenStream,
                       private TailNotifier::Waiter {
 public:
  // The reactor of a new call.
  static TailCall* Start(const ServiceParts& parts, const grpc::CallbackServerContext& context,
                         const api::v1::TailRequest& request);

 private:
  enum class State { kReading, kWriting, kWaiting, kFinished };

  TailCall(const ServiceParts& parts, LeafIndex start) : parts_(parts), next_(start) {}

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Stop() override;
  void Wake() override;

  // On an executor's thread: reads a page and begins to write it, or waits for more.
  void Read();
  Status ReadPage(const runtime::SignedCheckpoint& checkpoint);
  // Ends the call as soon as nothing is under way.
  void End(const Error& error);
  void FinishWith(const Error& error);

  const ServiceParts& parts_;
  // Used by whoever has the turn: kReading's thread, then the reaction to the write.
  LeafIndex next_;
  api::v1::TailResponse response_;

  Mutex mutex_;
  State state_ SWORN_GUARDED_BY(mutex_) = State::kReading;
  bool registered_ SWORN_GUARDED_BY(mutex_) = false;
  std::optional<Error> end_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace sworn::daemon
