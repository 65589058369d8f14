// A bounded map that forgets what was longest unused.
//
//   LruCache<StreamName, StreamPosition> cache(100'000);
//   cache.Put(name, position);
//   if (const StreamPosition* position = cache.Find(name)) …
//
// Belongs to one thread, or to whoever holds the lock around it.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

namespace sworn::tlog {

template <typename Key, typename Value, typename Hash = std::hash<Key>>
class LruCache {
 public:
  // A capacity of 0 keeps nothing.
  explicit LruCache(std::size_t capacity) : capacity_(capacity) {}

  // Null when it is not there; valid until the next Put. Counts as a use.
  const Value* Find(const Key& key) {
    const auto found = positions_.find(key);
    if (found == positions_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }

  void Put(const Key& key, Value value) {
    if (capacity_ == 0) return;
    const auto found = positions_.find(key);
    if (found != positions_.end()) {
      found->second->second = std::move(value);
      order_.splice(order_.begin(), order_, found->second);
      return;
    }
    if (order_.size() == capacity_) {
      positions_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(key, std::move(value));
    positions_.emplace(key, order_.begin());
  }

  std::size_t size() const { return order_.size(); }

 private:
  using Order = std::list<std::pair<Key, Value>>;

  std::size_t capacity_;
  Order order_;  // The most recently used in front.
  std::unordered_map<Key, typename Order::iterator, Hash> positions_;
};

}  // namespace sworn::tlog
