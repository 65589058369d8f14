// A small ledger in memory for tests: authorities, their keys, and builders of signed events.
//
//   LedgerWorld world;                                   // root, POST, MPTC, NASRO, two agencies,
//   … auto event = world.OfficerRegistered("MA-1001");     // by clerk-alder
//   ASSERT_OK(world.Submit(event));                      // prepare, decide, commit: one group
//
//   GroupWork work = world.Begin();                      // several events in one group
//   world.Decide(work, world.Sign(event));
//   ASSERT_OK(world.Commit(std::move(work)));
//
// Keys are named after their holders (kWorldKeys) and derived from the names; nothing is random or
// read from a clock. Not thread-safe. The people, towns and schools are invented.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/admission/authority.h"
#include "ledger/admission/decide.h"
#include "ledger/admission/genesis.h"
#include "ledger/admission/prepare.h"
#include "ledger/base/instant.h"
#include "ledger/base/random.h"
#include "ledger/base/result.h"
#include "ledger/crypto/key.h"
#include "ledger/storage/memory_log_store.h"
#include "ledger/tlog/group.h"
#include "ledger/tlog/log.h"
#include "sworn/event/v1/event.pb.h"

namespace sworn::testing_support {

// Bytes that differ from call to call and never from run to run.
class CountingRandom final : public RandomSource {
 public:
  explicit CountingRandom(std::uint64_t seed = 1) : seed_(seed) {}
  std::string Bytes(std::size_t count) override;

 private:
  std::uint64_t seed_;
  std::uint64_t calls_ = 0;
};

// In whose name a key of the world signs.
struct WorldKey {
  std::string_view name;
  std::string_view authority;
  event::v1::Role role;
};

inline constexpr WorldKey kWorldKeys[] = {
    {"root", "root", event::v1::ROLE_ADMINISTRATOR},
    {"commission", "post", event::v1::ROLE_COMMISSION},
    {"director", "post", event::v1::ROLE_EXECUTIVE_DIRECTOR},
    {"division", "post", event::v1::ROLE_DIVISION_OF_CERTIFICATION},
    {"post-admin", "post", event::v1::ROLE_ADMINISTRATOR},
    {"mptc", "mptc", event::v1::ROLE_TRAINING_COMMITTEE},
    {"nasro", "nasro", event::v1::ROLE_TRAINING_PROVIDER},
    {"other-provider", "other-provider", event::v1::ROLE_TRAINING_PROVIDER},
    {"chief-alder", "pd-alder", event::v1::ROLE_CHIEF},
    {"clerk-alder", "pd-alder", event::v1::ROLE_AGENCY_CLERK},
    {"admin-alder", "pd-alder", event::v1::ROLE_ADMINISTRATOR},
    {"chief-birch", "pd-birch", event::v1::ROLE_CHIEF},
    {"clerk-birch", "pd-birch", event::v1::ROLE_AGENCY_CLERK},
    {"superintendent", "district-alder", event::v1::ROLE_SUPERINTENDENT},
    {"officer-1001", "MA-1001", event::v1::ROLE_OFFICER},
};

// One group being decided on.
struct GroupWork {
  tlog::Group group;
  admission::AuthorityView view;
};

class LedgerWorld {
 public:
  LedgerWorld();

  // --- The ledger. ---
  const LedgerId& ledger_id() const { return genesis_->ledger_id(); }
  tlog::Log& log() { return *log_; }
  storage::MemoryLogStore& store() { return store_; }
  storage::MemoryHeadStore& heads() { return heads_; }
  admission::KeyDirectory& key_directory() { return directory_; }
  admission::AuthorityState& authority() { return *authority_; }
  admission::Preparer& preparer() { return *preparer_; }
  admission::Decider& decider() { return decider_; }
  TreeSize size() const { return log_->Snapshot().head.size; }

  // Recorded-at of what is decided next. Starts at 2023-07-03T12:00:00Z.
  Instant now() const { return now_; }
  void Advance(Duration duration) { now_ = now_ + duration; }

  GroupWork Begin();
  Result<admission::Decision> Decide(GroupWork& work, std::string_view bytes);
  Result<admission::Decision> Decide(GroupWork& work, const event::v1::Event& event);
  Status Commit(GroupWork&& work);

  // Signs if need be, prepares, decides and commits.
  Result<admission::Decision> Submit(const event::v1::Event& event);
  Result<admission::Decision> SubmitBytes(std::string_view bytes);
  // The index of an event that must be accepted; aborts, with the refusal, if it is not.
  LeafIndex MustSubmit(const event::v1::Event& event);

