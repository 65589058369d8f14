#include "ledger/codec/strict_decode.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/signing.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

using event::v1::Event;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using testing_support::IsErrorAt;

std::uint64_t Seed() {
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}

// A message with random fields set, random in depth: what a serialiser may be given.
class RandomMessages {
 public:
  explicit RandomMessages(std::uint64_t seed) : engine_(seed) {}

  void Fill(Message* message, int depth) {
    for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *message->GetDescriptor()->field(i);
      if (Below(3) != 0) continue;
      if (field.type() == FieldDescriptor::TYPE_MESSAGE && depth == 0) continue;
      const std::uint64_t items = field.is_repeated() ? Below(4) : 1;
      for (std::uint64_t item = 0; item < items; ++item) SetField(field, message, depth);
    }
  }
  std::uint64_t Below(std::uint64_t bound) { return engine_() % bound; }

 private:
  std::uint64_t Number() { return engine_() >> Below(64); }
  std::string Text() {
    static const std::string kPieces[] = {"a", "B", "7", "-", "\xC3\xA9", "\xE2\x82\xAC", "\n"};
    std::string text;
    for (std::uint64_t left = Below(6); left > 0; --left) text += kPieces[Below(7)];
    return text;
  }

  void SetField(const FieldDescriptor& field, Message* message, int depth) {
    const Reflection& reflection = *message->GetReflection();
    const bool list = field.is_repeated();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection.SetBool(message, &field, Below(2) == 0);
      case FieldDescriptor::CPPTYPE_INT32:
        return reflection.SetInt32(message, &field, static_cast<std::int32_t>(Number()));
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection.SetInt64(message, &field, static_cast<std::int64_t>(Number()));
      case FieldDescriptor::CPPTYPE_UINT32:
        return reflection.SetUInt32(message, &field, static_cast<std::uint32_t>(Number()));
      case FieldDescriptor::CPPTYPE_UINT64:
        return reflection.SetUInt64(message, &field, Number());
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value = field.enum_type()->value(
            static_cast<int>(Below(static_cast<std::uint64_t>(field.enum_type()->value_count()))));
        return list ? reflection.AddEnum(message, &field, value)
                    : reflection.SetEnum(message, &field, value);
      }
      case FieldDescriptor::CPPTYPE_STRING:
        return list ? reflection.AddString(message, &field, Text())
                    : reflection.SetString(message, &field, Text());
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(list ? reflection.AddMessage(message, &field)
                         : reflection.MutableMessage(message, &field),
                    depth - 1);
      case FieldDescriptor::CPPTYPE_DOUBLE:
      case FieldDescriptor::CPPTYPE_FLOAT:
        break;
    }
    FAIL() << "no signed message has such a field: " << field.full_name();
  }

  std::mt19937_64 engine_;
};

TEST(StrictSchema, AcceptsWhateverTheSerialiserWrites) {
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomMessages random(seed);
  for (int i = 0; i < 3'000; ++i) {
    Event event;
    random.Fill(&event, 6);
    ASSERT_OK(EventSchema().Check(SerializeEvent(event))) << event.DebugString();
  }
}

TEST(StrictSchema, AcceptedBytesAreTheirOwnSerialisation) {
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomMessages random(seed);
  int accepted = 0;
  for (int i = 0; i < 60'000; ++i) {
    const auto names = EventTypeNames();
    static const std::vector<std::string> samples = [&names] {
      std::vector<std::string> list;
      for (const auto name : names) list.push_back(SerializeEvent(SampleEvent(name)));
      return list;
    }();
    std::string bytes = samples[random.Below(samples.size())];
    for (std::uint64_t changes = 1 + random.Below(2); changes > 0; --changes) {
      const auto at = static_cast<std::size_t>(random.Below(bytes.size()));
      const char value = static_cast<char>(random.Below(random.Below(2) == 0 ? 256 : 8));
      switch (random.Below(4)) {
        case 0:
          bytes.insert(at, 1, value);
          break;
        case 1:
          bytes.erase(at, 1);
          break;
        default:
          bytes[at] = value;
      }
    }
    if (!EventSchema().Check(bytes)) continue;
    ++accepted;
    Event event;
    ASSERT_TRUE(event.ParseFromString(bytes)) << EncodeHex(bytes);
    ASSERT_EQ(SerializeEvent(event), bytes) << EncodeHex(bytes);
  }
  EXPECT_GT(accepted, 1'000);
}

TEST(StrictSchema, NamesTheItemOfAList) {
  Event event = SampleEvent("CompletionRecorded");
  *event.mutable_header()->add_signers() = event.header().signers(0);
  event.mutable_header()->mutable_signers(1)->set_role(static_cast<event::v1::Role>(200));
  EXPECT_THAT(EventSchema().Check(SerializeEvent(event)),
              IsErrorAt(Reason::kMalformed, "header.signers[1].role"));
}

TEST(StrictSchema, TakesListsUpToTheBound) {
  event::v1::Body body;
  for (std::size_t i = 0; i < limits::kMaxListItems; ++i) {
    body.mutable_mou_signed()->add_schools("s");
  }
  const StrictSchema schema(*event::v1::Body::descriptor());
  EXPECT_OK(schema.Check(body.SerializeAsString()));
  body.mutable_mou_signed()->add_schools("s");
  EXPECT_THAT(schema.Check(body.SerializeAsString()),
              IsErrorAt(Reason::kTooLarge, "mou_signed.schools"));
}

}  // namespace
}  // namespace sworn::codec
