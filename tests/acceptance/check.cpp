#include "acceptance/check.hpp"

#include <algorithm>
#include <exception>

#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

bool is_standard_user(const Principal& principal) {
  return principal.name == "user, password";
}

bool is_service(const Principal& principal) {
  return principal.sid == "S-1-5-19" || principal.sid == "S-1-5-20";
}

bool is_in_scope(const Check& check, const Principal& principal) {
  if (principal.is_prompt) return check.scope == Scope::prompt;
  switch (check.scope) {
    case Scope::everyone:
      return true;
    case Scope::with_network:
      return principal.has_network;
    case Scope::beside_system:
      return principal.has_network && principal.sid != "S-1-5-18";
    case Scope::interactive:
      return principal.is_interactive;
    case Scope::in_lasting_session:
      return principal.has_network && principal.is_in_lasting_session;
    case Scope::system:
      return principal.sid == "S-1-5-18";
    case Scope::prompt:
      return false;
    case Scope::standard_user:
      return is_standard_user(principal);
    case Scope::without_rights:
      return is_standard_user(principal) || is_service(principal);
  }
  return false;
}

Finding look(const Check& check, Machine& machine, const Principal& principal) {
  if (!principal.missing.empty()) return not_seen(principal.missing);
  try {
    return check.look(machine, principal);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace

void Selection::require_known(const std::vector<Principal>& known) const {
  const auto refuse = [](const std::string& subject) {
    throw launcher::Error(launcher::exit_code_from_win32(launcher::win32_error::kBadArguments),
                          {.what = "cannot choose",
                           .subject = subject,
                           .text = "there is no such check or principal",
                           .advice = "A run without --only and --for shows all of them"});
  };
  for (const unsigned number : numbers) {
    if (std::none_of(all_checks().begin(), all_checks().end(),
                     [&](const Check& check) { return check.number == number; }))
      refuse(std::to_string(number));
  }
  for (const std::string& name : principals) {
    if (std::none_of(known.begin(), known.end(),
                     [&](const Principal& principal) { return principal.name == name; }))
      refuse(name);
  }
}

bool Selection::takes(const Check& check, const Principal& principal) const {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return has(numbers, check.number) && has(principals, principal.name) && is_in_scope(check, principal);
}

std::vector<CheckResult> run_checks(Machine& machine, const Selection& selection,
                                    void (*report)(const CheckResult&)) {
  selection.require_known(machine.principals());
  std::vector<CheckResult> results;
  for (const Check& check : all_checks()) {
    for (const Principal& principal : machine.principals()) {
      if (!selection.takes(check, principal)) continue;
      results.push_back(
          {.check = &check, .principal = principal.name, .finding = look(check, machine, principal)});
      report(results.back());
    }
  }
  return results;
}

}  // namespace acceptance
