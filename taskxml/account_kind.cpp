#include "taskxml/account_kind.hpp"

#include <algorithm>
#include <array>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

struct KnownAccount {
  std::string_view name;
  AccountKind kind;
};

constexpr std::array<KnownAccount, 12> kKnownAccounts{{
    {"S-1-5-18", AccountKind::system},
    {"SYSTEM", AccountKind::system},
    {"LOCALSYSTEM", AccountKind::system},
    {"NT AUTHORITY\\SYSTEM", AccountKind::system},
    {"S-1-5-19", AccountKind::local_service},
    {"LOCAL SERVICE", AccountKind::local_service},
    {"LOCALSERVICE", AccountKind::local_service},
    {"NT AUTHORITY\\LOCAL SERVICE", AccountKind::local_service},
    {"S-1-5-20", AccountKind::network_service},
    {"NETWORK SERVICE", AccountKind::network_service},
    {"NETWORKSERVICE", AccountKind::network_service},
    {"NT AUTHORITY\\NETWORK SERVICE", AccountKind::network_service},
}};

}  // namespace

AccountKind account_kind(const Principal& principal) {
  if (!principal.group_id.empty()) return AccountKind::group;
  const auto known =
      std::find_if(kKnownAccounts.begin(), kKnownAccounts.end(), [&](const KnownAccount& account) {
        return launcher::equals_ignoring_case(account.name, principal.user_id);
      });
  if (known != kKnownAccounts.end()) return known->kind;
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
      return "a group: the desktop session of whoever of it is logged on";
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
