#include "tests/bench/append_bench.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <thread>

#include "ledger/base/mutex.h"
#include "tests/bench/client.h"

namespace sworn::bench {
namespace {

constexpr std::size_t kMessageEvents = 1'000;
constexpr std::size_t kMessagesUnderWay = 2;
constexpr std::size_t kConnections = 4;

[[noreturn]] void RefusedEvent(const api::v1::Refused& refused) {
  std::fprintf(stderr, "sworn-bench: an event was refused: %s at %s: %s\n",
               refused.reason().c_str(), refused.field().c_str(), refused.message().c_str());
  std::exit(7);
}

// One stream: a writer that keeps a few messages under way, and a reader.
class BulkStream {
 public:
  BulkStream(std::shared_ptr<grpc::Channel> channel,
             std::vector<api::v1::AppendStreamRequest> messages)
      : stub_(api::v1::LedgerService::NewStub(std::move(channel))),
        messages_(std::move(messages)) {}

  void Run(Latencies& latencies) {
    grpc::ClientContext context;
    const auto stream = stub_->AppendStream(&context);
    std::thread reader([&] {
      api::v1::AppendStreamResponse response;
      while (stream->Read(&response)) {
        for (const api::v1::Verdict& verdict : response.verdicts()) {
          if (verdict.has_refused()) RefusedEvent(verdict.refused());
        }
        const MutexLock lock(mutex_);
        latencies.Add(under_way_.front().Seconds());
        under_way_.pop_front();
        answered_.NotifyOne();
      }
    });
    for (const api::v1::AppendStreamRequest& message : messages_) {
      {
        const MutexLock lock(mutex_);
        while (under_way_.size() >= kMessagesUnderWay) answered_.Wait(mutex_);
        under_way_.emplace_back();
      }
      if (!stream->Write(message)) break;
    }
    stream->WritesDone();
    reader.join();
    Require(stream->Finish(), "bulk stream");
  }

 private:
  std::unique_ptr<api::v1::LedgerService::Stub> stub_;
  std::vector<api::v1::AppendStreamRequest> messages_;
  Mutex mutex_;
  ConditionVariable answered_;
  std::deque<Stopwatch> under_way_ SWORN_GUARDED_BY(mutex_);
};

}  // namespace

double AppendInBulk(const AppendTarget& target, const std::vector<std::string>& events, int streams,
                    Latencies* message_latencies) {
  const auto count = static_cast<std::size_t>(streams);
  std::vector<std::vector<api::v1::AppendStreamRequest>> work(count);
  for (std::size_t begin = 0, s = 0; begin < events.size(); begin += kMessageEvents, ++s) {
    api::v1::AppendStreamRequest message;
    for (std::size_t i = begin; i < std::min(begin + kMessageEvents, events.size()); ++i) {
      message.add_submissions()->set_signed_event(events[i]);
    }
    work[s % count].push_back(std::move(message));
  }
  std::vector<Latencies> latencies(count);
  std::vector<std::unique_ptr<BulkStream>> bulk;
  for (std::vector<api::v1::AppendStreamRequest>& messages : work) {
    bulk.push_back(std::make_unique<BulkStream>(Connect(target.address, target.home, "submitter"),
                                                std::move(messages)));
  }
  std::vector<std::thread> threads;
  const Stopwatch watch;
  for (std::size_t s = 0; s < count; ++s)
    threads.emplace_back([&, s] { bulk[s]->Run(latencies[s]); });
  for (std::thread& thread : threads) thread.join();
  const double seconds = watch.Seconds();
  if (message_latencies != nullptr) {
    for (const Latencies& some : latencies) message_latencies->Add(some);
  }
  return static_cast<double>(events.size()) / seconds;
}

double AppendOneByOne(const AppendTarget& target, const std::vector<std::string>& events,
                      int callers, Latencies* latencies) {
  std::vector<std::unique_ptr<api::v1::LedgerService::Stub>> stubs;
  for (std::size_t i = 0; i < kConnections; ++i) {
    stubs.push_back(
        api::v1::LedgerService::NewStub(Connect(target.address, target.home, "submitter")));
  }
  std::vector<Latencies> each(static_cast<std::size_t>(callers));
  std::vector<std::thread> threads;
  std::atomic<std::size_t> next = 0;
  const Stopwatch watch;
  for (std::size_t caller = 0; caller < each.size(); ++caller) {
    threads.emplace_back([&, caller] {
      for (std::size_t i = next++; i < events.size(); i = next++) {
        api::v1::AppendRequest request;
        request.mutable_submission()->set_signed_event(events[i]);
        api::v1::AppendResponse response;
        grpc::ClientContext context;
        const Stopwatch call;
        Require(stubs[caller % kConnections]->Append(&context, request, &response), "append");
        each[caller].Add(call.Seconds());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = watch.Seconds();
  for (const Latencies& some : each) latencies->Add(some);
  return static_cast<double>(events.size()) / seconds;
}

}  // namespace sworn::bench
