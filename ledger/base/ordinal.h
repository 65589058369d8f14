// Numbers that must not be mixed up: an index is not a size is not a revision is not a byte count.
//
//   LeafIndex last = LeafIndex(299);
//   TreeSize size = SizeThrough(last);      // 300 leaves: 0 … 299
//   Contains(size, LeafIndex(300));          // false
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>

namespace sworn {

template <typename Tag>
class Ordinal {
 public:
  constexpr Ordinal() = default;
  constexpr explicit Ordinal(std::uint64_t value) : value_(value) {}
  constexpr std::uint64_t value() const { return value_; }
  constexpr auto operator<=>(const Ordinal&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Ordinal& ordinal) {
    return H::combine(std::move(state), ordinal.value_);
  }

 private:
  std::uint64_t value_ = 0;
};

// 0-based position of an entry in the log.
using LeafIndex = Ordinal<struct LeafIndexTag>;
// A count of entries; below 2^63.
using TreeSize = Ordinal<struct TreeSizeTag>;
// 0-based position of an entry within one stream.
using Revision = Ordinal<struct RevisionTag>;
using ByteCount = Ordinal<struct ByteCountTag>;

constexpr TreeSize SizeThrough(LeafIndex last) { return TreeSize(last.value() + 1); }
constexpr LeafIndex NextIndex(TreeSize size) { return LeafIndex(size.value()); }
constexpr bool Contains(TreeSize size, LeafIndex index) { return index.value() < size.value(); }
constexpr Revision Next(Revision revision) { return Revision(revision.value() + 1); }
template <typename Tag>
std::string ToString(Ordinal<Tag> ordinal) {
  return std::to_string(ordinal.value());
}

}  // namespace sworn

template <typename Tag>
struct std::hash<sworn::Ordinal<Tag>> {
  std::size_t operator()(const sworn::Ordinal<Tag>& ordinal) const noexcept {
    return std::hash<std::uint64_t>()(ordinal.value());
  }
};
