#pragma once

#include <string>
#include <vector>

#include "acceptance/own_token.hpp"
#include "launcher/text/secret.hpp"

namespace acceptance {

/// A local account that this program has made, or has failed to make.
struct LocalUser {
  std::string name;
  std::string sid;
  launcher::Secret password;
  std::string missing;  ///< why it is not there; empty: it is
};

/// Whom a task runs as.
struct Principal {
  std::string name;                 ///< in the report: "SYSTEM"
  std::string elements;             ///< what stands in Principal, as XML
  std::string sid;                  ///< of the account it should be; empty: a group, whoever is logged on
  const LocalUser* user = nullptr;  ///< whose password is registered; null: none is
  bool is_interactive = false;      ///< in the session of somebody who is logged on
  /// The session has an identity that a share of this machine accepts. LOCAL SERVICE and S4U have none
  /// ("LocalService Account"; principal-logontype: S4U has no access to the network).
  bool has_network = true;
  bool is_in_lasting_session = false;  ///< its logon session is there before and after the task
  bool is_prompt = false;              ///< no task: what an administrator does at this prompt
  std::string missing;                 ///< why no task can run as this one here; empty: one can
};

/// All of them, in the order of the report. `standard` and `administrator` outlive the principals.
std::vector<Principal> make_principals(const TokenFacts& own, const LocalUser& standard,
                                       const LocalUser& administrator);

}  // namespace acceptance
