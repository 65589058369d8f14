#include "ledger/projections/projector.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/codec/facts.h"
#include "ledger/projections/follower.h"
#include "ledger/projections/testing/random_history.h"
#include "ledger/projections/testing/scripted_log.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/tlog/entry.h"
#include "sworn/event/v1/envelope.pb.h"
#include "tests/support/result_matchers.h"

namespace sworn::projections {
namespace {

using certification::Fact;
using testing::At;
using testing::Day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RandomHistory;
using testing::ScriptedLog;

constexpr std::size_t kLimit = 100'000;

void CatchUp(const ScriptedLog& script, storage::MemoryRowStore& rows,
             const FollowerOptions& options = {}) {
  Follower follower(script.log(), rows, options);
  ASSERT_OK(follower.CatchUp(script.size()));
}

std::vector<Fact> FactsOf(const storage::RowReader& rows, const Home& home,
                          TreeSize below = TreeSize(1'000'000)) {
  Result<std::vector<Fact>> facts = ReadFacts(rows, home, below, kLimit);
  EXPECT_OK(facts);
  return facts ? std::move(*facts) : std::vector<Fact>();
}

std::vector<LeafIndex> IndicesOf(const std::vector<Fact>& facts) {
  std::vector<LeafIndex> indices;
  for (const Fact& fact : facts) indices.push_back(fact.index);
  return indices;
}

// The plain way: every fact of the log in memory, every question answered by looking at all.
class NaiveProjection {
 public:
  explicit NaiveProjection(const tlog::Log& log) {
    const TreeSize size = log.Snapshot().head.size;
    for (LeafIndex index; Contains(size, index); index = LeafIndex(index.value() + 1)) {
      Add(index, log.ReadEntry(index).value());
    }
  }

  std::vector<Fact> FactsOf(const Home& home) const {
    std::vector<Fact> facts;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].fact && Concerns(i, home)) facts.push_back(*entries_[i].fact);
    }
    return facts;
  }

 private:
  struct Entry {
    std::size_t root = 0;
    std::optional<Fact> fact;
    std::set<Home> mentions;
  };

  void Add(LeafIndex index, const std::string& leaf) {
    const tlog::EntryView view = tlog::ParseEntry(leaf).value();
    event::v1::SignedEvent envelope;
    event::v1::Event event;
    SWORN_CHECK(envelope.ParseFromString(std::string(view.body)));
    SWORN_CHECK(event.ParseFromString(envelope.payload()));
    Entry entry{.root = entries_.size(), .fact = {}, .mentions = {}};
    const Instant recorded_at = view.prefix.recorded_at;
    if (const auto target = codec::TargetOf(event)) {
      const Entry& pointed = entries_.at(target->index.value());
      entry.root = pointed.root;
      entry.fact = event.body().has_record_corrected()
                       ? codec::ToCorrection(index, recorded_at, event, *pointed.fact).value()
                       : codec::ToFact(index, recorded_at, event).value();
      if (auto* corrected = std::get_if<certification::RecordCorrected>(&entry.fact->body)) {
        corrected->target = LeafIndex(entry.root);
        if (!corrected->corrected.subject.empty()) {
          entry.mentions.insert(Home::Officer(corrected->corrected.subject));
        }
      }
      if (auto* voided = std::get_if<certification::CompletionVoided>(&entry.fact->body)) {
        voided->target = LeafIndex(entry.root);
      }
    } else {
      entry.fact = codec::ToFact(index, recorded_at, event).value();
    }
    const event::v1::Body& body = event.body();
    if (!event.header().subject().empty()) {
      entry.mentions.insert(Home::Officer(event.header().subject()));
    }
    if (body.has_course_approved()) {
      entry.mentions.insert(Home::Course(body.course_approved().course()));
    }
    if (body.has_offering_scheduled()) {
      entry.mentions.insert(Home::Offering(body.offering_scheduled().offering()));
    }
    if (body.has_mou_signed()) entry.mentions.insert(Home::Mou(body.mou_signed().mou()));
    if (body.has_policy_published()) entry.mentions.insert(Home::Policies());
    entries_.push_back(std::move(entry));
  }

  // Whether the record of entry `i`, as it was at `i`, had to do with `home`.
  bool Concerns(std::size_t i, const Home& home) const {
    for (std::size_t j = 0; j <= i; ++j) {
      if (entries_[j].root == entries_[i].root && entries_[j].mentions.count(home) != 0)
        return true;
    }
    return false;
  }

  std::vector<Entry> entries_;
};

