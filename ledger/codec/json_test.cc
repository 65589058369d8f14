#include "ledger/codec/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_type.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

using event::v1::Body;
using nlohmann::json;
using testing_support::IsErrorAt;

Status Read(const char* text, std::string_view type, Body* body) {
  return BodyFromJson(json::parse(text), type, body);
}

TEST(Json, RoundTripsEveryEvent) {
  for (const std::string_view type : EventTypeNames()) {
    SCOPED_TRACE(std::string(type));
    const event::v1::Event event = SampleEvent(type);
    const json text = json::parse(EventToJson(event).dump());
    EXPECT_EQ(text["type"], type);
    event::v1::Event read;
    read.set_schema_version(text["schema_version"]);
    ASSERT_OK(HeaderFromJson(text["header"], read.mutable_header()));
    ASSERT_OK(BodyFromJson(text["body"], type, read.mutable_body()));
    EXPECT_EQ(SerializeEvent(read), SerializeEvent(event));
  }
}

TEST(Json, ShowsHexadecimalTimesAndShortNames) {
  const auto decoded = DecodeSignedEvent(SignSample(SampleEvent("RecordCorrected"))).value();
  const auto text = EventToJson(decoded);
  EXPECT_EQ(text["header"]["not_after"], "2023-11-15T13:00:00.500000Z");
  EXPECT_EQ(text["header"]["signers"][0]["role"], "commission");
  EXPECT_EQ(text["body"]["target"]["event_id"], "00112233445566778899aabbccddeeff");
  EXPECT_EQ(text["body"]["body"]["type"], "CompletionRecorded");
  EXPECT_EQ(text["body"]["body"]["mode"], "in_person");
  EXPECT_EQ(text["signed"], "individually");
}

TEST(Json, TakesEnumerationsInEitherCaseAndWhole) {
  Body body;
  for (const char* mode : {"in_person", "IN_PERSON", "In_Person", "training_mode_in_person"}) {
    const json value = {{"course", "c"}, {"mode", mode}};
    ASSERT_OK(BodyFromJson(value, "CompletionRecorded", &body)) << mode;
    EXPECT_EQ(body.completion_recorded().mode(), event::v1::TRAINING_MODE_IN_PERSON);
  }
}

TEST(Json, NamesTheMemberThatIsWrong) {
  Body body;
  const auto invalid = [](const char* field) { return IsErrorAt(Reason::kInvalidField, field); };
  EXPECT_THAT(Read("{}", "Nonsense", &body), invalid("type"));
  EXPECT_THAT(Read("[]", "MouEnded", &body), invalid(""));
  EXPECT_THAT(Read(R"({"muo": "m"})", "MouEnded", &body), invalid("muo"));
  EXPECT_THAT(Read(R"({"": "m"})", "MouEnded", &body), invalid(""));
  EXPECT_THAT(Read(R"({"mou": 7})", "MouEnded", &body), invalid("mou"));
  EXPECT_THAT(Read(R"({"mou": null})", "MouEnded", &body), invalid("mou"));
  EXPECT_THAT(Read(R"({"schools": "x"})", "MouSigned", &body), invalid("schools"));
  EXPECT_THAT(Read(R"({"schools": ["x", 2]})", "MouSigned", &body), invalid("schools[1]"));
  EXPECT_THAT(Read(R"({"hours": -1})", "CompletionRecorded", &body), invalid("hours"));
  EXPECT_THAT(Read(R"({"hours": 1.5})", "CompletionRecorded", &body), invalid("hours"));
  EXPECT_THAT(Read(R"({"hours": 4294967296})", "CompletionRecorded", &body), invalid("hours"));
  EXPECT_THAT(Read(R"({"in_acadis": "yes"})", "CompletionRecorded", &body), invalid("in_acadis"));
  EXPECT_THAT(Read(R"({"mode": "carrier_pigeon"})", "CompletionRecorded", &body), invalid("mode"));
  EXPECT_THAT(Read(R"({"mode": "unspecified"})", "CompletionRecorded", &body), invalid("mode"));
  EXPECT_THAT(Read(R"({"act": "granted"})", "SroCertificationGranted", &body), invalid("act"));
  EXPECT_THAT(Read(R"({"fingerprint": "0G"})", "KeyRevoked", &body), invalid("fingerprint"));
  EXPECT_THAT(
      Read(R"({"rules": [{}, {"certificate_term": {"years": "3"}}]})", "PolicyPublished", &body),
      invalid("rules[1].certificate_term.years"));
  EXPECT_THAT(Read(R"({"rules": [{"condition_term": {}, "vacatur_effect": {}}]})",
                   "PolicyPublished", &body),
              invalid("rules[0].vacatur_effect"));
  EXPECT_THAT(Read(R"({"valid_to": "tomorrow"})", "KeyAdded", &body),
              IsErrorAt(Reason::kInvalidDate, "valid_to"));
  EXPECT_THAT(Read(R"({"body": {"course": "c"}})", "RecordCorrected", &body),
              IsErrorAt(Reason::kMissingField, "body.type"));
}

TEST(Json, NamesRoles) {
  EXPECT_EQ(RoleName(event::v1::ROLE_DIVISION_OF_CERTIFICATION), "division_of_certification");
  ASSERT_OK_AND_ASSIGN(const event::v1::Role role, ParseRole("Chief"));
  EXPECT_EQ(role, event::v1::ROLE_CHIEF);
  EXPECT_FALSE(ParseRole("king"));
}

}  // namespace
}  // namespace sworn::codec
