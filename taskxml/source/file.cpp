#include "taskxml/source/file.hpp"

#include <fmt/format.h>

#include <vector>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

bool has_task_store(const std::filesystem::path& path) {
  std::vector<std::string> names;
  for (const std::filesystem::path& part : path)
    names.push_back(launcher::to_lower_ascii(utf8_from_path(part)));
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const bool is_system = names[i] == "system32" || names[i] == "syswow64" || names[i] == "sysnative";
    if (is_system && (names[i + 1] == "tasks" || names[i + 1] == "tasks_migrated")) return true;
  }
  return false;
}

}  // namespace

FileError::FileError(std::string_view what, const std::filesystem::path& path, std::string_view reason,
                     std::string_view advice)
    : std::runtime_error(fmt::format("{}: {}: {}{}{}", what, utf8_from_path(path), reason,
                                     advice.empty() ? "" : ". ", advice)) {}

bool is_temporary_name(std::string_view file_name) {
  return file_name.ends_with(".tmp") && file_name.find(".taskxml-") != std::string_view::npos;
}

bool is_below_task_store(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error).lexically_normal();
  if (has_task_store(absolute)) return true;
  const std::filesystem::path canonical = std::filesystem::weakly_canonical(path, error);
  return !error && has_task_store(canonical);
}

std::filesystem::path path_from_utf8(std::string_view text) {
  return std::u8string(text.begin(), text.end());
}

std::string utf8_from_path(const std::filesystem::path& path) {
  const std::u8string text = path.u8string();
  return {text.begin(), text.end()};
}

}  // namespace taskxml
