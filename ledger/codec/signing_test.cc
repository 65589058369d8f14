#include "ledger/codec/signing.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "ledger/codec/batch.h"
#include "ledger/codec/event_samples.h"
#include "ledger/codec/event_vectors.h"
#include "ledger/codec/sealed.h"
#include "ledger/merkle/frontier.h"
#include "sworn/event/v1/envelope.pb.h"
#include "tests/support/result_matchers.h"

namespace sworn::codec {
namespace {

using event::v1::Event;
using testing_support::IsError;
using testing_support::IsErrorAt;

class CountingRandom final : public RandomSource {
 public:
  std::string Bytes(std::size_t count) override {
    ++calls_;
    return std::string(count, static_cast<char>(calls_));
  }

 private:
  int calls_ = 0;
};

Status VerifyWith(const DecodedEvent& event, const crypto::PublicKey& key) {
  const crypto::PublicKey* const one = &key;
  return VerifySignatures(event, {&one, 1});
}

void AddSigner(const crypto::PrivateKey& key, Event* event) {
  auto* signer = event->mutable_header()->add_signers();
  signer->set_key_fingerprint(key.public_key().fingerprint().ToBytes());
  signer->set_authority("springfield-ps");
  signer->set_role(event::v1::ROLE_SUPERINTENDENT);
}

TEST(SignEvent, SignsWithEveryListedKeyOfEitherScheme) {
  ASSERT_OK_AND_ASSIGN(const crypto::PrivateKey second,
                       crypto::PrivateKey::Generate(crypto::SignatureScheme::kEcdsaP256));
  Event event = SampleEvent("MouSigned");
  AddSigner(second, &event);
  const std::array<const crypto::PrivateKey*, 2> keys = {&SampleSigner(), &second};
  ASSERT_OK_AND_ASSIGN(const std::string bytes, SignEvent(event, keys));
  ASSERT_OK_AND_ASSIGN(const DecodedEvent decoded, DecodeSignedEvent(bytes));
  const std::array<const crypto::PublicKey*, 2> right = {&keys[0]->public_key(),
                                                         &keys[1]->public_key()};
  EXPECT_OK(VerifySignatures(decoded, right));
  const std::array<const crypto::PublicKey*, 2> swapped = {right[1], right[0]};
  EXPECT_THAT(VerifySignatures(decoded, swapped), IsErrorAt(Reason::kBadKey, "signatures[0]"));
  EXPECT_THAT(VerifySignatures(decoded, {right.data(), 1}), IsError(Reason::kBadKey));
}

TEST(SignEvent, RefusesKeysThatTheHeaderDoesNotList) {
  const crypto::PrivateKey other = SampleKey(9);
  const crypto::PrivateKey* const key = &other;
  const Event event = SampleEvent("MouSigned");
  EXPECT_THAT(SignEvent(event, {&key, 1}),
              IsErrorAt(Reason::kBadKey, "header.signers[0].key_fingerprint"));
  EXPECT_THAT(SignEvent(event, {}), IsErrorAt(Reason::kBadKey, "header.signers"));
}

TEST(SignEvent, RefusesWhatWouldNotBeAdmitted) {
  const crypto::PrivateKey* const key = &SampleSigner();
  Event event = SampleEvent("MouSigned");
  event.mutable_header()->clear_not_after();
  EXPECT_THAT(SignEvent(event, {&key, 1}), IsErrorAt(Reason::kMissingField, "header.not_after"));
}

TEST(VerifySignatures, FailsForAnAlteredSignature) {
  event::v1::SignedEvent envelope;
  ASSERT_TRUE(envelope.ParseFromString(SignSample(SampleEvent("MouSigned"))));
  envelope.mutable_signatures(0)->mutable_sig()->front() ^= 1;
  ASSERT_OK_AND_ASSIGN(const DecodedEvent event, DecodeSignedEvent(envelope.SerializeAsString()));
  EXPECT_THAT(VerifyWith(event, SampleSigner().public_key()),
              IsErrorAt(Reason::kBadSignature, "signatures[0]"));
}

TEST(BuildBatchTree, HasTheRootOfACompactRangeForEveryCount) {
  std::vector<std::string> payloads;
  merkle::CompactRange range;
  for (int count = 1; count <= 70; ++count) {
    payloads.push_back("payload " + std::to_string(count));
    range.Append(BatchLeafHash(payloads.back()));
    ASSERT_OK_AND_ASSIGN(const BatchTree tree, BuildBatchTree(payloads));
    EXPECT_EQ(tree.root, range.Root()) << count;
  }
  EXPECT_THAT(BuildBatchTree({}), IsError(Reason::kMissingField));
  EXPECT_THAT(BuildBatchTree(std::vector<std::string>(4'097)), IsError(Reason::kTooLarge));
}

TEST(SignBatch, EveryMemberProvesItselfAlone) {
  for (const std::uint32_t count : {1U, 2U, 3U, 5U, 64U, 100U}) {
    const std::vector<Event> events = BatchEvents(count);
    ASSERT_OK_AND_ASSIGN(const std::vector<std::string> all, SignBatch(events, SampleSigner()));
    ASSERT_EQ(all.size(), count);
    for (std::uint32_t i = 0; i < count; ++i) {
      ASSERT_OK_AND_ASSIGN(const DecodedEvent event, DecodeSignedEvent(all[i]));
      EXPECT_EQ(event.batch()->index, i);
      EXPECT_TRUE(event.signatures().empty());
      EXPECT_EQ(event.payload(), SerializeEvent(events[i]));
      EXPECT_OK(VerifyWith(event, SampleSigner().public_key()));
    }
  }
}

TEST(SignBatch, AMemberWithAnotherPlaceOrPathFails) {
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string> all,
                       SignBatch(BatchEvents(8), SampleSigner()));
  event::v1::SignedEvent envelope;
  ASSERT_TRUE(envelope.ParseFromString(all[2]));
  const auto verify = [&](const auto& spoil) {
    event::v1::SignedEvent spoiled = envelope;
    spoil(*spoiled.mutable_batch());
    return VerifyWith(DecodeSignedEvent(spoiled.SerializeAsString()).value(),
                      SampleSigner().public_key());
  };
  using event::v1::BatchSignature;
  EXPECT_OK(verify([](BatchSignature&) {}));
  EXPECT_THAT(verify([](BatchSignature& b) { b.set_index(3); }),
              IsErrorAt(Reason::kBadSignature, "batch"));
  EXPECT_THAT(verify([](BatchSignature& b) { b.set_count(7); }), IsError(Reason::kBadSignature));
  EXPECT_THAT(verify([](BatchSignature& b) { b.mutable_path(1)->front() ^= 1; }),
              IsError(Reason::kBadSignature));
  EXPECT_THAT(verify([](BatchSignature& b) { b.mutable_signature()->back() ^= 1; }),
              IsError(Reason::kBadSignature));
}

TEST(SignBatch, NeitherSignatureStandsInTheOthersPlace) {
  ASSERT_OK_AND_ASSIGN(const std::vector<std::string> batch,
                       SignBatch(BatchEvents(1), SampleSigner()));
  event::v1::SignedEvent in_batch;
  event::v1::SignedEvent alone;
  ASSERT_TRUE(in_batch.ParseFromString(batch[0]));
  ASSERT_TRUE(alone.ParseFromString(SignSample(BatchEvents(1)[0])));
  ASSERT_EQ(in_batch.payload(), alone.payload());
  std::string batch_signature = in_batch.batch().signature();
  in_batch.mutable_batch()->set_signature(alone.signatures(0).sig());
  alone.mutable_signatures(0)->set_sig(std::move(batch_signature));
  for (const auto* envelope : {&in_batch, &alone}) {
    ASSERT_OK_AND_ASSIGN(const DecodedEvent event,
                         DecodeSignedEvent(envelope->SerializeAsString()));
    EXPECT_THAT(VerifyWith(event, SampleSigner().public_key()), IsError(Reason::kBadSignature));
  }
}

TEST(SignBatch, RefusesEventsOfTwoLedgersAndOfOtherSigners) {
  std::vector<Event> events = BatchEvents(3);
  events[2].mutable_header()->set_ledger_id(std::string(32, 'x'));
  EXPECT_THAT(SignBatch(events, SampleSigner()),
              IsErrorAt(Reason::kWrongLedger, "events[2].header.ledger_id"));
  events = BatchEvents(3);
  AddSigner(SampleKey(7), &events[1]);
  EXPECT_THAT(SignBatch(events, SampleSigner()),
              IsErrorAt(Reason::kBadKey, "events[1].header.signers"));
}

TEST(Possession, IsBoundToKeyLedgerAndAuthority) {
  const crypto::PrivateKey key = SampleKey(4);
  const LedgerId ledger = SampleLedgerId();
  ASSERT_OK_AND_ASSIGN(const std::string proof, ProvePossession(key, ledger, "mptc"));
  EXPECT_OK(VerifyPossession(key.public_key(), ledger, "mptc", proof));
  EXPECT_THAT(VerifyPossession(key.public_key(), ledger, "post", proof),
              IsErrorAt(Reason::kBadProofOfPossession, "proof_of_possession"));
  EXPECT_THAT(VerifyPossession(key.public_key(), LedgerId(), "mptc", proof),
              IsError(Reason::kBadProofOfPossession));
  EXPECT_THAT(VerifyPossession(SampleKey(5).public_key(), ledger, "mptc", proof),
              IsError(Reason::kBadProofOfPossession));
}

TEST(Sealed, CommitsToKindSaltAndContent) {
  CountingRandom random;
  const auto sealed = Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random);
  auto other = sealed;
  EXPECT_EQ(CommitmentOf(other), CommitmentOf(sealed));
  other.set_kind(event::v1::SEALED_KIND_CONTACT);
  EXPECT_NE(CommitmentOf(other), CommitmentOf(sealed));
  other = sealed;
  other.set_content("Rowan Exampl");
  EXPECT_NE(CommitmentOf(other), CommitmentOf(sealed));
  EXPECT_NE(CommitmentOf(Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random)),
            CommitmentOf(sealed));
}

TEST(Sealed, AcceptsExactlyTheEventsPartsInOrder) {
  CountingRandom random;
  std::vector<event::v1::SealedContent> contents = {
      Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random),
      Seal(event::v1::SEALED_KIND_CONTACT, "rowan@example.org", random)};
  Event event = SampleEvent("OfficerRegistered");
  for (const auto& content : contents) {
    *event.mutable_header()->add_sealed_parts() = CommitTo(content);
  }
  EXPECT_OK(CheckSealedContents(event, contents));
  const auto mismatch = [](const char* field) {
    return IsErrorAt(Reason::kSealedPartMismatch, field);
  };
  EXPECT_THAT(CheckSealedContents(event, {contents.data(), 1}), mismatch("sealed_contents[1]"));
  EXPECT_THAT(CheckSealedContents(SampleEvent("OfficerRegistered"), contents),
              mismatch("sealed_contents[0]"));
  std::swap(contents[0], contents[1]);
  EXPECT_THAT(CheckSealedContents(event, contents), mismatch("sealed_contents[0]"));
}

TEST(Sealed, StoredFormIsStrict) {
  CountingRandom random;
  const auto content = Seal(event::v1::SEALED_KIND_LEAVE, "text \xE2\x82\xAC", random);
  const std::string bytes = EncodeSealedContent(content);
  ASSERT_OK_AND_ASSIGN(const auto decoded, DecodeSealedContent(bytes));
  EXPECT_EQ(EncodeSealedContent(decoded), bytes);
  EXPECT_THAT(DecodeSealedContent(bytes + "x"), IsError(Reason::kMalformed));
  const auto large = Seal(event::v1::SEALED_KIND_NAME, std::string(16'385, 'n'), random);
  EXPECT_THAT(CheckSealedContent(large, CommitmentOf(large)),
              IsErrorAt(Reason::kTooLarge, "content"));
}

}  // namespace
}  // namespace sworn::codec
