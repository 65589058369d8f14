// Handling of secret bytes. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace sworn::crypto {

// Compares in a time that depends on the lengths only. Different lengths are unequal.
bool ConstantTimeEqual(std::string_view a, std::string_view b);

// Overwrites the whole buffer of `secret`, spare capacity included, and empties it.
void Cleanse(std::string& secret);

}  // namespace sworn::crypto
