#include "taskxml/source/file.hpp"

#include <fmt/format.h>

#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/text/printable.hpp"

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

/// So much of a file's name that with what is added it stays below the 255 that file systems allow, and the
/// 143 of those that encrypt names.
constexpr std::size_t kKeptOfName = 96;

/// Whether a cut in front of this unit would halve a character of UTF-8.
[[maybe_unused]] constexpr bool is_inside_character(char unit) {
  return (static_cast<unsigned char>(unit) & 0xC0U) == 0x80U;
}
/// The same for UTF-16.
[[maybe_unused]] constexpr bool is_inside_character(wchar_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace

FileError::FileError(std::string_view what, const std::filesystem::path& path, std::string_view reason,
                     std::string_view advice)
    : std::runtime_error(launcher::on_one_line(fmt::format("{}: {}: {}{}{}", what, utf8_from_path(path),
                                                           reason, advice.empty() ? "" : ". ", advice))) {}

std::filesystem::path temporary_path_beside(const std::filesystem::path& target, std::string_view front,
                                            std::string_view end) {
  using Text = std::filesystem::path::string_type;
  Text name = target.filename().native();
  if (name.size() > kKeptOfName) {
    std::size_t length = kKeptOfName;
    while (length > 0 && is_inside_character(name[length]))
      --length;
    name.resize(length);
  }
  std::filesystem::path file_name(front);
  file_name += name;
  file_name += end;
  return target.parent_path() / file_name;
}

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
