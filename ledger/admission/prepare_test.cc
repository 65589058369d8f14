#include "ledger/admission/prepare.h"

#include <gtest/gtest.h>

#include <thread>

#include "ledger/base/limits.h"
#include "ledger/codec/sealed.h"
#include "sworn/event/v1/envelope.pb.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using testing_support::CountingRandom;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

event::v1::SignedEvent Envelope(std::string_view bytes) {
  event::v1::SignedEvent envelope;
  EXPECT_TRUE(envelope.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return envelope;
}

TEST(Prepare, TakesAnEventWithItsSignature) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  ASSERT_OK_AND_ASSIGN(const PreparedEvent event, world.preparer().Prepare(bytes));
  EXPECT_EQ(event.decoded().bytes(), bytes);
  EXPECT_FALSE(event.has_pending_signatures());
  ASSERT_EQ(event.signer_keys().size(), 1U);
  EXPECT_EQ(event.signer_keys()[0], world.Key("clerk-alder").public_key().fingerprint());
}

TEST(Prepare, RefusesTruncatedBytesAtEveryLength) {
  LedgerWorld world;
  const std::string bytes = world.Sign(world.OfficerRegistered("MA-1001"));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(world.preparer().Prepare(std::string_view(bytes).substr(0, length)).has_value())
        << length;
  }
}

TEST(Prepare, RefusesOversizedEvents) {
  LedgerWorld world;
  const std::string bytes(limits::kMaxSignedEventBytes + 1, '\0');
  EXPECT_THAT(world.preparer().Prepare(bytes), IsError(Reason::kTooLarge));
}

TEST(Prepare, RefusesAnUnknownPayloadType) {
  LedgerWorld world;
  event::v1::SignedEvent envelope = Envelope(world.Sign(world.OfficerRegistered("MA-1001")));
  envelope.set_payload_type("application/json");
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kUnknownPayloadType, "payload_type"));
}

TEST(Prepare, RefusesInvalidUtf8) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  event.mutable_header()->set_reason("well formed");
  event::v1::SignedEvent envelope = Envelope(world.Sign(event));
  std::string& payload = *envelope.mutable_payload();
  payload[payload.find("well formed")] = '\xff';
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kInvalidUtf8, "header.reason"));
}

TEST(Prepare, RefusesAnEventOfAnotherLedger) {
  LedgerWorld world;
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  event.mutable_header()->set_ledger_id(std::string(32, 'x'));
  EXPECT_THAT(world.preparer().Prepare(world.Sign(event)),
              IsErrorAt(Reason::kWrongLedger, "header.ledger_id"));
}

TEST(Prepare, RefusesASecondGenesis) {
  LedgerWorld world;
  ASSERT_OK_AND_ASSIGN(const Genesis genesis, ReadGenesis(world.log()));
  EXPECT_THAT(world.preparer().Prepare(genesis.bytes()),
              IsErrorAt(Reason::kWrongLedger, "header.ledger_id"));
}

TEST(Prepare, RefusesAMissingSignature) {
  LedgerWorld world;
  event::v1::SignedEvent envelope = Envelope(world.Sign(world.MouSigned("mou-alder")));
  envelope.mutable_signatures()->RemoveLast();
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsError(Reason::kMissingSignature));
  envelope.clear_signatures();
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsError(Reason::kMissingSignature));
}

TEST(Prepare, NamesTheSignatureThatIsWrong) {
  LedgerWorld world;
  event::v1::SignedEvent envelope = Envelope(world.Sign(world.MouSigned("mou-alder")));
  (*envelope.mutable_signatures(1)->mutable_sig())[3] ^= 1;
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "signatures[1]"));
}

TEST(Prepare, RefusesSignaturesInAnotherOrderThanTheirSigners) {
  LedgerWorld world;
  event::v1::SignedEvent envelope = Envelope(world.Sign(world.MouSigned("mou-alder")));
  envelope.mutable_signatures()->SwapElements(0, 1);
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "signatures[0]"));
}

TEST(Prepare, RefusesAPayloadThatWasChangedAfterSigning) {
  LedgerWorld world;
  event::v1::SignedEvent envelope = Envelope(world.Sign(world.OfficerRegistered("MA-1001")));
  std::string& payload = *envelope.mutable_payload();
  payload[payload.find("MA-1001") + 6] = '2';
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "signatures[0]"));
}

TEST(Prepare, LeavesTheSignatureOfAnUnknownKeyPending) {
  LedgerWorld world;
  event::v1::Event event = world.NewEvent({}, "MA-1001");
  world.AddSigner(event, "stranger", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared, world.preparer().Prepare(world.Sign(event)));
  EXPECT_TRUE(prepared.has_pending_signatures());
}

TEST(Prepare, RefusesAKeyWithoutProofOfPossession) {
  LedgerWorld world;
  event::v1::Event event = world.KeyAdded("pd-alder", "new-clerk");
  // The proof of the same key for another authority.
  *event.mutable_body()->mutable_key_added()->mutable_key() =
      world.KeyAdded("pd-birch", "new-clerk").body().key_added().key();
  EXPECT_THAT(world.preparer().Prepare(world.Sign(event)),
              IsErrorAt(Reason::kBadProofOfPossession, "body.key_added.key.proof_of_possession"));
}

TEST(Prepare, RefusesARotationWithoutProofOfPossession) {
  LedgerWorld world;
  event::v1::Event event = world.KeyRotated("pd-alder", "clerk-alder", "next", "clerk-alder");
  event.mutable_body()->mutable_key_rotated()->mutable_new_key()->set_proof_of_possession(
      std::string(64, 'p'));
  EXPECT_THAT(
      world.preparer().Prepare(world.Sign(event)),
      IsErrorAt(Reason::kBadProofOfPossession, "body.key_rotated.new_key.proof_of_possession"));
}

