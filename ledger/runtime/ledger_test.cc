#include "ledger/runtime/ledger.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "ledger/base/limits.h"
#include "ledger/checkpoint/checkpoint.h"
#include "ledger/crypto/sha256.h"
#include "ledger/merkle/hash.h"
#include "ledger/merkle/verify.h"
#include "ledger/storage/memory_row_store.h"
#include "ledger/storage/testing/fault_stores.h"
#include "tests/support/ledger_world.h"
#include "tests/support/manual_clock.h"
#include "tests/support/result_matchers.h"

namespace sworn::runtime {
namespace {

using storage::testing::CommitFault;
using storage::testing::FaultLogStore;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

Instant At(std::string_view text) { return Instant::Parse(text).value(); }

checkpoint::SignerKey LogKey(std::string_view seed) {
  return checkpoint::SignerKey::Create("ledger.example/test", checkpoint::NoteKeyType::kEd25519,
                                       crypto::PrivateKey::FromEd25519Seed(
                                           crypto::Sha256OfParts({"sworn test key ", seed}).view())
                                           .value())
      .value();
}

// A world whose store a real ledger runs on.
class LedgerTest : public testing::Test {
 protected:
  LedgerTest()
      : store_(world_.store()), clock_(At("2023-07-03T12:00:00Z")), log_key_(LogKey("log")) {}

  Result<std::unique_ptr<Ledger>> Open() {
    return Ledger::Open({.log_store = store_,
                         .head_store = world_.heads(),
                         .rows = rows_,
                         .log_key = log_key_,
                         .clock = clock_},
                        {.prepare_threads = 2});
  }
  Submission Sign(const event::v1::Event& event) { return {world_.Sign(event), {}, std::nullopt}; }
  std::vector<Submission> Officers(int from, int count) {
    std::vector<Submission> submissions;
    for (int i = from; i < from + count; ++i) {
      submissions.push_back(Sign(world_.OfficerRegistered("MA-" + std::to_string(i))));
    }
    return submissions;
  }

  LedgerWorld world_;
  FaultLogStore store_;
  storage::MemoryRowStore rows_;
  ManualClock clock_;
  checkpoint::SignerKey log_key_;
};

TEST_F(LedgerTest, ProvesWhatItAcknowledges) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  const std::vector<Submission> submissions = Officers(1, 3);
  const AppendOutcome outcome = ledger->AppendAndWait(submissions);
  const std::array<checkpoint::VerifierKey, 1> known = {log_key_.verifier()};
  ASSERT_OK_AND_ASSIGN(
      const checkpoint::OpenedCheckpoint opened,
      checkpoint::OpenCheckpoint(outcome.checkpoint->note, "ledger.example/test", known));
  EXPECT_EQ(opened.checkpoint.size, outcome.checkpoint->head.size);
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    ASSERT_OK_AND_ASSIGN(const Acceptance acceptance, outcome.verdicts[i]);
    const LeafHash leaf = merkle::HashLeaf(acceptance.prefix + submissions[i].signed_event);
    ASSERT_OK_AND_ASSIGN(const std::vector<NodeHash> proof,
                         ledger->log().InclusionProof(acceptance.index, opened.checkpoint.size));
    EXPECT_OK(merkle::VerifyInclusion(acceptance.index, opened.checkpoint.size, leaf, proof,
                                      opened.checkpoint.root));
  }
}

