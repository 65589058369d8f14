#include "tests/bench/workload.h"

#include <algorithm>
#include <iterator>
#include <thread>
#include <utility>

#include "ledger/base/clock.h"
#include "ledger/codec/signing.h"

namespace sworn::bench {
namespace {

constexpr crypto::SignatureScheme kEd25519 = crypto::SignatureScheme::kEd25519;
constexpr crypto::SignatureScheme kP256 = crypto::SignatureScheme::kEcdsaP256;

std::string Sign(const event::v1::Event& event, const crypto::PrivateKey& key) {
  const crypto::PrivateKey* const keys[] = {&key};
  return codec::SignEvent(event, keys).value();
}

void SetTime(google::protobuf::Timestamp* timestamp, Instant instant) {
  timestamp->set_seconds(instant.microseconds() / 1'000'000);
}

// Signing is not what is measured: spread it over the cores.
std::vector<std::string> SignAll(
    const std::vector<std::pair<event::v1::Event, const crypto::PrivateKey*>>& events) {
  std::vector<std::string> out(events.size());
  std::vector<std::thread> threads;
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  for (std::size_t t = 0; t < cores; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < events.size(); i += cores)
        out[i] = Sign(events[i].first, *events[i].second);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return out;
}

void SignTogether(const std::vector<event::v1::Event>& events, const crypto::PrivateKey& key,
                  std::vector<std::string>& out) {
  std::vector<std::string> batch = codec::SignBatch(events, key).value();
  std::move(batch.begin(), batch.end(), std::back_inserter(out));
}

}  // namespace

Workload::Workload(const LedgerId& ledger_id, const crypto::PrivateKey& root_key,
                   std::string root_authority)
    : ledger_id_(ledger_id),
      root_key_(root_key),
      root_authority_(std::move(root_authority)),
      committee_(crypto::PrivateKey::Generate(kEd25519).value()) {
  for (int i = 0; i < kAgencies; ++i) {
    clerks_.push_back({"bench-pd-" + std::to_string(i),
                       crypto::PrivateKey::Generate(kEd25519).value(),
                       crypto::PrivateKey::Generate(kP256).value()});
  }
}

event::v1::Event Workload::NewEvent(const std::string& authority, const crypto::PrivateKey& key,
                                    event::v1::Role role) {
  event::v1::Event event;
  event.set_schema_version(1);
  event::v1::Header& header = *event.mutable_header();
  header.set_ledger_id(ledger_id_.ToBytes());
  header.set_event_id(random_.Bytes(16));
  header.set_nonce(random_.Bytes(16));
  header.set_acting_authority(authority);
  event::v1::Signer& signer = *header.add_signers();
  signer.set_key_fingerprint(key.public_key().fingerprint().ToBytes());
  signer.set_authority(authority);
  signer.set_role(role);
  const Instant now = SystemClock().Now();
  header.set_occurred_on(EasternDate(now).PlusDays(-7).ToString());
  SetTime(header.mutable_signed_at(), now);
  SetTime(header.mutable_not_after(), now + Duration::Days(30));
  return event;
}

std::string Workload::SignByRoot(const event::v1::Event& event) { return Sign(event, root_key_); }

void Workload::RegisterKey(const std::string& authority, const crypto::PrivateKey& key,
                           event::v1::Role role, std::vector<std::string>& out) {
  event::v1::Event added = NewEvent(root_authority_, root_key_, event::v1::ROLE_ADMINISTRATOR);
  event::v1::KeyAdded& body = *added.mutable_body()->mutable_key_added();
  body.set_authority(authority);
  body.mutable_key()->set_scheme(key.public_key().scheme() == kEd25519
                                     ? event::v1::SIGNATURE_SCHEME_ED25519
                                     : event::v1::SIGNATURE_SCHEME_ECDSA_P256);
  body.mutable_key()->set_subject_public_key_info(key.public_key().spki());
  body.mutable_key()->set_proof_of_possession(
      codec::ProvePossession(key, ledger_id_, authority).value());
  out.push_back(SignByRoot(added));
  event::v1::Event assigned = NewEvent(root_authority_, root_key_, event::v1::ROLE_ADMINISTRATOR);
  event::v1::RoleAssigned& role_body = *assigned.mutable_body()->mutable_role_assigned();
  role_body.set_authority(authority);
  role_body.set_key_fingerprint(key.public_key().fingerprint().ToBytes());
  role_body.set_role(role);
  out.push_back(SignByRoot(assigned));
}

std::vector<std::string> Workload::Setup() {
  std::vector<std::string> out;
  const auto register_authority = [&](const std::string& id, event::v1::AuthorityKind kind) {
    event::v1::Event event = NewEvent(root_authority_, root_key_, event::v1::ROLE_ADMINISTRATOR);
    event::v1::AuthorityRegistered& body = *event.mutable_body()->mutable_authority_registered();
    body.set_authority(id);
    body.set_kind(kind);
    body.set_name(id);
    body.set_parent(root_authority_);
    out.push_back(SignByRoot(event));
  };
  register_authority("bench-committee", event::v1::AUTHORITY_KIND_TRAINING_COMMITTEE);
  RegisterKey("bench-committee", committee_, event::v1::ROLE_TRAINING_COMMITTEE, out);
  for (const Clerk& clerk : clerks_) {
    register_authority(clerk.agency, event::v1::AUTHORITY_KIND_AGENCY);
    RegisterKey(clerk.agency, clerk.ed25519, event::v1::ROLE_AGENCY_CLERK, out);
    RegisterKey(clerk.agency, clerk.p256, event::v1::ROLE_AGENCY_CLERK, out);
  }
  event::v1::Event course =
      NewEvent("bench-committee", committee_, event::v1::ROLE_TRAINING_COMMITTEE);
  event::v1::CourseApproved& body = *course.mutable_body()->mutable_course_approved();
  body.set_course("mptc-general-in-service");
  body.set_title("General in-service training");
  body.set_provider("bench-committee");
  body.set_hours(40);
  body.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  out.push_back(Sign(course, committee_));
  std::vector<event::v1::Event> officers;
  for (int i = 0; i < kOfficers; ++i) {
    const Clerk& clerk = clerks_[static_cast<std::size_t>(i % kAgencies)];
    event::v1::Event event = NewEvent(clerk.agency, clerk.ed25519, event::v1::ROLE_AGENCY_CLERK);
    event.mutable_header()->set_subject(Officer(static_cast<std::uint64_t>(i)));
    event.mutable_body()->mutable_officer_registered()->set_agency(clerk.agency);
    officers.push_back(std::move(event));
  }
  for (int a = 0; a < kAgencies; ++a) {
    std::vector<event::v1::Event> own;
    for (std::size_t i = static_cast<std::size_t>(a); i < officers.size(); i += kAgencies)
      own.push_back(officers[i]);
    SignTogether(own, clerks_[static_cast<std::size_t>(a)].ed25519, out);
  }
  return out;
}

event::v1::Event Workload::Completion(const Clerk& clerk, const crypto::PrivateKey& key) {
  event::v1::Event event = NewEvent(clerk.agency, key, event::v1::ROLE_AGENCY_CLERK);
  event.mutable_header()->set_subject(Officer(next_ * 7919));  // Spread over all officers.
  event::v1::CompletionRecorded& body = *event.mutable_body()->mutable_completion_recorded();
  body.set_course("mptc-general-in-service");
  body.set_hours(static_cast<std::uint32_t>(2 + next_ % 7));
  body.set_mode(event::v1::TRAINING_MODE_IN_PERSON);
  body.set_in_acadis(true);
  ++next_;
  return event;
}

std::vector<std::string> Workload::Completions(std::size_t count, Signing signing) {
  std::vector<std::string> out;
  if (signing == Signing::kTogetherEd25519) {
    while (out.size() < count) {
      const Clerk& clerk = clerks_[next_ / kBatchEvents % kAgencies];
      std::vector<event::v1::Event> batch;
      const std::size_t size = std::min<std::size_t>(kBatchEvents, count - out.size());
      for (std::size_t i = 0; i < size; ++i) batch.push_back(Completion(clerk, clerk.ed25519));
      SignTogether(batch, clerk.ed25519, out);
    }
    return out;
  }
  std::vector<std::pair<event::v1::Event, const crypto::PrivateKey*>> events;
  for (std::size_t i = 0; i < count; ++i) {
    const Clerk& clerk = clerks_[i % kAgencies];
    const crypto::PrivateKey& key = signing == Signing::kEachP256 ? clerk.p256 : clerk.ed25519;
    events.emplace_back(Completion(clerk, key), &key);
  }
  return SignAll(events);
}

}  // namespace sworn::bench
