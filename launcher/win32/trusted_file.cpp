#include "launcher/win32/trusted_file.hpp"

#include <windows.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr LONGLONG kLargestFile = LONGLONG{1024} * 1024;

[[noreturn]] void fail(const std::string& path, const SystemResult& result) {
  throw Error(describe_failure(Operation::start, "cannot read", path, result));
}

}  // namespace

std::string LocalFileReader::read(const std::string& path) {
  const QuietErrors quiet;
  const UniqueHandle file = make_handle(
      CreateFileW(to_wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                  nullptr, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
  if (!file) fail(path, last_result("CreateFileW"));
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file.get(), &size) == 0) fail(path, last_result("GetFileSizeEx"));
  if (size.QuadPart > kLargestFile) fail(path, make_result(ERROR_FILE_TOO_LARGE, "GetFileSizeEx"));
  std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    DWORD count = 0;
    if (ReadFile(file.get(), bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &count, nullptr) ==
        0) {
      fail(path, last_result("ReadFile"));
    }
    if (count == 0) bytes.resize(done);  // it became shorter meanwhile
    done += count;
  }
  return bytes;
}

}  // namespace launcher::win32
