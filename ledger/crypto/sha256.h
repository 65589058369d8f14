// SHA-256, the only hash of the ledger.
//
//   Sha256Hash hash = Sha256Of("hello");
//   Sha256Hash same = Sha256OfParts({"hel", "lo"});   // one hash over the concatenation
//
// A Sha256 belongs to one thread; copying one copies its progress. The functions are thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <string_view>

#include "ledger/base/digest.h"

namespace sworn::crypto {

// An incremental hash.
class Sha256 {
 public:
  Sha256();
  void Update(std::string_view bytes);
  // The hash of everything given to Update; afterwards the object starts anew, as if just made.
  [[nodiscard]] Sha256Hash Finish();

 private:
  // OpenSSL's SHA256_CTX, kept here as bytes so that this header needs no OpenSSL.
  static constexpr std::size_t kStateBytes = 112;
  alignas(8) std::array<unsigned char, kStateBytes> state_;
};

Sha256Hash Sha256Of(std::string_view bytes);
// The hash of the parts' concatenation. There is no framing: where the boundaries between parts
// carry meaning, the caller gives lengths too.
Sha256Hash Sha256OfParts(std::initializer_list<std::string_view> parts);

}  // namespace sworn::crypto
