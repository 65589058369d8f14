// The daemon's life: opens the ledger that the configuration names, serves it, and stops when told.
//
//   SWORN_ASSIGN_OR_RETURN(const std::unique_ptr<Daemon> daemon, Daemon::Start(config, clock));
//   daemon->ReadyLine();   // "swornd: ready on 127.0.0.1:7443 (ledger 3f2a…, tree size 12)"
//   daemon->Stop();
//
// Threading: thread-safe once started. Borrows the clock.
#pragma once

#include <memory>
#include <string>

#include "ledger/base/clock.h"
#include "ledger/base/result.h"
#include "services/swornd/config.h"

namespace sworn::daemon {

// What --check looks at: the files that the configuration names, keys and their modes. It does not
// touch the data, which a running daemon may have open.
Status CheckFiles(const Config& config);

class Daemon {
 public:
  // NOT_FOUND when there is no ledger, ROLLED_BACK and CORRUPT as Log::Open says, BAD_KEY for
  // another log's key, UNAVAILABLE when another process has the ledger open or the address is
  // taken.
  static Result<std::unique_ptr<Daemon>> Start(const Config& config, const Clock& clock);
  ~Daemon();

  std::string ReadyLine() const;
  // Finishes the calls under way, within a bounded time, then closes the ledger. Idempotent.
  void Stop();

 private:
  class Impl;
  explicit Daemon(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sworn::daemon
