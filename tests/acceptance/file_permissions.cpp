#include "acceptance/file_permissions.hpp"

#include <windows.h>
// After windows.h, which they need.
#include <aclapi.h>
#include <sddl.h>
#include <winioctl.h>

#include <cstddef>
#include <cstring>
#include <vector>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::last_result;
using launcher::win32::make_handle;
using launcher::win32::to_wide;
using launcher::win32::UniqueHandle;
using launcher::win32::UniqueLocalMemory;

constexpr SECURITY_INFORMATION kParts = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;

[[noreturn]] void fail(const char* what, const std::string& path, const launcher::SystemResult& result) {
  throw launcher::Error(launcher::describe_system_failure(what, path, result, ""));
}

UniqueHandle open_itself(const std::string& path, DWORD access) {
  UniqueHandle object = make_handle(CreateFileW(
      to_wide(path).c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
      OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!object) fail("cannot open", path, last_result("CreateFileW"));
  return object;
}

std::string to_sddl(PSECURITY_DESCRIPTOR descriptor, const std::string& subject) {
  wchar_t* text = nullptr;
  if (ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1, kParts, &text,
                                                           nullptr) == 0)
    fail("cannot show the permissions of", subject,
         last_result("ConvertSecurityDescriptorToStringSecurityDescriptorW"));
  const UniqueLocalMemory<wchar_t> owned(text);
  std::string sddl = launcher::win32::to_utf8(text);
  // Whether the system worked out the list says nothing about who may do what ([MS-DTYP] 2.5.1.1).
  if (const std::size_t flag = sddl.find("D:PAI"); flag != std::string::npos) sddl.erase(flag + 3, 2);
  return sddl;
}

UniqueLocalMemory<void> from_sddl(const std::string& sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(to_wide(sddl).c_str(), SDDL_REVISION_1,
                                                           &descriptor, nullptr) == 0)
    fail("cannot read", sddl, last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"));
  return UniqueLocalMemory<void>(descriptor);
}

template <typename Value>
void append(std::vector<std::byte>& bytes, const Value& value) {
  const auto* const begin = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), begin, begin + sizeof value);
}

/// REPARSE_DATA_BUFFER of a mount point ([MS-FSCC] 2.1.2.5): the path for the system, then that for people.
std::vector<std::byte> mount_point_data(const std::string& target) {
  const std::wstring substitute = L"\\??\\" + to_wide(target);
  const std::wstring shown = to_wide(target);
  const auto size_of = [](const std::wstring& text) {
    return static_cast<WORD>(text.size() * sizeof(wchar_t));
  };
  std::vector<std::byte> bytes;
  append(bytes, DWORD{IO_REPARSE_TAG_MOUNT_POINT});
  append(bytes, static_cast<WORD>(8 + size_of(substitute) + 2 + size_of(shown) + 2));
  append(bytes, WORD{0});
  append(bytes, WORD{0});
  append(bytes, size_of(substitute));
  append(bytes, static_cast<WORD>(size_of(substitute) + 2));
  append(bytes, size_of(shown));
  for (const std::wstring& text : {substitute, shown}) {
    for (const wchar_t c : text)
      append(bytes, static_cast<WORD>(c));
    append(bytes, WORD{0});
  }
  return bytes;
}

}  // namespace

std::string read_permissions(const std::string& path) {
  const UniqueHandle object = open_itself(path, READ_CONTROL);
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD code =
      GetSecurityInfo(object.get(), SE_FILE_OBJECT, kParts, nullptr, nullptr, nullptr, nullptr, &descriptor);
  if (code != ERROR_SUCCESS)
    fail("cannot read the permissions of", path, launcher::win32::make_result(code, "GetSecurityInfo"));
  const UniqueLocalMemory<void> owned(descriptor);
  return to_sddl(descriptor, path);
}

std::string in_own_form(const std::string& sddl) {
  return to_sddl(from_sddl(sddl).get(), sddl);
}

void set_permissions(const std::string& path, const std::string& sddl) {
  const UniqueLocalMemory<void> descriptor = from_sddl(sddl);
  PACL list = nullptr;
  BOOL is_present = FALSE;
  BOOL is_defaulted = FALSE;
  if (GetSecurityDescriptorDacl(descriptor.get(), &is_present, &list, &is_defaulted) == 0 ||
      is_present == FALSE)
    fail("there is no access list in", sddl, last_result("GetSecurityDescriptorDacl"));
  const UniqueHandle object = open_itself(path, READ_CONTROL | WRITE_DAC);
  const DWORD code = SetSecurityInfo(object.get(), SE_FILE_OBJECT,
                                     DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr,
                                     nullptr, list, nullptr);
  if (code != ERROR_SUCCESS)
    fail("cannot set the permissions of", path, launcher::win32::make_result(code, "SetSecurityInfo"));
}

void make_hard_link(const std::string& path, const std::string& second) {
  if (CreateHardLinkW(to_wide(second).c_str(), to_wide(path).c_str(), nullptr) == 0)
    fail("cannot make a second name of", path, last_result("CreateHardLinkW"));
}

void make_junction(const std::string& path, const std::string& target) {
  make_folder(path);
  const UniqueHandle folder = open_itself(path, GENERIC_WRITE);
  std::vector<std::byte> data = mount_point_data(target);
  DWORD returned = 0;
  if (DeviceIoControl(folder.get(), FSCTL_SET_REPARSE_POINT, data.data(), static_cast<DWORD>(data.size()),
                      nullptr, 0, &returned, nullptr) == 0)
    fail("cannot make the junction", path, last_result("DeviceIoControl"));
}

void make_symbolic_link(const std::string& path, const std::string& target) {
  if (CreateSymbolicLinkW(to_wide(path).c_str(), to_wide(target).c_str(), 0) == 0)
    fail("cannot make the symbolic link", path, last_result("CreateSymbolicLinkW"));
}

}  // namespace acceptance
