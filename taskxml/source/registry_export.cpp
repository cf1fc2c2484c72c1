#include "taskxml/source/registry_export.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

std::string_view next_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t'))
    line.remove_suffix(1);
  return line;
}

/// A string in quotes at `at`, where a backslash makes the next character literal; `at` goes behind it.
std::string read_string(std::string_view line, std::size_t& at) {
  std::string value;
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) ++at;
    value.push_back(line[at]);
  }
  ++at;
  return value;
}

}  // namespace

bool is_registry_export(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.empty() || line.front() == ';') continue;
    return line == "REGEDIT4" || line.starts_with("Windows Registry Editor Version ") ||
           line.starts_with("[HKEY_");
  }
  return false;
}

std::vector<RegistryKey> read_registry_export(std::string_view text) {
  std::vector<RegistryKey> keys;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    if (line.starts_with('[') && line.ends_with(']')) {
      keys.push_back({std::string(line.substr(1, line.size() - 2)), {}});
    } else if (line.starts_with('"') && !keys.empty()) {
      std::size_t at = 0;
      const std::string name = launcher::to_lower_ascii(read_string(line, at));
      if (at + 1 >= line.size() || line[at] != '=') continue;
      ++at;
      keys.back().values[name] = line[at] == '"' ? read_string(line, at) : std::string();
    }
  }
  return keys;
}

}  // namespace taskxml
