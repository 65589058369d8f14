#include "services/sworn/scenario.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

#include "ledger/authoring/files.h"
#include "ledger/authoring/json_text.h"
#include "ledger/authoring/moment.h"
#include "ledger/codec/json.h"
#include "services/sworn/toml_text.h"

namespace sworn::cli {
namespace {

using authoring::JoinPath;
using authoring::JsonObject;
using nlohmann::json;

constexpr int kMaxIncludes = 4;

// Whom an event of this type is about must be said; else it is the scenario's officer.
constexpr std::array<std::string_view, 12> kWithoutSubject = {
    "AuthorityRegistered", "KeyAdded",  "KeyRotated",      "KeyRevoked",
    "RoleAssigned",        "RoleEnded", "PolicyPublished", "CourseApproved",
    "OfferingScheduled",   "MouSigned", "MouEnded",        "Genesis"};

Status RequireObject(const json& value, const std::string& path) {
  if (value.is_object()) return Ok();
  return Fail(Reason::kInvalidField, "must be a table", path);
}

Status ReadStrings(JsonObject& object, std::string_view name, std::vector<std::string>* out) {
  const json* list = object.Find(name);
  if (list == nullptr) return Ok();
  const std::string path = object.PathOf(name);
  if (!list->is_array()) return Fail(Reason::kInvalidField, "must be a list of texts", path);
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto* text = (*list)[i].get_ptr<const std::string*>();
    if (text == nullptr) return Fail(Reason::kInvalidField, "must be a text", JoinPath(path, i));
    out->push_back(*text);
  }
  return Ok();
}

Status ReadMap(JsonObject& object, std::string_view name, std::map<std::string, std::string>* out) {
  const json* table = object.Find(name);
  if (table == nullptr) return Ok();
  const std::string path = object.PathOf(name);
  SWORN_RETURN_IF_ERROR(RequireObject(*table, path));
  for (const auto& [key, value] : table->items()) {
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) return Fail(Reason::kInvalidField, "must be a text", JoinPath(path, key));
    (*out)[key] = *text;
  }
  return Ok();
}

Result<Instant> MomentAt(const std::string& text, const std::string& path) {
  const Result<Instant> moment = authoring::ParseMoment(text);
  if (!moment) return Within(path, moment.error());
  return *moment;
}

Error InFile(const std::string& file, Error error) {
  error.field = file + (error.field.empty() ? "" : ": " + error.field);
  return error;
}

// One file's content, before included files are put before it.
class FileReader {
 public:
  FileReader(std::filesystem::path directory, Scenario* scenario)
      : directory_(std::move(directory)), scenario_(scenario) {}

  Status Read(const json& file, int depth) {
    JsonObject object(file, "");
    std::string include;
    SWORN_RETURN_IF_ERROR(object.String("include", &include));
    if (!include.empty()) SWORN_RETURN_IF_ERROR(Include(include, depth));
    SWORN_RETURN_IF_ERROR(object.String("title", &scenario_->title));
    SWORN_RETURN_IF_ERROR(ReadStrings(object, "cites", &scenario_->cites));
    SWORN_RETURN_IF_ERROR(object.String("officer", &scenario_->officer));
    SWORN_RETURN_IF_ERROR(ReadBeginning(object));
    SWORN_RETURN_IF_ERROR(ReadPolicies(object));
    SWORN_RETURN_IF_ERROR(ReadEvents(object));
    SWORN_RETURN_IF_ERROR(ReadExpectations(object));
    return object.NothingElse();
  }

 private:
  Status Include(const std::string& include, int depth) {
    if (depth >= kMaxIncludes) {
      return Fail(Reason::kInvalidField, "files include each other too deeply", "include");
    }
    const std::filesystem::path path = directory_ / include;  // An absolute path stays itself.
    Result<std::string> text = authoring::ReadFile(path);
    if (!text) return Within("include", text.error());
    Result<json> file = ParseToml(*text);
    if (!file) return InFile(include, file.error());
    const Status read = FileReader(path.parent_path(), scenario_).Read(*file, depth + 1);
    if (!read) return InFile(include, read.error());
    return Ok();
  }

  Status ReadBeginning(JsonObject& object) {
    std::string began;
    SWORN_RETURN_IF_ERROR(object.String("began", &began));
    if (!began.empty()) {
      SWORN_ASSIGN_OR_RETURN(scenario_->began, MomentAt(began, "began"));
    }
    const json* list = object.Find("authority");
    if (list == nullptr) return Ok();
    if (!list->is_array()) return Fail(Reason::kInvalidField, "write [[authority]]", "authority");
    for (std::size_t i = 0; i < list->size(); ++i) {
      SWORN_RETURN_IF_ERROR(ReadAuthority((*list)[i], JoinPath("authority", i)));
    }
    return Ok();
  }

