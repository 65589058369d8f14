#include "ledger/crypto/dsse.h"

namespace sworn::crypto {

std::string PreAuthenticationEncoding(std::string_view type, std::string_view body) {
  const std::string type_length = std::to_string(type.size());
  const std::string body_length = std::to_string(body.size());
  std::string encoding;
  encoding.reserve(10 + type_length.size() + type.size() + body_length.size() + body.size());
  encoding.append("DSSEv1 ").append(type_length).append(" ").append(type);
  encoding.append(" ").append(body_length).append(" ").append(body);
  return encoding;
}

}  // namespace sworn::crypto
