#include "acceptance/principal.hpp"

namespace acceptance {
namespace {

constexpr const char* kHighest = "<RunLevel>HighestAvailable</RunLevel>";
constexpr const char* kLeast = "<RunLevel>LeastPrivilege</RunLevel>";

std::string user_id(const std::string& account, const char* logon_type, const char* run_level) {
  return "<UserId>" + account + "</UserId><LogonType>" + logon_type + "</LogonType>" + run_level;
}

Principal service(const char* name, const char* sid, bool has_network) {
  return {.name = name,
          .elements = std::string("<UserId>") + sid + "</UserId>" + kHighest,
          .sid = sid,
          .has_network = has_network,
          .is_in_lasting_session = true,
          .missing = {}};
}

Principal with_password(const char* name, const LocalUser& user, const char* run_level) {
  return {.name = name,
          .elements = user_id(user.sid, "Password", run_level),
          .sid = user.sid,
          .user = &user,
          .missing = user.missing};
}

Principal interactive(const char* name, const TokenFacts& own, std::string elements, std::string sid) {
  Principal principal{.name = name,
                      .elements = std::move(elements),
                      .sid = std::move(sid),
                      .is_interactive = true,
                      .is_in_lasting_session = true,
                      .missing = {}};
  if (own.terminal_session == 0)
    principal.missing =
        "this program runs without a desktop, so nobody is logged on whose session it could use";
  return principal;
}

}  // namespace

std::vector<Principal> make_principals(const TokenFacts& own, const LocalUser& standard,
                                       const LocalUser& administrator) {
  std::vector<Principal> principals;
  principals.push_back(service("SYSTEM", "S-1-5-18", true));
  principals.push_back(service("LOCAL SERVICE", "S-1-5-19", false));
  principals.push_back(service("NETWORK SERVICE", "S-1-5-20", true));
  principals.push_back(with_password("user, password", standard, kLeast));
  principals.push_back(with_password("administrator, password, limited", administrator, kLeast));
  principals.push_back(with_password("administrator, password, highest", administrator, kHighest));
  principals.push_back({.name = "S4U",
                        .elements = user_id(own.account, "S4U", kLeast),
                        .sid = own.account,
                        .has_network = false,
                        .missing = {}});
  principals.push_back(
      interactive("interactive", own, user_id(own.account, "InteractiveToken", kLeast), own.account));
  principals.push_back(interactive("interactive, highest", own,
                                   user_id(own.account, "InteractiveToken", kHighest), own.account));
  principals.push_back(interactive("group Users", own, "<GroupId>S-1-5-32-545</GroupId>", {}));
  principals.push_back(
      {.name = "this prompt", .elements = {}, .sid = own.account, .is_prompt = true, .missing = {}});
  return principals;
}

}  // namespace acceptance
