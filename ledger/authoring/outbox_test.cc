#include "ledger/authoring/outbox.h"

#include <unistd.h>

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "ledger/authoring/completions_csv.h"
#include "ledger/authoring/files.h"
#include "ledger/authoring/submission.h"
#include "ledger/authoring/testing_requests.h"
#include "ledger/codec/signed_event.h"
#include "tests/support/result_matchers.h"

namespace sworn::authoring {
namespace {

using testing_support::IsError;

constexpr char kRows[] =
    "mptc_id,course,completed_on,hours,mode\n"
    "4711,nasro-basic,2023-10-13,40,in person\n"
    "4712,nasro-basic,2023-10-13,bad,in person\n"
    "4713,nasro-basic,2023-10-13,40,in person\n"
    "4711,nasro-basic,10/13/2023,40,in person\n";

class OutboxTest : public testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("sworn-outbox-" + std::to_string(::getpid()) + "-" +
                  testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path Path() const { return directory_ / "may.csv.outbox"; }
  Result<Outbox> Open() const { return Outbox::Open(Path(), TestLedgerId()); }

  // A ledger that takes everything but officers whom it does not know.
  Result<std::vector<OutboxVerdict>> Send(std::span<const SignedItem> items) {
    std::vector<OutboxVerdict> verdicts;
    for (const SignedItem& item : items) {
      sent_.push_back(item.signed_event);
      sent_recorded_at_ = item.recorded_at;
      OutboxVerdict verdict;
      const codec::DecodedEvent event = codec::DecodeSignedEvent(item.signed_event).value();
      const auto found = accepted_.find(item.event_id);
      if (found != accepted_.end()) {
        const bool same = bytes_.at(item.event_id) == item.signed_event;
        if (same) {
          verdict = {true, found->second, true, "", "", ""};
        } else {
          verdict = {false, LeafIndex(), false, "EVENT_ID_CONFLICT", "header.event_id", "taken"};
        }
      } else if (event.header().subject() == unknown_officer_) {
        verdict = {false, LeafIndex(), false, refusal_, "header.subject", "no such officer"};
      } else {
        verdict = {true, LeafIndex(accepted_.size()), false, "", "", ""};
        accepted_[item.event_id] = verdict.index;
        bytes_[item.event_id] = item.signed_event;
      }
      verdicts.push_back(verdict);
    }
    return verdicts;
  }

  Result<LeafIndex> Find(const std::string& acting_authority, const std::string& event_id) {
    EXPECT_EQ(acting_authority, "example-pd");
    ++found_;
    if (find_error_) return *find_error_;
    return accepted_.at(event_id);
  }

  Result<SubmissionReport> Submit(const std::string& text, bool batch = false) {
    CompletionsOptions options;
    options.recorded_at = recorded_at_;
    options.agency = "example-pd";
    options.signers = {{signer_, std::nullopt, {}}};
    SWORN_ASSIGN_OR_RETURN(file_, ParseCompletions(text, options));
    SWORN_ASSIGN_OR_RETURN(Outbox outbox, Open());
    const EventBuilder builder(ring_, {.ledger_id = TestLedgerId()}, clock_, random_);
    sent_.clear();
    Submission submission(
        builder, outbox, [this](std::span<const SignedItem> items) { return Send(items); },
        [this](const std::string& authority, const std::string& id) { return Find(authority, id); },
        {.batch = batch});
    return submission.Run(ItemsOf(file_), nullptr);
  }

  std::filesystem::path directory_;
  KeyRing ring_ = TestRing();
  StoppedClock clock_;
  CountingRandom random_;
  CompletionsFile file_;
  std::map<std::string, LeafIndex> accepted_;
  std::map<std::string, std::string> bytes_;  // As they were accepted.
  int found_ = 0;
  std::optional<Error> find_error_;
  std::string signer_ = "clerk";
  std::vector<std::string> sent_;
  std::optional<Instant> recorded_at_;
  std::optional<Instant> sent_recorded_at_;
  std::string unknown_officer_ = "nobody";
  std::string refusal_ = "UNKNOWN_OFFICER";
};

TEST_F(OutboxTest, RepeatedFileSendsTheSameBytes) {
  ASSERT_OK_AND_ASSIGN(const SubmissionReport first, Submit(kRows));
  const std::vector<std::string> sent = sent_;
  EXPECT_EQ(first.accepted, 2U);
  EXPECT_EQ(first.repeated, 1U);  // The last row repeats the first.
  EXPECT_EQ(first.refused, 1U);
  EXPECT_EQ(first.verdicts[0]->index, first.verdicts[3]->index);
  clock_.now = clock_.now + Duration::Days(1);
  ASSERT_OK_AND_ASSIGN(const SubmissionReport second, Submit(kRows));
  EXPECT_EQ(sent_, sent);
  EXPECT_EQ(second.accepted, 0U);
  EXPECT_EQ(second.repeated, 3U);
}

TEST_F(OutboxTest, RepeatedBatchSendsTheSameBytes) {
  ASSERT_OK(Submit(kRows, true));
  const std::vector<std::string> sent = sent_;
  ASSERT_OK_AND_ASSIGN(const codec::DecodedEvent event, codec::DecodeSignedEvent(sent.at(0)));
  ASSERT_TRUE(event.batch().has_value());
  EXPECT_EQ(event.batch()->count, 2U);
  ASSERT_OK(Submit(kRows, true));
  EXPECT_EQ(sent_, sent);
}

TEST_F(OutboxTest, RefusedRowsGoToAFileThatCanBeMendedAndSentAgain) {
  unknown_officer_ = "4713";
  ASSERT_OK_AND_ASSIGN(const SubmissionReport report, Submit(kRows));
  EXPECT_EQ(report.refused, 2U);
  std::string rejects = FormatRejects(file_, report);
  EXPECT_EQ(
      rejects,
      "mptc_id,course,completed_on,hours,mode,refused_reason,refused_field,refused_message\r\n"
      "4712,nasro-basic,2023-10-13,bad,in person,INVALID_FIELD,hours,\"\"\"bad\"\" must be a "
      "whole number, at most 10000\"\r\n"
      "4713,nasro-basic,2023-10-13,40,in person,UNKNOWN_OFFICER,mptc_id,no such "
      "officer\r\n");
  rejects.replace(rejects.find("bad,in"), 3, "40");
  unknown_officer_ = "nobody";
  ASSERT_OK_AND_ASSIGN(const SubmissionReport mended, Submit(rejects));
  EXPECT_EQ(mended.accepted, 2U);
  EXPECT_EQ(FormatRejects(file_, mended), "");
  // The original file still makes nothing twice.
  ASSERT_OK_AND_ASSIGN(const SubmissionReport again, Submit(kRows));
  EXPECT_EQ(again.accepted, 0U);
}

TEST_F(OutboxTest, RowsRecordedFromAnotherFileOrWithAnotherKeyWereAcceptedBefore) {
  ASSERT_OK(Submit(kRows));
  EXPECT_EQ(found_, 0);
  std::filesystem::remove(Path());  // As under another name: no outbox knows these rows.
  signer_ = "chief";
  // What a monthly export that grows holds the next month.
  const std::string more =
      "mptc_id,course,completed_on,hours,mode\n"
      "4714,nasro-basic,2023-10-14,40,in person\n"
      "4713,nasro-basic,2023-10-13,40,in person\n"
      "4711,nasro-basic,2023-10-13,40,in person\n";
  ASSERT_OK_AND_ASSIGN(const SubmissionReport report, Submit(more));
  EXPECT_EQ(report.accepted, 1U);
  EXPECT_EQ(report.repeated, 2U);
  EXPECT_EQ(report.refused, 0U);
  EXPECT_EQ(found_, 2);
  EXPECT_EQ(report.verdicts[0]->index, LeafIndex(2));
  EXPECT_EQ(report.verdicts[1]->index, LeafIndex(1));
  EXPECT_EQ(report.verdicts[2]->index, LeafIndex(0));
  EXPECT_TRUE(report.verdicts[2]->duplicate);
  EXPECT_EQ(FormatRejects(file_, report), "");
  EXPECT_EQ(accepted_.size(), 3U);
  // Nor does the new file, sent again, find anything refused.
  ASSERT_OK_AND_ASSIGN(const SubmissionReport again, Submit(more));
  EXPECT_EQ(again.repeated, 3U);
}

TEST_F(OutboxTest, RowsWithAnIdOfTheirOwnAreRefusedWhenItIsTaken) {
  const std::string header = "mptc_id,course,completed_on,hours,mode,event_id\n";
  const std::string id = "6f1b0c3e-0000-4000-8000-000000000001";
  ASSERT_OK(Submit(header + "4711,nasro-basic,2023-10-13,40,online," + id + "\n"));
  ASSERT_OK_AND_ASSIGN(const SubmissionReport report,
                       Submit(header + "4711,nasro-basic,2023-10-13,41,online," + id + "\n"));
  EXPECT_EQ(report.refused, 1U);
  EXPECT_EQ(report.verdicts[0]->reason, "EVENT_ID_CONFLICT");
  EXPECT_EQ(found_, 0);
}

TEST_F(OutboxTest, StopsWhenItCannotFindWhatWasRecordedAndGoesOnTheNextTime) {
  ASSERT_OK(Submit(kRows));
  std::filesystem::remove(Path());
  clock_.now = clock_.now + Duration::Days(1);
  find_error_ = Fail(Reason::kUnavailable, "gone");
  ASSERT_OK_AND_ASSIGN(const SubmissionReport stopped, Submit(kRows));
  ASSERT_TRUE(stopped.stopped.has_value());
  EXPECT_EQ(stopped.stopped->reason, Reason::kUnavailable);
  EXPECT_FALSE(stopped.verdicts[0].has_value());
  find_error_.reset();
  ASSERT_OK_AND_ASSIGN(const SubmissionReport report, Submit(kRows));
  EXPECT_FALSE(report.stopped.has_value());
  EXPECT_EQ(report.repeated, 3U);
}

TEST_F(OutboxTest, SendsTheSameBytesAtAnotherSimulatedTime) {
  recorded_at_ = clock_.now;
  ASSERT_OK(Submit(kRows));
  const std::vector<std::string> sent = sent_;
  EXPECT_EQ(sent_recorded_at_, recorded_at_);
  recorded_at_ = clock_.now + Duration::Days(2);
  ASSERT_OK(Submit(kRows));
  EXPECT_EQ(sent_, sent);
  EXPECT_EQ(sent_recorded_at_, recorded_at_);
}

TEST_F(OutboxTest, SignsAnewOnlyWhatWasRefusedForItsSignature) {
  unknown_officer_ = "4713";
  refusal_ = "EXPIRED";
  ASSERT_OK(Submit(kRows));
  const std::vector<std::string> sent = sent_;
  clock_.now = clock_.now + Duration::Days(60);
  unknown_officer_ = "nobody";
  ASSERT_OK_AND_ASSIGN(const SubmissionReport report, Submit(kRows));
  EXPECT_EQ(report.accepted, 1U);
  ASSERT_EQ(sent_.size(), sent.size());
  EXPECT_EQ(sent_[0], sent[0]);
  EXPECT_NE(sent_[1], sent[1]);
  EXPECT_EQ(codec::DecodeSignedEvent(sent_[1])->header().event_id(),
            codec::DecodeSignedEvent(sent[1])->header().event_id());
}

TEST_F(OutboxTest, SurvivesATornTailAtEveryByte) {
  ASSERT_OK(Submit(kRows));
  ASSERT_OK_AND_ASSIGN(const std::string whole, ReadFile(Path()));
  Sha256Hash key = file_.rows[0].content_key;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_OK(ReplaceFile(Path(), whole.substr(0, size), FileAccess::kOwnerOnly));
    ASSERT_OK_AND_ASSIGN(const Outbox outbox, Open());
    if (outbox.Contains(key)) {
      ASSERT_OK_AND_ASSIGN(const SignedItem item, outbox.Read(key));
      EXPECT_EQ(item.signed_event, sent_[0]);
    }
  }
}

TEST_F(OutboxTest, RefusesDamageBeforeTheLastRecordAndOtherLedgers) {
  ASSERT_OK(Submit(kRows));
  ASSERT_OK_AND_ASSIGN(std::string whole, ReadFile(Path()));
  EXPECT_THAT(Outbox::Open(Path(), LedgerId()), IsError(Reason::kWrongLedger));
  whole[100] = static_cast<char>(whole[100] ^ 1);
  ASSERT_OK(ReplaceFile(Path(), whole, FileAccess::kOwnerOnly));
  EXPECT_THAT(Open(), IsError(Reason::kCorrupt));
}

TEST_F(OutboxTest, BelongsToOneProcessAtATime) {
  ASSERT_OK_AND_ASSIGN(const Outbox outbox, Open());
  EXPECT_THAT(Open(), IsError(Reason::kUnavailable));
}

TEST(OutboxPath, IsSharedByAFileAndItsRejects) {
  EXPECT_EQ(OutboxPathFor("in/may.csv"), "in/may.csv.outbox");
  EXPECT_EQ(OutboxPathFor("in/may.csv.rejects.csv"), "in/may.csv.outbox");
  EXPECT_EQ(OutboxPathFor("in/may.csv", "out"), "out/may.csv.outbox");
  EXPECT_EQ(RejectsPathFor("in/may.csv"), "in/may.csv.rejects.csv");
  EXPECT_EQ(RejectsPathFor("in/may.csv.rejects.csv"), "in/may.csv.rejects.csv");
  EXPECT_EQ(RejectsPathFor("acts.json"), "acts.json.rejects.jsonl");
  EXPECT_EQ(RejectsPathFor("in/UP.CSV"), "in/UP.CSV.rejects.csv");
}

TEST(OutboxPath, OfRejectsIsThatOfTheirParentInTheOutboxDirectory) {
  EXPECT_EQ(RejectsPathFor("in/may.csv", "out"), "out/may.csv.rejects.csv");
  EXPECT_EQ(RejectsPathFor("acts.json", "out"), "out/acts.json.rejects.jsonl");
  const std::filesystem::path rejects = RejectsPathFor("in/may.csv", "out");
  EXPECT_EQ(OutboxPathFor(rejects, "out"), OutboxPathFor("in/may.csv", "out"));
  EXPECT_EQ(OutboxPathFor(rejects), OutboxPathFor("in/may.csv", "out"));
  EXPECT_EQ(RejectsPathFor(rejects, "out"), rejects);
  EXPECT_TRUE(IsRejects(rejects));
  EXPECT_TRUE(IsRejects("out/acts.json.rejects.jsonl"));
  EXPECT_FALSE(IsRejects("in/may.csv"));
}

TEST(OutboxPath, TellsACsvByTheEndOfItsName) {
  EXPECT_TRUE(IsCsv("in/may.csv"));
  EXPECT_TRUE(IsCsv("in/UP.CSV"));
  EXPECT_FALSE(IsCsv("in/may.csv.json"));
  EXPECT_FALSE(IsCsv("csv"));
}

}  // namespace
}  // namespace sworn::authoring
