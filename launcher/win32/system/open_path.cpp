#include "launcher/win32/system/open_path.hpp"

#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

UniqueHandle open(const std::string& path, DWORD access, DWORD share, DWORD disposition, DWORD flags,
                  SECURITY_ATTRIBUTES* security) {
  return make_handle(CreateFileW(to_wide(path).c_str(), access, share, security, disposition,
                                 flags | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr));
}

}  // namespace

UniqueHandle open_path(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                       SECURITY_ATTRIBUTES* security) {
  return open(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, disposition, flags,
              security);
}

UniqueHandle open_path_patiently(const std::string& path, DWORD access, DWORD disposition, DWORD flags) {
  UniqueHandle file;
  const DWORD code = repeat_while(ERROR_SHARING_VIOLATION, [&]() -> DWORD {
    file = open_path(path, access, disposition, flags);
    return file ? ERROR_SUCCESS : GetLastError();
  });
  SetLastError(code);
  return file;
}

UniqueHandle open_path_in_place(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                                SECURITY_ATTRIBUTES* security) {
  return open(path, access, FILE_SHARE_READ | FILE_SHARE_WRITE, disposition, flags, security);
}

UniqueHandle open_path_alone(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                             SECURITY_ATTRIBUTES* security) {
  return open(path, access, 0, disposition, flags, security);
}

}  // namespace launcher::win32
