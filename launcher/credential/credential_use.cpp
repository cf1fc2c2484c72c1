#include "launcher/credential/credential_use.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "launcher/config/config.hpp"
#include "launcher/config/ini_reader.hpp"

namespace launcher {
namespace {

/// What a credential turned out to be; its password is wiped at once.
CredentialLoad find_out(const std::string& name, CredentialSource& source) {
  CredentialLoad load = source.load(name);
  if (load.credential) load.credential->password = Secret();
  return load;
}

Failure describe_unusable(const ConnectionSpec& connection, const SystemResult& result) {
  std::string advice =
      result.code == win32_error::kAccessDenied
          ? fmt::format("Let the account of the task use it: drivelaunch credential allow {} ACCOUNT",
                        *connection.credential)
          : fmt::format("Set it as an administrator: drivelaunch credential set {} --user USER --server {}",
                        *connection.credential, connection.path.server());
  return describe_system_failure("cannot use the credential " + *connection.credential, connection.subject(),
                                 result, std::move(advice));
}

}  // namespace

std::vector<CredentialUse> find_credentials(const std::vector<ConnectionSpec>& connections,
                                            std::string_view config_file, CredentialSource& source) {
  std::map<std::string, CredentialLoad> loads;
  std::vector<CredentialUse> uses(connections.size());
  std::vector<std::string> findings;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const ConnectionSpec& connection = connections[i];
    if (!connection.credential) continue;
    const std::string key = to_lower_ascii(*connection.credential);
    auto load = loads.find(key);
    if (load == loads.end()) load = loads.emplace(key, find_out(*connection.credential, source)).first;
    const std::optional<StoredCredential>& credential = load->second.credential;
    if (!credential) {
      uses[i].failure = describe_unusable(connection, load->second.result);
      continue;
    }
    uses[i].user = credential->user;
    const std::string server(connection.path.server());
    if (credential->is_for(server)) continue;
    findings.push_back(
        format_finding({connection.line, "credential of another server",
                        fmt::format("{} at {}", *connection.credential, server),
                        fmt::format("It was set for {}. To let {} have its password, too: "
                                    "drivelaunch credential set {} --server {},{}",
                                    join_names(credential->servers), server, *connection.credential,
                                    join_names(credential->servers, ","), server)},
                       config_file));
  }
  if (!findings.empty()) throw ConfigError(config_file, std::move(findings));
  return uses;
}

}  // namespace launcher
