// Standing queries over gRPC with mutual TLS.
#pragma once

#include <cstddef>

#include "tests/bench/append_bench.h"

namespace sworn::bench {

// `count` standings of officers spread over all, `callers` at a time; queries per second.
double AskStandings(const AppendTarget& target, std::size_t count, int callers,
                    Latencies* latencies);

}  // namespace sworn::bench
