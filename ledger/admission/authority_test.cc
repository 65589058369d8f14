#include "ledger/admission/authority.h"

#include <gtest/gtest.h>

#include "ledger/codec/validate.h"
#include "tests/support/ledger_world.h"
#include "tests/support/result_matchers.h"

namespace sworn::admission {
namespace {

using event::v1::Event;
using testing_support::GroupWork;
using testing_support::IsError;
using testing_support::IsErrorAt;
using testing_support::LedgerWorld;

void ExpectRefused(LedgerWorld& world, const Event& event, Reason reason,
                   const std::string& field) {
  GroupWork work = world.Begin();
  EXPECT_THAT(world.Decide(work, event), IsErrorAt(reason, field));
  EXPECT_TRUE(work.group.empty());
  EXPECT_FALSE(work.view.changed());
}

Event RegisteredBy(LedgerWorld& world, std::string_view key, std::string_view officer) {
  Event event = world.NewEvent({}, officer);
  world.AddSigner(event, key, "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  event.mutable_body()->mutable_officer_registered()->set_agency("pd-alder");
  return event;
}

TEST(AuthorityState, FoldsTheLogIntoWhatTheGroupsMadeOfIt) {
  LedgerWorld world;
  world.MustSubmit(world.KeyRotated("pd-alder", "clerk-alder", "clerk-2", "clerk-alder"));
  world.MustSubmit(world.KeyRevoked("mptc", "mptc"));
  world.MustSubmit(world.RoleEnded("post", "director", event::v1::ROLE_EXECUTIVE_DIRECTOR));
  KeyDirectory directory;
  ASSERT_OK_AND_ASSIGN(const AuthorityState folded, AuthorityState::Fold(world.log(), directory));
  const AuthorityState& grown = world.authority();
  EXPECT_EQ(folded.authority_count(), grown.authority_count());
  EXPECT_EQ(folded.key_count(), grown.key_count());
  EXPECT_EQ(directory.size(), world.key_directory().size());
  for (const char* name : {"root", "clerk-alder", "clerk-2", "mptc", "director", "nasro"}) {
    const KeyFingerprint fingerprint = world.Key(name).public_key().fingerprint();
    ASSERT_NE(folded.FindKey(fingerprint), nullptr) << name;
    EXPECT_EQ(*folded.FindKey(fingerprint), *grown.FindKey(fingerprint)) << name;
  }
  for (const char* id : {"root", "post", "pd-alder", "nasro"}) {
    ASSERT_NE(folded.FindAuthority(id), nullptr) << id;
    EXPECT_EQ(*folded.FindAuthority(id), *grown.FindAuthority(id)) << id;
  }
}

TEST(AuthorityView, HasNoEffectUntilItIsMerged) {
  LedgerWorld world;
  const KeyFingerprint fingerprint = world.Key("clerk-alder").public_key().fingerprint();
  AuthorityView view(world.authority());
  ASSERT_OK(
      view.Apply(world.KeyRevoked("pd-alder", "clerk-alder").body(), LeafIndex(99), world.now()));
  EXPECT_THAT(view.CheckUsable(fingerprint, world.now()), IsError(Reason::kKeyRevoked));
  EXPECT_OK(AuthorityView(world.authority()).CheckUsable(fingerprint, world.now()));
  world.authority().Merge(std::move(view));
  EXPECT_THAT(AuthorityView(world.authority()).CheckUsable(fingerprint, world.now()),
              IsError(Reason::kKeyRevoked));
}

TEST(AuthorityView, RefusesEntriesThatAdmissionWouldHaveRefused) {
  LedgerWorld world;
  AuthorityView view(world.authority());
  EXPECT_THAT(view.Apply(world.KeyRevoked("pd-alder", "nobody").body(), LeafIndex(99), world.now()),
              IsError(Reason::kCorrupt));
  EXPECT_THAT(
      view.Apply(world.KeyAdded("pd-alder", "clerk-alder").body(), LeafIndex(99), world.now()),
      IsError(Reason::kCorrupt));
}

TEST(AuthorityView, KnowsWhoStandsBelowWhom) {
  LedgerWorld world;
  const AuthorityView view(world.authority());
  EXPECT_TRUE(view.IsWithin("pd-alder", "pd-alder"));
  EXPECT_TRUE(view.IsWithin("pd-alder", "post"));
  EXPECT_TRUE(view.IsWithin("pd-alder", "root"));
  EXPECT_FALSE(view.IsWithin("pd-alder", "mptc"));
  EXPECT_FALSE(view.IsWithin("post", "pd-alder"));
  EXPECT_FALSE(view.IsWithin("nobody", "root"));
}

TEST(Rotation, PassesRolesToTheSuccessorAndEndsTheOldKey) {
  LedgerWorld world;
  world.MustSubmit(world.KeyRotated("pd-alder", "clerk-alder", "clerk-2", "clerk-alder"));
  EXPECT_OK(world.Submit(RegisteredBy(world, "clerk-2", "MA-1001")));
  ExpectRefused(world, RegisteredBy(world, "clerk-alder", "MA-1002"), Reason::kKeyRevoked,
                "header.signers[0].key_fingerprint");
}

TEST(Rotation, WorksWithinOneGroup) {
  LedgerWorld world;
  GroupWork work = world.Begin();
  ASSERT_OK(
      world.Decide(work, world.KeyRotated("pd-alder", "clerk-alder", "clerk-2", "clerk-alder")));
  EXPECT_OK(world.Decide(work, RegisteredBy(world, "clerk-2", "MA-1001")));
  EXPECT_THAT(world.Decide(work, RegisteredBy(world, "clerk-alder", "MA-1002")),
              IsError(Reason::kKeyRevoked));
  EXPECT_OK(world.Decide(work, world.KeyRotated("pd-alder", "clerk-2", "clerk-3", "admin-alder")));
}

TEST(Rotation, KeepsTheWindowsOfRoles) {
  LedgerWorld world;
  world.MustSubmit(world.KeyAdded("pd-alder", "deputy"));
  Event assigned = world.RoleAssigned("pd-alder", "deputy", event::v1::ROLE_AGENCY_CLERK);
  *assigned.mutable_body()->mutable_role_assigned()->mutable_valid_to() =
      codec::ToTimestamp(world.now() + Duration::Days(1));
  world.MustSubmit(assigned);
  Event rotated = world.NewEvent({});
  world.AddSigner(rotated, "deputy", "pd-alder", event::v1::ROLE_AGENCY_CLERK);
  *rotated.mutable_body() =
      world.KeyRotated("pd-alder", "deputy", "deputy-2", "admin-alder").body();
  world.MustSubmit(rotated);
  EXPECT_OK(world.Submit(RegisteredBy(world, "deputy-2", "MA-1001")));
  world.Advance(Duration::Days(1));
  ExpectRefused(world, RegisteredBy(world, "deputy-2", "MA-1002"), Reason::kRoleMissing,
                "header.signers[0].role");
}

TEST(Rotation, IsForTheOldKeyOrAnAdministrator) {
  LedgerWorld world;
  ExpectRefused(world, world.KeyRotated("pd-alder", "clerk-alder", "mine", "chief-alder"),
                Reason::kNotAuthorized, "header.signers");
  ExpectRefused(world, world.KeyRotated("pd-birch", "clerk-birch", "mine", "admin-alder"),
                Reason::kNotAuthorized, "header.signers");
  ExpectRefused(world, world.KeyRotated("pd-alder", "clerk-birch", "mine", "admin-alder"),
                Reason::kWrongTarget, "body.key_rotated.authority");
  ExpectRefused(world, world.KeyRotated("pd-alder", "clerk-alder", "nasro", "admin-alder"),
                Reason::kAlreadyRegistered, "body.key_rotated.new_key");
}

TEST(Revocation, LeavesEarlierEventsAsTheyWere) {
  LedgerWorld world;
  const LeafIndex before = world.MustSubmit(world.OfficerRegistered("MA-1001"));
  const LeafIndex revoked = world.MustSubmit(world.KeyRevoked("pd-alder", "clerk-alder"));
  // What the key had signed still stands: others may build on it.
  world.MustSubmit(world.CourseApproved("nasro-basic"));
  EXPECT_OK(world.Submit(world.CompletionRecorded("MA-1001", "nasro-basic", "")));
  const RegisteredKey* key =
      world.authority().FindKey(world.Key("clerk-alder").public_key().fingerprint());
  ASSERT_NE(key, nullptr);
  EXPECT_LT(key->added_by, before);
  EXPECT_EQ(key->ended_by, revoked);
}

TEST(Revocation, IsForTheKeyItselfOrAnAdministrator) {
  LedgerWorld world;
  ExpectRefused(world, world.KeyRevoked("pd-alder", "clerk-alder", "chief-alder"),
                Reason::kNotAuthorized, "header.signers");
  ExpectRefused(world, world.KeyRevoked("mptc", "mptc", "post-admin"), Reason::kNotAuthorized,
                "header.signers");
  EXPECT_OK(world.Submit(world.KeyRevoked("pd-alder", "clerk-alder", "clerk-alder")));
  EXPECT_OK(world.Submit(world.KeyRevoked("pd-alder", "chief-alder", "admin-alder")));
  EXPECT_OK(world.Submit(world.KeyRevoked("pd-birch", "chief-birch", "post-admin")));
}

TEST(Revocation, RefusesKeysThatAreUnknownOrEnded) {
  LedgerWorld world;
  ExpectRefused(world, world.KeyRevoked("pd-alder", "nobody"), Reason::kUnknownTarget,
                "body.key_revoked.fingerprint");
  world.MustSubmit(world.KeyRevoked("pd-alder", "clerk-alder"));
  ExpectRefused(world, world.KeyRevoked("pd-alder", "clerk-alder"), Reason::kWrongTarget,
                "body.key_revoked.fingerprint");
  ExpectRefused(world, world.RoleAssigned("pd-alder", "clerk-alder", event::v1::ROLE_CHIEF),
                Reason::kWrongTarget, "body.role_assigned.key_fingerprint");
}

TEST(Registration, IsForAdministratorsOfTheParentOrAbove) {
  LedgerWorld world;
  using event::v1::AUTHORITY_KIND_AGENCY;
  ExpectRefused(world,
                world.AuthorityRegistered("pd-cedar", AUTHORITY_KIND_AGENCY, "post", "commission"),
                Reason::kNotAuthorized, "header.signers");
  ExpectRefused(world,
                world.AuthorityRegistered("pd-cedar", AUTHORITY_KIND_AGENCY, "mptc", "post-admin"),
                Reason::kNotAuthorized, "header.signers");
  EXPECT_OK(world.Submit(
      world.AuthorityRegistered("pd-cedar", AUTHORITY_KIND_AGENCY, "post", "post-admin")));
  ExpectRefused(world, world.AuthorityRegistered("pd-cedar", AUTHORITY_KIND_AGENCY, "post"),
                Reason::kAlreadyRegistered, "body.authority_registered.authority");
  ExpectRefused(world, world.AuthorityRegistered("pd-dogwood", AUTHORITY_KIND_AGENCY, "nobody"),
                Reason::kUnknownAuthority, "body.authority_registered.parent");
}

TEST(Registration, LetsNoAgencyMakeItselfACommission) {
  LedgerWorld world;
  ExpectRefused(world,
                world.AuthorityRegistered("my-post", event::v1::AUTHORITY_KIND_COMMISSION,
                                          "pd-alder", "admin-alder"),
                Reason::kNotAuthorized, "body.authority_registered.kind");
}

TEST(Roles, BelongToKindsOfAuthorities) {
  LedgerWorld world;
  ExpectRefused(world, world.RoleAssigned("pd-alder", "clerk-alder", event::v1::ROLE_COMMISSION),
                Reason::kInvalidField, "body.role_assigned.role");
  ExpectRefused(world, world.RoleAssigned("post", "clerk-alder", event::v1::ROLE_CHIEF),
                Reason::kInvalidField, "body.role_assigned.role");
  ExpectRefused(world, world.RoleAssigned("nobody", "clerk-alder", event::v1::ROLE_CHIEF),
                Reason::kUnknownAuthority, "body.role_assigned.authority");
  ExpectRefused(world, world.RoleAssigned("pd-alder", "nobody", event::v1::ROLE_CHIEF),
                Reason::kUnknownTarget, "body.role_assigned.key_fingerprint");
  ExpectRefused(world, world.RoleEnded("pd-alder", "clerk-alder", event::v1::ROLE_CHIEF),
                Reason::kUnknownTarget, "body.role_ended.role");
}

TEST(Roles, AreNotForAdministratorsOfOtherAuthorities) {
  LedgerWorld world;
  ExpectRefused(world,
                world.RoleAssigned("pd-birch", "clerk-alder", event::v1::ROLE_CHIEF, "admin-alder"),
                Reason::kNotAuthorized, "header.signers");
  ExpectRefused(
      world, world.RoleAssigned("post", "clerk-alder", event::v1::ROLE_COMMISSION, "admin-alder"),
      Reason::kNotAuthorized, "header.signers");
}

TEST(Keys, AreRegisteredOnce) {
  LedgerWorld world;
  ExpectRefused(world, world.KeyAdded("pd-birch", "clerk-alder"), Reason::kAlreadyRegistered,
                "body.key_added.key");
  ExpectRefused(world, world.KeyAdded("nobody", "new"), Reason::kUnknownAuthority,
                "body.key_added.authority");
}

}  // namespace
}  // namespace sworn::admission
