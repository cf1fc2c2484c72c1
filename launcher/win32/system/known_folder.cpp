#include "launcher/win32/system/known_folder.hpp"

#include <windows.h>

#include <shlobj.h>

#include <memory>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

// Written out, because the libraries that define the names bring in more than these two.
constexpr GUID kProgramData{0x62AB5D82, 0xFDC1, 0x4DC3, {0xA9, 0xDD, 0x07, 0x0D, 0x1D, 0x49, 0x5D, 0x97}};
constexpr GUID kLocalAppData{0xF1B32785, 0x6FBA, 0x4FCF, {0x9D, 0x55, 0x7B, 0x8E, 0x7F, 0x15, 0x70, 0x91}};

std::string query_folder(const GUID& id, const char* name) {
  const auto get_path =
      find_system_function<decltype(&SHGetKnownFolderPath)>(L"shell32.dll", "SHGetKnownFolderPath");
  const auto free_memory = find_system_function<decltype(&CoTaskMemFree)>(L"ole32.dll", "CoTaskMemFree");
  wchar_t* path = nullptr;
  const HRESULT result = get_path(id, 0, nullptr, &path);
  const std::unique_ptr<wchar_t, decltype(free_memory)> owner(path,
                                                              free_memory);  // to be freed on failure, too
  if (FAILED(result)) {
    // Of a Win32 code only that (HRESULT_FROM_WIN32's page); others stay what they are.
    const auto code = static_cast<std::uint32_t>(
        HRESULT_FACILITY(result) == FACILITY_WIN32 ? HRESULT_CODE(result) : result);
    throw Error(describe_system_failure(
        "cannot find out a folder of Windows", name, make_result(code, "SHGetKnownFolderPath"),
        R"(Check the profile of the account: reg query "HKCU\Software\Microsoft\Windows\CurrentVersion\)"
        R"(Explorer\User Shell Folders")"));
  }
  return to_utf8(path);
}

}  // namespace

std::string program_data_folder() {
  static const std::string folder = query_folder(kProgramData, "%ProgramData%");
  return folder;
}
std::string local_app_data_folder() {
  static const std::string folder = query_folder(kLocalAppData, "%LOCALAPPDATA%");
  return folder;
}

}  // namespace launcher::win32
