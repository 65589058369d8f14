#include "ledger/crypto/sha256.h"

#include <openssl/sha.h>

#include <new>

#include "ledger/base/check.h"

// SHA256_Init, _Update and _Final are deprecated in OpenSSL 3, and are what makes a Merkle node
// cost 75 ns: the EVP interface takes 2 to 5 times as long on inputs of 65 bytes.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace sworn::crypto {
namespace {

void UpdateContext(SHA256_CTX& context, std::string_view bytes) {
  SWORN_CHECK(SHA256_Update(&context, bytes.data(), bytes.size()) == 1);
}

Sha256Hash FinishContext(SHA256_CTX& context) {
  Sha256Hash hash;
  SWORN_CHECK(SHA256_Final(hash.data(), &context) == 1);
  return hash;
}

SHA256_CTX& ContextIn(unsigned char* state) {
  return *std::launder(reinterpret_cast<SHA256_CTX*>(state));
}

}  // namespace

Sha256::Sha256() {
  static_assert(sizeof(SHA256_CTX) == kStateBytes && alignof(SHA256_CTX) <= 8);
  SHA256_CTX* context = new (state_.data()) SHA256_CTX;
  SWORN_CHECK(SHA256_Init(context) == 1);
}

void Sha256::Update(std::string_view bytes) { UpdateContext(ContextIn(state_.data()), bytes); }

Sha256Hash Sha256::Finish() {
  SHA256_CTX& context = ContextIn(state_.data());
  const Sha256Hash hash = FinishContext(context);
  SWORN_CHECK(SHA256_Init(&context) == 1);
  return hash;
}

Sha256Hash Sha256Of(std::string_view bytes) { return Sha256OfParts({bytes}); }

Sha256Hash Sha256OfParts(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SWORN_CHECK(SHA256_Init(&context) == 1);
  for (const std::string_view part : parts) UpdateContext(context, part);
  return FinishContext(context);
}

}  // namespace sworn::crypto
