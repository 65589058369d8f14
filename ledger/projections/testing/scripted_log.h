// A log in memory whose entries a test writes one by one, without keys, signatures or admission.
//
//   ScriptedLog script;                                       // holds a genesis entry
//   const LeafIndex done = script.Append(Completion("1234", "basic", "2023-10-13"));
//   script.AppendAt(At("2024-01-22T15:00:00Z"), Voided("1234", done));
//
// For tests only. Aborts on errors of the log. Belongs to one thread; the log itself may be read by
// others.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/base/instant.h"
#include "ledger/base/ordinal.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/tlog/log.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::projections::testing {

// An instant that the test knows to be well-formed.
Instant At(std::string_view text);
Date Day(std::string_view text);

// Events about `subject` (none: empty), of the Commission, on a day.
event::v1::Event Registered(std::string_view officer, std::string_view date);
event::v1::Event Completion(std::string_view officer, std::string_view course,
                            std::string_view date, std::string_view offering = {});
event::v1::Event Enrolled(std::string_view officer, std::string_view offering,
                          std::string_view date);
event::v1::Event Course(std::string_view course, std::string_view date);
event::v1::Event Offering(std::string_view offering, std::string_view course,
                          std::string_view date);
event::v1::Event Mou(std::string_view mou, std::string_view date);
event::v1::Event Designated(std::string_view officer, std::string_view mou, std::string_view date);
event::v1::Event OfficerGranted(std::string_view officer, std::string_view date);
event::v1::Event SroGranted(std::string_view officer, std::string_view date);
event::v1::Event Policy(std::string_view policy, std::uint32_t version, std::string_view date);
event::v1::Event Authority(std::string_view authority, std::string_view name,
                           std::string_view date);
event::v1::Event KeyRevoked(std::string_view authority, std::string_view date);
event::v1::Event Voided(std::string_view officer, LeafIndex target);
event::v1::Event CompletionVoided(std::string_view officer, LeafIndex target);
// To another officer, another day, or both; what is empty stays.
event::v1::Event Corrected(std::string_view officer, LeafIndex target, std::string_view new_officer,
                           std::string_view new_date);

class ScriptedLog {
 public:
  static constexpr std::string_view kBegins = "2023-07-01T12:00:00Z";

  ScriptedLog();

  tlog::Log& log() { return *log_; }
  const tlog::Log& log() const { return *log_; }
  TreeSize size() const { return log_->Snapshot().head.size; }

  // One second after the entry before.
  LeafIndex Append(const event::v1::Event& event);
  LeafIndex AppendAt(Instant recorded_at, const event::v1::Event& event);
  // All in one group.
  void AppendAll(const std::vector<event::v1::Event>& events);
  // An entry that holds no event.
  LeafIndex AppendBytes(std::string_view body);

 private:
  storage::MemoryLogStore store_;
  storage::MemoryHeadStore heads_;
  std::unique_ptr<tlog::Log> log_;
  Instant next_;
};

}  // namespace sworn::projections::testing
