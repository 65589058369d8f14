#include "ledger/crypto/random.h"

#include <openssl/rand.h>

#include <climits>

#include "ledger/base/check.h"

namespace sworn::crypto {

std::string SystemRandom::Bytes(std::size_t count) {
  SWORN_CHECK(count <= INT_MAX);
  std::string bytes(count, '\0');
  SWORN_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) ==
              1);
  return bytes;
}

}  // namespace sworn::crypto
