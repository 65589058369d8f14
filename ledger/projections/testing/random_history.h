// A log of many entries of every kind, corrections of corrections included, from a seed.
//
//   ScriptedLog script;
//   RandomHistory history(seed, script);
//   history.Append(500);
//
// For tests only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "ledger/projections/testing/scripted_log.h"

namespace sworn::projections::testing {

class RandomHistory {
 public:
  RandomHistory(std::uint64_t seed, ScriptedLog& script);

  // In groups of random sizes.
  void Append(std::size_t count);

  static std::vector<std::string> Officers();
  static std::vector<std::string> Courses();
  static std::vector<std::string> Offerings();
  static std::vector<std::string> Mous();

 private:
  struct Record {
    LeafIndex index;
    std::string officer;  // As last corrected; empty for records about no officer.
    bool completion = false;
  };

  std::size_t Draw(std::size_t below);
  std::string AnyOf(const std::vector<std::string>& names);
  std::string AnyDate();
  event::v1::Event Any(LeafIndex index);
  event::v1::Event AnyPlain(LeafIndex index);
  event::v1::Event AnyCorrection(LeafIndex index);

  std::mt19937_64 random_;
  ScriptedLog& script_;
  std::vector<Record> records_;
};

}  // namespace sworn::projections::testing
