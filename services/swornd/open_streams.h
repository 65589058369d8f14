// The streams that are open now: bounded in number, and told when the daemon stops, so that a
// client that holds one open does not hold up the stop.
//
//   class AppendStreamCall : public OpenStream { … };
//   if (Status opened = streams.Add(*this); !opened) …;    // TOO_MANY_STREAMS, SHUTTING_DOWN
//   streams.Remove(*this);                                 // in OnDone
//
// Thread-safe. Borrows the streams between Add and Remove.
#pragma once

#include <cstddef>
#include <unordered_set>

#include "ledger/base/mutex.h"
#include "ledger/base/result.h"

namespace sworn::daemon {

class OpenStream {
 public:
  // Finish what has been taken in, then end with SHUTTING_DOWN. Must not block, nor call
  // OpenStreams.
  virtual void Stop() = 0;

 protected:
  ~OpenStream() = default;
};

class OpenStreams {
 public:
  explicit OpenStreams(std::size_t bound);
  ~OpenStreams();
  OpenStreams(const OpenStreams&) = delete;
  OpenStreams& operator=(const OpenStreams&) = delete;

  // TOO_MANY_STREAMS at the bound; SHUTTING_DOWN after StopAll.
  Status Add(OpenStream& stream);
  void Remove(OpenStream& stream);
  // Stops those that are open and refuses any more.
  void StopAll();

 private:
  const std::size_t bound_;
  Mutex mutex_;
  std::unordered_set<OpenStream*> streams_ SWORN_GUARDED_BY(mutex_);
  bool stopping_ SWORN_GUARDED_BY(mutex_) = false;
};

}  // namespace sworn::daemon
