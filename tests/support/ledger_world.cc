#include "tests/support/ledger_world.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

#include "ledger/admission/stored_event.h"
#include "ledger/base/check.h"
#include "ledger/base/encoding.h"
#include "ledger/checkpoint/note_key.h"
#include "ledger/codec/signed_event.h"
#include "ledger/codec/signing.h"
#include "ledger/codec/validate.h"
#include "ledger/crypto/sha256.h"

namespace sworn::testing_support {

namespace {

constexpr std::string_view kOrigin = "ledger.example/test";

template <typename T>
T Must(Result<T> result) {
  if (!result) std::fprintf(stderr, "LedgerWorld: %s\n", ToString(result.error()).c_str());
  return std::move(result).value();
}

const WorldKey* FindWorldKey(std::string_view name) {
  const auto* found = std::find_if(std::begin(kWorldKeys), std::end(kWorldKeys),
                                   [&](const WorldKey& key) { return key.name == name; });
  return found == std::end(kWorldKeys) ? nullptr : found;
}

}  // namespace

std::string CountingRandom::Bytes(std::size_t count) {
  std::string bytes;
  while (bytes.size() < count) {
    std::string input;
    AppendUint64(input, seed_);
    AppendUint64(input, calls_++);
    bytes += crypto::Sha256Of(input).ToBytes();
  }
  bytes.resize(count);
  return bytes;
}

LedgerWorld::LedgerWorld() : now_(Instant::Parse("2023-07-03T12:00:00Z").value()) {
  log_ = Must(tlog::Log::Open(store_, heads_));
  const auto verifier = Must(checkpoint::VerifierKey::Create(
      kOrigin, checkpoint::NoteKeyType::kEd25519, Key("log").public_key()));
  genesis_ = Must(admission::MakeGenesis({.origin = std::string(kOrigin),
                                          .title = "A ledger for tests",
                                          .root_authority = "root",
                                          .root_name = "Root",
                                          .log_verifier_key = verifier.ToString(),
                                          .simulated_time = true,
                                          .now = now_},
                                         Key("root"), random_));
  Must(admission::StartLedger(*log_, *genesis_, now_));
  authority_ = Must(admission::AuthorityState::Fold(*log_, directory_));
  preparer_.emplace(genesis_->ledger_id(), directory_);
  RegisterAuthorities();
  RegisterKeys();
}

void LedgerWorld::RegisterAuthorities() {
  struct Registration {
    std::string_view id;
    event::v1::AuthorityKind kind;
    std::string_view parent;
  };
  constexpr Registration kRegistrations[] = {
      {"post", event::v1::AUTHORITY_KIND_COMMISSION, "root"},
      {"mptc", event::v1::AUTHORITY_KIND_TRAINING_COMMITTEE, "root"},
      {"nasro", event::v1::AUTHORITY_KIND_TRAINING_PROVIDER, "mptc"},
      {"other-provider", event::v1::AUTHORITY_KIND_TRAINING_PROVIDER, "mptc"},
      {"pd-alder", event::v1::AUTHORITY_KIND_AGENCY, "post"},
      {"pd-birch", event::v1::AUTHORITY_KIND_AGENCY, "post"},
      {"district-alder", event::v1::AUTHORITY_KIND_SCHOOL_DISTRICT, "post"},
      {"MA-1001", event::v1::AUTHORITY_KIND_OFFICER, "post"},
  };
  GroupWork work = Begin();
  for (const Registration& registration : kRegistrations) {
    Must(
        Decide(work, AuthorityRegistered(registration.id, registration.kind, registration.parent)));
  }
  SWORN_CHECK(Commit(std::move(work)).has_value());
}

void LedgerWorld::RegisterKeys() {
  GroupWork work = Begin();
  for (const WorldKey& key : kWorldKeys) {
    if (key.name == "root") continue;
    Must(Decide(work, KeyAdded(key.authority, key.name)));
    Must(Decide(work, RoleAssigned(key.authority, key.name, key.role)));
  }
  SWORN_CHECK(Commit(std::move(work)).has_value());
}

GroupWork LedgerWorld::Begin() { return {log_->Begin(), admission::AuthorityView(*authority_)}; }

Result<admission::Decision> LedgerWorld::Decide(GroupWork& work, std::string_view bytes) {
  SWORN_ASSIGN_OR_RETURN(const admission::PreparedEvent prepared, preparer_->Prepare(bytes));
  return decider_.Decide(prepared, now_, work.group, work.view);
}

Result<admission::Decision> LedgerWorld::Decide(GroupWork& work, const event::v1::Event& event) {
  return Decide(work, Sign(event));
}

Status LedgerWorld::Commit(GroupWork&& work) {
  Result<tlog::Head> head = log_->Commit(std::move(work.group));
  if (!head) return std::move(head).error();
  authority_->Merge(std::move(work.view));
  return Ok();
}

Result<admission::Decision> LedgerWorld::Submit(const event::v1::Event& event) {
  return SubmitBytes(Sign(event));
}

Result<admission::Decision> LedgerWorld::SubmitBytes(std::string_view bytes) {
  GroupWork work = Begin();
  SWORN_ASSIGN_OR_RETURN(const admission::Decision decision, Decide(work, bytes));
  SWORN_RETURN_IF_ERROR(Commit(std::move(work)));
  return decision;
}

LeafIndex LedgerWorld::MustSubmit(const event::v1::Event& event) {
  return Must(Submit(event)).index;
}

const crypto::PrivateKey& LedgerWorld::Key(std::string_view name) {
  const auto found = keys_.find(name);
  if (found != keys_.end()) return found->second;
  const Sha256Hash seed = crypto::Sha256OfParts({"sworn test key ", name});
  crypto::PrivateKey key = Must(crypto::PrivateKey::FromEd25519Seed(seed.view()));
  key_names_[key.public_key().fingerprint().ToBytes()] = std::string(name);
  return keys_.emplace(name, std::move(key)).first->second;
}

std::string LedgerWorld::Sign(const event::v1::Event& event) {
  std::vector<const crypto::PrivateKey*> keys;
  for (const event::v1::Signer& signer : event.header().signers()) {
    keys.push_back(&Key(key_names_.at(signer.key_fingerprint())));
  }
  return Must(codec::SignEvent(event, keys));
}

std::vector<std::string> LedgerWorld::SignBatch(const std::vector<event::v1::Event>& events,
                                                std::string_view key) {
  return Must(codec::SignBatch(events, Key(key)));
}

event::v1::Event LedgerWorld::NewEvent(const std::vector<std::string_view>& signers,
                                       std::string_view subject) {
  event::v1::Event event;
  event.set_schema_version(codec::kSchemaVersion);
  event::v1::Header& header = *event.mutable_header();
  header.set_ledger_id(genesis_->ledger_id().ToBytes());
  header.set_event_id(random_.Bytes(16));
  header.set_nonce(random_.Bytes(16));
  header.set_subject(std::string(subject));
  header.set_occurred_on(EasternDate(now_).ToString());
  *header.mutable_signed_at() = codec::ToTimestamp(now_);
  *header.mutable_not_after() = codec::ToTimestamp(now_ + Duration::Days(30));
  for (const std::string_view name : signers) {
    const WorldKey* key = FindWorldKey(name);
    SWORN_CHECK(key != nullptr);
    AddSigner(event, name, key->authority, key->role);
  }
  if (header.signers_size() > 0) header.set_acting_authority(header.signers(0).authority());
  return event;
}

void LedgerWorld::AddSigner(event::v1::Event& event, std::string_view key,
                            std::string_view authority, event::v1::Role role) {
  event::v1::Signer& signer = *event.mutable_header()->add_signers();
  signer.set_key_fingerprint(Key(key).public_key().fingerprint().ToBytes());
  signer.set_authority(std::string(authority));
  signer.set_role(role);
  if (event.header().acting_authority().empty()) {
    event.mutable_header()->set_acting_authority(std::string(authority));
  }
}

void LedgerWorld::Attest(event::v1::Event& event, event::v1::Role role,
                         std::string_view authority) {
  event::v1::Attestation& attestation = *event.mutable_header()->add_attestations();
  attestation.set_role(role);
  attestation.set_authority(std::string(authority));
  attestation.set_signed_on(event.header().occurred_on());
  attestation.set_document_salted_sha256(crypto::Sha256Of("signed paper").ToBytes());
}

void LedgerWorld::ExpectRevision(event::v1::Event& event, std::string_view stream,
                                 std::uint64_t revision) {
  event::v1::ExpectedRevision& expected = *event.mutable_header()->add_expected_revisions();
  expected.set_stream(std::string(stream));
  expected.set_revision(revision);
}

std::string LedgerWorld::EventIdOf(LeafIndex index) {
  const std::string leaf = Must(log_->ReadEntry(index));
  return Must(admission::ReadStoredEvent(leaf)).event.header().event_id();
}

void LedgerWorld::AddUsualRecords() {
  MustSubmit(OfficerRegistered("MA-1001"));
  MustSubmit(CourseApproved("nasro-basic"));
  MustSubmit(OfferingScheduled("basic-1", "nasro-basic"));
  MustSubmit(MouSigned("mou-alder"));
}

}  // namespace sworn::testing_support
