// Who may call what. Deny by default: a call that is not in the table is open to nobody, and a
// client without a role may call nothing.
//
// A client is known by its certificate, which gRPC has verified against the configured authority
// before any call arrives. Its roles are its URI names "sworn:role/submitter", "sworn:role/auditor"
// and "sworn:role/operator", and what the configuration says of its common name.
//
//   if (Status allowed = access.Check(*context, "/sworn.api.v1.LedgerService/Append"); !allowed) …
//
// Thread-safe; immutable.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/base/result.h"

namespace grpc {
class AuthContext;
class ServerContextBase;
}  // namespace grpc

namespace sworn::daemon {

enum class ClientRole : std::uint8_t { kSubmitter, kAuditor, kOperator };

// "submitter", "auditor", "operator"; none for anything else.
std::optional<ClientRole> ParseClientRole(std::string_view name);
std::string_view Name(ClientRole role);

class RoleSet {
 public:
  constexpr RoleSet() = default;
  constexpr RoleSet(std::initializer_list<ClientRole> roles) {
    for (const ClientRole role : roles) Add(role);
  }
  constexpr void Add(ClientRole role) {
    bits_ = static_cast<std::uint8_t>(bits_ | (1u << static_cast<unsigned>(role)));
  }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Intersects(RoleSet other) const { return (bits_ & other.bits_) != 0; }
  constexpr bool operator==(const RoleSet&) const = default;
  std::string ToString() const;  // "submitter, auditor"

 private:
  std::uint8_t bits_ = 0;
};

// The roles that may make a call, by its path "/sworn.api.v1.LedgerService/Append". None when the
// table has no row for it.
std::optional<RoleSet> PermittedRoles(std::string_view method);

// The roles of an alternative name: one, or none. Exact: no prefix, no other case.
RoleSet RolesOfUri(std::string_view uri);

class AccessPolicy {
 public:
  explicit AccessPolicy(std::map<std::string, ClientRole> by_common_name = {});

  RoleSet RolesOf(const grpc::AuthContext& peer) const;
  // ACCESS_DENIED unless the caller has one of the roles that `method` is open to.
  Status Check(const grpc::ServerContextBase& context, std::string_view method) const;

 private:
  std::map<std::string, ClientRole> by_common_name_;
};

}  // namespace sworn::daemon
