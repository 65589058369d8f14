#include "services/swornd/server.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "ledger/base/limits.h"
#include "ledger/base/mutex.h"
#include "ledger/queries/queries.h"
#include "services/swornd/certification_service.h"
#include "services/swornd/executor.h"
#include "services/swornd/health.h"
#include "services/swornd/ledger_service.h"
#include "services/swornd/open_streams.h"
#include "services/swornd/operator_service.h"
#include "services/swornd/service_parts.h"
#include "services/swornd/tail_notifier.h"

namespace sworn::daemon {
namespace {

constexpr int kKeepaliveMilliseconds = 60'000;
constexpr int kKeepaliveTimeoutMilliseconds = 20'000;
// A client that pings more often is sent away.
constexpr int kMinimumPingIntervalMilliseconds = 10'000;
constexpr std::size_t kMaxTransportBytes = std::size_t{256} << 20;  // Buffers of all connections.

queries::QueryPorts PortsOf(const runtime::Ledger& ledger, const Clock& clock) {
  const runtime::LedgerIdentity& identity = ledger.identity();
  return {.log = ledger.log(),
          .rows = ledger.rows(),
          .clock = clock,
          .ledger = {.ledger_id = identity.ledger_id,
                     .simulated_time = identity.simulated_time,
                     .created_at = identity.created_at},
          .known_until = [&ledger] { return ledger.KnownUntil(); },
          .wait_for_projection =
              [&ledger](TreeSize size, Duration timeout) {
                return ledger.WaitForProjection(size, timeout);
              }};
}

// TLS 1.2 is gRPC's own minimum.
std::shared_ptr<grpc::ServerCredentials> Credentials(const TlsIdentity& tls) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls.ca;
  options.pem_key_cert_pairs.push_back({tls.key, tls.certificate});
  return grpc::SslServerCredentials(options);
}

void SetBounds(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMaxMessageBytes));
  builder.SetMaxSendMessageSize(static_cast<int>(limits::kMaxReplyBytes));
  builder.SetResourceQuota(grpc::ResourceQuota("swornd").Resize(kMaxTransportBytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             limits::kMaxConcurrentCallsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMilliseconds);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kMinimumPingIntervalMilliseconds);
  // Two daemons on one port would share the callers.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

unsigned ReadThreads(unsigned asked) {
  return asked != 0 ? asked : std::max(2u, std::thread::hardware_concurrency());
}

}  // namespace

class Server::Impl {
 public:
  Impl(runtime::Ledger& ledger, const Clock& clock, ServerOptions options)
      : queries_(PortsOf(ledger, clock)),
        access_(std::move(options.roles)),
        reads_(
            {.threads = ReadThreads(options.read_threads), .max_queued = limits::kMaxQueuedReads}),
        waits_({.threads = options.wait_threads, .max_queued = limits::kMaxQueuedReads}),
        streams_(limits::kMaxOpenStreams),
        notifier_(ledger),
        parts_{.ledger = ledger,
               .queries = queries_,
               .access = access_,
               .reads = reads_,
               .waits = waits_,
               .streams = streams_,
               .notifier = notifier_},
        ledger_service_(parts_),
        certification_service_(parts_),
        operator_service_(parts_) {}

  Status Listen(const std::string& listen, const TlsIdentity& tls) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    grpc::ServerBuilder builder;
    builder.AddListeningPort(listen, Credentials(tls), &port_);
    builder.RegisterService(&ledger_service_);
    builder.RegisterService(&certification_service_);
    builder.RegisterService(&operator_service_);
    SetBounds(builder);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return Fail(Reason::kUnavailable,
                  "cannot listen on " + listen +
                      ": the address is taken or not this machine's, or the TLS certificate and "
                      "key cannot be used");
    }
    address_ = listen.substr(0, listen.rfind(':') + 1) + std::to_string(port_);
    health_ = std::make_unique<HealthMonitor>(*server_->GetHealthCheckService(), parts_.ledger);
    return Ok();
  }

  void Stop(Duration drain) {
    MutexLock lock(mutex_);
    if (server_ == nullptr) return;
    health_.reset();
    streams_.StopAll();
    server_->Shutdown(std::chrono::system_clock::now() +
                      std::chrono::microseconds(drain.microseconds()));
    server_->Wait();
    server_.reset();
  }

  int port() const { return port_; }
  const std::string& address() const { return address_; }

 private:
  const queries::Queries queries_;
  const AccessPolicy access_;
  Executor reads_;
  Executor waits_;
  OpenStreams streams_;
  TailNotifier notifier_;
  const ServiceParts parts_;
  LedgerService ledger_service_;
  CertificationService certification_service_;
  OperatorService operator_service_;
  int port_ = 0;
  std::string address_;

  Mutex mutex_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<HealthMonitor> health_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { Stop(Duration()); }

Result<std::unique_ptr<Server>> Server::Start(runtime::Ledger& ledger, const Clock& clock,
                                              ServerOptions options) {
  const std::string listen = options.listen;
  const TlsIdentity tls = std::move(options.tls);
  auto impl = std::make_unique<Impl>(ledger, clock, std::move(options));
  SWORN_RETURN_IF_ERROR(impl->Listen(listen, tls));
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

int Server::port() const { return impl_->port(); }
const std::string& Server::address() const { return impl_->address(); }
void Server::Stop(Duration drain) { impl_->Stop(drain); }

}  // namespace sworn::daemon
