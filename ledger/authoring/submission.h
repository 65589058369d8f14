// Sends the items of one input file: signs what is new, keeps it in the outbox, sends it in the
// order of what depends on what, and gathers one verdict for each item.
//
//   Submission submission(builder, outbox, send, find, {.batch = false});
//   SWORN_ASSIGN_OR_RETURN(const SubmissionReport report, submission.Run(items, progress));
//   report.verdicts[3].reason;           // "UNKNOWN_OFFICER"
//
// Belongs to one thread; borrows builder and outbox.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ledger/authoring/completions_csv.h"
#include "ledger/authoring/event_builder.h"
#include "ledger/authoring/event_file.h"
#include "ledger/authoring/event_request.h"
#include "ledger/authoring/outbox.h"
#include "ledger/base/digest.h"
#include "ledger/base/ordinal.h"
#include "ledger/base/result.h"

namespace sworn::authoring {

struct SubmissionItem {
  std::size_t number = 0;
  Sha256Hash content_key;
  Result<EventRequest> request;
  // The event id follows from the content: whoever has it recorded has recorded this content.
  bool id_from_content = false;
};
std::vector<SubmissionItem> ItemsOf(const std::vector<EventItem>& events);
std::vector<SubmissionItem> ItemsOf(const CompletionsFile& file);

struct SubmissionOptions {
  bool batch = false;  // One signature for many events; they must have one signer, the same.
  std::size_t events_per_message = 500;
  std::size_t bytes_per_message = 2 * 1024 * 1024;
};

struct SubmissionReport {
  // One for each item, in the input's order; none for those that were not sent because sending
  // failed.
  std::vector<std::optional<OutboxVerdict>> verdicts;
  std::size_t accepted = 0;
  std::size_t repeated = 0;  // Accepted before; not counted in `accepted`.
  std::size_t refused = 0;
  // Why sending stopped early, if it did: the same file may be sent again.
  std::optional<Error> stopped;
};

// Sends one message's events; one verdict for each in order, or why none could be had.
using SendFunction =
    std::function<Result<std::vector<OutboxVerdict>>(std::span<const SignedItem> items)>;

// The entry of the ledger that holds an event, by the authority that acted and the event's 16
// bytes.
using FindFunction = std::function<Result<LeafIndex>(const std::string& acting_authority,
                                                     const std::string& event_id)>;

class Submission {
 public:
  // `find` is asked only about items whose id follows from their content, when the ledger has that
  // id already: signed again under another file name or after a lost outbox, they are not the same
  // bytes, yet they are the same event, and count as accepted before.
  Submission(const EventBuilder& builder, Outbox& outbox, SendFunction send, FindFunction find,
             const SubmissionOptions& options = {});

  // Told after each message how many items have a verdict.
  using Progress = std::function<void(std::size_t done, std::size_t total)>;
  // Fails when the outbox fails; what the ledger refuses, and what could not be signed, stands in
  // the report.
  Result<SubmissionReport> Run(std::span<const SubmissionItem> items, const Progress& progress);

 private:
  struct Pending {
    std::size_t position = 0;  // Among the items.
    SignedItem item;
  };

  struct Unsigned {
    std::size_t position = 0;
    BuiltEvent event;
  };

  Status SignNew(std::span<const SubmissionItem> items, std::span<const std::size_t> order,
                 SubmissionReport* report);
  Status SignSingly(std::span<const SubmissionItem> items, std::span<const Unsigned> fresh,
                    SubmissionReport* report);
  Status SignBatches(std::span<const SubmissionItem> items, std::vector<Unsigned> fresh,
                     SubmissionReport* report);
  Status SignBatch(std::span<const SubmissionItem> items, std::span<const Unsigned> group,
                   SubmissionReport* report);
  Status SendMessage(std::span<const SubmissionItem> items, std::vector<Pending> pending,
                     SubmissionReport* report);
  // `verdict`, or the entry that holds the item's content already.
  Result<OutboxVerdict> Settle(const SubmissionItem& item, const SignedItem& sent,
                               const OutboxVerdict& verdict) const;

  const EventBuilder& builder_;
  Outbox& outbox_;
  const SendFunction send_;
  const FindFunction find_;
  const SubmissionOptions options_;
};

// Files that can be mended and sent again: the refused rows as they were, with reason, field (of
// a CSV: the column) and message. Empty when nothing was refused.
std::string FormatRejects(const CompletionsFile& file, const SubmissionReport& report);
std::string FormatRejects(const std::vector<EventItem>& events, const SubmissionReport& report);

}  // namespace sworn::authoring
