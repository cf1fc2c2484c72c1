#pragma once

#include <string_view>

#include "taskxml/task/task.hpp"

/// What a task's principal means for drive letters and for its name on the network.
namespace taskxml {

enum class AccountKind {
  system,         ///< the context of LocalSystem: no letters of its own; the computer account on the network
  local_service,  ///< anonymous on the network
  network_service,  ///< the computer account on the network
  managed_account,  ///< a group managed service account: its own name on the network, no stored password
  group,            ///< the member of the group who is logged on
  s4u,              ///< "do not store password": nobody on the network
  password,         ///< a stored password: a logon session of its own, the account's own name on the network
  desktop,          ///< InteractiveToken: the session of the user's desktop
  other,            ///< a logon type that is none of Task Scheduler's
};

/// By the accounts that every Windows has (find_known_account), and the logon type; none is InteractiveToken
/// ([MS-TSCH] 2.5.3, 3.2.5.1.2). A managed account is one whose name ends in $ and whose logon type is
/// Password.
AccountKind account_kind(const Principal& principal);

/// The word of JSON and CSV: "local-service".
std::string_view word_for(AccountKind kind);

/// For people: "a user whose password is stored".
std::string_view describe(AccountKind kind);

/// Whether its token is the elevated one, where there are two.
bool has_highest_privileges(const Principal& principal);

}  // namespace taskxml