  Status ReadAuthority(const json& value, const std::string& path) {
    SWORN_RETURN_IF_ERROR(RequireObject(value, path));
    JsonObject object(value, path);
    ScenarioAuthority authority;
    SWORN_RETURN_IF_ERROR(object.String("id", &authority.id));
    SWORN_RETURN_IF_ERROR(object.String("kind", &authority.kind));
    SWORN_RETURN_IF_ERROR(object.String("name", &authority.name));
    SWORN_RETURN_IF_ERROR(object.String("parent", &authority.parent));
    if (const json* keys = object.Find("keys"); keys != nullptr) {
      SWORN_RETURN_IF_ERROR(RequireObject(*keys, object.PathOf("keys")));
      for (const auto& [name, roles] : keys->items()) {
        JsonObject names(*keys, object.PathOf("keys"));
        std::vector<std::string> texts;
        SWORN_RETURN_IF_ERROR(ReadStrings(names, name, &texts));
        ScenarioKey key{name, {}};
        for (const std::string& text : texts) {
          const Result<event::v1::Role> role = codec::ParseRole(text);
          if (!role) return Within(names.PathOf(name), role.error());
          key.roles.push_back(*role);
        }
        authority.keys.push_back(std::move(key));
      }
    }
    SWORN_RETURN_IF_ERROR(object.NothingElse());
    scenario_->authorities.push_back(std::move(authority));
    return Ok();
  }

  // Policy files are events by themselves; here they get the moment at which they were recorded.
  Status ReadPolicies(JsonObject& object) {
    std::vector<std::string> files;
    SWORN_RETURN_IF_ERROR(ReadStrings(object, "policies", &files));
    for (const std::string& file : files) {
      Result<std::string> text = authoring::ReadFile(directory_ / file);
      if (!text) return Within("policies", text.error());
      Result<json> value = authoring::ParseJson(*text);
      if (!value) return InFile(file, value.error());
      ScenarioEvent event;
      event.where = "policy " + file;
      Result<authoring::EventRequest> request = authoring::ParseEventRequest(*value);
      if (!request) return InFile(file, request.error());
      event.request = std::move(request).value();
      event.request.recorded_at = scenario_->began;
      scenario_->events.push_back(std::move(event));
    }
    return Ok();
  }

