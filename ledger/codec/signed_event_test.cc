#include "ledger/codec/signed_event.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "ledger/base/encoding.h"
#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/event_vectors.h"
#include "ledger/codec/signing.h"
#include "ledger/crypto/sha256.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

using testing_support::IsErrorAt;

Status VerifyWithSampleKey(const DecodedEvent& event) {
  const crypto::PublicKey* const key = &SampleSigner().public_key();
  return VerifySignatures(event, {&key, 1});
}

std::vector<std::string> Texts(const std::vector<tlog::StreamName>& streams) {
  std::vector<std::string> texts;
  for (const auto& stream : streams) texts.push_back(stream.text());
  return texts;
}

TEST(DecodeSignedEvent, TakesEveryTypeOfTheCatalogue) {
  std::set<EventKey> keys;
  for (const std::string_view type : EventTypeNames()) {
    SCOPED_TRACE(std::string(type));
    const std::string bytes = SignSample(SampleEvent(type));
    ASSERT_OK_AND_ASSIGN(const DecodedEvent event, DecodeSignedEvent(bytes));
    EXPECT_EQ(event.bytes(), bytes);
    EXPECT_EQ(event.type(), type);
    EXPECT_EQ(event.payload(), SerializeEvent(event.event()));
    EXPECT_EQ(event.payload_hash().view(), crypto::Sha256Of(event.payload()).view());
    EXPECT_FALSE(event.streams().empty());
    EXPECT_OK(VerifyWithSampleKey(event));
    EXPECT_TRUE(keys.insert(event.key()).second);
  }
}

TEST(DecodeSignedEvent, RefusesEveryPublishedMutationWithItsReasonAndField) {
  std::set<std::string> names;
  for (const RefusedCase& refused : RefusedCases()) {
    SCOPED_TRACE(refused.name);
    EXPECT_TRUE(names.insert(refused.name).second) << "a second case of this name";
    EXPECT_THAT(DecodeSignedEvent(refused.bytes), IsErrorAt(refused.reason, refused.field));
  }
}

TEST(DecodeSignedEvent, StatesTheBoundThatWasPassed) {
  const Result<DecodedEvent> decoded = DecodeSignedEvent(std::string(60'001, 'x'));
  ASSERT_THAT(decoded, IsErrorAt(Reason::kTooLarge, ""));
  EXPECT_NE(decoded.error().message.find("60000"), std::string::npos);
  EXPECT_NE(decoded.error().message.find("60001"), std::string::npos);
}

TEST(DecodeSignedEvent, FlippedByteIsRefusedOrFailsVerification) {
  for (const std::string_view type : {"CompletionRecorded", "MouSigned", "KeyAdded"}) {
    const std::string good = SignSample(SampleEvent(type));
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (const int flip : {0x01, 0x20, 0x80, 0xFF}) {
        std::string bytes = good;
        bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ flip);
        const Result<DecodedEvent> event = DecodeSignedEvent(bytes);
        if (event) {
          EXPECT_FALSE(VerifyWithSampleKey(*event)) << type << " byte " << i;
        }
      }
    }
  }
}

TEST(DecodeSignedEvent, EveryPrefixIsRefused) {
  const std::string good = SignSample(SampleEvent("PolicyPublished"));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(DecodeSignedEvent(good.substr(0, size))) << size;
  }
}

TEST(DecodedEvent, OwnsWhatItRefersTo) {
  std::string bytes = SignSample(SampleEvent("CompletionRecorded"));
  const std::string payload = SerializeEvent(SampleEvent("CompletionRecorded"));
  ASSERT_OK_AND_ASSIGN(DecodedEvent event, DecodeSignedEvent(bytes));
  bytes.assign(bytes.size(), '\0');
  const DecodedEvent moved = std::move(event);
  EXPECT_EQ(moved.payload(), payload);
  EXPECT_EQ(moved.not_after(), *Instant::Parse("2023-11-15T13:00:00.5Z"));
}

TEST(EventKey, DependsOnAuthorityAndEventIdTogether) {
  EXPECT_EQ(EventKeyOf("post", "0123456789abcdef"), EventKeyOf("post", "0123456789abcdef"));
  EXPECT_NE(EventKeyOf("post", "0123456789abcdef"), EventKeyOf("mptc", "0123456789abcdef"));
  EXPECT_NE(EventKeyOf("post0", "123456789abcdef"), EventKeyOf("post", "0123456789abcdef"));
}

TEST(StreamsOf, FollowsSubjectAndBody) {
  const auto streams = [](std::string_view type) {
    return Texts(DecodeSignedEvent(SignSample(SampleEvent(type)))->streams());
  };
  using List = std::vector<std::string>;
  EXPECT_EQ(streams("Genesis"), List{"authority"});
  EXPECT_EQ(streams("AuthorityRegistered"), (List{"agency/springfield-pd", "authority"}));
  EXPECT_EQ(streams("PolicyPublished"), List{"policies"});
  EXPECT_EQ(streams("OfficerRegistered"), (List{"agency/springfield-pd", "officer/MA-0001"}));
  EXPECT_EQ(streams("CompletionRecorded"),
            (List{"offering/basic-2023-10-lynnfield", "officer/MA-0001"}));
  EXPECT_EQ(streams("MouSigned"), (List{"agency/springfield-pd", "mou/mou-springfield-2023",
                                        "school/central-high", "school/north-middle"}));
  EXPECT_EQ(streams("RecordCorrected"), (List{"officer/MA-0001", "officer/MA-0002"}));
  EXPECT_EQ(streams("RecordVoided"), (List{"agency/springfield-pd", "mou/mou-springfield-2023"}));
  EXPECT_EQ(streams("SroCertificationVacated"), List{"officer/MA-0001"});
}

TEST(EventTypeName, IsEmptyForABodyThatIsNone) {
  EXPECT_EQ(EventTypeName(event::v1::Body()), "");
  event::v1::Body body;
  body.mutable_sro_certification();
  EXPECT_EQ(EventTypeName(body), "");
}

TEST(EmptyBodyOf, MakesTheBodyOfItsName) {
  for (const std::string_view type : EventTypeNames()) {
    ASSERT_OK_AND_ASSIGN(const event::v1::Body body, EmptyBodyOf(type));
    EXPECT_EQ(EventTypeName(body), type);
  }
  EXPECT_THAT(EmptyBodyOf("SroCertification"), IsErrorAt(Reason::kInvalidField, "type"));
}

}  // namespace
}  // namespace sworn::codec
