#include "launcher/base/drive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

#include "launcher/text/text_encoding.hpp"

namespace launcher {
namespace {

constexpr std::size_t kLongestRemoteName = 259;

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[noreturn]] void refuse(const std::string& reason) {
  throw std::invalid_argument(reason);
}

std::vector<std::string_view> split_components(std::string_view text) {
  std::vector<std::string_view> components;
  for (;;) {
    const std::size_t end = text.find('\\');
    components.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return components;
    text.remove_prefix(end + 1);
  }
}

void check_component(std::string_view component) {
  if (component.empty()) refuse("an empty name between two backslashes");
  if (component == "." || component == "..") refuse("\".\" and \"..\" are not allowed in a UNC path");
  if (component.back() == '.' || component.back() == ' ') refuse("a name that ends in a dot or a blank");
  for (const char c : component) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) refuse("a control character");
    if (std::string_view("<>:\"|?*").find(c) != std::string_view::npos) {
      refuse(fmt::format("the character {} is not allowed in a UNC path", c));
    }
  }
}

bool is_device_name(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kDevices{"con", "prn", "aux", "nul", "conin$", "conout$"};
  const std::string base = to_lower_ascii(text.substr(0, text.find('.')));
  if (std::find(kDevices.begin(), kDevices.end(), base) != kDevices.end()) return true;
  return base.size() == 4 && (base.starts_with("com") || base.starts_with("lpt")) && base[3] >= '0' &&
         base[3] <= '9';
}

}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return to_lower(a) == to_lower(b); });
}

std::string to_lower_ascii(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), to_lower);
  return lower;
}

DriveLetter DriveLetter::parse(std::string_view text) {
  const bool has_form = text.size() == 1 || (text.size() == 2 && text[1] == ':');
  const char lower = text.empty() ? '\0' : to_lower(text[0]);
  if (!has_form || lower < 'a' || lower > 'z') refuse("a drive letter is one of A to Z");
  return DriveLetter(static_cast<char>(lower - 'a' + 'A'));
}

UncPath UncPath::parse(std::string_view given) {
  std::string text(given);
  std::replace(text.begin(), text.end(), '/', '\\');
  while (text.size() > 2 && text.back() == '\\')
    text.pop_back();
  if (find_invalid_utf8(text) != std::string::npos) refuse("not valid UTF-8");
  if (!text.starts_with("\\\\")) refuse("a UNC path starts with two backslashes: \\\\server\\share");
  if (text.starts_with("\\\\?\\") || text.starts_with("\\\\.\\") || text == "\\\\?" || text == "\\\\.") {
    refuse("device paths (\\\\?\\ and \\\\.\\) are not shares: write \\\\server\\share");
  }
  const std::vector<std::string_view> components = split_components(std::string_view(text).substr(2));
  const std::string_view server = components[0];
  if (server.find('@') != std::string_view::npos)
    refuse("@SSL and @PORT name a WebDAV server, not an SMB server");
  if (server.find(':') != std::string_view::npos) {
    refuse(
        "a port or an IPv6 address cannot be part of a server name "
        "(for IPv6 write 2001-db8--1.ipv6-literal.net)");
  }
  for (const std::string_view component : components)
    check_component(component);
  if (components.size() < 2) refuse("the share is missing: \\\\server\\share");
  for (const std::string_view reserved : {"ipc$", "pipe", "mailslot"}) {
    if (equals_ignoring_case(components[1], reserved)) refuse("IPC$, pipe and mailslot are not folders");
  }
  if (count_utf16_units(text) > kLongestRemoteName) {
    refuse(fmt::format("longer than {} characters, the longest that Windows connects", kLongestRemoteName));
  }
  return UncPath(std::move(text));
}

std::string_view UncPath::server() const {
  const std::string_view rest = std::string_view(text_).substr(2);
  return rest.substr(0, rest.find('\\'));
}

std::string_view UncPath::share() const {
  const std::string_view rest = std::string_view(text_).substr(2 + server().size() + 1);
  return rest.substr(0, rest.find('\\'));
}

UncPath UncPath::root() const {
  return UncPath(text_.substr(0, 2 + server().size() + 1 + share().size()));
}

bool UncPath::is_same_as(const UncPath& other) const {
  return equals_ignoring_case(text_, other.text_);
}

bool UncPath::has_same_server_as(const UncPath& other) const {
  return equals_ignoring_case(server(), other.server());
}

ConnectionId::ConnectionId(const UncPath& path) : text_(to_lower_ascii(path.root().text())) {}

ConnectionId ConnectionSpec::id() const {
  if (letter) return ConnectionId(*letter);
  return letter_to_come ? ConnectionId(*letter_to_come) : ConnectionId(path);
}

ConnectionSpec ConnectionSpec::without_letter() const {
  ConnectionSpec bare = *this;
  if (letter) bare.letter_to_come = letter;
  bare.letter.reset();
  return bare;
}

std::string ConnectionSpec::subject() const {
  return letter ? letter->device() + " " + path.text() : path.text();
}

ConnectionSpec parse_drive_option(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) refuse("write LETTER=PATH, for example S=\\\\server\\share");
  const DriveLetter letter = DriveLetter::parse(text.substr(0, equals));
  ConnectionSpec spec{
      .letter = letter, .name = {letter.letter()}, .path = UncPath::parse(text.substr(equals + 1))};
  return spec;
}

std::chrono::milliseconds parse_duration(std::string_view text) {
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const long long factor = unit == "ms"  ? 1
                           : unit == "s" ? 1000
                           : unit == "m" ? 60000
                           : unit == "h" ? 3600000
                                         : 0;
  constexpr long long kLongest = 24LL * 3600000;
  if (error != std::errc() || factor == 0 || text.front() == '-') {
    refuse("a duration is a whole number and a unit, ms, s, m or h: 90s, 2m");
  }
  if (number == 0 || number > kLongest / factor) refuse("a duration is at least 1ms and at most 24h");
  return std::chrono::milliseconds(number * factor);
}

std::string format_duration(std::chrono::milliseconds duration) {
  const long long ms = duration.count();
  if (ms != 0 && ms % 3600000 == 0) return fmt::format("{}h", ms / 3600000);
  if (ms != 0 && ms % 60000 == 0) return fmt::format("{}m", ms / 60000);
  if (ms != 0 && ms % 1000 == 0) return fmt::format("{}s", ms / 1000);
  return fmt::format("{}ms", ms);
}

bool is_valid_name(std::string_view text) {
  const auto is_allowed = [](char c) {
    const char lower = to_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), is_allowed) &&
         text.find_first_not_of('.') != std::string_view::npos && text.back() != '.' && !is_device_name(text);
}

}  // namespace launcher
