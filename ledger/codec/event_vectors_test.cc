// Reads the published vectors as any other implementation would.
#include "ledger/codec/event_vectors.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "ledger/base/encoding.h"
#include "ledger/codec/batch.h"
#include "ledger/codec/event_type.h"
#include "ledger/codec/signing.h"
#include "ledger/crypto/key.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

std::string ReadVectors(const std::string& name) {
  std::ifstream file(std::string(SWORN_SOURCE_DIR) + "/tests/vectors/events/" + name,
                     std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

nlohmann::json Parsed(const std::string& name) {
  return nlohmann::json::parse(ReadVectors(name), nullptr, false);
}

std::string Unhex(const nlohmann::json& value) {
  return DecodeHex(value.get<std::string>()).value();
}

TEST(EventVectors, AreWhatTheGeneratorMakes) {
  for (const VectorFile& file : MakeVectorFiles()) {
    EXPECT_TRUE(ReadVectors(file.name) == file.text)
        << file.name << " differs: run sworn_event_vectors tests/vectors/events";
  }
}

TEST(EventVectors, SignedEventsDecodeAndVerify) {
  const nlohmann::json file = Parsed("signed_events.json");
  const crypto::PublicKey key = crypto::PublicKey::FromSpki(Unhex(file["public_key"])).value();
  const crypto::PublicKey* const keys = &key;
  std::set<std::string> types;
  for (const auto& vector : file["events"]) {
    SCOPED_TRACE(vector["type"].get<std::string>());
    ASSERT_OK_AND_ASSIGN(const DecodedEvent event,
                         DecodeSignedEvent(Unhex(vector["signed_event"])));
    EXPECT_OK(VerifySignatures(event, {&keys, 1}));
    EXPECT_EQ(event.type(), vector["type"]);
    EXPECT_EQ(event.payload(), Unhex(vector["payload"]));
    EXPECT_EQ(event.key().ToHex(), vector["event_key"]);
    if (event.is_genesis()) {
      EXPECT_EQ(LedgerIdOf(event.payload()).ToHex(), file["ledger_id"]);
    }
    types.insert(std::string(event.type()));
  }
  EXPECT_EQ(types.size(), EventTypeNames().size());
}

TEST(EventVectors, BatchesVerify) {
  const nlohmann::json file = Parsed("batches.json");
  const crypto::PublicKey key = crypto::PublicKey::FromSpki(Unhex(file["public_key"])).value();
  const crypto::PublicKey* const keys = &key;
  std::set<std::uint32_t> counts;
  for (const auto& batch : file["batches"]) {
    counts.insert(batch["count"].get<std::uint32_t>());
    for (const auto& member : batch["members"]) {
      ASSERT_OK_AND_ASSIGN(const DecodedEvent event,
                           DecodeSignedEvent(Unhex(member["signed_event"])));
      EXPECT_OK(VerifySignatures(event, {&keys, 1}));
      EXPECT_EQ(ResolveBatch(event)->root.ToHex(), batch["root"]);
      EXPECT_EQ(BatchLeafHash(event.payload()).ToHex(), member["leaf_hash"]);
    }
  }
  EXPECT_EQ(counts, (std::set<std::uint32_t>{1, 2, 3, 4095, 4096}));
}

TEST(EventVectors, RefusedBytesAreRefused) {
  const nlohmann::json file = Parsed("refused.json");
  ASSERT_GT(file["cases"].size(), 80U);
  for (const auto& vector : file["cases"]) {
    SCOPED_TRACE(vector["name"].get<std::string>());
    const Result<DecodedEvent> decoded = DecodeSignedEvent(Unhex(vector["bytes"]));
    ASSERT_FALSE(decoded);
    EXPECT_EQ(ReasonName(decoded.error().reason), vector["reason"]);
    EXPECT_EQ(decoded.error().field, vector["field"]);
  }
}

}  // namespace
}  // namespace sworn::codec
