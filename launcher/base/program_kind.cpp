#include "launcher/base/program_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace launcher {
namespace {

std::string_view file_name_in(std::string_view path) {
  const std::size_t separator = path.find_last_of("\\/:");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

/// With backslashes, none at the end, and `\\server` for `\\?\UNC\server`.
std::string plain_unc(std::string_view path) {
  constexpr std::string_view kLongForm = R"(\\?\unc\)";
  std::string plain(path);
  std::replace(plain.begin(), plain.end(), '/', '\\');
  if (to_lower_ascii(plain).starts_with(kLongForm)) plain.replace(0, kLongForm.size(), "\\\\");
  while (plain.size() > 2 && plain.back() == '\\')
    plain.pop_back();
  return plain;
}

}  // namespace

std::string_view trim_ignored_end(std::string_view path) {
  while (!path.empty() && (path.back() == '.' || path.back() == ' '))
    path.remove_suffix(1);
  return path;
}

std::string extension_of(std::string_view path) {
  const std::string_view name = file_name_in(trim_ignored_end(path));
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string() : to_lower_ascii(name.substr(dot));
}

ProgramKind program_kind(std::string_view path) {
  static constexpr std::array<std::string_view, 6> kWindowsScripts{".vbs", ".vbe", ".js",
                                                                   ".jse", ".wsf", ".wsh"};
  const std::string name = to_lower_ascii(file_name_in(trim_ignored_end(path)));
  if (name == "cmd" || name == "cmd.exe") return ProgramKind::command_processor;
  const std::string extension = extension_of(name);
  if (extension.empty() || extension == ".exe" || extension == ".com") return ProgramKind::executable;
  if (extension == ".bat" || extension == ".cmd") return ProgramKind::batch;
  if (extension == ".ps1") return ProgramKind::powershell;
  if (extension == ".lnk") return ProgramKind::shortcut;
  const bool is_script =
      std::find(kWindowsScripts.begin(), kWindowsScripts.end(), extension) != kWindowsScripts.end();
  return is_script ? ProgramKind::windows_script : ProgramKind::document;
}

bool needs_command_processor(ProgramKind kind) {
  return kind == ProgramKind::command_processor || kind == ProgramKind::batch;
}

bool is_refused_by_command_processor(std::string_view directory) {
  const auto is_slash = [](char c) { return c == '\\' || c == '/'; };
  return directory.size() > 1 && is_slash(directory[0]) && is_slash(directory[1]);
}

std::string interpreter_line(ProgramKind kind, std::string_view file, std::string_view tail) {
  switch (kind) {
    case ProgramKind::powershell:
      return fmt::format("powershell.exe -NoProfile -File \"{}\"{}", file, tail);
    case ProgramKind::windows_script:
      return fmt::format("cscript.exe //B //Nologo \"{}\"{}", file, tail);
    default:
      return {};
  }
}

std::optional<std::string> path_on_drive(std::string_view unc, std::span<const ConnectionSpec> drives) {
  const std::string folder = plain_unc(unc);
  const ConnectionSpec* best = nullptr;
  for (const ConnectionSpec& drive : drives) {
    const std::string& share = drive.path.text();
    const bool is_below = equals_ignoring_case(std::string_view(folder).substr(0, share.size()), share) &&
                          (folder.size() == share.size() || folder[share.size()] == '\\');
    if (!drive.letter || !is_below) continue;
    if (best == nullptr || best->path.text().size() < share.size()) best = &drive;
  }
  if (best == nullptr) return std::nullopt;
  const std::string rest = folder.substr(best->path.text().size());
  return best->letter->device() + (rest.empty() ? "\\" : rest);
}

}  // namespace launcher
