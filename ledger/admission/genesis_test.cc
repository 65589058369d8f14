#include "ledger/admission/genesis.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ledger/checkpoint/note_key.h"
#include "ledger/codec/signing.h"
#include "ledger/crypto/sha256.h"
#include "ledger/storage/memory_log_store.h"
#include "sworn/event/v1/envelope.pb.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using testing_support::CountingRandom;
using testing_support::IsError;
using testing_support::IsErrorAt;

class GenesisTest : public ::testing::Test {
 protected:
  GenesisTest()
      : root_(crypto::PrivateKey::FromEd25519Seed(std::string(32, 'r')).value()),
        log_key_(crypto::PrivateKey::FromEd25519Seed(std::string(32, 'l')).value()) {}

  std::string VerifierKey(std::string_view name) const {
    return checkpoint::VerifierKey::Create(name, checkpoint::NoteKeyType::kEd25519,
                                           log_key_.public_key())
        .value()
        .ToString();
  }
  GenesisTerms Terms() const {
    return {.origin = "ledger.example/test",
            .title = "A ledger for tests",
            .root_authority = "root",
            .root_name = "Root",
            .log_verifier_key = VerifierKey("ledger.example/test"),
            .simulated_time = false,
            .now = Instant::Parse("2023-07-03T12:00:00Z").value()};
  }
  // A good genesis, changed and signed again.
  std::string Changed(const std::function<void(event::v1::Event&)>& change) {
    CountingRandom random;
    event::v1::Event event = MakeGenesis(Terms(), root_, random).value().decoded().event();
    change(event);
    const std::vector<const crypto::PrivateKey*> keys = {&root_};
    return codec::SignEvent(event, keys).value();
  }

  crypto::PrivateKey root_;
  crypto::PrivateKey log_key_;
};

TEST_F(GenesisTest, NamesTheLedgerByItsPayloadsHash) {
  CountingRandom random;
  ASSERT_OK_AND_ASSIGN(const Genesis genesis, MakeGenesis(Terms(), root_, random));
  EXPECT_EQ(genesis.ledger_id(), LedgerId::From(crypto::Sha256Of(genesis.decoded().payload())));
  EXPECT_EQ(genesis.body().nonce().size(), 32U);
  ASSERT_OK_AND_ASSIGN(const Genesis other, MakeGenesis(Terms(), root_, random));
  EXPECT_NE(genesis.ledger_id(), other.ledger_id());
}

TEST_F(GenesisTest, BeginsAnEmptyLogAndIsReadBack) {
  CountingRandom random;
  ASSERT_OK_AND_ASSIGN(const Genesis genesis, MakeGenesis(Terms(), root_, random));
  storage::MemoryLogStore store;
  storage::MemoryHeadStore heads;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<tlog::Log> log, tlog::Log::Open(store, heads));
  EXPECT_THAT(ReadGenesis(*log), IsError(Reason::kNotFound));
  ASSERT_OK_AND_ASSIGN(const tlog::Head head, StartLedger(*log, genesis, Terms().now));
  EXPECT_EQ(head.size, TreeSize(1));
  ASSERT_OK_AND_ASSIGN(const Genesis read, ReadGenesis(*log));
  EXPECT_EQ(read.ledger_id(), genesis.ledger_id());
  EXPECT_EQ(read.bytes(), genesis.bytes());
  EXPECT_THAT(StartLedger(*log, genesis, Terms().now), IsError(Reason::kAlreadyRegistered));
  EXPECT_EQ(log->Snapshot().head.size, TreeSize(1));
}

TEST_F(GenesisTest, MakesTheRootAuthorityItsOwnAdministrator) {
  CountingRandom random;
  ASSERT_OK_AND_ASSIGN(const Genesis genesis, MakeGenesis(Terms(), root_, random));
  KeyDirectory directory;
  const AuthorityState state(directory);
  AuthorityView view(state);
  ASSERT_OK(view.Apply(genesis.decoded().body(), LeafIndex(0), Terms().now));
  const KeyFingerprint& fingerprint = root_.public_key().fingerprint();
  EXPECT_OK(view.CheckUsable(fingerprint, Terms().now));
  EXPECT_OK(view.CheckRole(fingerprint, "root", Role::kAdministrator, Terms().now));
  EXPECT_THAT(view.CheckRole(fingerprint, "root", Role::kCommission, Terms().now),
              IsError(Reason::kRoleMissing));
}

TEST_F(GenesisTest, RefusesALogKeyOfAnotherNameOrForm) {
  CountingRandom random;
  GenesisTerms terms = Terms();
  terms.log_verifier_key = VerifierKey("somebody.example/else");
  EXPECT_THAT(MakeGenesis(terms, root_, random),
              IsErrorAt(Reason::kInvalidField, "body.genesis.log_verifier_key"));
  terms.log_verifier_key = "no key";
  EXPECT_THAT(MakeGenesis(terms, root_, random),
              IsErrorAt(Reason::kInvalidField, "body.genesis.log_verifier_key"));
}

TEST_F(GenesisTest, RefusesARootKeyWithoutProofOfPossession) {
  const std::string bytes = Changed([](event::v1::Event& event) {
    event.mutable_body()->mutable_genesis()->mutable_root_key()->set_proof_of_possession(
        std::string(64, 'p'));
  });
  EXPECT_THAT(CheckGenesis(bytes), IsErrorAt(Reason::kBadProofOfPossession,
                                             "body.genesis.root_key.proof_of_possession"));
}

TEST_F(GenesisTest, RefusesAnotherRoleThanAdministrator) {
  const std::string bytes = Changed([](event::v1::Event& event) {
    event.mutable_header()->mutable_signers(0)->set_role(event::v1::ROLE_COMMISSION);
  });
  EXPECT_THAT(CheckGenesis(bytes), IsErrorAt(Reason::kInvalidField, "header.signers[0].role"));
}

TEST_F(GenesisTest, RefusesABadSignature) {
  CountingRandom random;
  ASSERT_OK_AND_ASSIGN(const Genesis genesis, MakeGenesis(Terms(), root_, random));
  event::v1::SignedEvent envelope;
  ASSERT_TRUE(envelope.ParseFromString(genesis.bytes()));
  (*envelope.mutable_signatures(0)->mutable_sig())[5] ^= 1;
  EXPECT_THAT(CheckGenesis(envelope.SerializeAsString()),
              IsErrorAt(Reason::kBadSignature, "signatures[0]"));
}

TEST_F(GenesisTest, RefusesAnyOtherEvent) {
  testing_support::LedgerWorld world;
  EXPECT_THAT(CheckGenesis(world.Sign(world.OfficerRegistered("MA-1001"))),
              IsErrorAt(Reason::kInvalidField, "body"));
}

}  // namespace
}  // namespace sworn::admission
