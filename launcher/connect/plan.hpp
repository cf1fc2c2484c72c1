#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/credential/credential_store.hpp"
#include "launcher/credential/credential_use.hpp"
#include "launcher/lease/lease_store.hpp"
#include "launcher/lease/letter_rules.hpp"
#include "launcher/network/network.hpp"

/// What a run does about each connection it needs: a pure function of what is asked for and what is there, for
/// the run itself, --dry-run, check and doctor alike.
namespace launcher {

struct Step {
  ConnectionSpec connection;
  /// By `decide_claim`. Letter and leases may change before the run claims the connection; then it decides anew.
  ClaimStep kind = ClaimStep::connect;
  std::optional<Failure> failure;  ///< of a refused one: why, usually what else has the letter
  bool is_final = false;           ///< of a refused one: no launcher can change that, so it is not claimed
  std::string reason;  ///< wait: for what; clear: what a run that was killed left; a sentence without a stop
  std::string remembered;  ///< another path that this account's profile has for the letter to be connected
};

/// Whether a run connects it, and disconnects it at its end.
bool is_to_be_made(const Step& step);

/// `views[i]` is what is there of `connections[i]` now, `credentials[i]` what is known about its credential.
std::vector<Step> make_plan(std::vector<ConnectionSpec> connections, const std::vector<LeaseView>& views,
                            const std::vector<CredentialUse>& credentials);

/// What a plan is made from.
struct PlanSources {
  Letters& letters;
  LeaseStore& leases;
  CredentialSource& credentials;
};

/// The plan of a run that began now. Looks at letters, leases and credentials, changes nothing and asks no
/// server. Throws what find_credentials throws.
std::vector<Step> plan_steps(std::vector<ConnectionSpec> connections, std::string_view config_file,
                             const PlanSources& sources);

/// What a run claims: every step that is not refused for good.
std::vector<ConnectionSpec> find_connections_to_claim(const std::vector<Step>& steps);

/// One line for people and for --dry-run: "S: \\fs01\projects timeout=2m verify=reachable required=yes", and
/// the name of the credential where there is one.
std::string describe_connection(const ConnectionSpec& connection);

}  // namespace launcher
