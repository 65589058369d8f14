#include "ledger/authoring/moment.h"

#include "ledger/authoring/dependency_order.h"
#include "ledger/codec/event_type.h"
#include "tests/support/result_matchers.h"

namespace sworn::authoring {
namespace {

using testing_support::IsError;

TEST(Moment, ReadsEasternTimesInstantsAndBareDays) {
  EXPECT_EQ(ParseMoment("2024-01-10 09:00").value().ToString(), "2024-01-10T14:00:00Z");
  EXPECT_EQ(ParseMoment("2024-07-10 09:00:30").value().ToString(), "2024-07-10T13:00:30Z");
  EXPECT_EQ(ParseMoment("2024-01-10T14:00:00Z").value().ToString(), "2024-01-10T14:00:00Z");
  EXPECT_EQ(ParseMoment("2024-01-10").value(), ParseMoment("2024-01-10 09:00").value());
  EXPECT_EQ(ParseMoment("2024-01-10", BareDay::kLastMoment).value().ToString(),
            "2024-01-11T04:59:59.999999Z");
  for (const char* wrong : {"", "2024-01-10 9:00", "2024-01-10 24:00", "2024-02-30 09:00",
                            "2024-01-10  09:00", "2024-01-10 09:00 "}) {
    EXPECT_THAT(ParseMoment(wrong), IsError(Reason::kInvalidDate)) << wrong;
  }
}

TEST(Uuid, GoesThereAndBack) {
  const std::string text = "6f1b0c3e-0d2a-4c1e-9a77-1f0b6f3c2d10";
  EXPECT_EQ(FormatUuid(ParseUuid(text).value()), text);
  EXPECT_EQ(ParseUuid("6F1B0C3E-0D2A-4C1E-9A77-1F0B6F3C2D10").value(), ParseUuid(text).value());
  EXPECT_THAT(ParseUuid("6f1b0c3e0d2a4c1e9a771f0b6f3c2d10"), IsError(Reason::kMalformed));
  EXPECT_EQ(FormatUuid(MakeUuid(std::string(16, '\xFF'), 8)),
            "ffffffff-ffff-8fff-bfff-ffffffffffff");
}

TEST(DependencyOrder, PutsWhatOthersNeedFirstAndKeepsTheRest) {
  const std::vector<OrderedEvent> events = {{"RecordVoided", {}},
                                            {"CompletionRecorded", {}},
                                            {"OfficerRegistered", {}},
                                            {"CompletionRecorded", {}},
                                            {"AuthorityRegistered", {}}};
  EXPECT_EQ(DependencyOrder(events), (std::vector<std::size_t>{4, 2, 1, 3, 0}));
}

TEST(DependencyOrder, LetsSimulatedTimeDecideFirst) {
  const Instant early = ParseMoment("2024-01-01 09:00").value();
  const Instant late = ParseMoment("2024-02-01 09:00").value();
  EXPECT_EQ(DependencyOrder(std::vector<OrderedEvent>{{"OfficerRegistered", late},
                                                      {"CompletionVoided", early}}),
            (std::vector<std::size_t>{1, 0}));
}

TEST(DependencyOrder, KnowsEveryTypeOfEvent) {
  const int unknown = DependencyRank("NoSuchEvent");
  for (const std::string_view name : codec::EventTypeNames()) {
    EXPECT_LT(DependencyRank(std::string(name)), unknown) << name;
  }
}

}  // namespace
}  // namespace sworn::authoring
