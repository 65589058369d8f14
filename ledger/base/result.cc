#include "ledger/base/result.h"

#include <cstdio>
#include <cstdlib>

namespace sworn {

namespace internal {
void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
  std::abort();
}
}  // namespace internal

std::string ToString(const Error& error) {
  std::string text(ReasonName(error.reason));
  if (!error.field.empty()) text += " at " + error.field;
  if (!error.message.empty()) text += ": " + error.message;
  return text;
}

Error Within(std::string_view outer, Error error) {
  const bool join = !error.field.empty() && error.field.front() != '[';
  error.field.insert(0, join ? std::string(outer) + "." : std::string(outer));
  return error;
}

}  // namespace sworn
