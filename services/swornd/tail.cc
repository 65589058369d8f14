#include "services/swornd/tail.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/limits.h"
#include "services/rpc/error_details.h"
#include "services/swornd/ledger_messages.h"

namespace sworn::daemon {
namespace {

Status CheckStart(const runtime::Ledger& ledger, std::uint64_t start) {
  const TreeSize size = ledger.checkpoint()->head.size;
  if (start <= size.value()) return Ok();
  return Fail(Reason::kIndexOutOfRange,
              "the log has " + ToString(size) +
                  " entries; if there were more once, it is not the same log: do not go on",
              "start");
}

}  // namespace

TailCall* TailCall::Start(const ServiceParts& parts, const grpc::CallbackServerContext& context,
                          const api::v1::TailRequest& request) {
  auto* call = new TailCall(parts, LeafIndex(request.start()));
  Status opened = parts.access.Check(context, "/sworn.api.v1.LedgerService/Tail");
  if (opened) opened = CheckStart(parts.ledger, request.start());
  if (opened) opened = parts.streams.Add(*call);
  {
    MutexLock lock(call->mutex_);
    call->registered_ = opened.has_value();
    if (!opened) call->state_ = State::kFinished;
  }
  if (opened) {
    parts.reads.Run([call] { call->Read(); });  // As many as there are open streams at most.
  } else {
    call->Finish(rpc::ToStatus(opened));
  }
  return call;
}

void TailCall::Read() {
  while (true) {
    const Checkpoint checkpoint = parts_.ledger.checkpoint();
    if (next_.value() < checkpoint->head.size.value()) {
      if (Status read = ReadPage(*checkpoint); !read) return FinishWith(read.error());
      std::optional<Error> end;
      {
        MutexLock lock(mutex_);
        if (!end_) {
          state_ = State::kWriting;
          StartWrite(&response_);
          return;
        }
        end = end_;
      }
      return FinishWith(*end);
    }
    std::optional<Error> end;
    {
      MutexLock lock(mutex_);
      end = end_;
      if (!end) {
        state_ = State::kWaiting;
        if (parts_.notifier.Wait(*this, TreeSize(next_.value()))) return;
        state_ = State::kReading;
      }
    }
    if (end) return FinishWith(*end);
  }
}

Status TailCall::ReadPage(const runtime::SignedCheckpoint& checkpoint) {
  const std::uint64_t left = checkpoint.head.size.value() - next_.value();
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>(left, limits::kMaxEntriesPerPage));
  SWORN_ASSIGN_OR_RETURN(
      std::vector<tlog::StoredEntry> entries,
      parts_.ledger.log().ReadEntries(next_, count, ByteCount(limits::kMaxTailMessageBytes)));
  if (entries.empty()) return Fail(Reason::kInternal, "the log has fewer entries than it signed");
  response_.Clear();
  response_.set_first_index(next_.value());
  for (tlog::StoredEntry& entry : entries) response_.add_entries(std::move(entry.leaf));
  next_ = LeafIndex(next_.value() + entries.size());
  if (next_.value() == checkpoint.head.size.value()) response_.set_checkpoint(checkpoint.note);
  return Ok();
}

void TailCall::OnWriteDone(bool ok) {
  std::optional<Error> end;
  {
    MutexLock lock(mutex_);
    if (!ok && !end_) end_ = Fail(Reason::kCancelled, "the client is gone");
    end = end_;
    state_ = State::kReading;
  }
  if (end) return FinishWith(*end);
  parts_.reads.Run([this] { Read(); });
}

void TailCall::Wake() {
  std::optional<Error> end;
  {
    MutexLock lock(mutex_);
    end = end_;
    state_ = State::kReading;
  }
  if (end) return FinishWith(*end);
  parts_.reads.Run([this] { Read(); });
}

void TailCall::OnCancel() { End(Fail(Reason::kCancelled, "the client cancelled")); }

void TailCall::Stop() { End(Fail(Reason::kShuttingDown, "the daemon is stopping; tail on later")); }

void TailCall::End(const Error& error) {
  {
    MutexLock lock(mutex_);
    if (end_ || state_ == State::kFinished) return;
    end_ = error;
    // Otherwise whoever reads, writes or wakes it sees end_.
    if (state_ != State::kWaiting || !parts_.notifier.Cancel(*this)) return;
    state_ = State::kReading;
  }
  FinishWith(error);
}

void TailCall::FinishWith(const Error& error) {
  const grpc::Status status = rpc::ToStatus(error);
  {
    MutexLock lock(mutex_);
    state_ = State::kFinished;
  }
  Finish(status);  // Last: the object may be gone before this returns.
}

void TailCall::OnDone() {
  bool registered = false;
  {
    MutexLock lock(mutex_);
    registered = registered_;
  }
  if (registered) parts_.streams.Remove(*this);
  delete this;
}

}  // namespace sworn::daemon
