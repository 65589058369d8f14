// A scenario: dated events, and what the ledger must answer about them. One TOML file, readable by
// a lawyer; tests/scenarios/README.md describes it.
//
//   SWORN_ASSIGN_OR_RETURN(const Scenario scenario, ReadScenario("tests/scenarios/01-plain.toml"));
//
// Value types.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/authoring/event_request.h"
#include "ledger/base/date.h"
#include "ledger/base/instant.h"
#include "ledger/base/result.h"
#include "ledger/queries/as_of.h"

namespace sworn::cli {

struct ScenarioKey {
  std::string name;
  std::vector<event::v1::Role> roles;
};

struct ScenarioAuthority {
  std::string id;
  std::string kind;  // "agency"
  std::string name;
  std::string parent;
  std::vector<ScenarioKey> keys;
};

struct ScenarioEvent {
  std::string where;  // "event 3 (granted)", for messages.
  std::string label;  // By which others name it; may be empty.
  authoring::EventRequest request;
  // The label that stands for the body's target; empty where there is none.
  std::string target;
  // The reason's name, where the ledger must refuse it.
  std::string expect_refused;
  std::string expect_field;
};

struct Expectation {
  std::string where;  // "expect 2"
  std::string note;   // Why, in words; shown with a difference.
  std::string officer;
  Date as_of;
  queries::KnownAt known_at;
  std::string known_at_text;  // As written; empty for "knowing all".

  // Each is compared where it is given. Names are those of certification/standing.h.
  std::optional<bool> known;
  std::string officer_status;
  std::string sro_status;
  std::string sro_since;
  std::string sro_until;
  std::string sro_expires_on;
  std::string eligible;
  std::map<std::string, std::string> eligible_at;  // School to answer.
  std::map<std::string, std::string> training;     // "requirement" or "requirement@2024" to result.
  std::map<std::string, std::string> conditions;   // To "satisfied" or "open".
  std::map<std::string, std::string> deadlines;    // Action to its last day.
  std::optional<std::vector<std::string>> overlays;  // All of them.
  std::vector<std::string> flags;                    // Must be among them.
  std::vector<std::string> no_flags;                 // Must not.
  std::vector<std::string> sro_evidence;             // Labels that must be among it.
};

struct Scenario {
  std::string title;
  std::vector<std::string> cites;
  std::string officer;  // Whom events and expectations are about unless they say otherwise.
  Instant began;        // Recorded-at of the genesis and of the authorities.
  std::vector<ScenarioAuthority> authorities;
  std::vector<ScenarioEvent> events;  // Policies included; recorded_at never goes back.
  std::vector<Expectation> expectations;
};

// Reads the file and what it includes. Errors name the file and the path in it.
Result<Scenario> ReadScenario(const std::filesystem::path& path);

}  // namespace sworn::cli