TEST(Projector, AgreesWithANaiveProjectionOfRandomHistories) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ScriptedLog script;
    RandomHistory history(seed, script);
    history.Append(300);
    storage::MemoryRowStore rows;
    CatchUp(script, rows, {.batch_entries = 1 + seed * 7});

    const NaiveProjection naive(script.log());
    std::vector<Home> homes = {Home::Policies()};
    for (const auto& name : RandomHistory::Officers()) homes.push_back(Home::Officer(name));
    for (const auto& name : RandomHistory::Courses()) homes.push_back(Home::Course(name));
    for (const auto& name : RandomHistory::Offerings()) homes.push_back(Home::Offering(name));
    for (const auto& name : RandomHistory::Mous()) homes.push_back(Home::Mou(name));
    for (const Home& home : homes) {
      EXPECT_EQ(FactsOf(rows, home), naive.FactsOf(home)) << home.text();
    }
  }
}

TEST(Projector, KeepsOfficersApartWhoseIdentifiersBeginAlike) {
  ScriptedLog script;
  const LeafIndex of_1 = script.Append(testing::Registered("1", "2023-07-01"));
  const LeafIndex of_12 = script.Append(testing::Registered("12", "2023-07-01"));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("1"))), ElementsAre(of_1));
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("12"))), ElementsAre(of_12));
}

TEST(Projector, ShowsACorrectionToBothOfficersFromItsOwnIndexOn) {
  ScriptedLog script;
  const LeafIndex completion =
      script.Append(testing::Completion("namesake", "two-day", "2024-03-13"));
  const LeafIndex correction =
      script.Append(testing::Corrected("namesake", completion, "right", {}));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);

  EXPECT_THAT(FactsOf(rows, Home::Officer("right"), SizeThrough(completion)), IsEmpty());
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("namesake"), SizeThrough(completion))),
              ElementsAre(completion));
  const std::vector<Fact> right = FactsOf(rows, Home::Officer("right"));
  ASSERT_THAT(IndicesOf(right), ElementsAre(correction));
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("namesake"))),
              ElementsAre(completion, correction));
  const auto& corrected = std::get<certification::RecordCorrected>(right[0].body);
  EXPECT_EQ(corrected.target, completion);
  EXPECT_EQ(corrected.target_subject, "namesake");
  EXPECT_EQ(corrected.corrected.subject, "right");
  EXPECT_EQ(corrected.corrected.occurred_on, Day("2024-03-13"));
  EXPECT_EQ(std::get<certification::CompletionRecorded>(corrected.corrected.body).course,
            "two-day");
}

TEST(Projector, ResolvesCorrectionsOfCorrectionsWithinOneBatch) {
  ScriptedLog script;
  const LeafIndex completion = script.Append(testing::Completion("x", "two-day", "2024-03-13"));
  const LeafIndex first = script.Append(testing::Corrected("x", completion, "y", {}));
  const LeafIndex second = script.Append(testing::Corrected("y", first, "z", "2024-03-12"));
  const LeafIndex voiding = script.Append(testing::Voided("z", completion));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);

  // The one who had it in between must learn that it is no longer his.
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("x"))),
              ElementsAre(completion, first, second, voiding));
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Officer("y"))), ElementsAre(first, second, voiding));
  const std::vector<Fact> last = FactsOf(rows, Home::Officer("z"));
  ASSERT_THAT(IndicesOf(last), ElementsAre(second, voiding));
  const auto& corrected = std::get<certification::RecordCorrected>(last[0].body);
  EXPECT_EQ(corrected.target, completion);
  EXPECT_EQ(corrected.target_subject, "y");
  EXPECT_EQ(corrected.corrected.occurred_on, Day("2024-03-12"));
  EXPECT_EQ(std::get<certification::CompletionRecorded>(corrected.corrected.body).course,
            "two-day");
}