  Status ReadEvents(JsonObject& object) {
    const json* list = object.Find("event");
    if (list == nullptr) return Ok();
    if (!list->is_array()) return Fail(Reason::kInvalidField, "write [[event]]", "event");
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string path = JoinPath("event", i);
      SWORN_RETURN_IF_ERROR(RequireObject((*list)[i], path));
      const Status read = ReadEvent((*list)[i], i);
      if (!read) return Within(path, read.error());
    }
    return Ok();
  }

  Status ReadEvent(json value, std::size_t number) {
    ScenarioEvent event;
    JsonObject object(value, "");
    SWORN_RETURN_IF_ERROR(object.String("label", &event.label));
    SWORN_RETURN_IF_ERROR(object.String("expect_refused", &event.expect_refused));
    SWORN_RETURN_IF_ERROR(object.String("expect_field", &event.expect_field));
    std::string note;
    SWORN_RETURN_IF_ERROR(object.String("note", &note));
    for (const char* member : {"label", "expect_refused", "expect_field", "note"}) {
      value.erase(member);
    }
    if (const auto body = value.find("body"); body != value.end() && body->is_object()) {
      if (const auto target = body->find("target"); target != body->end() && target->is_string()) {
        event.target = *target->get_ptr<const std::string*>();
        body->erase("target");
      }
    }
    SWORN_ASSIGN_OR_RETURN(event.request, authoring::ParseEventRequest(value));
    if (!event.request.recorded_at) {
      return Fail(Reason::kMissingField, "say when the ledger took it in", "recorded_at");
    }
    const bool about_officer = std::find(kWithoutSubject.begin(), kWithoutSubject.end(),
                                         event.request.type) == kWithoutSubject.end();
    // A correction's subject is its target's, unless it is given.
    if (event.request.subject.empty() && about_officer && event.target.empty()) {
      event.request.subject = scenario_->officer;
    }
    event.where = "event " + std::to_string(number + 1) + ", " + event.request.type +
                  (event.label.empty() ? "" : " (" + event.label + ")");
    if (!scenario_->events.empty() &&
        *event.request.recorded_at < *scenario_->events.back().request.recorded_at) {
      return Fail(Reason::kClock, "lies before the event above it; put them in order",
                  "recorded_at");
    }
    if (!event.label.empty() && !labels_.insert(event.label).second) {
      return Fail(Reason::kInvalidField, "another event has this label", "label");
    }
    scenario_->events.push_back(std::move(event));
    return Ok();
  }

  Status ReadExpectations(JsonObject& object) {
    const json* list = object.Find("expect");
    if (list == nullptr) return Ok();
    if (!list->is_array()) return Fail(Reason::kInvalidField, "write [[expect]]", "expect");
    for (std::size_t i = 0; i < list->size(); ++i) {
      const std::string path = JoinPath("expect", i);
      SWORN_RETURN_IF_ERROR(RequireObject((*list)[i], path));
      JsonObject expectation((*list)[i], path);
      SWORN_RETURN_IF_ERROR(ReadExpectation(expectation, i));
      SWORN_RETURN_IF_ERROR(expectation.NothingElse());
    }
    return Ok();
  }

  Status ReadExpectation(JsonObject& object, std::size_t number) {
    Expectation expectation;
    expectation.where = "expectation " + std::to_string(number + 1);
    expectation.officer = scenario_->officer;
    SWORN_RETURN_IF_ERROR(object.String("officer", &expectation.officer));
    SWORN_RETURN_IF_ERROR(object.String("note", &expectation.note));
    std::string as_of;
    SWORN_RETURN_IF_ERROR(object.String("as_of", &as_of));
    const Result<Date> day = Date::Parse(as_of);
    if (!day) return Fail(Reason::kInvalidDate, day.error().message, object.PathOf("as_of"));
    expectation.as_of = *day;
    SWORN_RETURN_IF_ERROR(ReadKnownAt(object, &expectation));
    SWORN_RETURN_IF_ERROR(ReadStatuses(object, &expectation));
    SWORN_RETURN_IF_ERROR(ReadStrings(object, "flags", &expectation.flags));
    SWORN_RETURN_IF_ERROR(ReadStrings(object, "no_flags", &expectation.no_flags));
    SWORN_RETURN_IF_ERROR(ReadStrings(object, "sro_evidence", &expectation.sro_evidence));
    if (object.Find("overlays") != nullptr) {
      expectation.overlays.emplace();
      SWORN_RETURN_IF_ERROR(ReadStrings(object, "overlays", &*expectation.overlays));
    }
    scenario_->expectations.push_back(std::move(expectation));
    return Ok();
  }

  static Status ReadKnownAt(JsonObject& object, Expectation* expectation) {
    SWORN_RETURN_IF_ERROR(object.String("known_at", &expectation->known_at_text));
    const std::string& text = expectation->known_at_text;
    if (text.empty()) return Ok();
    if (const Result<Date> day = Date::Parse(text); day) {
      expectation->known_at = *day;  // The end of that day.
      return Ok();
    }
    SWORN_ASSIGN_OR_RETURN(expectation->known_at, MomentAt(text, object.PathOf("known_at")));
    return Ok();
  }

  static Status ReadStatuses(JsonObject& object, Expectation* expectation) {
    if (object.Find("known") != nullptr) {
      bool known = false;
      SWORN_RETURN_IF_ERROR(object.Bool("known", &known));
      expectation->known = known;
    }
    SWORN_RETURN_IF_ERROR(object.String("officer_status", &expectation->officer_status));
    SWORN_RETURN_IF_ERROR(object.String("sro_status", &expectation->sro_status));
    SWORN_RETURN_IF_ERROR(object.String("sro_since", &expectation->sro_since));
    SWORN_RETURN_IF_ERROR(object.String("sro_until", &expectation->sro_until));
    SWORN_RETURN_IF_ERROR(object.String("sro_expires_on", &expectation->sro_expires_on));
    SWORN_RETURN_IF_ERROR(object.String("eligible", &expectation->eligible));
    SWORN_RETURN_IF_ERROR(ReadMap(object, "eligible_at", &expectation->eligible_at));
    SWORN_RETURN_IF_ERROR(ReadMap(object, "training", &expectation->training));
    SWORN_RETURN_IF_ERROR(ReadMap(object, "conditions", &expectation->conditions));
    return ReadMap(object, "deadlines", &expectation->deadlines);
  }

  const std::filesystem::path directory_;
  Scenario* scenario_;
  std::set<std::string> labels_;
};

}  // namespace

Result<Scenario> ReadScenario(const std::filesystem::path& path) {
  SWORN_ASSIGN_OR_RETURN(const std::string text, authoring::ReadFile(path));
  Scenario scenario;
  Result<json> file = ParseToml(text);
  if (!file) return InFile(path.string(), file.error());
  const Status read = FileReader(path.parent_path(), &scenario).Read(*file, 0);
  if (!read) return InFile(path.string(), read.error());
  if (scenario.authorities.empty()) {
    return Fail(Reason::kMissingField,
                "names no authority; include = \"cast/standard.toml\" brings the usual ones",
                path.string());
  }
  if (scenario.expectations.empty()) {
    return Fail(Reason::kMissingField, "expects nothing; write at least one [[expect]]",
                path.string());
  }
  return scenario;
}

}  // namespace sworn::cli
