#include "tests/bench/query_bench.h"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/bench/client.h"
#include "tests/bench/workload.h"

namespace sworn::bench {

double AskStandings(const AppendTarget& target, std::size_t count, int callers,
                    Latencies* latencies) {
  std::vector<Latencies> each(static_cast<std::size_t>(callers));
  std::vector<std::thread> threads;
  std::atomic<std::size_t> next = 0;
  const auto channel = Connect(target.address, target.home, "auditor");
  const auto stub = api::v1::CertificationService::NewStub(channel);
  const Stopwatch watch;
  for (std::size_t caller = 0; caller < each.size(); ++caller) {
    threads.emplace_back([&, caller] {
      for (std::size_t i = next++; i < count; i = next++) {
        api::v1::GetStandingRequest request;
        request.set_officer(Workload::Officer(i * 104729));
        api::v1::GetStandingResponse response;
        grpc::ClientContext context;
        const Stopwatch call;
        Require(stub->GetStanding(&context, request, &response), "standing");
        each[caller].Add(call.Seconds());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = watch.Seconds();
  for (const Latencies& some : each) latencies->Add(some);
  return static_cast<double>(count) / seconds;
}

}  // namespace sworn::bench
