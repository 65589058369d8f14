#include "ledger/authoring/submission.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "ledger/authoring/csv_text.h"
#include "ledger/authoring/dependency_order.h"
#include "ledger/base/limits.h"

namespace sworn::authoring {
namespace {

OutboxVerdict RefusalOf(const Error& error) {
  OutboxVerdict verdict;
  verdict.reason = std::string(ReasonName(error.reason));
  verdict.field = error.field;
  verdict.message = error.message;
  return verdict;
}

void Count(const OutboxVerdict& verdict, SubmissionReport* report) {
  if (!verdict.accepted) {
    ++report->refused;
  } else if (verdict.duplicate) {
    ++report->repeated;
  } else {
    ++report->accepted;
  }
}

void Refuse(std::size_t position, const Error& error, SubmissionReport* report) {
  report->verdicts[position] = RefusalOf(error);
  ++report->refused;
}

// Refusals that lie in the signature and not in the event: the same content is signed anew. Since
// it was refused it is not in the ledger, so nothing can come in twice.
bool MustSignAgain(const std::optional<OutboxVerdict>& verdict) {
  constexpr std::array kReasons = {
      Reason::kExpired,        Reason::kNotAfterTooFar, Reason::kUnknownKey,
      Reason::kKeyNotYetValid, Reason::kKeyExpired,     Reason::kKeyRevoked,
      Reason::kRoleMissing,    Reason::kNotAuthorized,  Reason::kBadSignature};
  return verdict && !verdict->accepted &&
         std::any_of(kReasons.begin(), kReasons.end(),
                     [&](Reason reason) { return verdict->reason == ReasonName(reason); });
}

bool IsRefusal(const std::optional<OutboxVerdict>& verdict) {
  return verdict && !verdict->accepted;
}

}  // namespace

std::vector<SubmissionItem> ItemsOf(const std::vector<EventItem>& events) {
  std::vector<SubmissionItem> items;
  items.reserve(events.size());
  for (const EventItem& event : events) {
    items.push_back({event.number, event.content_key, event.request, false});
  }
  return items;
}

std::vector<SubmissionItem> ItemsOf(const CompletionsFile& file) {
  std::vector<SubmissionItem> items;
  items.reserve(file.rows.size());
  for (const CompletionRow& row : file.rows) {
    items.push_back({row.number, row.content_key, row.request, row.id_from_content});
  }
  return items;
}

Submission::Submission(const EventBuilder& builder, Outbox& outbox, SendFunction send,
                       FindFunction find, const SubmissionOptions& options)
    : builder_(builder),
      outbox_(outbox),
      send_(std::move(send)),
      find_(std::move(find)),
      options_(options) {}

Result<SubmissionReport> Submission::Run(std::span<const SubmissionItem> items,
                                         const Progress& progress) {
  SubmissionReport report;
  report.verdicts.resize(items.size());
  std::vector<OrderedEvent> events;
  events.reserve(items.size());
  for (const SubmissionItem& item : items) {
    if (item.request) {
      events.push_back({item.request->type, item.request->recorded_at});
    } else {
      events.push_back({});
    }
  }
  const std::vector<std::size_t> order = DependencyOrder(events);
  SWORN_RETURN_IF_ERROR(SignNew(items, order, &report));
  SWORN_RETURN_IF_ERROR(outbox_.Sync());

  std::vector<Pending> message;
  std::size_t bytes = 0;
  std::size_t done = report.refused;
  const auto flush = [&]() -> Status {
    if (message.empty() || report.stopped) return Ok();
    done += message.size();
    SWORN_RETURN_IF_ERROR(SendMessage(items, std::move(message), &report));
    message.clear();
    bytes = 0;
    if (progress && !report.stopped) progress(done, items.size());
    return Ok();
  };
  for (const std::size_t position : order) {
    if (report.verdicts[position] || report.stopped) continue;  // Refused before it was sent.
    SWORN_ASSIGN_OR_RETURN(SignedItem item, outbox_.Read(items[position].content_key));
    // Of simulated time, which is not signed: the input's present word, not that of an earlier run.
    item.recorded_at = items[position].request->recorded_at;
    bytes += item.signed_event.size();
    message.push_back({position, std::move(item)});
    if (message.size() >= options_.events_per_message || bytes >= options_.bytes_per_message) {
      SWORN_RETURN_IF_ERROR(flush());
    }
  }
  SWORN_RETURN_IF_ERROR(flush());
  SWORN_RETURN_IF_ERROR(outbox_.Sync());
  return report;
}

Status Submission::SignNew(std::span<const SubmissionItem> items,
                           std::span<const std::size_t> order, SubmissionReport* report) {
  std::vector<Unsigned> fresh;
  std::set<Sha256Hash> seen;
  for (const std::size_t position : order) {
    const SubmissionItem& item = items[position];
    if (!item.request) {
      Refuse(position, item.request.error(), report);
      continue;
    }
    EventRequest request = *item.request;
    if (outbox_.Contains(item.content_key)) {
      if (!MustSignAgain(outbox_.Verdict(item.content_key))) continue;
      SWORN_ASSIGN_OR_RETURN(const SignedItem earlier, outbox_.Read(item.content_key));
      request.id = earlier.event_id;
    }
    if (!seen.insert(item.content_key).second) continue;  // A repeated row: one event.
    Result<BuiltEvent> event = builder_.Build(request);
    if (!event) {
      Refuse(position, event.error(), report);
      continue;
    }
    fresh.push_back({position, std::move(event).value()});
  }
  SWORN_RETURN_IF_ERROR(options_.batch ? SignBatches(items, std::move(fresh), report)
                                       : SignSingly(items, fresh, report));
  for (const std::size_t position : order) {
    if (!report->verdicts[position] && !outbox_.Contains(items[position].content_key)) {
      Refuse(position, Fail(Reason::kInvalidField, "repeats an item that was refused"), report);
    }
  }
  return Ok();
}

Status Submission::SignSingly(std::span<const SubmissionItem> items,
                              std::span<const Unsigned> fresh, SubmissionReport* report) {
  for (const Unsigned& one : fresh) {
    const Result<SignedItem> item = SignOne(one.event);
    if (!item) {
      Refuse(one.position, item.error(), report);
      continue;
    }
    SWORN_RETURN_IF_ERROR(outbox_.Add(items[one.position].content_key, *item));
  }
  return Ok();
}

Status Submission::SignBatches(std::span<const SubmissionItem> items, std::vector<Unsigned> fresh,
                               SubmissionReport* report) {
  // One batch has one signer: the events of each key together, those of several people singly.
  std::vector<Unsigned> singly;
  std::vector<std::pair<const crypto::PrivateKey*, std::vector<Unsigned>>> by_key;
  for (Unsigned& one : fresh) {
    if (one.event.keys.size() != 1) {
      singly.push_back(std::move(one));
      continue;
    }
    const crypto::PrivateKey* key = one.event.keys.front();
    auto group = std::find_if(by_key.begin(), by_key.end(),
                              [&](const auto& candidate) { return candidate.first == key; });
    if (group == by_key.end()) group = by_key.insert(by_key.end(), {key, {}});
    group->second.push_back(std::move(one));
  }
  for (const auto& [key, group] : by_key) {
    for (std::size_t start = 0; start < group.size(); start += limits::kMaxBatchEvents) {
      const std::size_t count =
          std::min<std::size_t>(limits::kMaxBatchEvents, group.size() - start);
      SWORN_RETURN_IF_ERROR(SignBatch(items, std::span(group).subspan(start, count), report));
    }
  }
  return SignSingly(items, singly, report);
}

Status Submission::SignBatch(std::span<const SubmissionItem> items, std::span<const Unsigned> group,
                             SubmissionReport* report) {
  std::vector<BuiltEvent> events;
  events.reserve(group.size());
  for (const Unsigned& one : group) events.push_back(one.event);
  const Result<std::vector<SignedItem>> batch = SignTogether(events);
  for (std::size_t i = 0; i < group.size(); ++i) {
    const std::size_t position = group[i].position;
    if (!batch) {
      // One bad event spoils a batch: the error says which, and nothing of it is signed.
      Refuse(position, batch.error(), report);
      continue;
    }
    SWORN_RETURN_IF_ERROR(outbox_.Add(items[position].content_key, (*batch)[i]));
  }
  return Ok();
}

Status Submission::SendMessage(std::span<const SubmissionItem> items, std::vector<Pending> pending,
                               SubmissionReport* report) {
  std::vector<SignedItem> message;
  message.reserve(pending.size());
  for (Pending& one : pending) message.push_back(std::move(one.item));
  Result<std::vector<OutboxVerdict>> verdicts = send_(message);
  if (verdicts && verdicts->size() != message.size()) {
    verdicts =
        Fail(Reason::kInternal, "the server gave " + std::to_string(verdicts->size()) +
                                    " verdicts for " + std::to_string(message.size()) + " events");
  }
  if (!verdicts) {
    report->stopped = verdicts.error();
    return Ok();
  }
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const SubmissionItem& item = items[pending[i].position];
    const Result<OutboxVerdict> verdict = Settle(item, message[i], (*verdicts)[i]);
    if (!verdict) {
      // Without a verdict it is sent again next time; those of the others are kept.
      if (!report->stopped) report->stopped = verdict.error();
      continue;
    }
    Count(*verdict, report);
    report->verdicts[pending[i].position] = *verdict;
    SWORN_RETURN_IF_ERROR(outbox_.AddVerdict(item.content_key, *verdict));
  }
  return Ok();
}