TEST(Projector, CorrectsCoursesWhereverTheyWereKnown) {
  ScriptedLog script;
  const LeafIndex course = script.Append(testing::Course("basic", "2023-07-01"));
  event::v1::Event renaming = testing::Corrected({}, course, {}, {});
  *renaming.mutable_body()->mutable_record_corrected()->mutable_body() =
      testing::Course("basic-sro", "2023-07-01").body();
  const LeafIndex correction = script.Append(renaming);
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Course("basic"))), ElementsAre(course, correction));
  EXPECT_THAT(IndicesOf(FactsOf(rows, Home::Course("basic-sro"))), ElementsAre(correction));
}

TEST(Projector, ListsOfficersOnceEachInOrder) {
  ScriptedLog script;
  for (const char* officer : {"b", "a", "b", "a.1"}) {
    script.Append(testing::Registered(officer, "2023-07-01"));
  }
  script.Append(testing::Completion("never-registered", "basic", "2023-10-13"));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  EXPECT_THAT(*ListOfficers(rows, {}, 10), ElementsAre("a", "a.1", "b"));
  EXPECT_THAT(*ListOfficers(rows, "a", 1), ElementsAre("a.1"));
  EXPECT_THAT(*ListOfficers(rows, "b", 10), IsEmpty());
}

TEST(Projector, KeepsEveryRegistrationOfAnAuthority) {
  ScriptedLog script;
  const LeafIndex first = script.Append(testing::Authority("post", "POST", "2023-07-01"));
  const LeafIndex second = script.Append(testing::Authority("post", "Commission", "2023-07-02"));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  EXPECT_THAT(*ReadAuthority(rows, "root"),
              ElementsAre(AuthorityRecord{.index = LeafIndex(0),
                                          .kind = certification::AuthorityKind::kRoot,
                                          .parent = "",
                                          .name = "The Root"}));
  EXPECT_THAT(*ReadAuthority(rows, "post"),
              ElementsAre(AuthorityRecord{.index = first,
                                          .kind = certification::AuthorityKind::kCommission,
                                          .parent = "root",
                                          .name = "POST"},
                          AuthorityRecord{.index = second,
                                          .kind = certification::AuthorityKind::kCommission,
                                          .parent = "root",
                                          .name = "Commission"}));
  EXPECT_THAT(*ReadAuthority(rows, "nobody"), IsEmpty());
}

TEST(Projector, RefusesToReadMoreFactsThanTheLimit) {
  ScriptedLog script;
  for (int i = 0; i < 3; ++i) script.Append(testing::Completion("1", "basic", "2023-10-13"));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  EXPECT_OK(ReadFacts(rows, Home::Officer("1"), script.size(), 3));
  EXPECT_THAT(ReadFacts(rows, Home::Officer("1"), script.size(), 2),
              testing_support::IsError(Reason::kTooLarge));
}

TEST(Projector, NamesTheEntryThatItCannotProject) {
  ScriptedLog script;
  const LeafIndex key = script.Append(testing::KeyRevoked("post", "2023-07-01"));
  script.Append(testing::Voided("1", key));
  storage::MemoryRowStore rows;
  Follower follower(script.log(), rows);
  const Result<TreeSize> reached = follower.CatchUp(script.size());
  ASSERT_THAT(reached, testing_support::IsError(Reason::kCorrupt));
  EXPECT_THAT(reached.error().message, ::testing::HasSubstr("entry 2"));
}

TEST(Rows, FindsDamage) {
  ScriptedLog script;
  const LeafIndex index = script.Append(testing::Completion("1", "basic", "2023-10-13"));
  storage::MemoryRowStore rows;
  CatchUp(script, rows);
  storage::RowBatch damage;
  damage.Put(Home::Officer("1").Key(index), "no fact");
  ASSERT_OK(rows.Apply(damage, script.size()));
  EXPECT_THAT(ReadFacts(rows, Home::Officer("1"), script.size(), kLimit),
              testing_support::IsError(Reason::kCorrupt));
}

}  // namespace
}  // namespace sworn::projections
