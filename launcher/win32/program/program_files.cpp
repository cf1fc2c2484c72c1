#include "launcher/win32/program/program_files.hpp"

#include <windows.h>

#include <string_view>

#include "launcher/win32/program/associations.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/trusted_file.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// Calls a function that fills a buffer and returns the length, or the size it needs, until the text fits.
/// Throws Error.
template <typename Fill>
std::wstring read_growing(const char* api, Fill fill) {
  std::wstring text(MAX_PATH, L'\0');
  for (;;) {
    const DWORD length = fill(text.data(), static_cast<DWORD>(text.size()));
    if (length == 0) {
      throw Error(describe_system_failure(
          "cannot find out a path of Windows", api, last_result(api),
          "Check --chdir and the names of folders on the command line; else restart Windows"));
    }
    if (length < text.size()) {
      text.resize(length);
      return text;
    }
    text.resize(length + MAX_PATH);
  }
}

std::string read_variable(const wchar_t* name) {
  std::wstring value(32767, L'\0');
  value.resize(GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
  return wtf8_from_wide(value);
}

}  // namespace

FileStatus LocalProgramFiles::query(const std::string& path) {
  const QuietErrors quiet;
  const DWORD attributes = GetFileAttributesW(to_wide(path).c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return {FileKind::missing, last_result("GetFileAttributesW")};
  return {(attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind::folder : FileKind::file, {}};
}

std::string LocalProgramFiles::full_path(const std::string& path) {
  const std::wstring wide = to_wide(path);
  return to_utf8(read_growing("GetFullPathNameW", [&](wchar_t* buffer, DWORD size) {
    return GetFullPathNameW(wide.c_str(), size, buffer, nullptr);
  }));
}

std::string LocalProgramFiles::system_directory() {
  return to_utf8(read_growing("GetSystemDirectoryW",
                              [](wchar_t* buffer, DWORD size) { return GetSystemDirectoryW(buffer, size); }));
}

std::string LocalProgramFiles::windows_directory() {
  // Not GetWindowsDirectoryW, which on a terminal server names a folder of the user.
  return to_utf8(read_growing("GetSystemWindowsDirectoryW", [](wchar_t* buffer, DWORD size) {
    return GetSystemWindowsDirectoryW(buffer, size);
  }));
}

std::string LocalProgramFiles::own_directory() {
  const std::wstring program = read_growing("GetModuleFileNameW", [](wchar_t* buffer, DWORD size) {
    return GetModuleFileNameW(nullptr, buffer, size);
  });
  return to_utf8(std::wstring_view(program).substr(0, program.find_last_of(L'\\')));
}

std::string LocalProgramFiles::path_variable() {
  return read_variable(L"PATH");
}
std::string LocalProgramFiles::extensions_variable() {
  return read_variable(L"PATHEXT");
}

Association LocalProgramFiles::find_association(const std::string& extension) {
  return is_elevated() ? find_machine_association(extension) : find_own_association(extension);
}

std::optional<Failure> LocalProgramFiles::find_who_could_change(const std::string& path) {
  return find_who_could_change_program(path);
}

}  // namespace launcher::win32
