#include "ledger/authoring/event_file.h"

#include <unistd.h>

#include <filesystem>

#include "ledger/authoring/event_builder.h"
#include "ledger/authoring/files.h"
#include "ledger/authoring/json_text.h"
#include "ledger/authoring/testing_requests.h"
#include "ledger/codec/sealed.h"
#include "ledger/codec/signed_event.h"
#include "tests/support/result_matchers.h"

namespace sworn::authoring {
namespace {

using testing_support::IsError;
using testing_support::IsErrorAt;

constexpr char kCompletion[] =
    R"({"type": "CompletionRecorded", "subject": "4711", "signers": ["clerk"],
        "occurred_on": "2024-03-13",
        "body": {"course": "nasro-basic", "hours": 40, "mode": "in_person"}})";

Result<EventRequest> ParseOne(std::string_view text) {
  SWORN_ASSIGN_OR_RETURN(const std::vector<EventItem> items, ParseEventFile(text));
  return items.at(0).request;
}

TEST(EventFile, TakesOneObjectAListOrOneALine) {
  const std::string one = kCompletion;
  std::string line = one;
  for (char& c : line) c = c == '\n' ? ' ' : c;
  const std::string list = std::string("[").append(one).append(",").append(one).append("]");
  const std::string lines = std::string(line).append("\n\n").append(line).append("\n");
  for (const std::string& text : {one, list, lines}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<EventItem> items, ParseEventFile(text));
    ASSERT_EQ(items.size(), text == one ? 1U : 2U) << text;
    for (const EventItem& item : items) EXPECT_OK(item.request);
    EXPECT_EQ(items.front().content_key, items.back().content_key);
  }
}

TEST(EventFile, ContentKeyIgnoresSpacingOrderAndEarlierRefusal) {
  ASSERT_OK_AND_ASSIGN(const auto a, ParseEventFile(R"({"type":"MouEnded","signers":["chief"]})"));
  ASSERT_OK_AND_ASSIGN(const auto b,
                       ParseEventFile(R"({ "refused": {"reason": "X"}, "signers": ["chief"],
                                           "type": "MouEnded" })"));
  ASSERT_OK_AND_ASSIGN(const auto c, ParseEventFile(R"({"type":"MouEnded","signers":["clerk"]})"));
  EXPECT_EQ(a[0].content_key, b[0].content_key);
  EXPECT_NE(a[0].content_key, c[0].content_key);
}

TEST(EventFile, NamesTheExactPathOfWhatIsWrong) {
  const auto with = [](const std::string& member) {
    return R"({"type": "CompletionRecorded", "signers": ["clerk"], )" + member + "}";
  };
  EXPECT_THAT(ParseOne(with(R"("subjekt": "4711")")), IsErrorAt(Reason::kInvalidField, "subjekt"));
  EXPECT_THAT(ParseOne(with(R"("subject": 4711)")), IsErrorAt(Reason::kInvalidField, "subject"));
  EXPECT_THAT(ParseOne(with(R"("sealed": [{"kind": "nam", "text": "x"}])")),
              IsErrorAt(Reason::kInvalidField, "sealed[0].kind"));
  EXPECT_THAT(ParseOne(with(R"("expected_revisions": [{"stream": "officer/1"}])")),
              IsErrorAt(Reason::kMissingField, "expected_revisions[0].revision"));
  EXPECT_THAT(ParseOne(with(R"("recorded_at": "yesterday")")),
              IsErrorAt(Reason::kInvalidDate, "recorded_at"));
  EXPECT_THAT(ParseOne(with(R"("attestations": [{"role": "king"}])")),
              IsErrorAt(Reason::kInvalidField, "attestations[0].role"));
  EXPECT_THAT(ParseOne(R"({"type": "Completed", "signers": ["clerk"]})"),
              IsErrorAt(Reason::kInvalidField, "type"));
  EXPECT_THAT(ParseOne(R"({"type": "MouEnded"})"), IsErrorAt(Reason::kMissingField, "signers"));
}

TEST(EventFile, RefusesJsonThatOthersWouldReadDifferently) {
  EXPECT_THAT(ParseEventFile(R"({"type": "MouEnded", "type": "MouSigned"})"),
              IsError(Reason::kMalformed));
  EXPECT_THAT(ParseEventFile("{\"type\": \"MouEnded\"} trailing"), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseEventFile(std::string(100, '[')), IsError(Reason::kMalformed));
  EXPECT_THAT(ParseEventFile(""), IsError(Reason::kMalformed));
  const Result<nlohmann::json> broken = ParseJson("{\n  \"a\": ]");
  ASSERT_FALSE(broken);
  EXPECT_NE(broken.error().message.find("line 2, column 8"), std::string::npos)
      << broken.error().message;
}

class BuilderTest : public testing::Test {
 protected:
  Result<BuiltEvent> Build(const std::string& text) {
    SWORN_ASSIGN_OR_RETURN(const EventRequest request, ParseOne(text));
    return builder_.Build(request);
  }
  KeyRing ring_ = TestRing();
  StoppedClock clock_;
  CountingRandom random_;
  EventBuilder builder_{ring_, {.ledger_id = TestLedgerId()}, clock_, random_};
};

