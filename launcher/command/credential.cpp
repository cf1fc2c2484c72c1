#include "launcher/command/credential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/base/nearest.hpp"
#include "launcher/command/command_options.hpp"
#include "launcher/text/json_text.hpp"
#include "launcher/text/text_table.hpp"

namespace launcher {
namespace {

using Action = CredentialRequest::Action;

constexpr std::string_view kAdvice = "Run drivelaunch credential --help for the commands";

struct ActionWords {
  std::string_view word;
  Action action;
  std::size_t names;  ///< how many words follow it: NAME, ACCOUNT
  std::array<std::string_view, 4> options;
};
constexpr std::array<ActionWords, 5> kActions{{
    {"set", Action::set, 1, {"user", "server", "allow", "store"}},
    {"list", Action::list, 0, {"format"}},
    {"remove", Action::remove, 1, {}},
    {"allow", Action::allow, 2, {}},
    {"deny", Action::deny, 2, {}},
}};

const ActionWords& find_action(std::string_view word) {
  std::vector<std::string_view> known;
  for (const ActionWords& row : kActions) {
    if (row.word == word) return row;
    known.push_back(row.word);
  }
  const std::string nearest = find_nearest(word, known);
  refuse_command_line("credential", "it is followed by set, list, remove, allow or deny",
                      nearest.empty() ? std::string(kAdvice) : "Did you mean credential " + nearest + "?");
}

/// Calls a parser whose std::invalid_argument has the reason.
template <typename Parse>
auto parse_value(std::string_view option, std::string_view value, Parse parse) {
  try {
    return parse(value);
  } catch (const std::invalid_argument& reason) {
    refuse_command_line(fmt::format("{} {}", option, value), reason.what(), std::string(kAdvice));
  }
}

void set_option(CredentialRequest& request, const std::string& option, OptionWords& words) {
  if (option == "format") {
    request.as_json = take_json_format(words);
    return;
  }
  const std::optional<std::string> taken = words.take_value();
  if (!taken) refuse_command_line("--" + option, "its value is missing", std::string(kAdvice));
  const std::string& value = *taken;
  if (option == "user") {
    request.user = parse_value("--user", value, parse_user);
  } else if (option == "server") {
    for (std::string& server : parse_value("--server", value, parse_servers))
      request.servers.push_back(std::move(server));
  } else if (option == "allow") {
    if (value.empty()) refuse_command_line("--allow", "it is empty", "Write --allow DOMAIN\\account");
    request.accounts.push_back(value);
  } else {
    if (value != "machine" && value != "account")
      refuse_command_line("--store " + value, "it is machine or account", std::string(kAdvice));
    request.in_account_store = value == "account";
  }
}

[[noreturn]] void refuse_option(const std::string& option) {
  const bool is_password = to_lower_ascii(option).find("pass") != std::string::npos;
  refuse_command_line("--" + option, "there is no such option here",
                      is_password ? "A password is never an argument: "
                                    "it is asked for, or read from standard input"
                                  : std::string(kAdvice));
}

void take_names(CredentialRequest& request, const ActionWords& action, std::vector<std::string> names) {
  if (names.size() != action.names) {
    // A word too many may be a password: it is not repeated here.
    refuse_command_line(fmt::format("credential {}", action.word),
                        names.size() < action.names ? "a word is missing" : "a word too many",
                        action.names == 0   ? "Write only credential list"
                        : action.names == 1 ? fmt::format("Write credential {} NAME", action.word)
                                            : fmt::format("Write credential {} NAME ACCOUNT", action.word));
  }
  if (names.empty()) return;
  if (!is_valid_name(names[0])) {
    refuse_command_line("credential " + std::string(action.word) + " " + names[0], "a bad name",
                        "A name has 1 to 64 of A-Z a-z 0-9 . _ - and is not the name of a device");
  }
  request.name = std::move(names[0]);
  if (names.size() > 1) request.accounts = {std::move(names[1])};
}

/// The user and the servers that the command line leaves out are those of the credential which is there.
StoredCredential complete(const CredentialRequest& request, CredentialStore& store) {
  StoredCredential credential{.user = request.user, .servers = request.servers, .password = {}};
  if (!credential.user.empty() && !credential.servers.empty()) return credential;
  std::optional<StoredCredential> old;
  if (!request.in_account_store) old = store.load(request.name).credential;
  if (!old) {
    refuse_command_line(
        "credential set " + request.name,
        request.user.empty() ? "a new credential needs --user" : "a new credential needs --server",
        "Write credential set NAME --user USER --server HOST");
  }
  if (credential.user.empty()) credential.user = old->user;
  if (credential.servers.empty()) credential.servers = old->servers;
  return credential;
}

/// What is often wrong about such a user, on a line of its own; empty for any other.
std::string advise_user(std::string_view user) {
  constexpr std::string_view kMicrosoft = "MicrosoftAccount\\";
  constexpr std::string_view kNoPin =
      "its password is needed: servers take no PIN, nor any other way to sign in";
  if (equals_ignoring_case(user.substr(0, kMicrosoft.size()), kMicrosoft))
    return fmt::format("note: {} is a Microsoft account, and {}.\n", user, kNoPin);
  if (user.find('@') == std::string_view::npos || user.find('\\') != std::string_view::npos) return {};
  return fmt::format(
      "note: {0} is taken for a user of a domain. For a Microsoft account write --user {1}{0}; {2}.\n", user,
      kMicrosoft, kNoPin);
}

void set(const CredentialRequest& request, const CredentialServices& services) {
  if (request.in_account_store && !request.accounts.empty()) {
    refuse_command_line("--allow", "what is in the store of an account is for that account only",
                        "Leave --allow out, or --store account");
  }
  StoredCredential credential = complete(request, services.store);
  const std::string servers = join_names(credential.servers);
  services.console.print(advise_user(credential.user));
  credential.password =
      services.password.read(fmt::format("Password of {} for {}: ", credential.user, servers));
  credential.set_at = services.clock.now();
  if (request.in_account_store) {
    for (const std::string& server : credential.servers)
      services.vault.save(server, credential);
    services.console.print(fmt::format(
        "Windows logs the account {0} in to {1} as {2} from now on, whichever program connects. "
        "Only {0} has this: for a task of another account run the command as that account. "
        "drives.ini needs no credential = for it; cmdkey /list shows it, cmdkey /delete:SERVER removes it.\n",
        services.vault.account(), servers, credential.user));
    return;
  }
  services.store.save(request.name, credential, request.accounts);
  services.console.print(fmt::format("{0} is set: {1} at {2}. Use it in drives.ini: credential = {0}\n",
                                     request.name, credential.user, servers));
}

const LoginRecord* find_refusal(const ListedCredential& credential, UtcTime now) {
  return judge_login(credential.last_login, now) == LoginAdvice::refuse ? &credential.last_login : nullptr;
}

std::string describe_unreadable(const ListedCredential& credential) {
  return format_failure(
      describe_system_failure("cannot read the credential", credential.name, credential.load.result,
                              "Set it again: drivelaunch credential set " + credential.name));
}

}  // namespace

CredentialRequest parse_credential_command(std::string_view arguments) {
  CredentialRequest request;
  OptionWords words = read_command_words(Command::credential, arguments);
  std::vector<std::string> names;
  const ActionWords* action = nullptr;
  while (words.next()) {
    if (action == nullptr) {
      action = &find_action(words.word());
      request.action = action->action;
    } else if (!words.is_option()) {
      names.push_back(words.word());
    } else {
      const std::string option = words.name();
      const auto& known = action->options;
      if (option.empty() || std::find(known.begin(), known.end(), option) == known.end())
        refuse_option(option);
      set_option(request, option, words);
    }
  }
  if (action == nullptr) action = &find_action("");  // which refuses it
  take_names(request, *action, std::move(names));
  return request;
}

void perform_credential_command(const CredentialRequest& request, const CredentialServices& services) {
  switch (request.action) {
    case Action::set:
      set(request, services);
      return;
    case Action::list: {
      const std::vector<ListedCredential> credentials = services.store.list();
      const UtcTime now = services.clock.now();
      services.console.print(request.as_json ? format_credential_json(credentials, now)
                                             : format_credential_table(credentials, now));
      return;
    }
    case Action::remove:
      services.store.remove(request.name);
      return;
    case Action::allow:
      services.store.allow(request.name, request.accounts.at(0));
      return;
    case Action::deny:
      services.store.deny(request.name, request.accounts.at(0));
      return;
  }
}

std::string format_credential_table(const std::vector<ListedCredential>& credentials, UtcTime now) {
  std::vector<TableRow> lines{
      {.cells = {"name", "user", "servers", "set", "allowed", "refused"}, .note = {}}};
  for (const ListedCredential& credential : credentials) {
    const std::optional<StoredCredential>& stored = credential.load.credential;
    const LoginRecord* refusal = find_refusal(credential, now);
    lines.push_back(
        {.cells = {credential.name, stored ? stored->user : "?", stored ? join_names(stored->servers) : "?",
                   stored ? format_time(stored->set_at) : "?",
                   credential.allowed.empty() ? "-" : join_names(credential.allowed),
                   refusal != nullptr ? fmt::format("{} {} by {}", format_time(refusal->time), refusal->code,
                                                    refusal->server)
                                      : "-"},
         .note = stored ? std::string() : describe_unreadable(credential)});
  }
  return format_text_table(lines);
}

std::string format_credential_json(const std::vector<ListedCredential>& credentials, UtcTime now) {
  JsonWriter json(1);
  json.array();
  for (const ListedCredential& credential : credentials) {
    const std::optional<StoredCredential>& stored = credential.load.credential;
    const LoginRecord* refusal = find_refusal(credential, now);
    json.object().member("name", credential.name);
    json.member("user", stored ? std::optional(stored->user) : std::nullopt);
    json.member("servers", stored ? stored->servers : std::vector<std::string>());
    json.member("set", stored ? std::optional(format_time(stored->set_at)) : std::nullopt);
    json.member("allowed", credential.allowed);
    json.member("refused", refusal != nullptr ? std::optional(format_time(refusal->time)) : std::nullopt);
    json.member("refused_code", refusal != nullptr ? refusal->code : 0);
    json.member("refused_by", refusal != nullptr ? std::optional(refusal->server) : std::nullopt);
    json.member("message", stored ? std::string() : describe_unreadable(credential)).end();
  }
  return json.end().text() + '\n';
}

}  // namespace launcher
