#include "ledger/verification/entry_checks.h"

#include <utility>
#include <vector>

#include "ledger/codec/sealed.h"
#include "ledger/merkle/hash.h"

namespace sworn::verification {

// The entries below the one that is judged, as the store gives them.
class EntryChecks::Source final : public admission::RecordSource {
 public:
  Source(const EntryChecks& checks, LeafIndex end) : checks_(checks), end_(end) {}

  Result<std::optional<tlog::StreamPosition>> StreamHead(const tlog::StreamName& stream) override {
    const auto found = checks_.streams_.find(stream);
    if (found == checks_.streams_.end()) return std::optional<tlog::StreamPosition>();
    return std::optional(found->second.head);
  }
  Result<std::optional<LeafIndex>> StreamStart(const tlog::StreamName& stream) override {
    const auto found = checks_.streams_.find(stream);
    if (found == checks_.streams_.end()) return std::optional<LeafIndex>();
    return std::optional(found->second.first);
  }
  Result<std::string> ReadEntry(LeafIndex index) override {
    return checks_.store_.ReadEntry(index);
  }
  LeafIndex end() const override { return end_; }
  LeafIndex durable_end() const override { return end_; }

 private:
  const EntryChecks& checks_;
  const LeafIndex end_;
};

EntryChecks::EntryChecks(const tlog::LogStore& store, const admission::Genesis& genesis,
                         Findings& findings)
    : store_(store),
      genesis_(genesis),
      findings_(findings),
      preparer_(genesis.ledger_id(), keys_),
      authority_(keys_) {}

Inspected EntryChecks::Inspect(LeafIndex index, std::string leaf) {
  Inspected inspected;
  inspected.index = index;
  inspected.hash = merkle::HashLeaf(leaf);
  inspected.leaf = std::move(leaf);
  Result<tlog::EntryView> entry = tlog::ParseEntry(inspected.leaf);
  if (!entry) {
    findings_.Add(Check::kEntry, index, entry.error());
    return inspected;
  }
  inspected.entry = std::move(*entry);
  if (index == LeafIndex(0)) return inspected;  // Checked before all others.
  Result<admission::PreparedEvent> prepared = preparer_.PrepareStored(inspected.entry->body);
  if (!prepared) {
    findings_.Add(Check::kSignature, index, prepared.error());
    return inspected;
  }
  inspected.sealed_erased = InspectSealed(index, *prepared);
  InspectIndexes(index, inspected.entry->prefix, *prepared);
  inspected.prepared = std::move(*prepared);
  return inspected;
}

std::uint64_t EntryChecks::InspectSealed(LeafIndex index, const admission::PreparedEvent& event) {
  std::uint64_t erased = 0;
  for (const event::v1::SealedPart& part : event.decoded().header().sealed_parts()) {
    const Commitment commitment =
        Commitment::FromBytes(part.commitment()).value();  // Decoded: 32 bytes.
    const Result<std::optional<std::string>> stored = store_.ReadSealed(commitment);
    if (!stored) {
      findings_.Add(Check::kSealedPart, index, stored.error());
    } else if (!*stored) {
      ++erased;  // The law's right: the commitment stays, and so do all proofs.
    } else {
      const Result<event::v1::SealedContent> content = codec::DecodeSealedContent(**stored);
      findings_.Require(
          Check::kSealedPart, index,
          content ? codec::CheckSealedContent(*content, commitment) : Status(content.error()));
    }
  }
  return erased;
}

void EntryChecks::InspectIndexes(LeafIndex index, const tlog::EntryPrefix& prefix,
                                 const admission::PreparedEvent& event) {
  const Result<std::optional<LeafIndex>> by_id = store_.FindEvent(event.decoded().key());
  if (!by_id) {
    findings_.Add(Check::kIndexes, index, by_id.error());
  } else if (*by_id != index) {
    findings_.Add(
        Check::kIndexes, index,
        Fail(Reason::kCorrupt, *by_id ? "another entry, " + ToString(**by_id) + ", has its event id"
                                      : "the index of event ids does not know it"));
  }
  for (const tlog::StreamLink& link : prefix.streams) {
    const auto stored = store_.ReadStream(link.stream, link.revision, 1);
    if (!stored) {
      findings_.Add(Check::kIndexes, index, stored.error());
    } else if (stored->empty() || stored->front() != tlog::StreamPosition{link.revision, index}) {
      findings_.Add(Check::kIndexes, index,
                    Fail(Reason::kCorrupt, "the index of stream " + link.stream.text() +
                                               " does not lead to it at revision " +
                                               ToString(link.revision)));
    }
  }
}

void EntryChecks::Judge(const Inspected& inspected) {
  if (!inspected.entry) return;
  JudgePrefix(inspected);
  if (inspected.index == LeafIndex(0)) {
    admission::AuthorityView view(authority_);
    findings_.Require(Check::kAuthority, inspected.index,
                      view.Apply(genesis_.decoded().body(), inspected.index,
                                 inspected.entry->prefix.recorded_at));
    authority_.Merge(std::move(view));
    signatures_ += 2;  // The event's and its key's proof of possession.
  } else {
    JudgeAuthority(inspected);
  }
  JudgeStreams(inspected);
}

void EntryChecks::JudgePrefix(const Inspected& inspected) {
  const tlog::EntryPrefix& prefix = inspected.entry->prefix;
  if (prefix.index != inspected.index) {
    findings_.Add(Check::kEntry, inspected.index,
                  Fail(Reason::kCorrupt, "it says that it is entry " + ToString(prefix.index)));
  }
  if (last_recorded_at_ && prefix.recorded_at < *last_recorded_at_) {
    findings_.Add(Check::kEntry, inspected.index,
                  Fail(Reason::kCorrupt, "its recorded-at, " + prefix.recorded_at.ToString() +
                                             ", lies before that of the entry before, " +
                                             last_recorded_at_->ToString()));
  }
  last_recorded_at_ = prefix.recorded_at;
}

void EntryChecks::JudgeAuthority(const Inspected& inspected) {
  if (!inspected.prepared) return;
  const admission::PreparedEvent& event = *inspected.prepared;
  signatures_ += event.decoded().signatures().size();
  const Instant recorded_at = inspected.entry->prefix.recorded_at;
  admission::AuthorityView view(authority_);
  Source source(*this, inspected.index);
  const Status admissible = decider_.CheckAdmissible(event, recorded_at, source, view);
  if (!findings_.Require(Check::kAuthority, inspected.index, admissible)) return;
  if (!findings_.Require(Check::kAuthority, inspected.index,
                         view.Apply(event.decoded().body(), inspected.index, recorded_at))) {
    return;
  }
  if (view.changed()) authority_.Merge(std::move(view));
}

void EntryChecks::JudgeStreams(const Inspected& inspected) {
  const tlog::EntryPrefix& prefix = inspected.entry->prefix;
  const std::vector<tlog::StreamName>* expected = nullptr;
  if (inspected.index == LeafIndex(0)) {
    expected = &genesis_.decoded().streams();
  } else if (inspected.prepared) {
    expected = &inspected.prepared->decoded().streams();
  }
  bool same = expected == nullptr || expected->size() == prefix.streams.size();
  for (std::size_t i = 0; i < prefix.streams.size(); ++i) {
    const tlog::StreamLink& link = prefix.streams[i];
    if (same && expected != nullptr) same = (*expected)[i] == link.stream;
    const auto [found, is_new] =
        streams_.try_emplace(link.stream, StreamState{.first = inspected.index, .head = {}});
    const bool follows = is_new ? link.revision == Revision(0) && !link.previous
                                : link.revision == Next(found->second.head.revision) &&
                                      link.previous == found->second.head.index;
    if (!follows) {
      findings_.Add(
          Check::kStreams, inspected.index,
          Fail(Reason::kCorrupt, "its revision or backlink in stream " + link.stream.text() +
                                     " does not follow the entry before it there"));
    }
    found->second.head = {link.revision, inspected.index};
  }
  if (!same) {
    findings_.Add(
        Check::kStreams, inspected.index,
        Fail(Reason::kCorrupt, "it does not stand in the streams that its event belongs to"));
  }
}

void EntryChecks::Finish() {
  for (const auto& [stream, state] : streams_) {
    const Result<std::optional<tlog::StreamPosition>> stored = store_.ReadStreamHead(stream);
    if (!stored) {
      findings_.Add(Check::kIndexes, state.head.index, stored.error());
    } else if (*stored != state.head) {
      findings_.Add(
          Check::kIndexes, state.head.index,
          Fail(Reason::kCorrupt, "the index of stream " + stream.text() + " ends elsewhere"));
    }
  }
}

}  // namespace sworn::verification
