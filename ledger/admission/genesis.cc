#include "ledger/admission/genesis.h"

#include <utility>
#include <vector>

#include "ledger/admission/stored_event.h"
#include "ledger/base/limits.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/codec/signing.h"
#include "ledger/codec/validate.h"
#include "ledger/tlog/entry.h"
#include "ledger/tlog/group.h"

namespace sworn::admission {

namespace {

constexpr std::size_t kNonceBytes = 32;
constexpr std::size_t kEventIdBytes = 16;
constexpr std::size_t kHeaderNonceBytes = 16;

Error Bad(std::string message, std::string field) {
  return Fail(Reason::kInvalidField, std::move(message), std::move(field));
}

// UUID version 4, variant 1 (RFC 9562).
std::string RandomUuid(RandomSource& random) {
  std::string id = random.Bytes(kEventIdBytes);
  id[6] = static_cast<char>((static_cast<unsigned char>(id[6]) & 0x0f) | 0x40);
  id[8] = static_cast<char>((static_cast<unsigned char>(id[8]) & 0x3f) | 0x80);
  return id;
}

Status CheckLogKey(const event::v1::Genesis& genesis) {
  const std::string field = "body.genesis.log_verifier_key";
  Result<checkpoint::VerifierKey> key = checkpoint::VerifierKey::Parse(genesis.log_verifier_key());
  if (!key) return Bad(key.error().message, field);
  if (key->type() != checkpoint::NoteKeyType::kEd25519) {
    return Bad("checkpoints are signed with an Ed25519 key of type 1", field);
  }
  if (key->name() != genesis.origin()) {
    return Bad("the log's key is named \"" + key->name() + "\", the origin is \"" +
                   genesis.origin() + "\": they must be the same",
               field);
  }
  return Ok();
}

Status CheckSigner(const event::v1::Header& header, const event::v1::Genesis& genesis,
                   const crypto::PublicKey& key) {
  if (header.signers_size() != 1) return Bad("genesis has one signer", "header.signers");
  const event::v1::Signer& signer = header.signers(0);
  if (signer.key_fingerprint() != key.fingerprint().view()) {
    return Bad("genesis is signed with the root key that it names",
               "header.signers[0].key_fingerprint");
  }
  if (signer.authority() != genesis.root_authority()) {
    return Bad("genesis is signed for the root authority that it names",
               "header.signers[0].authority");
  }
  if (signer.role() != event::v1::ROLE_ADMINISTRATOR) {
    return Bad("genesis is signed as ADMINISTRATOR", "header.signers[0].role");
  }
  if (header.acting_authority() != genesis.root_authority()) {
    return Bad("genesis is made in the root authority's name", "header.acting_authority");
  }
  return Ok();
}

Result<crypto::PublicKey> CheckRootKey(const event::v1::Genesis& genesis) {
  const std::string field = "body.genesis.root_key";
  Result<crypto::PublicKey> key =
      crypto::PublicKey::FromSpki(genesis.root_key().subject_public_key_info());
  if (!key) {
    return Fail(Reason::kBadKey, key.error().message, field + ".subject_public_key_info");
  }
  if (static_cast<int>(genesis.root_key().scheme()) != static_cast<int>(key->scheme())) {
    return Fail(Reason::kBadKey, "the key is not of the scheme that is named", field + ".scheme");
  }
  const Status proven = codec::VerifyPossession(*key, LedgerId(), genesis.root_authority(),
                                                genesis.root_key().proof_of_possession());
  if (!proven) {
    return Fail(Reason::kBadProofOfPossession, proven.error().message,
                field + ".proof_of_possession");
  }
  return key;
}

}  // namespace

Result<Genesis> CheckGenesis(std::string_view signed_event) {
  SWORN_ASSIGN_OR_RETURN(codec::DecodedEvent event, codec::DecodeSignedEvent(signed_event));
  if (!event.is_genesis()) return Bad("a ledger begins with a genesis event", "body");
  if (event.batch()) return Bad("genesis is signed alone, not in a batch", "batch");
  const event::v1::Genesis& genesis = event.body().genesis();
  if (genesis.nonce().size() != kNonceBytes) {
    return Bad("the nonce of a ledger has 32 bytes", "body.genesis.nonce");
  }
  SWORN_RETURN_IF_ERROR(CheckLogKey(genesis));
  SWORN_ASSIGN_OR_RETURN(const crypto::PublicKey key, CheckRootKey(genesis));
  SWORN_RETURN_IF_ERROR(CheckSigner(event.header(), genesis, key));
  const std::vector<const crypto::PublicKey*> keys = {&key};
  SWORN_RETURN_IF_ERROR(codec::VerifySignatures(event, keys));
  const LedgerId ledger_id = codec::LedgerIdOf(event.payload());
  return Genesis(ledger_id, std::move(event));
}

Result<Genesis> MakeGenesis(const GenesisTerms& terms, const crypto::PrivateKey& root_key,
                            RandomSource& random) {
  event::v1::Event event;
  event.set_schema_version(codec::kSchemaVersion);
  event::v1::Header& header = *event.mutable_header();
  header.set_event_id(RandomUuid(random));
  header.set_nonce(random.Bytes(kHeaderNonceBytes));
  header.set_acting_authority(terms.root_authority);
  header.set_occurred_on(EasternDate(terms.now).ToString());
  *header.mutable_signed_at() = codec::ToTimestamp(terms.now);
  *header.mutable_not_after() = codec::ToTimestamp(terms.now + limits::kMaxNotAfterAhead);
  event::v1::Signer& signer = *header.add_signers();
  signer.set_key_fingerprint(root_key.public_key().fingerprint().ToBytes());
  signer.set_authority(terms.root_authority);
  signer.set_role(event::v1::ROLE_ADMINISTRATOR);

  event::v1::Genesis& genesis = *event.mutable_body()->mutable_genesis();
  genesis.set_origin(terms.origin);
  genesis.set_title(terms.title);
  genesis.set_nonce(random.Bytes(kNonceBytes));
  genesis.set_root_authority(terms.root_authority);
  genesis.set_root_name(terms.root_name);
  event::v1::PublicKey& key = *genesis.mutable_root_key();
  key.set_scheme(static_cast<event::v1::SignatureScheme>(root_key.public_key().scheme()));
  key.set_subject_public_key_info(root_key.public_key().spki());
  SWORN_ASSIGN_OR_RETURN(*key.mutable_proof_of_possession(),
                         codec::ProvePossession(root_key, LedgerId(), terms.root_authority));
  genesis.set_log_verifier_key(terms.log_verifier_key);
  genesis.set_simulated_time(terms.simulated_time);

  const std::vector<const crypto::PrivateKey*> keys = {&root_key};
  SWORN_ASSIGN_OR_RETURN(const std::string bytes, codec::SignEvent(event, keys));
  return CheckGenesis(bytes);
}

Result<tlog::Head> StartLedger(tlog::Log& log, const Genesis& genesis, Instant recorded_at) {
  tlog::Group group = log.Begin();
  if (group.next_index() != LeafIndex(0)) {
    return Fail(Reason::kAlreadyRegistered, "the log has begun already: use an empty store");
  }
  const codec::DecodedEvent& event = genesis.decoded();
  Result<LeafIndex> index = group.Stage({.kind = tlog::EntryKind::kSignedEvent,
                                         .recorded_at = recorded_at,
                                         .body = event.bytes(),
                                         .streams = event.streams(),
                                         .event_key = event.key(),
                                         .sealed_parts = {}});
  if (!index) return std::move(index).error();
  return log.Commit(std::move(group));
}

Result<Genesis> ReadGenesis(const tlog::Log& log) {
  if (log.Snapshot().head.size == TreeSize(0)) {
    return Fail(Reason::kNotFound, "the store holds no ledger: start one with `sworn init`");
  }
  SWORN_ASSIGN_OR_RETURN(const std::string leaf, log.ReadEntry(LeafIndex(0)));
  Result<tlog::EntryView> entry = tlog::ParseEntry(leaf);
  if (!entry) return Fail(Reason::kCorrupt, "entry 0: " + entry.error().message);
  Result<Genesis> genesis = CheckGenesis(entry->body);
  if (!genesis) return Fail(Reason::kCorrupt, "entry 0: " + ToString(genesis.error()));
  return genesis;
}

}  // namespace sworn::admission
