#include "launcher/win32/system/new_file.hpp"

#include <windows.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {

void write_new_file(const std::string& path, std::string_view bytes) {
  const auto fail = [&](const char* api) {
    const SystemResult result = last_result(api);
    throw Error(describe_system_failure(
        "cannot write", path, result,
        result.code == ERROR_FILE_EXISTS
            ? "Name a file that is not there yet"
            : "Name a file in a folder that is there and that this account may write to: "
              "icacls shows who may"));
  };
  const QuietErrors quiet;
  const UniqueHandle file = open_path_alone(path, GENERIC_WRITE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL);
  if (!file) fail("CreateFileW");
  DWORD written = 0;
  if (WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0)
    fail("WriteFile");
}

}  // namespace launcher::win32
