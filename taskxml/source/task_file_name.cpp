#include "taskxml/source/task_file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kLongestPart = 200;
constexpr std::string_view kExtension = ".xml";
// "Naming Files, Paths, and Namespaces": with any extension they are still devices.
constexpr std::array<std::string_view, 6> kDevices{"con", "prn", "aux", "nul", "conin$", "conout$"};

bool is_device(std::string_view part) {
  std::string stem = launcher::to_lower_ascii(part.substr(0, part.find('.')));
  while (stem.ends_with(' '))
    stem.pop_back();
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  if (!stem.starts_with("com") && !stem.starts_with("lpt")) return false;
  const std::string_view number = std::string_view(stem).substr(3);
  // The superscripts 1, 2 and 3 count as digits, too.
  return (number.size() == 1 && number[0] >= '0' && number[0] <= '9') || number == "\u00B9" ||
         number == "\u00B2" || number == "\u00B3";
}

void write_escaped(std::string& text, char c) {
  text += fmt::format("%{:02X}", static_cast<unsigned char>(c));
}

/// FNV-1a, of the lower-case form: two spellings of one name have one number.
std::uint64_t number_of(std::string_view part) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : launcher::to_lower_ascii(part))
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return hash;
}

std::string file_part(std::string_view part, bool is_folder) {
  std::string text;
  const bool has_device_name = is_device(part);
  // No folder is called like the file of a task.
  const bool looks_like_file = is_folder && launcher::to_lower_ascii(part).ends_with(kExtension);
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    const bool is_last = i + 1 == part.size();
    const bool is_forbidden = std::string_view("<>\"|?*%~").find(c) != std::string_view::npos;
    const bool is_cut_by_windows = is_last && (c == '.' || c == ' ');
    const bool is_extension = looks_like_file && i + kExtension.size() == part.size();
    if (is_forbidden || is_cut_by_windows || is_extension || (has_device_name && i == 0)) {
      write_escaped(text, c);
    } else {
      text += c;
    }
  }
  if (text.size() <= kLongestPart) return text;
  std::size_t end = kLongestPart;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;
  text.resize(end);
  return text + fmt::format("~{:016x}", number_of(part));
}

}  // namespace

std::string task_file_name(const TaskPath& path, unsigned number) {
  std::string text;
  const std::string_view parts = std::string_view(path.text()).substr(1);
  for (std::size_t begin = 0;;) {
    const std::size_t end = parts.find('\\', begin);
    const bool is_folder = end != std::string_view::npos;
    text += file_part(parts.substr(begin, end - begin), is_folder);
    if (!is_folder) break;
    text += '\\';
    begin = end + 1;
  }
  if (number > 1) text += fmt::format("~{}", number);
  return text.append(kExtension);
}

}  // namespace taskxml
