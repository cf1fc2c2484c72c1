#include "launcher/ini_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace launcher {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

IniSection read_section(std::string_view line, std::size_t number) {
  IniSection section{.line = number};
  const auto add = [&](std::string what, std::string advice) {
    section.findings.push_back({number, std::move(what), std::string(line), std::move(advice)});
  };
  const std::size_t end = line.find(']');
  if (end == std::string_view::npos) {
    add("section without its closing bracket", "Write [launcher], [drive.LETTER] or [share.NAME]");
    return section;
  }
  section.name = trim(line.substr(1, end - 1));
  if (section.name.empty()) {
    add("section without a name", "Write [launcher], [drive.LETTER] or [share.NAME]");
  } else if (end + 1 != line.size()) {
    add("text after the closing bracket", "End the line there; a comment needs a line of its own");
  }
  return section;
}

/// Where the entry and the findings of a line belong: the section it stands in, or nothing yet.
void read_entry(std::string_view line, std::size_t number, std::vector<IniEntry>* entries,
                std::vector<Finding>& findings) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    findings.push_back({number, "line without =", std::string(line),
                        "Write key = value; a comment starts with ; and has a line of its own"});
    return;
  }
  const std::string_view key = trim(line.substr(0, equals));
  if (key.empty()) {
    findings.push_back({number, "no key before =", std::string(line), "Write key = value"});
  } else if (entries == nullptr) {
    findings.push_back({number, "key before any section", std::string(key),
                        "Write [launcher] or [drive.LETTER] on a line above it"});
  } else {
    entries->push_back({number, std::string(key), std::string(trim(line.substr(equals + 1)))});
  }
}

std::string printable(std::string_view text) {
  constexpr std::size_t kLongest = 120;
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  std::size_t length = text.size();
  if (length > kLongest) {
    length = kLongest;
    while (length > 0 && is_continuation(text[length]))
      --length;
  }
  std::string out(text.substr(0, length));
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) c = '?';
  }
  return length < text.size() ? out + "..." : out;
}

}  // namespace

IniFile read_ini(std::string_view text) {
  IniFile file;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    line = trim(line);
    if (line.empty() || line.front() == ';' || line.front() == '#') continue;
    if (line.front() == '[') {
      file.sections.push_back(read_section(line, number));
    } else if (file.sections.empty()) {
      read_entry(line, number, nullptr, file.findings);
    } else {
      read_entry(line, number, &file.sections.back().entries, file.sections.back().findings);
    }
  }
  return file;
}

std::string format_finding(const Finding& finding, std::string_view file_name) {
  return fmt::format("{}:{}: {}: \"{}\". {}.", file_name, finding.line, finding.what,
                     printable(finding.offender), finding.advice);
}

}  // namespace launcher
