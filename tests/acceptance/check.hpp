#pragma once

#include <span>
#include <string>
#include <vector>

#include "acceptance/machine.hpp"

/// One check: what it shows, for whom, and what came of it.
namespace acceptance {

enum class Status {
  passed,
  failed,
  not_seen,  ///< it could not be looked at here; the evidence says why
};

struct Finding {
  Status status;
  std::string evidence;  ///< what was seen, or why nothing could be
};

inline Finding passed(std::string evidence) {
  return {Status::passed, std::move(evidence)};
}
inline Finding failed(std::string evidence) {
  return {Status::failed, std::move(evidence)};
}
inline Finding not_seen(std::string reason) {
  return {Status::not_seen, std::move(reason)};
}

/// For whom a check is run.
enum class Scope {
  everyone,
  with_network,        ///< who has an identity for a share
  beside_system,       ///< and is not SYSTEM
  interactive,         ///< who runs in the session of somebody who is logged on
  in_lasting_session,  ///< and whose logon session can be looked at after the task
  system,              ///< SYSTEM alone: nothing in it depends on the principal
  prompt,              ///< what an administrator does here, without a task
  standard_user,       ///< the user that was made, who is no administrator
  without_rights,      ///< accounts of services and users that are no administrators
};

struct Check {
  unsigned number;
  const char* guarantee;  ///< "G2"; empty: no numbered one
  const char* what;       ///< a sentence that is true where it passes
  Scope scope;
  Finding (*look)(Machine&, const Principal&);  ///< throws launcher::Error and Interrupted
};

/// All of them, by number.
std::span<const Check> all_checks();

struct CheckResult {
  const Check* check;  ///< never null
  std::string principal;
  Finding finding;
};

/// Which checks are run for whom. Throws launcher::Error for a number or a name that there is not.
struct Selection {
  std::vector<unsigned> numbers;        ///< empty: all
  std::vector<std::string> principals;  ///< empty: all

  void require_known(const std::vector<Principal>& known) const;
  bool takes(const Check& check, const Principal& principal) const;
};

/// Runs them in their order; `report` gets each result as it comes. Throws launcher::Error and Interrupted.
std::vector<CheckResult> run_checks(Machine& machine, const Selection& selection,
                                    void (*report)(const CheckResult&));

}  // namespace acceptance
