#include "services/swornd/health.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <optional>
#include <string>

#include "sworn/api/v1/certification.grpc.pb.h"
#include "sworn/api/v1/ledger.grpc.pb.h"

namespace sworn::daemon {
namespace {

constexpr std::chrono::seconds kInterval(1);

}  // namespace

HealthMonitor::HealthMonitor(grpc::HealthCheckServiceInterface& health,
                             const runtime::Ledger& ledger)
    : health_(health), ledger_(ledger) {
  health_.SetServingStatus(api::v1::CertificationService::service_full_name(), true);
  health_.SetServingStatus(api::v1::OperatorService::service_full_name(), true);
  Refresh();
  thread_ = std::thread([this] { Run(); });
}

HealthMonitor::~HealthMonitor() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  thread_.join();
  health_.Shutdown();
}

void HealthMonitor::Refresh() {
  const std::optional<Error> stopped = ledger_.WriteStopped();
  MutexLock lock(mutex_);
  if (known_ && writing_ == !stopped) return;
  known_ = true;
  writing_ = !stopped;
  if (stopped) {
    spdlog::error("no events are taken: {}", ToString(*stopped));
  } else {
    spdlog::info("events are taken");
  }
  health_.SetServingStatus("", writing_);
  health_.SetServingStatus(api::v1::LedgerService::service_full_name(), writing_);
}

void HealthMonitor::Run() {
  while (true) {
    {
      MutexLock lock(mutex_);
      if (!stopping_) changed_.WaitFor(mutex_, kInterval);
      if (stopping_) return;
    }
    Refresh();
  }
}

}  // namespace sworn::daemon
