// A real ledger in memory behind a real server: mutual TLS on a loopback port of its own. For
// tests.
//
//   ServedLedger served;
//   const auto auditor = served.Ledger("auditor");         // a stub with that role's certificate
//   served.world().OfficerRegistered("MA-1002");           // signed events
//
// Not thread-safe.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <string_view>

#include "ledger/base/clock.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/runtime/ledger.h"
#include "ledger/storage/memory_row_store.h"
#include "services/swornd/server.h"
#include "sworn/api/v1/certification.grpc.pb.h"
#include "sworn/api/v1/ledger.grpc.pb.h"
#include "tests/support/ledger_world.h"

namespace sworn::daemon {

struct ClientIdentity {
  std::string certificate;
  std::string key;
};

class ServedLedger {
 public:
  ServedLedger();
  ~ServedLedger();

  testing_support::LedgerWorld& world() { return world_; }
  runtime::Ledger& ledger() { return *ledger_; }
  Server& server() { return *server_; }

  // A channel with the certificate of "submitter", "auditor" or "operator"; "nobody" has one of the
  // same authority without a role, "listed" one whose common name the server maps to auditor,
  // "stranger" one of another authority, "" none at all.
  std::shared_ptr<grpc::Channel> Channel(std::string_view client) const;
  std::unique_ptr<api::v1::LedgerService::Stub> Ledger(std::string_view client) const;
  std::unique_ptr<api::v1::CertificationService::Stub> Certification(std::string_view client) const;
  std::unique_ptr<api::v1::OperatorService::Stub> Operator(std::string_view client) const;

  // A signed event as a submission, recorded at the world's present time.
  api::v1::Submission Submission(const event::v1::Event& event);
  // Straight to the ledger; the index of an event that must be accepted.
  LeafIndex MustAppend(const event::v1::Event& event);

 private:
  testing_support::LedgerWorld world_;
  SystemClock clock_;
  storage::MemoryRowStore rows_;
  checkpoint::SignerKey log_key_;
  std::unique_ptr<runtime::Ledger> ledger_;
  std::unique_ptr<Server> server_;
};

}  // namespace sworn::daemon