Result<OutboxVerdict> Submission::Settle(const SubmissionItem& item, const SignedItem& sent,
                                         const OutboxVerdict& verdict) const {
  const bool taken = !verdict.accepted && verdict.reason == ReasonName(Reason::kEventIdConflict);
  if (!taken || !item.id_from_content) return verdict;
  SWORN_ASSIGN_OR_RETURN(const LeafIndex index,
                         find_(item.request->acting_authority, sent.event_id));
  OutboxVerdict recorded;
  recorded.accepted = true;
  recorded.index = index;
  recorded.duplicate = true;
  return recorded;
}

std::string FormatRejects(const CompletionsFile& file, const SubmissionReport& report) {
  if (!std::any_of(report.verdicts.begin(), report.verdicts.end(), IsRefusal)) return {};
  // A file of rejects that is refused again has the columns already.
  std::vector<std::size_t> kept;
  std::vector<std::string> header;
  for (std::size_t i = 0; i < file.header.size(); ++i) {
    const std::string& name = file.header[i];
    if (name == kRefusedReasonColumn || name == kRefusedFieldColumn ||
        name == kRefusedMessageColumn) {
      continue;
    }
    kept.push_back(i);
    header.push_back(name);
  }
  header.emplace_back(kRefusedReasonColumn);
  header.emplace_back(kRefusedFieldColumn);
  header.emplace_back(kRefusedMessageColumn);
  std::string text = FormatCsvRow(header);
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    if (!IsRefusal(report.verdicts[i])) continue;
    const std::vector<std::string>& original = file.rows[i].fields;
    std::vector<std::string> fields;
    // A row of the wrong width keeps what it has, so that it can be mended.
    for (const std::size_t column : kept) {
      fields.push_back(column < original.size() ? original[column] : std::string());
    }
    const OutboxVerdict& verdict = *report.verdicts[i];
    const std::string column = ColumnOf(file, verdict.field);
    fields.push_back(verdict.reason);
    fields.push_back(column.empty() ? verdict.field : column);
    fields.push_back(verdict.message);
    text += FormatCsvRow(fields);
  }
  return text;
}

std::string FormatRejects(const std::vector<EventItem>& events, const SubmissionReport& report) {
  std::string text;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (!IsRefusal(report.verdicts[i])) continue;
    const OutboxVerdict& verdict = *report.verdicts[i];
    nlohmann::json line = events[i].source;
    if (line.is_object()) {
      line["refused"] = {
          {"reason", verdict.reason}, {"field", verdict.field}, {"message", verdict.message}};
    }
    text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace sworn::authoring
