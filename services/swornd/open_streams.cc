#include "services/swornd/open_streams.h"

#include <string>

namespace sworn::daemon {

OpenStreams::OpenStreams(std::size_t bound) : bound_(bound) {}

OpenStreams::~OpenStreams() {
  MutexLock lock(mutex_);
  SWORN_CHECK(streams_.empty());
}

Status OpenStreams::Add(OpenStream& stream) {
  MutexLock lock(mutex_);
  if (stopping_) return Fail(Reason::kShuttingDown, "the daemon is stopping");
  if (streams_.size() >= bound_) {
    return Fail(Reason::kTooManyStreams,
                std::to_string(bound_) + " streams are open already; end one, or try again later");
  }
  streams_.insert(&stream);
  return Ok();
}

void OpenStreams::Remove(OpenStream& stream) {
  MutexLock lock(mutex_);
  streams_.erase(&stream);
}

void OpenStreams::StopAll() {
  MutexLock lock(mutex_);
  stopping_ = true;
  for (OpenStream* stream : streams_) stream->Stop();
}

}  // namespace sworn::daemon
