// What the services are made of; they hold no wiring of their own, so that a test puts them behind
// a real channel as the daemon does.
//
// Everything is borrowed and must outlive the services and their calls.
#pragma once

#include "ledger/queries/queries.h"
#include "ledger/runtime/ledger.h"
#include "services/swornd/access.h"
#include "services/swornd/executor.h"
#include "services/swornd/open_streams.h"
#include "services/swornd/tail_notifier.h"

namespace sworn::daemon {

struct ServiceParts {
  runtime::Ledger& ledger;
  const queries::Queries& queries;
  const AccessPolicy& access;
  Executor& reads;  // For what reads the disk.
  Executor& waits;  // For what may wait for entries or projections besides.
  OpenStreams& streams;
  TailNotifier& notifier;
};

}  // namespace sworn::daemon
