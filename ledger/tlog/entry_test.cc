#include "ledger/tlog/entry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/base/limits.h"
#include "tests/support/result_matchers.h"

namespace sworn::tlog {
namespace {

using testing_support::IsError;

EntryPrefix TwoStreams() {
  return {EntryKind::kSignedEvent,
          LeafIndex(300),
          Instant::FromMicroseconds(1'710'513'000'000'001),
          {{*StreamName::Parse("case/7"), Revision(0), std::nullopt},
           {*StreamName::Parse("officer/A"), Revision(2), LeafIndex(17)}}};
}

TEST(Entry, HasThisGrammar) {
  ASSERT_OK_AND_ASSIGN(const std::string prefix, EncodePrefix(TwoStreams()));
  EXPECT_EQ(EncodeHex(prefix),
            "0101"
            "000000000000012c"
            "000613b3d7bfaa01"
            "02"
            "06636173652f370000000000000000ffffffffffffffff"
            "096f6666696365722f4100000000000000020000000000000011");
}

TEST(Entry, ParsesWhatItEncodes) {
  ASSERT_OK_AND_ASSIGN(const std::string prefix, EncodePrefix(TwoStreams()));
  const std::string leaf = prefix + "body";
  ASSERT_OK_AND_ASSIGN(const EntryView entry, ParseEntry(leaf));
  EXPECT_EQ(entry.prefix, TwoStreams());
  EXPECT_EQ(entry.prefix_bytes, prefix.size());
  EXPECT_EQ(entry.body, "body");
  ASSERT_OK_AND_ASSIGN(const Instant recorded_at, ParseRecordedAt(leaf));
  EXPECT_EQ(recorded_at, TwoStreams().recorded_at);
}

TEST(Entry, RefusesEveryTruncatedPrefix) {
  ASSERT_OK_AND_ASSIGN(const std::string prefix, EncodePrefix(TwoStreams()));
  for (std::size_t length = 0; length < prefix.size(); ++length) {
    EXPECT_THAT(ParseEntry(prefix.substr(0, length)), IsError(Reason::kMalformed)) << length;
  }
  EXPECT_OK(ParseEntry(prefix));
}

TEST(Entry, RefusesAllButOneSpelling) {
  EntryPrefix prefix = TwoStreams();
  prefix.streams[0].previous = LeafIndex(3);
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "backlink at revision 0";
  prefix = TwoStreams();
  prefix.streams[1].previous.reset();
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "no backlink at revision 2";
  prefix = TwoStreams();
  prefix.streams[1].previous = LeafIndex(300);
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "backlink to itself";
  prefix = TwoStreams();
  std::swap(prefix.streams[0], prefix.streams[1]);
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "order";
  prefix = TwoStreams();
  prefix.streams[1] = prefix.streams[0];
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "a stream twice";
  prefix = TwoStreams();
  prefix.kind = static_cast<EntryKind>(2);
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "reserved kind";
  prefix = TwoStreams();
  prefix.streams.clear();
  for (char letter = 'a'; letter < 'a' + 17; ++letter) {
    prefix.streams.push_back(
        {*StreamName::Parse(std::string("case/") + letter), Revision(0), std::nullopt});
  }
  EXPECT_THAT(EncodePrefix(prefix), IsError(Reason::kInvalidField)) << "17 streams";
  prefix.streams.pop_back();
  EXPECT_OK(EncodePrefix(prefix));
}

TEST(Entry, RefusesMoreThan65535Bytes) {
  ASSERT_OK_AND_ASSIGN(std::string leaf, EncodePrefix(TwoStreams()));
  leaf.resize(limits::kMaxEntryBytes, 'x');
  EXPECT_OK(ParseEntry(leaf));
  leaf.push_back('x');
  EXPECT_THAT(ParseEntry(leaf), IsError(Reason::kTooLarge));
}

// Whatever a changed byte makes of an entry, if it is read at all it is written the same way again.
TEST(Entry, ReadsOnlyWhatItWouldWriteWhenBytesAreChanged) {
  const std::uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  ASSERT_OK_AND_ASSIGN(const std::string prefix, EncodePrefix(TwoStreams()));
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string leaf = prefix + "body";
    const std::size_t changes = 1 + random() % 3;
    for (std::size_t i = 0; i < changes; ++i) {
      leaf[random() % leaf.size()] = static_cast<char>(random() % 256);
    }
    const Result<EntryView> entry = ParseEntry(leaf);
    if (!entry) continue;
    ++accepted;
    ASSERT_OK_AND_ASSIGN(const std::string again, EncodePrefix(entry->prefix));
    ASSERT_EQ(again + std::string(entry->body), leaf);
  }
  EXPECT_GT(accepted, 0);
  EXPECT_LT(accepted, 20'000);
}

}  // namespace
}  // namespace sworn::tlog