TEST(Prepare, TakesSealedContentsThatMatch) {
  LedgerWorld world;
  CountingRandom random(7);
  event::v1::Event event = world.OfficerRegistered("MA-1001");
  const std::vector<event::v1::SealedContent> sealed = {
      codec::Seal(event::v1::SEALED_KIND_NAME, "Rowan Example", random),
      codec::Seal(event::v1::SEALED_KIND_CONTACT, "rowan@example.org", random)};
  for (const auto& content : sealed) {
    *event.mutable_header()->add_sealed_parts() = codec::CommitTo(content);
  }
  const std::string bytes = world.Sign(event);
  ASSERT_OK_AND_ASSIGN(const PreparedEvent prepared, world.preparer().Prepare(bytes, sealed));
  ASSERT_EQ(prepared.sealed_parts().size(), 2U);
  EXPECT_EQ(prepared.sealed_parts()[0].commitment, codec::CommitmentOf(sealed[0]));
  EXPECT_GT(prepared.bytes(), bytes.size());

  EXPECT_THAT(world.preparer().Prepare(bytes), IsError(Reason::kSealedPartMismatch));
  EXPECT_OK(world.preparer().PrepareStored(bytes));
  std::vector<event::v1::SealedContent> other = sealed;
  other[1].set_content("someone@example.org");
  EXPECT_THAT(world.preparer().Prepare(bytes, other), IsError(Reason::kSealedPartMismatch));
}

TEST(Prepare, VerifiesABatchSignatureOnce) {
  LedgerWorld world;
  std::vector<event::v1::Event> events;
  for (int i = 0; i < 20; ++i) {
    events.push_back(world.OfficerRegistered("MA-" + std::to_string(2000 + i)));
  }
  const std::vector<std::string> batch = world.SignBatch(events, "clerk-alder");
  std::vector<SubmittedEvent> submitted;
  for (const std::string& bytes : batch) submitted.push_back({bytes, {}});
  for (const Result<PreparedEvent>& event : world.preparer().PrepareMany(submitted)) {
    EXPECT_OK(event);
  }
  EXPECT_EQ(world.preparer().batch_verifications(), 1U);
}

TEST(Prepare, VerifiesABatchSignatureOnceFromManyThreads) {
  LedgerWorld world;
  std::vector<event::v1::Event> events;
  for (int i = 0; i < 64; ++i) {
    events.push_back(world.OfficerRegistered("MA-" + std::to_string(2000 + i)));
  }
  const std::vector<std::string> batch = world.SignBatch(events, "clerk-alder");
  std::vector<std::thread> threads;
  std::vector<int> accepted(4, 0);
  for (std::size_t t = 0; t < accepted.size(); ++t) {
    threads.emplace_back([&, t] {
      for (const std::string& bytes : batch) {
        if (world.preparer().Prepare(bytes)) ++accepted[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : accepted) EXPECT_EQ(count, 64);
  EXPECT_EQ(world.preparer().batch_verifications(), 1U);
}

TEST(Prepare, RefusesABatchWhosePathLeadsElsewhere) {
  LedgerWorld world;
  const std::vector<std::string> batch = world.SignBatch(
      {world.OfficerRegistered("MA-2000"), world.OfficerRegistered("MA-2001")}, "clerk-alder");
  ASSERT_OK(world.preparer().Prepare(batch[0]));
  event::v1::SignedEvent envelope = Envelope(batch[1]);
  (*envelope.mutable_batch()->mutable_path(0))[0] ^= 1;
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "batch.signature"));
  envelope = Envelope(batch[1]);
  (*envelope.mutable_batch()->mutable_signature())[0] ^= 1;
  EXPECT_THAT(world.preparer().Prepare(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "batch.signature"));
}

TEST(VerifiedBatches, ForgetsTheOldestAndVerifiesItAgain) {
  LedgerWorld world;
  const crypto::PrivateKey& key = world.Key("clerk-alder");
  VerifiedBatches batches(2);
  std::vector<std::string> signatures;
  for (const char* statement : {"a", "b", "c"}) {
    ASSERT_OK_AND_ASSIGN(std::string signature, key.Sign(statement));
    ASSERT_OK(batches.Verify(key.public_key(), statement, signature));
    signatures.push_back(std::move(signature));
  }
  EXPECT_OK(batches.Verify(key.public_key(), "c", signatures[2]));
  EXPECT_EQ(batches.verifications(), 3U);
  EXPECT_OK(batches.Verify(key.public_key(), "a", signatures[0]));
  EXPECT_EQ(batches.verifications(), 4U);
}

TEST(VerifiedBatches, NeverTakesOneStatementsSignatureForAnothers) {
  LedgerWorld world;
  const crypto::PrivateKey& key = world.Key("clerk-alder");
  VerifiedBatches batches;
  ASSERT_OK_AND_ASSIGN(const std::string signature, key.Sign("statement"));
  ASSERT_OK(batches.Verify(key.public_key(), "statement", signature));
  EXPECT_THAT(batches.Verify(key.public_key(), "statemen", "t" + signature),
              IsError(Reason::kBadSignature));
  EXPECT_THAT(batches.Verify(world.Key("mptc").public_key(), "statement", signature),
              IsError(Reason::kBadSignature));
}

}  // namespace
}  // namespace sworn::admission
