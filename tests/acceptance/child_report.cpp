#include "acceptance/child_report.hpp"

#include <charconv>

namespace acceptance {
namespace {

constexpr std::string_view kEnd = "complete=yes\n";
constexpr std::string_view kFact = "fact-";

/// Two digits for each byte: an argument may hold line breaks and what is not valid UTF-8.
std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4U];
    text += kDigits[value & 0xFU];
  }
  return text;
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, value, 16);
    bytes += static_cast<char>(value);
  }
  return bytes;
}

std::uint32_t to_number(std::string_view text) {
  std::uint32_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

void set_letter(SeenLetter& letter, std::string_view name, std::string_view value) {
  if (name == "device") letter.device = from_hex(value);
  if (name == "remote") letter.remote = from_hex(value);
  if (name == "user") letter.user = from_hex(value);
  if (name == "marker") letter.marker = from_hex(value);
  if (name == "marker-error") letter.marker_error = to_number(value);
}

void set_fact(ChildReport& report, std::string_view name, std::string_view value) {
  if (name == "process") report.process = to_number(value);
  if (name == "parent") report.parent = to_number(value);
  if (name == "grandchild") report.grandchild = to_number(value);
  if (name == "account") report.account = value;
  if (name == "session") report.session = value;
  if (name == "elevation") report.elevation = value;
  if (name == "terminal-session") report.terminal_session = to_number(value);
  if (name == "console-window") report.has_console_window = value == "yes";
  if (name == "line") report.line = from_hex(value);
  if (name.starts_with(kFact)) report.facts[std::string(name.substr(kFact.size()))] = from_hex(value);
  if (name.size() > 2 && name[1] == ':') set_letter(report.letters[name[0]], name.substr(2), value);
}

}  // namespace

const SeenLetter& ChildReport::letter(char name) const {
  static const SeenLetter nothing;
  const auto found = letters.find(name);
  return found == letters.end() ? nothing : found->second;
}

std::string ChildReport::fact(const std::string& name) const {
  const auto found = facts.find(name);
  return found == facts.end() ? std::string() : found->second;
}

std::string format_child_report(const ChildReport& report) {
  std::string text;
  const auto add = [&](std::string_view name, std::string_view value) {
    text.append(name).append("=").append(value).append("\n");
  };
  add("process", std::to_string(report.process));
  add("parent", std::to_string(report.parent));
  add("grandchild", std::to_string(report.grandchild));
  add("account", report.account);
  add("session", report.session);
  add("elevation", report.elevation);
  add("terminal-session", std::to_string(report.terminal_session));
  add("console-window", report.has_console_window ? "yes" : "no");
  add("line", to_hex(report.line));
  for (const auto& [name, value] : report.facts)
    add(std::string(kFact) + name, to_hex(value));
  for (const auto& [name, letter] : report.letters) {
    const std::string prefix = {name, ':'};
    add(prefix + "device", to_hex(letter.device));
    add(prefix + "remote", to_hex(letter.remote));
    add(prefix + "user", to_hex(letter.user));
    add(prefix + "marker", to_hex(letter.marker));
    add(prefix + "marker-error", std::to_string(letter.marker_error));
  }
  return text.append(kEnd);
}

std::optional<ChildReport> parse_child_report(std::string_view text) {
  if (!text.ends_with(kEnd)) return std::nullopt;
  ChildReport report;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string_view line = text.substr(at, end - at);
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) set_fact(report, line.substr(0, equals), line.substr(equals + 1));
    at = end + 1;
  }
  return report;
}

}  // namespace acceptance
