#include "services/sworn/scenario_runner.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "ledger/authoring/event_builder.h"
#include "ledger/authoring/key_ring.h"
#include "ledger/base/encoding.h"
#include "ledger/certification/standing.h"
#include "ledger/codec/json.h"
#include "ledger/crypto/random.h"
#include "ledger/crypto/sha256.h"
#include "services/sworn/scenario_ledger.h"
#include "services/sworn/standing_check.h"

namespace sworn::cli {
namespace {

using authoring::EventRequest;
using nlohmann::json;

// The same name is the same key in every run, so that a scenario's log is nearly the same each
// time.
Result<crypto::PrivateKey> KeyNamed(const std::string& name) {
  return crypto::PrivateKey::FromEd25519Seed(
      crypto::Sha256OfParts({"sworn-scenario-key-v1", name}).view());
}

class Run {
 public:
  explicit Run(const Scenario& scenario) : scenario_(scenario) {}

  Result<ScenarioReport> Execute() {
    report_.title = scenario_.title;
    SWORN_RETURN_IF_ERROR(Prepare());
    for (const ScenarioEvent& event : scenario_.events) SWORN_RETURN_IF_ERROR(Live(event));
    for (const Expectation& expectation : scenario_.expectations) {
      SWORN_RETURN_IF_ERROR(Check(expectation));
    }
    report_.events = ledger_->log().Snapshot().head.size.value();
    report_.expectations = scenario_.expectations.size();
    return std::move(report_);
  }

 private:
  // Keys, genesis, and the authorities with their keys and roles.
  Status Prepare() {
    SWORN_RETURN_IF_ERROR(AddKey("root", "root", {event::v1::ROLE_ADMINISTRATOR}));
    for (const ScenarioAuthority& authority : scenario_.authorities) {
      for (const ScenarioKey& key : authority.keys) {
        SWORN_RETURN_IF_ERROR(AddKey(key.name, authority.id, key.roles));
      }
    }
    SWORN_ASSIGN_OR_RETURN(const authoring::RingKey* root, ring_.Get("root"));
    SWORN_ASSIGN_OR_RETURN(ledger_, ScenarioLedger::Begin(root->key, scenario_.began));
    builder_ = std::make_unique<authoring::EventBuilder>(
        ring_, authoring::BuilderOptions{.ledger_id = ledger_->ledger_id()}, ledger_->clock(),
        random_);
    for (const ScenarioAuthority& authority : scenario_.authorities) {
      SWORN_RETURN_IF_ERROR(Register(authority));
    }
    return Ok();
  }

  Status AddKey(const std::string& name, const std::string& authority,
                const std::vector<event::v1::Role>& roles) {
    SWORN_ASSIGN_OR_RETURN(crypto::PrivateKey key, KeyNamed(name));
    return ring_.Add({.name = name, .authority = authority, .roles = roles}, std::move(key));
  }

  Status Register(const ScenarioAuthority& authority) {
    SWORN_RETURN_IF_ERROR(ByRoot(
        "AuthorityRegistered", {{"authority", authority.id},
                                {"kind", authority.kind},
                                {"name", authority.name},
                                {"parent", authority.parent.empty() ? "root" : authority.parent}}));
    for (const ScenarioKey& key : authority.keys) {
      SWORN_RETURN_IF_ERROR(ByRoot("KeyAdded", {{"authority", authority.id}, {"key", key.name}}));
      for (const event::v1::Role role : key.roles) {
        SWORN_RETURN_IF_ERROR(ByRoot(
            "RoleAssigned",
            {{"authority", authority.id}, {"key", key.name}, {"role", codec::RoleName(role)}}));
      }
    }
    return Ok();
  }

  Status ByRoot(const std::string& type, json body) {
    EventRequest request;
    request.type = type;
    request.signers = {{"root", std::nullopt, {}}};
    request.occurred_on = EasternDate(scenario_.began).ToString();
    request.recorded_at = scenario_.began;
    request.body = std::move(body);
    const Result<AdmittedEvent> admitted = Admit(request);
    if (!admitted) return Within(type, admitted.error());
    return Ok();
  }

  Result<AdmittedEvent> Admit(const EventRequest& request) {
    ledger_->clock().Set(*request.recorded_at);
    SWORN_ASSIGN_OR_RETURN(const authoring::BuiltEvent built, builder_->Build(request));
    SWORN_ASSIGN_OR_RETURN(const authoring::SignedItem item, authoring::SignOne(built));
    return ledger_->Admit(item);
  }

