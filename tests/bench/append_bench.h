// Signed, durable appends over gRPC with mutual TLS, followers on. The client runs on the same
// cores.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/bench/report.h"

namespace sworn::bench {

struct AppendTarget {
  std::string address;
  std::filesystem::path home;
};

// Bulk streams, 1,000 events a message, two messages under way in each. Returns events per second.
// Ends the program if an event is refused.
double AppendInBulk(const AppendTarget& target, const std::vector<std::string>& events, int streams,
                    Latencies* message_latencies);
// One event a call, `callers` at a time over four connections.
double AppendOneByOne(const AppendTarget& target, const std::vector<std::string>& events,
                      int callers, Latencies* latencies);

}  // namespace sworn::bench