  // --- Signing. ---
  // The world's key of that name, or a further one that nobody has registered.
  const crypto::PrivateKey& Key(std::string_view name);
  // With the keys that the header lists; aborts if the event is not valid.
  std::string Sign(const event::v1::Event& event);
  std::vector<std::string> SignBatch(const std::vector<event::v1::Event>& events,
                                     std::string_view key);

  // --- Events. ---
  // A valid header: fresh id and nonce, those signers, acting for the first one's authority, today.
  event::v1::Event NewEvent(const std::vector<std::string_view>& signers,
                            std::string_view subject = {});
  void AddSigner(event::v1::Event& event, std::string_view key, std::string_view authority,
                 event::v1::Role role);
  static void Attest(event::v1::Event& event, event::v1::Role role, std::string_view authority);
  static void ExpectRevision(event::v1::Event& event, std::string_view stream,
                             std::uint64_t revision);

  event::v1::Event AuthorityRegistered(std::string_view id, event::v1::AuthorityKind kind,
                                       std::string_view parent, std::string_view signer = "root");
  event::v1::Event KeyAdded(std::string_view authority, std::string_view key,
                            std::string_view signer = "root");
  event::v1::Event RoleAssigned(std::string_view authority, std::string_view key,
                                event::v1::Role role, std::string_view signer = "root");
  event::v1::Event RoleEnded(std::string_view authority, std::string_view key, event::v1::Role role,
                             std::string_view signer = "root");
  event::v1::Event KeyRevoked(std::string_view authority, std::string_view key,
                              std::string_view signer = "root");
  event::v1::Event KeyRotated(std::string_view authority, std::string_view old_key,
                              std::string_view new_key, std::string_view signer);
  event::v1::Event PolicyPublished(std::string_view policy, std::uint32_t version,
                                   std::string_view signer = "commission");
  event::v1::Event OfficerRegistered(std::string_view officer,
                                     std::string_view signer = "clerk-alder");
  event::v1::Event CourseApproved(std::string_view course, std::string_view provider = "nasro");
  event::v1::Event OfferingScheduled(std::string_view offering, std::string_view course,
                                     std::string_view signer = "mptc");
  event::v1::Event EnrollmentConfirmed(std::string_view officer, std::string_view offering,
                                       std::string_view signer = "mptc");
  event::v1::Event CompletionRecorded(std::string_view officer, std::string_view course,
                                      std::string_view offering, std::string_view signer = "mptc");
  event::v1::Event CompletionVoided(std::string_view officer, LeafIndex target,
                                    std::string_view signer = "mptc");
  event::v1::Event MouSigned(std::string_view mou, const std::vector<std::string_view>& signers = {
                                                       "chief-alder", "superintendent"});
  event::v1::Event SroDesignated(std::string_view officer, std::string_view mou,
                                 std::string_view signer = "chief-alder");
  event::v1::Event SroApplicationSubmitted(std::string_view officer, std::string_view signer);
  event::v1::Event SroCertification(std::string_view officer,
                                    event::v1::SroCertificationActKind act,
                                    std::string_view signer = "division");
  event::v1::Event OfficerCertification(std::string_view officer,
                                        event::v1::OfficerCertificationActKind act,
                                        std::string_view signer = "division");
  event::v1::Event RecordVoided(std::string_view officer, LeafIndex target,
                                std::string_view signer);
  event::v1::Event RecordCorrected(std::string_view officer, LeafIndex target,
                                   std::string_view signer);

  // The event id of an entry.
  std::string EventIdOf(LeafIndex index);
  // Officer MA-1001, course "nasro-basic" with the offering "basic-1", memorandum "mou-alder".
  void AddUsualRecords();

 private:
  void RegisterAuthorities();
  void RegisterKeys();
  event::v1::PublicKey PublicKeyOf(std::string_view key, std::string_view authority);

  Instant now_;
  CountingRandom random_;
  std::map<std::string, crypto::PrivateKey, std::less<>> keys_;
  std::map<std::string, std::string> key_names_;  // By raw fingerprint.
  storage::MemoryLogStore store_;
  storage::MemoryHeadStore heads_;
  std::unique_ptr<tlog::Log> log_;
  admission::KeyDirectory directory_;
  std::optional<admission::Genesis> genesis_;
  std::optional<admission::AuthorityState> authority_;
  std::optional<admission::Preparer> preparer_;
  admission::Decider decider_;
};

}  // namespace sworn::testing_support