TEST_F(LedgerTest, DecidesEachEventOfARequestInOrder) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  const TreeSize before = ledger->log().Snapshot().head.size;
  std::vector<Submission> submissions;
  submissions.push_back(
      Sign(world_.CompletionRecorded("MA-77", "course-x", "")));  // Nobody knows the officer.
  submissions.push_back(Sign(world_.OfficerRegistered("MA-77")));
  submissions.push_back(Sign(world_.CourseApproved("course-x")));
  submissions.push_back(Sign(world_.CompletionRecorded("MA-77", "course-x", "")));
  submissions.push_back({"not a signed event", {}, std::nullopt});
  submissions.push_back(submissions[1]);
  const AppendOutcome outcome = ledger->AppendAndWait(submissions);
  EXPECT_THAT(outcome.verdicts[0], IsError(Reason::kUnknownOfficer));
  EXPECT_EQ(outcome.verdicts[1].value().index, NextIndex(before));
  EXPECT_OK(outcome.verdicts[2]);
  EXPECT_OK(outcome.verdicts[3]);
  EXPECT_THAT(outcome.verdicts[4], IsError(Reason::kMalformed));
  EXPECT_TRUE(outcome.verdicts[5].value().duplicate);
  EXPECT_EQ(outcome.verdicts[5].value().index, outcome.verdicts[1].value().index);
  EXPECT_EQ(outcome.verdicts[5].value().prefix, outcome.verdicts[1].value().prefix);
  EXPECT_EQ(ledger->log().Snapshot().head.size.value(), before.value() + 3);
}

TEST_F(LedgerTest, ReturnsTheFirstIndexWhenAnEventIsSentAgainLater) {
  const std::vector<Submission> submissions = Officers(1, 1);
  Acceptance first;
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
    ASSERT_OK_AND_ASSIGN(first, ledger->AppendAndWait(submissions).verdicts[0]);
  }
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  ASSERT_OK_AND_ASSIGN(const Acceptance again, ledger->AppendAndWait(submissions).verdicts[0]);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.index, first.index);
  EXPECT_EQ(again.prefix, first.prefix);
}

TEST_F(LedgerTest, AcknowledgesNothingThatTheStoreDidNotTake) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  ASSERT_OK(ledger->AppendAndWait(Officers(1, 1)).verdicts[0]);
  const std::string checkpoint = ledger->checkpoint()->note;
  store_.FailCommit(1, CommitFault::kDiskFull);
  const AppendOutcome failed = ledger->AppendAndWait(Officers(2, 2));
  EXPECT_THAT(failed.verdicts[0], IsError(Reason::kStorageFailed));
  EXPECT_THAT(failed.verdicts[1], IsError(Reason::kStorageFailed));
  EXPECT_EQ(failed.checkpoint->note, checkpoint);
  EXPECT_THAT(ledger->AppendAndWait(Officers(4, 1)).verdicts[0], IsError(Reason::kStorageFailed));
  ASSERT_TRUE(ledger->WriteStopped().has_value());
  EXPECT_EQ(ledger->WriteStopped()->reason, Reason::kStorageFailed);
  EXPECT_OK(ledger->log().ReadEntry(LeafIndex(0))) << "what is stored is still served";
}

TEST_F(LedgerTest, RefusesMoreThanOneMessageMayHold) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  const std::vector<Submission> many(limits::kMaxEventsPerAppendMessage + 1,
                                     Submission{"x", {}, std::nullopt});
  const AppendOutcome outcome = ledger->AppendAndWait(many);
  EXPECT_EQ(outcome.verdicts.size(), many.size());
  EXPECT_THAT(outcome.verdicts.back(), IsError(Reason::kTooLarge));
  EXPECT_THAT(
      ledger->AppendAndWait({{std::string(limits::kMaxMessageBytes + 1, 'x'), {}, std::nullopt}})
          .verdicts[0],
      IsError(Reason::kTooLarge));
  EXPECT_TRUE(ledger->AppendAndWait({}).verdicts.empty());
}

TEST_F(LedgerTest, RecordsTheTimeThatTheInputGivesOnlyForwards) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  std::vector<Submission> submissions = Officers(1, 3);
  submissions[0].simulated_recorded_at = At("2023-08-01T12:00:00Z");
  submissions[1].simulated_recorded_at = At("2023-07-31T12:00:00Z");
  const AppendOutcome outcome = ledger->AppendAndWait(submissions);
  ASSERT_OK(outcome.verdicts[0]);
  EXPECT_THAT(outcome.verdicts[1], IsErrorAt(Reason::kClock, "simulated_recorded_at"));
  ASSERT_OK(outcome.verdicts[2]);
  EXPECT_EQ(ledger->log().Snapshot().last_recorded_at, At("2023-08-01T12:00:00Z"));
  EXPECT_EQ(ledger->KnownUntil(), At("2023-08-01T12:00:00Z"));
}

