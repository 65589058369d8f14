// SWORN_CHECK(condition): aborts, in release builds too, when an invariant of ours is broken. Never
// used on input.
#pragma once

namespace sworn::internal {
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);
}  // namespace sworn::internal

#define SWORN_CHECK(condition)                                                        \
  do {                                                                                \
    if (!(condition)) ::sworn::internal::CheckFailed(#condition, __FILE__, __LINE__); \
  } while (false)
