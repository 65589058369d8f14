// What only the log's writer touches. Private to this folder.
#pragma once

#include <cstddef>

#include "ledger/tlog/frontier.h"
#include "ledger/tlog/log.h"
#include "ledger/tlog/lru_cache.h"

namespace sworn::tlog {

struct Log::WriterState {
  explicit WriterState(std::size_t cached_stream_heads) : heads(cached_stream_heads) {}

  GrowingTree tree;
  LruCache<StreamName, StreamPosition> heads;  // As committed.
  bool group_open = false;
};

}  // namespace sworn::tlog
