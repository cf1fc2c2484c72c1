#include "launcher/config/ini_reader.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <optional>
#include <utility>

#include "launcher/text/invisible.hpp"

namespace launcher {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// What `parts` of a line hold that cannot be seen, as one finding; those that are read take it for what it
/// looks like, so that one character is not reported twice.
void refuse_invisible(std::string_view line, std::size_t number,
                      std::initializer_list<std::string_view> parts, std::vector<Finding>& findings) {
  for (const std::string_view part : parts) {
    const std::optional<InvisibleCharacter> found = find_invisible(part);
    if (!found) continue;
    const bool is_inside = found->begin > 0 && found->begin + found->size < part.size();
    const std::string name = name_invisible(found->code);
    findings.push_back({number, "invisible character", std::string(line),
                        found->is_blank && is_inside ? "Write an ordinary blank instead of " + name
                                                     : "Delete " + name + ", or type the line anew"});
    return;
  }
}

std::string read_part(std::string_view part) {
  return std::string(trim(find_invisible(part) ? replace_invisible(part) : std::string(part)));
}

IniSection read_section(std::string_view line, std::size_t number) {
  IniSection section{.line = number};
  refuse_invisible(line, number, {line}, section.findings);
  const auto add = [&](std::string what, std::string advice) {
    section.findings.push_back({number, std::move(what), std::string(line), std::move(advice)});
  };
  const std::size_t begin = line.find('[') + 1;
  const std::size_t end = line.find(']', begin);
  if (end == std::string_view::npos) {
    add("section without its closing bracket", "Write [launcher], [drive.LETTER] or [share.NAME]");
    return section;
  }
  section.name = read_part(line.substr(begin, end - begin));
  if (section.name.empty()) {
    add("section without a name", "Write [launcher], [drive.LETTER] or [share.NAME]");
  } else if (!read_part(line.substr(end + 1)).empty()) {
    add("text after the closing bracket", "End the line there; a comment needs a line of its own");
  }
  return section;
}

/// Where the entry and the findings of a line belong: the section it is in, or nothing yet.
void read_entry(std::string_view line, std::size_t number, std::vector<IniEntry>* entries,
                std::vector<Finding>& findings) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) {
    findings.push_back({number, "line without =", std::string(line),
                        "Write key = value; a comment starts with ; and has a line of its own"});
    return;
  }
  const std::string_view value = trim(line.substr(equals + 1));
  refuse_invisible(line, number, {trim(line.substr(0, equals)), value}, findings);
  std::string key = read_part(line.substr(0, equals));
  if (key.empty()) {
    findings.push_back({number, "no key before =", std::string(line), "Write key = value"});
  } else if (entries == nullptr) {
    findings.push_back({number, "key before any section", std::move(key),
                        "Write [launcher] or [drive.LETTER] on a line above it"});
  } else {
    entries->push_back({number, std::move(key), read_part(value)});
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
  out = show_invisible(out);
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
    const std::string seen = read_part(line);
    if (seen.empty() || seen.front() == ';' || seen.front() == '#') continue;
    if (seen.front() == '[') {
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
