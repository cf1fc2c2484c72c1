#include "taskxml/task/account_kind.hpp"

#include "taskxml/task/known_accounts.hpp"

namespace taskxml {
namespace {

AccountKind kind_of(const KnownAccount& account) {
  if (account.is_group) return AccountKind::group;
  if (account.sid == "S-1-5-18") return AccountKind::system;
  return account.sid == "S-1-5-19" ? AccountKind::local_service : AccountKind::network_service;
}

}  // namespace

AccountKind account_kind(const Principal& principal) {
  if (!principal.group_id.empty()) return AccountKind::group;
  if (const auto known = find_known_account(principal.user_id)) return kind_of(*known);
  const std::string& type = principal.logon_type;
  if (type.empty() || type == "InteractiveToken") return AccountKind::desktop;
  if (type == "S4U") return AccountKind::s4u;
  if (type == "Password" && principal.user_id.ends_with('$')) return AccountKind::managed_account;
  if (type == "Password" || type == "InteractiveTokenOrPassword") return AccountKind::password;
  return AccountKind::other;
}

std::string_view word_for(AccountKind kind) {
  switch (kind) {
    case AccountKind::system:
      return "system";
    case AccountKind::local_service:
      return "local-service";
    case AccountKind::network_service:
      return "network-service";
    case AccountKind::managed_account:
      return "managed-account";
    case AccountKind::group:
      return "group";
    case AccountKind::s4u:
      return "s4u";
    case AccountKind::password:
      return "password";
    case AccountKind::desktop:
      return "desktop";
    case AccountKind::other:
      break;
  }
  return "other";
}

std::string_view describe(AccountKind kind) {
  switch (kind) {
    case AccountKind::system:
      return "SYSTEM: the global letters only; the computer account on the network";
    case AccountKind::local_service:
      return "LOCAL SERVICE: a logon session of its own; anonymous on the network";
    case AccountKind::network_service:
      return "NETWORK SERVICE: a logon session of its own; the computer account on the network";
    case AccountKind::managed_account:
      return "a managed service account: a logon session of its own, its own name on the network";
    case AccountKind::group:
      return "a group: the desktop session of the member who is logged on";
    case AccountKind::s4u:
      return "a user without stored password (S4U): a logon session of its own, nobody on the network";
    case AccountKind::password:
      return "a user with stored password: a logon session of its own, the user's name on the network";
    case AccountKind::desktop:
      return "a user who is logged on: the session of the desktop, the user's name on the network";
    case AccountKind::other:
      break;
  }
  return "a logon type that is not known here";
}

bool has_highest_privileges(const Principal& principal) {
  return principal.run_level == "HighestAvailable";
}

}  // namespace taskxml
