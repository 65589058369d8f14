#include "services/swornd/append_stream.h"

#include <string>
#include <utility>

#include "ledger/base/limits.h"
#include "services/rpc/error_details.h"
#include "services/swornd/ledger_messages.h"

namespace sworn::daemon {

AppendStreamCall* AppendStreamCall::Start(const ServiceParts& parts,
                                          const grpc::CallbackServerContext& context) {
  auto* call = new AppendStreamCall(parts);
  Status opened = parts.access.Check(context, "/sworn.api.v1.LedgerService/AppendStream");
  if (opened) opened = parts.streams.Add(*call);
  std::optional<grpc::Status> end;
  {
    MutexLock lock(call->mutex_);
    call->registered_ = opened.has_value();
    if (!opened) call->end_ = opened.error();
    end = call->Proceed();
  }
  if (end) call->Finish(*std::move(end));
  return call;
}

void AppendStreamCall::OnReadDone(bool ok) {
  std::optional<grpc::Status> end;
  bool submit = false;
  {
    MutexLock lock(mutex_);
    if (!ok) {
      reading_ = false;
      reads_ended_ = true;
    } else if (end_ || broken_) {
      reading_ = false;  // It came too late: it gets no verdict, and the status says why.
    } else if (static_cast<std::size_t>(request_.submissions_size()) >
               limits::kMaxEventsPerAppendMessage) {
      reading_ = false;
      end_ = Fail(Reason::kTooLarge,
                  "a message holds at most " + std::to_string(limits::kMaxEventsPerAppendMessage) +
                      " events, this has " + std::to_string(request_.submissions_size()),
                  "submissions");
    } else {
      submit = true;
    }
    if (!submit) end = Proceed();
  }
  if (submit) {
    Submit();
    // Only now may the next message be read: another thread would take it, and could hand it to
    // the ledger before this one.
    MutexLock lock(mutex_);
    reading_ = false;
    end = Proceed();
  }
  if (end) Finish(*std::move(end));
}

void AppendStreamCall::Submit() {
  auto owned = std::make_unique<Message>();
  Message* message = owned.get();
  std::vector<runtime::Submission> submissions;
  message->refused.resize(static_cast<std::size_t>(request_.submissions_size()));
  submissions.reserve(message->refused.size());
  for (int i = 0; i < request_.submissions_size(); ++i) {
    Result<runtime::Submission> taken = TakeSubmission(*request_.mutable_submissions(i));
    if (taken) {
      submissions.push_back(*std::move(taken));
    } else {
      message->refused[static_cast<std::size_t>(i)] = std::move(taken).error();
    }
  }
  request_.Clear();
  {
    MutexLock lock(mutex_);
    messages_.push_back(std::move(owned));
  }
  // May answer before it returns.
  parts_.ledger.Append(std::move(submissions), [this, message](runtime::AppendOutcome outcome) {
    // A thousand verdicts take a while to write down, and this is the sequencer's thread.
    auto shared = std::make_shared<runtime::AppendOutcome>(std::move(outcome));
    parts_.reads.Run([this, message, shared] { Complete(*message, *shared); });
  });
}

void AppendStreamCall::Complete(Message& message, runtime::AppendOutcome& outcome) {
  api::v1::AppendStreamResponse response;
  response.mutable_verdicts()->Reserve(static_cast<int>(message.refused.size()));
  auto next = outcome.verdicts.begin();
  for (std::optional<Error>& refused : message.refused) {
    *response.add_verdicts() =
        refused ? ToVerdict(*std::move(refused)) : ToVerdict(std::move(*next++));
  }
  response.set_checkpoint(outcome.checkpoint->note);
  std::optional<grpc::Status> end;
  {
    MutexLock lock(mutex_);
    message.response = std::move(response);
    end = Proceed();
  }
  if (end) Finish(*std::move(end));
}

void AppendStreamCall::OnWriteDone(bool ok) {
  std::optional<grpc::Status> end;
  {
    MutexLock lock(mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    messages_.pop_front();
    end = Proceed();
  }
  if (end) Finish(*std::move(end));
}

void AppendStreamCall::OnCancel() {
  std::optional<grpc::Status> end;
  {
    MutexLock lock(mutex_);
    broken_ = true;
    end = Proceed();
  }
  if (end) Finish(*std::move(end));
}

void AppendStreamCall::Stop() {
  std::optional<grpc::Status> end;
  {
    MutexLock lock(mutex_);
    if (!end_) {
      end_ = Fail(Reason::kShuttingDown,
                  "the daemon is stopping; send what has no verdict again later");
    }
    end = Proceed();
  }
  if (end) Finish(*std::move(end));
}

bool AppendStreamCall::MayRead() const {
  return !reading_ && !reads_ended_ && !end_ && !broken_ &&
         messages_.size() < limits::kMaxAppendMessagesInFlight;
}

bool AppendStreamCall::MayFinish() const {
  // What the ledger still works on will call back: it must find this object alive.
  return !finished_ && !writing_ && messages_.empty() && (reads_ended_ || end_ || broken_);
}

std::optional<grpc::Status> AppendStreamCall::Proceed() {
  if (broken_ && !writing_) {
    while (!messages_.empty() && messages_.front()->response) messages_.pop_front();
  }
  if (!writing_ && !messages_.empty() && messages_.front()->response) {
    writing_ = true;
    StartWrite(&*messages_.front()->response);
  }
  if (MayRead()) {
    reading_ = true;
    StartRead(&request_);
  }
  if (!MayFinish()) return std::nullopt;
  finished_ = true;
  return end_ ? rpc::ToStatus(*end_) : grpc::Status::OK;
}

void AppendStreamCall::OnDone() {
  bool registered = false;
  {
    MutexLock lock(mutex_);
    registered = registered_;
  }
  if (registered) parts_.streams.Remove(*this);
  delete this;
}

}  // namespace sworn::daemon
