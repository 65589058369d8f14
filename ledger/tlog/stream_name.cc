#include "ledger/tlog/stream_name.h"

#include <algorithm>
#include <array>

#include "ledger/base/limits.h"

namespace sworn::tlog {

namespace {

struct KindPrefix {
  StreamKind kind;
  std::string_view prefix;  // The slash included.
};

constexpr std::array<KindPrefix, 7> kPrefixes = {{
    {StreamKind::kOfficer, "officer/"},
    {StreamKind::kAgency, "agency/"},
    {StreamKind::kSchool, "school/"},
    {StreamKind::kMou, "mou/"},
    {StreamKind::kCourse, "course/"},
    {StreamKind::kOffering, "offering/"},
    {StreamKind::kCase, "case/"},
}};
constexpr std::string_view kPoliciesText = "policies";
constexpr std::string_view kAuthorityText = "authority";

// Independent of the locale.
bool IsIdentifierByte(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

Status CheckIdentifier(std::string_view identifier) {
  if (identifier.empty() || identifier.size() > limits::kMaxIdentifierBytes) {
    return Fail(Reason::kInvalidField, "an identifier has 1 to " +
                                           std::to_string(limits::kMaxIdentifierBytes) +
                                           " bytes, this has " + std::to_string(identifier.size()));
  }
  if (!std::all_of(identifier.begin(), identifier.end(), IsIdentifierByte)) {
    return Fail(Reason::kInvalidField,
                "an identifier consists of letters, digits, '.', '_' and '-' only");
  }
  return Ok();
}

}  // namespace

Result<StreamName> StreamName::Parse(std::string_view text) {
  if (text == kPoliciesText) return Policies();
  if (text == kAuthorityText) return Authority();
  for (const auto& [kind, prefix] : kPrefixes) {
    if (text.starts_with(prefix)) return Of(kind, text.substr(prefix.size()));
  }
  return Fail(Reason::kInvalidField,
              "a stream is \"policies\", \"authority\" or begins with officer/, agency/, school/, "
              "mou/, course/, offering/ or case/");
}

Result<StreamName> StreamName::Of(StreamKind kind, std::string_view identifier) {
  for (const auto& [candidate, prefix] : kPrefixes) {
    if (candidate != kind) continue;
    SWORN_RETURN_IF_ERROR(CheckIdentifier(identifier));
    return StreamName(kind, std::string(prefix).append(identifier));
  }
  if (!identifier.empty()) {
    return Fail(Reason::kInvalidField, "the streams of policies and authority have no identifier");
  }
  return kind == StreamKind::kPolicies ? Policies() : Authority();
}

StreamName StreamName::Policies() {
  return StreamName(StreamKind::kPolicies, std::string(kPoliciesText));
}

StreamName StreamName::Authority() {
  return StreamName(StreamKind::kAuthority, std::string(kAuthorityText));
}

std::string_view StreamName::identifier() const {
  const std::size_t slash = text_.find('/');
  return slash == std::string::npos ? std::string_view()
                                    : std::string_view(text_).substr(slash + 1);
}

}  // namespace sworn::tlog