TEST_F(LedgerTest, RefusesAnotherLogsKey) {
  log_key_ = LogKey("another");
  EXPECT_THAT(Open(), IsError(Reason::kBadKey));
}

TEST_F(LedgerTest, RefusesAnEmptyStore) {
  storage::MemoryLogStore empty;
  storage::MemoryHeadStore heads;
  EXPECT_THAT(Ledger::Open({.log_store = empty,
                            .head_store = heads,
                            .rows = rows_,
                            .log_key = log_key_,
                            .clock = clock_}),
              IsError(Reason::kNotFound));
}

TEST_F(LedgerTest, RefusesAStoreBehindItsHeadFile) {
  storage::MemoryLogStore behind;
  EXPECT_THAT(Ledger::Open({.log_store = behind,
                            .head_store = world_.heads(),
                            .rows = rows_,
                            .log_key = log_key_,
                            .clock = clock_},
                           {.prepare_threads = 2}),
              IsError(Reason::kRolledBack));
}

TEST_F(LedgerTest, KnowsItsOwnHeadFile) {
  EXPECT_OK(CheckBelongs(store_, world_.ledger_id()));
  EXPECT_THAT(CheckBelongs(store_, LedgerId()), IsError(Reason::kCorrupt));
  EXPECT_THAT(CheckBelongs(storage::MemoryLogStore(), world_.ledger_id()),
              IsError(Reason::kNotFound));
}

TEST_F(LedgerTest, FinishesWhatIsQueuedAndThenTakesNothing) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  std::vector<std::promise<AppendOutcome>> promises(20);
  for (int i = 0; i < 20; ++i) {
    ledger->Append(Officers(100 * i, 40), [&promises, i](AppendOutcome outcome) {
      promises[static_cast<std::size_t>(i)].set_value(std::move(outcome));
    });
  }
  ledger->Shutdown();
  for (std::promise<AppendOutcome>& promise : promises) {
    for (const Result<Acceptance>& verdict : promise.get_future().get().verdicts)
      EXPECT_OK(verdict);
  }
  EXPECT_THAT(ledger->AppendAndWait(Officers(9000, 1)).verdicts[0], IsError(Reason::kShuttingDown));
}

TEST_F(LedgerTest, GivesEveryEventOfManyCallersItsOwnIndex) {
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Ledger> ledger, Open());
  constexpr int kCallers = 8;
  constexpr int kRequests = 25;
  std::vector<std::vector<std::vector<Submission>>> work(kCallers);
  for (int caller = 0; caller < kCallers; ++caller) {
    for (int i = 0; i < kRequests; ++i) {
      work[static_cast<std::size_t>(caller)].push_back(
          Officers(10'000 * caller + 100 * i, 1 + i % 7));
    }
  }
  const std::uint64_t before = ledger->log().Snapshot().head.size.value();
  std::vector<std::set<std::uint64_t>> indices(kCallers);
  std::vector<std::thread> threads;
  std::atomic<int> refused = 0;
  for (std::size_t caller = 0; caller < kCallers; ++caller) {
    threads.emplace_back([&, caller] {
      for (std::vector<Submission>& request : work[caller]) {
        for (const Result<Acceptance>& verdict :
             ledger->AppendAndWait(std::move(request)).verdicts) {
          if (verdict) {
            indices[caller].insert(verdict->index.value());
          } else {
            ++refused;
          }
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::uint64_t> all;
  std::size_t accepted = 0;
  for (const std::set<std::uint64_t>& some : indices) {
    all.insert(some.begin(), some.end());
    accepted += some.size();
  }
  EXPECT_EQ(refused, 0);
  EXPECT_EQ(all.size(), accepted) << "no index was given twice";
  EXPECT_EQ(*all.begin(), before);
  EXPECT_EQ(*all.rbegin(), before + accepted - 1) << "and none was left out";
  const TreeSize size = ledger->log().Snapshot().head.size;
  EXPECT_EQ(ledger->WaitForProjection(size, Duration::Seconds(60)), size);
}

}  // namespace
}  // namespace sworn::runtime
