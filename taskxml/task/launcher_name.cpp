#include "taskxml/task/launcher_name.hpp"

#include <algorithm>

#include "launcher/base/drive.hpp"

namespace taskxml {

std::string_view file_name_of(std::string_view path) {
  while (!path.empty() && (path.back() == '"' || path.back() == ' '))
    path.remove_suffix(1);
  const std::size_t separator = path.find_last_of("\\/\"");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

bool is_launcher_name(std::string_view file_name) {
  std::string name = launcher::to_lower_ascii(file_name);
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  return name == "drivelaunch" || name == "drivelaunchw";
}

std::string label_for(std::string_view name) {
  if (name.starts_with('\\')) name.remove_prefix(1);
  std::string label(name);
  std::replace_if(
      label.begin(), label.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '$' || c == '%'; }, '_');
  return label;
}

}  // namespace taskxml
