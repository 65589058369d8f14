// Tells gRPC's health service what the ledger can do: while it takes no events, LedgerService and
// the server as a whole are NOT_SERVING; CertificationService answers on.
//
//   HealthMonitor health(*server->GetHealthCheckService(), ledger);
//
// Looks once a second. Thread-safe. Borrows both.
#pragma once

#include <grpcpp/health_check_service_interface.h>

#include <thread>

#include "ledger/base/mutex.h"
#include "ledger/runtime/ledger.h"

namespace sworn::daemon {

class HealthMonitor {
 public:
  HealthMonitor(grpc::HealthCheckServiceInterface& health, const runtime::Ledger& ledger);
  // The daemon stops: NOT_SERVING, for good.
  ~HealthMonitor();
  HealthMonitor(const HealthMonitor&) = delete;
  HealthMonitor& operator=(const HealthMonitor&) = delete;

  // Looks at once.
  void Refresh();

 private:
  void Run();

  grpc::HealthCheckServiceInterface& health_;
  const runtime::Ledger& ledger_;
  Mutex mutex_;
  ConditionVariable changed_;
  bool writing_ SWORN_GUARDED_BY(mutex_) = false;
  bool known_ SWORN_GUARDED_BY(mutex_) = false;
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace sworn::daemon