  Status Live(const ScenarioEvent& event) {
    EventRequest request = event.request;
    if (!event.target.empty()) SWORN_RETURN_IF_ERROR(AimAt(event, &request));
    const Result<AdmittedEvent> admitted = Admit(request);
    if (!admitted && admitted.error().reason == Reason::kNotFound) {
      return Within(event.where, admitted.error());  // A key that nobody has.
    }
    if (admitted) {
      if (!event.label.empty()) labels_[event.label] = *admitted;
      if (!event.expect_refused.empty()) {
        Differ(event.where, "refusal", event.expect_refused,
               "accepted as entry " + ToString(admitted->index), "", "");
      }
      return Ok();
    }
    const Error& error = admitted.error();
    if (event.expect_refused.empty()) {
      Differ(event.where, "admission", "accepted", sworn::ToString(error), "", "");
      return Ok();
    }
    if (event.expect_refused != ReasonName(error.reason)) {
      Differ(event.where, "refusal", event.expect_refused, sworn::ToString(error), "", "");
    } else if (!event.expect_field.empty() && event.expect_field != error.field) {
      Differ(event.where, "refused field", event.expect_field, error.field, error.message, "");
    }
    return Ok();
  }

  Status AimAt(const ScenarioEvent& event, EventRequest* request) {
    const auto found = labels_.find(event.target);
    if (found == labels_.end()) {
      return Fail(Reason::kUnknownTarget, "no event above it is labelled \"" + event.target + "\"",
                  event.where + ": body.target");
    }
    const AdmittedEvent& target = found->second;
    if (request->subject.empty()) request->subject = target.subject;
    if (request->type == "CompletionVoided") {
      request->body["target_index"] = target.index.value();
      request->body["target_event_id"] = EncodeHex(target.event_id);
      return Ok();
    }
    request->body["target"] = {{"index", target.index.value()},
                               {"event_id", EncodeHex(target.event_id)}};
    if (target.subject.empty() && !target.streams.empty()) {
      request->body["target"]["streams"] = {target.streams.front().text()};
    }
    return Ok();
  }

  Status Check(const Expectation& expectation) {
    const std::string where =
        expectation.where + ": officer " + expectation.officer + " on " +
        expectation.as_of.ToString() + ", " +
        (expectation.known_at_text.empty() ? "knowing all"
                                           : "as known at " + expectation.known_at_text);
    queries::AsOf as_of;
    as_of.effective_date = expectation.as_of;
    as_of.known_at = expectation.known_at;
    const Result<queries::StandingAnswer> answer =
        ledger_->queries().GetStanding(expectation.officer, as_of, std::nullopt, Duration());
    if (!answer) {
      Differ(where, "standing", "an answer", sworn::ToString(answer.error()), "", expectation.note);
      return Ok();
    }
    std::map<std::string, LeafIndex> evidence;
    for (const std::string& label : expectation.sro_evidence) {
      const auto found = labels_.find(label);
      if (found == labels_.end()) {
        return Fail(Reason::kUnknownTarget, "no event is labelled \"" + label + "\"",
                    expectation.where + ": sro_evidence");
      }
      evidence[label] = found->second.index;
    }
    for (Mismatch& mismatch : CompareStanding(expectation, answer->standing, evidence)) {
      Differ(where, mismatch.what, mismatch.expected, mismatch.got, mismatch.because,
             expectation.note);
    }
    // A school that no designation names is asked about by itself.
    for (const auto& [school, expected] : expectation.eligible_at) {
      SWORN_ASSIGN_OR_RETURN(
          const queries::StandingAnswer at_school,
          ledger_->queries().GetStanding(expectation.officer, as_of, school, Duration()));
      if (auto mismatch = CompareSchool(school, expected, at_school.standing); mismatch) {
        Differ(where, mismatch->what, mismatch->expected, mismatch->got, mismatch->because,
               expectation.note);
      }
    }
    return Ok();
  }

  void Differ(std::string where, std::string what, std::string expected, std::string got,
              std::string because, std::string note) {
    report_.differences.push_back({std::move(where), std::move(what), std::move(expected),
                                   std::move(got), std::move(because), std::move(note)});
  }

  const Scenario& scenario_;
  crypto::SystemRandom random_;
  authoring::KeyRing ring_;
  std::unique_ptr<ScenarioLedger> ledger_;
  std::unique_ptr<authoring::EventBuilder> builder_;
  std::map<std::string, AdmittedEvent> labels_;
  ScenarioReport report_;
};

}  // namespace

Result<ScenarioReport> RunScenario(const Scenario& scenario) { return Run(scenario).Execute(); }

}  // namespace sworn::cli
