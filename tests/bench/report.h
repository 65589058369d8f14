// Figures and their spread, printed for people or as JSON.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace sworn::bench {

class Stopwatch {
 public:
  double Seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Seconds that single calls took.
class Latencies {
 public:
  void Add(double seconds) { seconds_.push_back(seconds); }
  void Add(const Latencies& others);
  // In milliseconds; `quantile` 0.5, 0.99, 0.999.
  double Milliseconds(double quantile);
  std::size_t size() const { return seconds_.size(); }

 private:
  std::vector<double> seconds_;
};

class Report {
 public:
  // One line: what was measured, the figure, and under which circumstances.
  void Add(const std::string& what, double value, const std::string& unit,
           const std::string& circumstances = {});
  void AddLatencies(const std::string& what, Latencies& latencies,
                    const std::string& circumstances = {});
  const nlohmann::ordered_json& json() const { return json_; }
  void set_quiet(bool quiet) { quiet_ = quiet; }

 private:
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
  bool quiet_ = false;
};

}  // namespace sworn::bench