TEST_F(BuilderTest, FillsInWhatNobodyShouldHaveToWrite) {
  ASSERT_OK_AND_ASSIGN(const BuiltEvent built, Build(kCompletion));
  const event::v1::Header& header = built.event.header();
  EXPECT_EQ(header.ledger_id(), TestLedgerId().ToBytes());
  EXPECT_EQ(header.event_id().size(), 16U);
  EXPECT_EQ(header.nonce().size(), 16U);
  EXPECT_EQ(header.acting_authority(), "example-pd");
  EXPECT_EQ(header.signers(0).role(), event::v1::ROLE_AGENCY_CLERK);
  EXPECT_EQ(header.not_after().seconds() - header.signed_at().seconds(), 30 * 86'400);
  ASSERT_OK_AND_ASSIGN(const SignedItem item, SignOne(built));
  EXPECT_OK(codec::DecodeSignedEvent(item.signed_event));
}

TEST_F(BuilderTest, SealsWhatMustNotStandInTheEntry) {
  ASSERT_OK_AND_ASSIGN(const BuiltEvent built,
                       Build(R"({"type": "OfficerRegistered", "subject": "4711", "signers": "clerk",
                "occurred_on": "2024-03-13", "sealed": [{"kind": "name", "text": "Rowan Example"}],
                "body": {"agency": "example-pd"}})"));
  ASSERT_OK_AND_ASSIGN(const SignedItem item, SignOne(built));
  EXPECT_EQ(item.signed_event.find("Rowan"), std::string::npos);
  EXPECT_OK(codec::CheckSealedContents(built.event, item.sealed));
}

TEST_F(BuilderTest, NamesKeysThatTheRingDoesNotHave) {
  std::string text = kCompletion;
  text.replace(text.find("clerk"), 5, "nobody");
  EXPECT_THAT(Build(text), IsErrorAt(Reason::kNotFound, "signers[0].key"));
  text.replace(text.find("nobody"), 6, "two-hats");
  EXPECT_THAT(Build(text), IsErrorAt(Reason::kMissingField, "signers[0].role"));
}

TEST_F(BuilderTest, TakesADayOrEasternTimeForATimeInTheBody) {
  const auto valid_from = [this](const std::string& time) -> Result<std::int64_t> {
    SWORN_ASSIGN_OR_RETURN(const BuiltEvent built, Build(R"({"type": "KeyAdded", "signers": "chief",
        "occurred_on": "2024-03-13", "body": {"authority": "example-pd", "key": "clerk",
        "valid_from": ")" + time + R"("}})"));
    return built.event.body().key_added().valid_from().seconds();
  };
  const std::int64_t expected = 1'704'862'800;  // 2024-01-10T05:00:00Z
  for (const char* time : {"2024-01-10", "2024-01-10 00:00", "2024-01-10T05:00:00Z"}) {
    ASSERT_OK_AND_ASSIGN(const std::int64_t seconds, valid_from(time));
    EXPECT_EQ(seconds, expected) << time;
  }
  EXPECT_THAT(valid_from("2024-02-30"), IsErrorAt(Reason::kInvalidDate, "body.valid_from"));
  EXPECT_THAT(valid_from("soon"), IsErrorAt(Reason::kInvalidDate, "body.valid_from"));
}

TEST_F(BuilderTest, BuildsTheReadmesExampleOfPaperSignedWithoutAKey) {
  ASSERT_OK_AND_ASSIGN(const std::string readme, ReadFile(std::filesystem::path(SWORN_SOURCE_DIR) /
                                                          "ledger/authoring/README.md"));
  const std::string fence = "```json\n";
  const std::size_t start = readme.find(fence);
  ASSERT_NE(start, std::string::npos);
  const std::size_t begin = start + fence.size();
  ASSERT_OK_AND_ASSIGN(const EventRequest request,
                       ParseOne(readme.substr(begin, readme.find("```", begin) - begin)));
  const std::filesystem::path directory =
      std::filesystem::temp_directory_path() / ("sworn-paper-" + std::to_string(::getpid()));
  std::filesystem::create_directories(directory);
  ASSERT_OK(ReplaceFile(directory / "application-4711.pdf", "paper", FileAccess::kOwnerOnly));
  const EventBuilder builder(ring_, {.ledger_id = TestLedgerId(), .documents = directory}, clock_,
                             random_);
  const Result<BuiltEvent> built = builder.Build(request);
  std::filesystem::remove_all(directory);
  ASSERT_OK(built);
  const event::v1::Header& header = built->event.header();
  ASSERT_EQ(header.attestations_size(), 1);
  EXPECT_EQ(header.attestations(0).role(), event::v1::ROLE_OFFICER);
  EXPECT_EQ(header.attestations(0).authority(), header.subject());
  EXPECT_EQ(header.signers(0).role(), event::v1::ROLE_AGENCY_CLERK);
}

TEST_F(BuilderTest, RefusesABodyWithAnUnknownMemberOrImpossibleDate) {
  std::string text = kCompletion;
  text.replace(text.find("\"hours\""), 7, "\"ours\"");
  EXPECT_THAT(Build(text), IsErrorAt(Reason::kInvalidField, "body.ours"));
  text = kCompletion;
  text.replace(text.find("2024-03-13"), 10, "2024-02-30");
  EXPECT_THAT(Build(text), IsErrorAt(Reason::kInvalidDate, "header.occurred_on"));
}

}  // namespace
}  // namespace sworn::authoring
