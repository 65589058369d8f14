// Reads the JSON test vectors of tests/vectors. For tests only: a vector that is missing or has
// another shape than the test expects ends the test program.
//
//   const nlohmann::json vectors = LoadVectors("merkle.json");
//   for (const auto& item : vectors.at("roots")) …
//   for (const auto& item : LoadVectorList("merkle.json", "roots")) …
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ledger/base/digest.h"
#include "ledger/base/encoding.h"

namespace sworn::testing_support {

inline nlohmann::json LoadVectors(const std::string& file) {
  std::ifstream in(std::string(SWORN_SOURCE_DIR) + "/tests/vectors/" + file);
  return nlohmann::json::parse(in);
}

// One top-level list or object by value, so that a range-for may run over the call itself.
inline nlohmann::json LoadVectorList(const std::string& file, const char* name) {
  return LoadVectors(file).at(name);
}

inline std::string TextOf(const nlohmann::json& item, const char* name) {
  return item.at(name).get<std::string>();
}
inline std::string HexOf(const nlohmann::json& item, const char* name) {
  return DecodeHex(TextOf(item, name)).value();
}
inline std::string Base64Of(const nlohmann::json& item, const char* name) {
  return DecodeBase64(TextOf(item, name)).value();
}
template <typename Hash>
Hash HashOf(const nlohmann::json& item, const char* name) {
  return Hash::FromHex(TextOf(item, name)).value();
}
inline std::vector<NodeHash> HashesOf(const nlohmann::json& item, const char* name) {
  std::vector<NodeHash> hashes;
  for (const nlohmann::json& hash : item.at(name)) {
    hashes.push_back(NodeHash::FromHex(hash.get<std::string>()).value());
  }
  return hashes;
}
// What a test should print about an item that fails: its name or reason, or the whole item.
inline std::string Describe(const nlohmann::json& item) {
  for (const char* name : {"name", "why"}) {
    if (item.contains(name)) return TextOf(item, name);
  }
  return item.dump();
}

}  // namespace sworn::testing_support
