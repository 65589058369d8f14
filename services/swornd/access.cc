#include "services/swornd/access.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/server_context.h>

#include <array>
#include <memory>
#include <utility>

namespace sworn::daemon {
namespace {

constexpr std::string_view kRoleUriPrefix = "sworn:role/";
constexpr std::array kAllRoles = {ClientRole::kSubmitter, ClientRole::kAuditor,
                                  ClientRole::kOperator};

struct Row {
  std::string_view method;
  RoleSet roles;
};

constexpr RoleSet kAny = {ClientRole::kSubmitter, ClientRole::kAuditor, ClientRole::kOperator};
constexpr RoleSet kSubmitter = {ClientRole::kSubmitter};
constexpr RoleSet kAuditor = {ClientRole::kAuditor};
constexpr RoleSet kOperator = {ClientRole::kOperator};
constexpr RoleSet kSubmitterOrAuditor = {ClientRole::kSubmitter, ClientRole::kAuditor};

// The whole of who may do what.
constexpr std::array kTable = {
    Row{"/sworn.api.v1.LedgerService/Append", kSubmitter},
    Row{"/sworn.api.v1.LedgerService/AppendStream", kSubmitter},
    Row{"/sworn.api.v1.LedgerService/GetReceipt", kSubmitterOrAuditor},
    Row{"/sworn.api.v1.LedgerService/ReadEntries", kAuditor},
    Row{"/sworn.api.v1.LedgerService/Tail", kAuditor},
    Row{"/sworn.api.v1.LedgerService/ReadStream", kAuditor},
    Row{"/sworn.api.v1.LedgerService/ReadSealed", kAuditor},
    Row{"/sworn.api.v1.LedgerService/GetCheckpoint", kAny},
    Row{"/sworn.api.v1.LedgerService/GetInclusionProof", kAny},
    Row{"/sworn.api.v1.LedgerService/GetConsistencyProof", kAny},
    Row{"/sworn.api.v1.LedgerService/GetLedger", kAny},
    Row{"/sworn.api.v1.CertificationService/GetStanding", kAuditor},
    Row{"/sworn.api.v1.CertificationService/Explain", kAuditor},
    Row{"/sworn.api.v1.CertificationService/GetHistory", kAuditor},
    Row{"/sworn.api.v1.OperatorService/ConfirmClock", kOperator},
    Row{"/sworn.api.v1.OperatorService/EraseSealed", kOperator},
};

}  // namespace

std::string_view Name(ClientRole role) {
  switch (role) {
    case ClientRole::kSubmitter:
      return "submitter";
    case ClientRole::kAuditor:
      return "auditor";
    case ClientRole::kOperator:
      return "operator";
  }
  SWORN_CHECK(false);
}

std::optional<ClientRole> ParseClientRole(std::string_view name) {
  for (const ClientRole role : kAllRoles) {
    if (Name(role) == name) return role;
  }
  return std::nullopt;
}

std::string RoleSet::ToString() const {
  std::string text;
  for (const ClientRole role : kAllRoles) {
    if (!Intersects(RoleSet{role})) continue;
    text.append(text.empty() ? "" : ", ").append(Name(role));
  }
  return text;
}

std::optional<RoleSet> PermittedRoles(std::string_view method) {
  for (const Row& row : kTable) {
    if (row.method == method) return row.roles;
  }
  return std::nullopt;
}

RoleSet RolesOfUri(std::string_view uri) {
  if (uri.substr(0, kRoleUriPrefix.size()) != kRoleUriPrefix) return {};
  const std::optional<ClientRole> role = ParseClientRole(uri.substr(kRoleUriPrefix.size()));
  return role ? RoleSet{*role} : RoleSet{};
}

AccessPolicy::AccessPolicy(std::map<std::string, ClientRole> by_common_name)
    : by_common_name_(std::move(by_common_name)) {}

RoleSet AccessPolicy::RolesOf(const grpc::AuthContext& peer) const {
  RoleSet roles;
  // peer_uri holds the URI names alone; a DNS name that looks like a role is not among them.
  for (const grpc::string_ref& uri : peer.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    const RoleSet named = RolesOfUri(std::string_view(uri.data(), uri.size()));
    for (const ClientRole role : kAllRoles) {
      if (named.Intersects(RoleSet{role})) roles.Add(role);
    }
  }
  for (const grpc::string_ref& name : peer.FindPropertyValues(GRPC_X509_CN_PROPERTY_NAME)) {
    const auto found = by_common_name_.find(std::string(name.data(), name.size()));
    if (found != by_common_name_.end()) roles.Add(found->second);
  }
  return roles;
}

Status AccessPolicy::Check(const grpc::ServerContextBase& context, std::string_view method) const {
  const std::optional<RoleSet> permitted = PermittedRoles(method);
  if (!permitted) return Fail(Reason::kAccessDenied, "this call is open to nobody");
  const std::shared_ptr<const grpc::AuthContext> peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) {
    return Fail(Reason::kAccessDenied, "call with a client certificate");
  }
  const RoleSet roles = RolesOf(*peer);
  if (roles.Intersects(*permitted)) return Ok();
  if (roles.empty()) {
    return Fail(Reason::kAccessDenied,
                "the client certificate names no role; use one with the URI name "
                "sworn:role/submitter, auditor or operator, or list its common name in the "
                "daemon's configuration");
  }
  return Fail(Reason::kAccessDenied, "this call is open to the role " + permitted->ToString() +
                                         ", the client certificate has " + roles.ToString());
}

}  // namespace sworn::daemon
