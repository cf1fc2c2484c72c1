#include "launcher/win32/new_file.hpp"

#include <windows.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/open_path.hpp"
#include "launcher/win32/system_error.hpp"

namespace launcher::win32 {

void write_new_file(const std::string& path, std::string_view bytes) {
  const auto fail = [&](const char* api) {
    const SystemResult result = last_result(api);
    Failure failure = describe_failure(Operation::start, "cannot write", path, result);
    if (result.code == ERROR_FILE_EXISTS) failure.advice = "Name a file that is not there yet";
    throw Error(failure);
  };
  const QuietErrors quiet;
  const UniqueHandle file = open_path_alone(path, GENERIC_WRITE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL);
  if (!file) fail("CreateFileW");
  DWORD written = 0;
  if (WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0)
    fail("WriteFile");
}

}  // namespace launcher::win32
