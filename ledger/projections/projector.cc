#include "ledger/projections/projector.h"

#include <algorithm>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "ledger/base/encoding.h"
#include "ledger/codec/fact_encoding.h"
#include "ledger/codec/facts.h"
#include "ledger/projections/row_keys.h"
#include "ledger/tlog/entry.h"

namespace sworn::projections {

namespace {

using certification::Fact;

Error AtEntry(LeafIndex index, std::string_view what) {
  return Fail(Reason::kCorrupt,
              "entry " + ToString(index) + " cannot be projected: " + std::string(what));
}

void Join(std::vector<Home>& homes, Home home) {
  if (std::find(homes.begin(), homes.end(), home) == homes.end()) homes.push_back(std::move(home));
}

// Where a body about no officer lies; officers' bodies lie with the officer alone.
template <typename Body>
void JoinHomeOfBody(std::vector<Home>& homes, const Body& body) {
  if constexpr (std::is_same_v<Body, certification::CourseApproved>) {
    Join(homes, Home::Course(body.course));
  } else if constexpr (std::is_same_v<Body, certification::OfferingScheduled>) {
    Join(homes, Home::Offering(body.offering));
  } else if constexpr (std::is_same_v<Body, certification::MouSigned> ||
                       std::is_same_v<Body, certification::MouEnded>) {
    Join(homes, Home::Mou(body.mou));
  } else if constexpr (std::is_same_v<Body, certification::Policy>) {
    Join(homes, Home::Policies());
  } else if constexpr (std::is_same_v<Body, certification::RecordCorrected>) {
    const certification::CorrectedRecord& corrected = body.corrected;
    if (!corrected.subject.empty()) Join(homes, Home::Officer(corrected.subject));
    std::visit([&homes](const auto& restated) { JoinHomeOfBody(homes, restated); }, corrected.body);
  }
}

void JoinHomesOf(std::vector<Home>& homes, const Fact& fact) {
  if (!fact.subject.empty()) Join(homes, Home::Officer(fact.subject));
  std::visit([&homes](const auto& body) { JoinHomeOfBody(homes, body); }, fact.body);
}

// The officer whom the fact makes known; null if it makes none.
const std::string* RegisteredOfficer(const Fact& fact) {
  if (std::holds_alternative<certification::OfficerRegistered>(fact.body)) return &fact.subject;
  const auto* correction = std::get_if<certification::RecordCorrected>(&fact.body);
  if (correction != nullptr &&
      std::holds_alternative<certification::OfficerRegistered>(correction->corrected.body)) {
    return &correction->corrected.subject;
  }
  return nullptr;
}

Status ParseEvent(LeafIndex index, std::string_view body, event::v1::SignedEvent& envelope,
                  event::v1::Event& event) {
  if (!envelope.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
      !event.ParseFromString(envelope.payload())) {
    return AtEntry(index, "it holds no event");
  }
  return Ok();
}

}  // namespace

Projector::Projector(const storage::RowReader& rows, const tlog::Log& log)
    : rows_(rows), log_(log) {}

Status Projector::Add(LeafIndex index, std::string_view leaf) {
  const Result<tlog::EntryView> entry = tlog::ParseEntry(leaf);
  if (!entry) return AtEntry(index, entry.error().message);
  if (entry->prefix.index != index) return AtEntry(index, "it says that it is another");
  SWORN_RETURN_IF_ERROR(ParseEvent(index, entry->body, envelope_, event_));
  return AddEvent(index, entry->prefix.recorded_at);
}

Status Projector::AddEvent(LeafIndex index, Instant recorded_at) {
  if (event_.body().has_genesis()) {
    const event::v1::Genesis& genesis = event_.body().genesis();
    PutAuthority(index,
                 {.index = index,
                  .kind = certification::AuthorityKind::kRoot,
                  .parent = {},
                  .name = genesis.root_name()},
                 genesis.root_authority());
    return Ok();
  }
  if (event_.body().has_authority_registered()) {
    const event::v1::AuthorityRegistered& registered = event_.body().authority_registered();
    PutAuthority(index,
                 {.index = index,
                  .kind = codec::ToAuthorityKind(registered.kind()),
                  .parent = registered.parent(),
                  .name = registered.name()},
                 registered.authority());
    return Ok();
  }
  if (const std::optional<codec::TargetReference> target = codec::TargetOf(event_)) {
    return AddPointing(index, recorded_at, target->index);
  }
  const Result<std::optional<Fact>> fact = codec::ToFact(index, recorded_at, event_);
  if (!fact) return AtEntry(index, fact.error().message);
  if (!*fact) return Ok();
  std::vector<Home> homes;
  JoinHomesOf(homes, **fact);
  if (homes.empty()) return AtEntry(index, "it is about nothing");
  PutFact(homes, **fact);
  return Ok();
}

Status Projector::AddPointing(LeafIndex index, Instant recorded_at, LeafIndex target_index) {
  if (target_index >= index) return AtEntry(index, "it points at no earlier entry");
  Result<Target> target = FindTarget(target_index);
  if (!target) return AtEntry(index, target.error().message);
  std::optional<Fact> fact;
  if (event_.body().has_record_corrected()) {
    Result<Fact> corrected = codec::ToCorrection(index, recorded_at, event_, target->fact);
    if (!corrected) return AtEntry(index, corrected.error().message);
    fact = std::move(*corrected);
  } else {
    Result<std::optional<Fact>> voided = codec::ToFact(index, recorded_at, event_);
    if (!voided) return AtEntry(index, voided.error().message);
    fact = std::move(*voided);
  }
  if (!fact) return AtEntry(index, "it says nothing of its target");
  Thread& thread = target->thread;
  if (auto* corrected = std::get_if<certification::RecordCorrected>(&fact->body)) {
    corrected->target = thread.root;
  } else if (auto* completion = std::get_if<certification::CompletionVoided>(&fact->body)) {
    completion->target = thread.root;
  }
  JoinHomesOf(thread.homes, *fact);
  PutThread(thread.root, thread);
  PutThread(index, {.root = thread.root, .homes = {}});
  PutFact(thread.homes, *fact);
  remembered_.insert_or_assign(thread.homes.front().Key(index), codec::EncodeFact(*fact));
  return Ok();
}

Result<Projector::Target> Projector::FindTarget(LeafIndex index) {
  SWORN_ASSIGN_OR_RETURN(std::optional<Thread> thread, FindThread(index));
  if (!thread || thread->root == index) {
    SWORN_ASSIGN_OR_RETURN(Fact fact, ReadPlainFact(index));
    if (!thread) {
      thread = Thread{.root = index, .homes = {}};
      JoinHomesOf(thread->homes, fact);
      if (thread->homes.empty()) return AtEntry(index, "it is about nothing");
    }
    return Target{std::move(*thread), std::move(fact)};
  }
  const LeafIndex root = thread->root;
  SWORN_ASSIGN_OR_RETURN(thread, FindThread(root));
  if (!thread || thread->homes.empty()) return AtEntry(root, "its corrections have been lost");
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                         Get(thread->homes.front().Key(index)));
  if (!row) return AtEntry(index, "its row has been lost");
  SWORN_ASSIGN_OR_RETURN(Fact fact, codec::DecodeFact(*row));
  return Target{std::move(*thread), std::move(fact)};
}

