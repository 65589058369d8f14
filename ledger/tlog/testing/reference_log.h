// What the log must say, computed the slow way from all leaves. For tests.
//
//   ReferenceLog reference;
//   reference.Fill(*log, 300, 7);                // 300 entries in groups of 7, in both
//   reference.CheckEverything(*log, {1, 255, 300});
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/log.h"
#include "tests/support/result_matchers.h"

namespace sworn::tlog::testing {

inline StreamName Officer(std::uint64_t number) {
  return StreamName::Of(StreamKind::kOfficer, "M" + std::to_string(number)).value();
}

inline EventKey KeyOf(std::uint64_t number) {
  EventKey key;
  for (std::size_t i = 0; i < 8; ++i) key.data()[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return key;
}

inline Instant TimeOf(std::uint64_t index) {
  // Three entries share each instant.
  return Instant::FromMicroseconds(1'700'000'000'000'000 + static_cast<std::int64_t>(index / 3));
}

class ReferenceLog {
 public:
  // A deterministic entry: one or two of nine officers' streams, a body of varying length.
  static NewEntry MakeEntry(std::uint64_t index, std::string& body) {
    body.assign(index * 37 % 101, static_cast<char>('a' + index % 26));
    NewEntry entry{.recorded_at = TimeOf(index), .body = body, .streams = {Officer(index % 7)}};
    if (index % 5 == 0) entry.streams.push_back(Officer(7 + index % 2));
    entry.event_key = KeyOf(index);
    return entry;
  }

  // Stages `count` entries and notes what they must become.
  void Stage(Group& group, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t index = group.next_index().value();
      std::string body;
      NewEntry entry = MakeEntry(index, body);
      EntryPrefix prefix{entry.kind, LeafIndex(index), entry.recorded_at, {}};
      std::sort(entry.streams.begin(), entry.streams.end());
      for (const StreamName& stream : entry.streams) {
        std::vector<LeafIndex>& indices = streams_[stream];
        prefix.streams.push_back(
            {stream, Revision(indices.size()),
             indices.empty() ? std::nullopt : std::optional<LeafIndex>(indices.back())});
        indices.emplace_back(index);
      }
      leaves_.push_back(EncodePrefix(prefix).value() + body);
      std::reverse(entry.streams.begin(), entry.streams.end());
      const Result<LeafIndex> staged = group.Stage(std::move(entry));
      ASSERT_OK(staged);
      ASSERT_EQ(*staged, LeafIndex(index));
      ASSERT_EQ(group.StagedLeaf(*staged), leaves_.back());
    }
  }

  // Commits until the log has `size` entries.
  void Fill(Log& log, std::uint64_t size, std::uint64_t group_size) {
    while (leaves_.size() < size) {
      Group group = log.Begin();
      Stage(group, std::min<std::uint64_t>(group_size, size - leaves_.size()));
      const Result<Head> head = log.Commit(std::move(group));
      ASSERT_OK(head);
      ASSERT_EQ(head->size, TreeSize(leaves_.size()));
    }
  }

  const std::vector<std::string>& leaves() const { return leaves_; }
  std::uint64_t size() const { return leaves_.size(); }
  const std::map<StreamName, std::vector<LeafIndex>>& streams() const { return streams_; }

  RootHash Root(std::uint64_t size) const {
    if (size == 0) return merkle::EmptyRoot();
    return RootHash::From(Subtree(std::span<const std::string>(leaves_).first(size)));
  }

  // The log's entries, streams, event ids and times.
  void CheckContents(const Log& log) const {
    ASSERT_EQ(log.Snapshot().head, (Head{TreeSize(size()), Root(size())}));
    std::uint64_t next = 0;
    while (next < size()) {
      ASSERT_OK_AND_ASSIGN(const std::vector<StoredEntry> page,
                           log.ReadEntries(LeafIndex(next), 97, ByteCount(5'000)));
      ASSERT_FALSE(page.empty());
      for (const StoredEntry& entry : page) {
        ASSERT_EQ(entry, (StoredEntry{LeafIndex(next), leaves_[next]}));
        ++next;
      }
    }
    for (const auto& [stream, indices] : streams_) {
      ASSERT_OK_AND_ASSIGN(const std::vector<StreamPosition> positions,
                           log.ReadStream(stream, Revision(0), 1'000'000, TreeSize(size())));
      ASSERT_EQ(positions.size(), indices.size());
      for (std::size_t i = 0; i < positions.size(); ++i) {
        ASSERT_EQ(positions[i], (StreamPosition{Revision(i), indices[i]}));
      }
    }
  }

  // Whatever the log says of this earlier size: root, every inclusion proof, streams, time.
  void CheckAt(const Log& log, std::uint64_t at, std::uint64_t stride = 1) const {
    SCOPED_TRACE("size " + std::to_string(at));
    const TreeSize tree(at);
    const RootHash root = Root(at);
    ASSERT_OK_AND_ASSIGN(const RootHash computed, log.RootAt(tree));
    ASSERT_EQ(computed, root);
    for (std::uint64_t i = 0; i < at; i += stride) {
      ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> proof,
                           log.InclusionProof(LeafIndex(i), tree));
      ASSERT_OK(
          merkle::VerifyInclusion(LeafIndex(i), tree, merkle::HashLeaf(leaves_[i]), proof, root));
    }
    const TreeSize now(size());
    ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> proof, log.ConsistencyProof(tree, now));
    ASSERT_OK(merkle::VerifyConsistency({tree, now, root, Root(size())}, proof));
    for (const auto& [stream, indices] : streams_) {
      const auto end = std::lower_bound(indices.begin(), indices.end(), LeafIndex(at));
      ASSERT_OK_AND_ASSIGN(const std::optional<StreamPosition> head, log.StreamHead(stream, tree));
      ASSERT_EQ(head.has_value(), end != indices.begin());
      if (head) {
        ASSERT_EQ(head->index, *(end - 1));
        ASSERT_EQ(head->revision.value(), static_cast<std::uint64_t>(end - indices.begin()) - 1);
      }
    }
  }

 private:
  static NodeHash Subtree(std::span<const std::string> leaves) {
    if (leaves.size() == 1) return NodeHash::From(merkle::HashLeaf(leaves.front()));
    std::size_t left = 1;
    while (left * 2 < leaves.size()) left *= 2;
    return merkle::HashNode(Subtree(leaves.first(left)), Subtree(leaves.subspan(left)));
  }

  std::vector<std::string> leaves_;
  std::map<StreamName, std::vector<LeafIndex>> streams_;
};

}  // namespace sworn::tlog::testing
