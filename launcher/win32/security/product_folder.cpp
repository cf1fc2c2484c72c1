#include "launcher/win32/security/product_folder.hpp"

#include <windows.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

const char* name_of(ProtectedFolder folder) {
  switch (folder) {
    case ProtectedFolder::product:
      break;
    case ProtectedFolder::logs:
      return "\\logs";
    case ProtectedFolder::credentials:
      return "\\credentials";
    case ProtectedFolder::tasks:
      return "\\tasks";
    case ProtectedFolder::probes:
      return "\\probes";
  }
  return "";
}

void make(ProtectedFolder folder) {
  const std::string path = path_of(folder);
  SecurityDescriptor security(permissions_of(folder));
  if (CreateDirectoryW(to_wide(path).c_str(), security.attributes()) != 0) return;
  const SystemResult result = last_result("CreateDirectoryW");
  if (result.code == ERROR_ALREADY_EXISTS) return;
  throw Error(describe_system_failure(
      "cannot make the folder", path, result,
      "Run the command from an elevated prompt ('Run as administrator'), or drivelaunch setup first"));
}

}  // namespace

std::string path_of(ProtectedFolder folder) {
  return program_data_folder() + "\\DriveLaunch" + name_of(folder);
}

/// Everybody may read drives.ini and pass through to a credential or a probe's file that is for him; nobody
/// else changes or lists anything.
const char* permissions_of(ProtectedFolder folder) {
  switch (folder) {
    case ProtectedFolder::product:
      return "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)";
    case ProtectedFolder::credentials:
    case ProtectedFolder::probes:
      return "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;;0x1200a0;;;BU)";
    case ProtectedFolder::logs:
    case ProtectedFolder::tasks:
      break;
  }
  return "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";
}

void require_protected_folder(ProtectedFolder folder) {
  const QuietErrors quiet;
  if (folder != ProtectedFolder::product) make(ProtectedFolder::product);
  make(folder);
  const std::string path = path_of(folder);
  const UniqueHandle object = open_unfollowed(path, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) {
    throw Error(describe_system_failure("cannot read who may change the folder", path,
                                        last_result("CreateFileW"),
                                        "Look at it with icacls; drivelaunch setup protects it again"));
  }
  require_trust(path, inspect_trust(object.get(), TrustKind::folder, path, make_trusted_accounts()),
                find_account_name);
}

}  // namespace launcher::win32