Result<certification::Fact> Projector::ReadPlainFact(LeafIndex index) const {
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, log_.ReadEntry(index));
  const Result<tlog::EntryView> entry = tlog::ParseEntry(leaf);
  if (!entry) return AtEntry(index, entry.error().message);
  event::v1::SignedEvent envelope;
  event::v1::Event event;
  SWORN_RETURN_IF_ERROR(ParseEvent(index, entry->body, envelope, event));
  SWORN_ASSIGN_OR_RETURN(std::optional<Fact> fact,
                         codec::ToFact(index, entry->prefix.recorded_at, event));
  if (!fact) return AtEntry(index, "it is no record of the kind that can be corrected or voided");
  return std::move(*fact);
}

Result<std::optional<Projector::Thread>> Projector::FindThread(LeafIndex index) {
  SWORN_ASSIGN_OR_RETURN(const std::optional<std::string> row, Get(ThreadKey(index)));
  if (!row) return std::optional<Thread>();
  const Error damaged = AtEntry(index, "the row of its corrections is damaged");
  std::string_view rest = *row;
  if (rest.size() < 8) return damaged;
  Thread thread{.root = LeafIndex(ReadUint64(rest)), .homes = {}};
  rest.remove_prefix(8);
  while (!rest.empty()) {
    const std::size_t length = static_cast<std::uint8_t>(rest[0]);
    if (rest.size() < 1 + length) return damaged;
    SWORN_ASSIGN_OR_RETURN(Home home, Home::Parse(rest.substr(1, length)));
    thread.homes.push_back(std::move(home));
    rest.remove_prefix(1 + length);
  }
  return std::optional<Thread>(std::move(thread));
}

void Projector::PutThread(LeafIndex index, const Thread& thread) {
  std::string row;
  AppendUint64(row, thread.root.value());
  for (const Home& home : thread.homes) {
    SWORN_CHECK(home.text().size() <= 255);  // An identifier has at most 64 bytes.
    row += static_cast<char>(home.text().size());
    row += home.text();
  }
  PutRemembered(ThreadKey(index), std::move(row));
}

void Projector::PutFact(const std::vector<Home>& homes, const Fact& fact) {
  if (const std::string* officer = RegisteredOfficer(fact); officer != nullptr) {
    batch_.Put(KnownOfficerKey(*officer), {});
  }
  std::string row = codec::EncodeFact(fact);
  for (std::size_t i = 0; i + 1 < homes.size(); ++i) batch_.Put(homes[i].Key(fact.index), row);
  batch_.Put(homes.back().Key(fact.index), std::move(row));
}

void Projector::PutAuthority(LeafIndex index, const AuthorityRecord& record,
                             std::string_view authority) {
  batch_.Put(AuthorityKey(authority, index), EncodeAuthority(record));
}

void Projector::PutRemembered(std::string key, std::string row) {
  remembered_.insert_or_assign(key, row);
  batch_.Put(std::move(key), std::move(row));
}

Result<std::optional<std::string>> Projector::Get(const std::string& key) const {
  const auto found = remembered_.find(key);
  if (found != remembered_.end()) return std::optional<std::string>(found->second);
  return rows_.Get(key);
}

storage::RowBatch Projector::Finish(const RootHash& root) {
  batch_.Put(std::string(kStateKey), EncodeState({.projector_version = kProjectorVersion,
                                                  .fact_encoding = FactEncodingVersion(),
                                                  .root = root}));
  remembered_.clear();
  return std::exchange(batch_, {});
}

}  // namespace sworn::projections
