// Where unpredictable bytes come from: nonces, salts, event ids. Injected; tests give a seeded
// source.
#pragma once

#include <string>

namespace sworn {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  // `count` bytes fit for keys, nonces and salts.
  virtual std::string Bytes(std::size_t count) = 0;
};

}  // namespace sworn
