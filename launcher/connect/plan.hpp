#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/credential/credential_use.hpp"
#include "launcher/network/network.hpp"

/// What a run will do about each connection it needs: a pure function of what is asked for and what is there.
namespace launcher {

enum class StepKind {
  connect,  ///< the letter is free: connect it, and disconnect it at the end
  replace,  ///< something else is connected there, and on-conflict = replace says that it goes
  reuse,    ///< this session has the very connection already: use it, and leave it as it is (G4)
  refuse,   ///< not possible: `failure` says why, usually what else has the letter
};

struct Step {
  ConnectionSpec connection;
  StepKind kind = StepKind::connect;
  std::optional<Failure> failure;  ///< of a refused one
  std::string remembered;  ///< another path that this account's profile has for the letter to be connected
};

/// What the letter of each connection stands for now; of one without a letter: free.
std::vector<LetterUse> query_letter_uses(const std::vector<ConnectionSpec>& connections, Letters& letters);

/// `uses[i]` is what the letter of `connections[i]` stands for now, `credentials[i]` what is known about its
/// credential.
std::vector<Step> make_plan(std::vector<ConnectionSpec> connections, const std::vector<LetterUse>& uses,
                            const std::vector<CredentialUse>& credentials);

/// The steps for a run: what only the network knows, and other launchers may change any moment, is left to
/// SharedNetwork::claim. Refused is what stays as it is: a letter that is not a network drive, a credential
/// that cannot be used.
std::vector<Step> make_run_plan(std::vector<ConnectionSpec> connections, const std::vector<LetterUse>& uses,
                                const std::vector<CredentialUse>& credentials);

/// One line for people and for --dry-run: "S: \\fs01\projects timeout=2m verify=reachable required=yes", and
/// the name of the credential where there is one.
std::string describe_connection(const ConnectionSpec& connection);

}  // namespace launcher
