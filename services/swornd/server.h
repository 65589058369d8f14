// The gRPC server around a running ledger: mutual TLS, the three services, health, reflection,
// bounds and the graceful stop.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<Server> server,
//                          Server::Start(*ledger, clock, {.listen = "127.0.0.1:0", .tls = pem}));
//   server->port();
//   server->Stop(Duration::Seconds(10));
//   ledger->Shutdown();                     // after the server, never before
//
// Threading: thread-safe. Borrows ledger and clock.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "ledger/base/clock.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/runtime/ledger.h"
#include "services/swornd/access.h"

namespace sworn::daemon {

// PEM texts.
struct TlsIdentity {
  std::string ca;  // Whose client certificates are believed.
  std::string certificate;
  std::string key;
};

struct ServerOptions {
  std::string listen;  // "127.0.0.1:7443"; port 0 takes one that is free.
  TlsIdentity tls;
  std::map<std::string, ClientRole> roles;  // By common name, besides those that URI names give.
  unsigned read_threads = 0;                // 0: one for each core, at least two.
  unsigned wait_threads = 16;
};

class Server {
 public:
  // UNAVAILABLE when it cannot listen there: the address is taken, or a PEM text is no good.
  static Result<std::unique_ptr<Server>> Start(runtime::Ledger& ledger, const Clock& clock,
                                               ServerOptions options);
  // Stop() without a time to finish.
  ~Server();

  int port() const;
  // "127.0.0.1:7443", with the real port.
  const std::string& address() const;

  // NOT_SERVING; ends tails and streams; takes no more calls and gives those that are under way
  // this long to end before they are cancelled. Returns when all have ended. Idempotent.
  void Stop(Duration drain);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sworn::daemon
