#include "launcher/win32/system/known_folder.hpp"

#include <windows.h>

#include <shlobj.h>
#include <userenv.h>

#include <array>
#include <cwchar>
#include <memory>
#include <string>
#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

// Written out, because the libraries that define the names bring in more than these two.
constexpr GUID kProgramData{0x62AB5D82, 0xFDC1, 0x4DC3, {0xA9, 0xDD, 0x07, 0x0D, 0x1D, 0x49, 0x5D, 0x97}};
constexpr GUID kLocalAppData{0xF1B32785, 0x6FBA, 0x4FCF, {0x9D, 0x55, 0x7B, 0x8E, 0x7F, 0x15, 0x70, 0x91}};

/// What the shell knows. It expands %VARIABLES% of this process in what the registry says.
std::string query_shell(const GUID& id, const char* name) {
  const auto get_path =
      find_system_function<decltype(&SHGetKnownFolderPath)>(L"shell32.dll", "SHGetKnownFolderPath");
  const auto free_memory = find_system_function<decltype(&CoTaskMemFree)>(L"ole32.dll", "CoTaskMemFree");
  wchar_t* path = nullptr;
  const HRESULT result = get_path(id, KF_FLAG_CREATE, nullptr, &path);
  const std::unique_ptr<wchar_t, decltype(free_memory)> owner(path,
                                                              free_memory);  // to be freed on failure, too
  if (FAILED(result)) {
    // Of a Win32 code only that (HRESULT_FROM_WIN32's page); others stay what they are.
    const auto code = static_cast<std::uint32_t>(
        HRESULT_FACILITY(result) == FACILITY_WIN32 ? HRESULT_CODE(result) : result);
    throw Error(describe_system_failure(
        "cannot find out a folder of Windows", name, make_result(code, "SHGetKnownFolderPath"),
        R"(Check the profile of the account: )"
        R"(reg query "HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders")"));
  }
  return to_utf8(path);
}

/// The profile's folder of the account this process runs as; empty when it has none.
std::wstring query_profile() {
  const auto get_profile =
      find_system_function<decltype(&GetUserProfileDirectoryW)>(L"userenv.dll", "GetUserProfileDirectoryW");
  std::wstring path(1024, L'\0');
  auto size = static_cast<DWORD>(path.size());
  if (get_profile(GetCurrentProcessToken(), path.data(), &size) == 0) return {};
  path.resize(std::wcslen(path.c_str()));
  return path;
}

/// The text of ProfileList\\ProgramData with its %SystemDrive% filled in by the drive Windows is on; empty
/// when it holds anything else that an environment would have to say.
std::wstring query_program_data() {
  std::array<wchar_t, 1024> text{};
  auto size = static_cast<DWORD>(sizeof text);
  if (RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList",
                   L"ProgramData", RRF_RT_REG_EXPAND_SZ | RRF_RT_REG_SZ | RRF_NOEXPAND, nullptr, text.data(),
                   &size) != ERROR_SUCCESS)
    return {};
  std::wstring path = text.data();
  constexpr std::wstring_view kDrive = L"%SystemDrive%";
  if (_wcsnicmp(path.c_str(), kDrive.data(), kDrive.size()) == 0) {
    std::array<wchar_t, MAX_PATH> windows{};
    if (GetSystemWindowsDirectoryW(windows.data(), static_cast<UINT>(windows.size())) < 2) return {};
    path.replace(0, kDrive.size(), windows.data(), 2);
  }
  return path.find(L'%') == std::wstring::npos ? path : std::wstring();
}

}  // namespace

std::string program_data_folder() {
  static const std::string folder = [] {
    const std::wstring path = query_program_data();
    return path.empty() ? query_shell(kProgramData, "%ProgramData%") : to_utf8(path);
  }();
  return folder;
}

std::string local_app_data_folder() {
  static const std::string folder = [] {
    const std::wstring profile = query_profile();
    if (profile.empty()) return query_shell(kLocalAppData, "%LOCALAPPDATA%");
    // A new profile may not have them yet; when they cannot be made, writing there fails with the reason.
    const std::wstring data = profile + L"\\AppData";
    CreateDirectoryW(data.c_str(), nullptr);
    CreateDirectoryW((data + L"\\Local").c_str(), nullptr);
    return to_utf8(data + L"\\Local");
  }();
  return folder;
}

}  // namespace launcher::win32
