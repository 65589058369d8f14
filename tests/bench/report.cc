#include "tests/bench/report.h"

#include <algorithm>
#include <cstdio>

namespace sworn::bench {

void Latencies::Add(const Latencies& others) {
  seconds_.insert(seconds_.end(), others.seconds_.begin(), others.seconds_.end());
}

double Latencies::Milliseconds(double quantile) {
  if (seconds_.empty()) return 0;
  std::sort(seconds_.begin(), seconds_.end());
  const auto rank = static_cast<std::size_t>(quantile * static_cast<double>(seconds_.size()));
  return 1000 * seconds_[std::min(rank, seconds_.size() - 1)];
}

void Report::Add(const std::string& what, double value, const std::string& unit,
                 const std::string& circumstances) {
  json_.push_back(
      {{"what", what}, {"value", value}, {"unit", unit}, {"circumstances", circumstances}});
  if (quiet_) return;
  std::printf("%-52s %14.2f %-14s %s\n", what.c_str(), value, unit.c_str(), circumstances.c_str());
  std::fflush(stdout);
}

void Report::AddLatencies(const std::string& what, Latencies& latencies,
                          const std::string& circumstances) {
  Add(what + ", p50", latencies.Milliseconds(0.5), "ms", circumstances);
  Add(what + ", p99", latencies.Milliseconds(0.99), "ms", circumstances);
  Add(what + ", p99.9", latencies.Milliseconds(0.999), "ms", circumstances);
}

}  // namespace sworn::bench
