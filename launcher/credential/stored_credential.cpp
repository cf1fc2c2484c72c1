#include "launcher/credential/stored_credential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/text_encoding.hpp"

namespace launcher {
namespace {

constexpr std::string_view kHead = "drivelaunch-credential=1\n";

[[noreturn]] void refuse(const char* reason) {
  throw std::invalid_argument(reason);
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

Secret check_password(std::string_view password) {
  if (password.empty()) refuse("it is empty");
  if (find_invalid_utf8(password) != std::string_view::npos) refuse("it is not valid UTF-8");
  if (password.find_first_of("\r\n") != std::string_view::npos) refuse("it has more than one line");
  if (password.find('\0') != std::string_view::npos) refuse("it holds a NUL character");
  if (count_utf16_units(password) > kLongestPassword) refuse("it has more than 256 characters");
  return Secret(password);
}

/// The value of the line `key=value` at the start of `text`, which it is taken from; nothing for another key.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view key) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(key) || text.substr(key.size(), 1) != "=")
    return std::nullopt;
  const std::string_view value = text.substr(key.size() + 1, end - key.size() - 1);
  text.remove_prefix(end + 1);
  return value;
}

}  // namespace

bool StoredCredential::is_for(std::string_view server) const {
  return std::any_of(servers.begin(), servers.end(),
                     [&](const std::string& own) { return equals_ignoring_case(own, server); });
}

std::string join_names(const std::vector<std::string>& names, std::string_view separator) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += separator;
    text += name;
  }
  return text;
}

Secret print_credential(const StoredCredential& credential) {
  const std::string head = fmt::format("{}user={}\nservers={}\nset={}\npassword=", kHead, credential.user,
                                       join_names(credential.servers, ","), format_time(credential.set_at));
  Secret text(head.size() + credential.password.size());
  std::copy(head.begin(), head.end(), text.data());
  const std::string_view password = credential.password.view();
  std::copy(password.begin(), password.end(), text.data() + head.size());
  return text;
}

std::optional<StoredCredential> parse_credential(std::string_view text) {
  if (!text.starts_with(kHead)) return std::nullopt;
  text.remove_prefix(kHead.size());
  const auto user = take_line(text, "user");
  const auto servers = take_line(text, "servers");
  const auto set = take_line(text, "set");
  const auto set_at = parse_time(set.value_or(""));
  constexpr std::string_view kPassword = "password=";
  if (!user || !servers || !set_at || !text.starts_with(kPassword)) return std::nullopt;
  try {
    return StoredCredential{.user = parse_user(*user),
                            .servers = parse_servers(*servers),
                            .set_at = *set_at,
                            .password = check_password(text.substr(kPassword.size()))};
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

std::vector<std::string> parse_servers(std::string_view text) {
  std::vector<std::string> servers;
  for (;;) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string server(text.substr(0, comma));
    // The path decides what the name of a server is.
    if (server.empty() || server.find_first_of("\\/") != std::string::npos) {
      refuse("it is the name of a server, or several with commas between: nas,nas.corp.example");
    }
    server = std::string(UncPath::parse("\\\\" + server + "\\share").server());
    const auto is_same = [&](const std::string& other) { return equals_ignoring_case(other, server); };
    if (std::none_of(servers.begin(), servers.end(), is_same)) servers.push_back(std::move(server));
    if (comma == text.size()) return servers;
    text.remove_prefix(comma + 1);
  }
}

std::string parse_user(std::string_view text) {
  constexpr std::size_t kLongest = 512;
  if (text.empty()) refuse("it is empty; write DOMAIN\\user, SERVER\\user or user@domain");
  if (find_invalid_utf8(text) != std::string_view::npos) refuse("it is not valid Unicode");
  if (has_control_character(text)) refuse("it holds a control character");
  if (count_utf16_units(text) > kLongest) refuse("it has more than 512 characters");
  return std::string(text);
}

Secret parse_password(std::string_view input) {
  if (input.starts_with("\xEF\xBB\xBF")) input.remove_prefix(3);
  if (input.ends_with('\n')) input.remove_suffix(1);
  if (input.ends_with('\r')) input.remove_suffix(1);
  return check_password(input);
}

bool is_everybody(std::string_view sid) {
  static constexpr std::array<std::string_view, 23> kGroups{
      "S-1-1-0",       // Everyone
      "S-1-2-0",       // LOCAL
      "S-1-2-1",       // CONSOLE LOGON
      "S-1-5-1",       // DIALUP
      "S-1-5-2",       // NETWORK
      "S-1-5-3",       // BATCH: every task
      "S-1-5-4",       // INTERACTIVE
      "S-1-5-6",       // SERVICE
      "S-1-5-7",       // ANONYMOUS LOGON
      "S-1-5-11",      // Authenticated Users
      "S-1-5-13",      // TERMINAL SERVER USER
      "S-1-5-14",      // REMOTE INTERACTIVE LOGON
      "S-1-5-15",      // This Organization
      "S-1-5-32-545",  // Users
      "S-1-5-32-546",  // Guests
      "S-1-5-32-554",  // Pre-Windows 2000 Compatible Access
      "S-1-5-113",     // Local account
      "S-1-5-114",     // Local account and member of Administrators group
      "S-1-5-64-10",   // NTLM Authentication
      "S-1-5-64-14",   // SChannel Authentication
      "S-1-5-64-21",   // Digest Authentication
      "S-1-18-1",      // Authentication authority asserted identity
      "S-1-15-2-1",    // ALL APPLICATION PACKAGES
  };
  if (std::find(kGroups.begin(), kGroups.end(), sid) != kGroups.end()) return true;
  // Of a domain: its users, guests and computers.
  return sid.starts_with("S-1-5-21-") &&
         (sid.ends_with("-513") || sid.ends_with("-514") || sid.ends_with("-515"));
}

}  // namespace launcher
