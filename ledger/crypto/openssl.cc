#include "ledger/crypto/openssl.h"

#include <openssl/err.h>

#include <string>

namespace sworn::crypto::openssl {

ErrorScope::~ErrorScope() { ERR_clear_error(); }

Error Failure(std::string_view operation) {
  std::string message = "OpenSSL could not " + std::string(operation);
  if (const char* reason = ERR_reason_error_string(ERR_peek_last_error()); reason != nullptr) {
    message += std::string(": ") + reason;
  }
  return Fail(Reason::kInternal, std::move(message));
}

}  // namespace sworn::crypto::openssl
