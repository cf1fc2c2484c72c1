#include "launcher/win32/credential/credential_folder.hpp"

#include <windows.h>

#include <atomic>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/command/setup.hpp"
#include "launcher/trust/trust.hpp"
#include "launcher/win32/command/setup_machine.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

struct Judgement {
  SystemResult result;  ///< of looking at it
  std::vector<TrustFinding> findings;
};

Judgement inspect() {
  static std::atomic<bool> is_in_order = false;
  if (is_in_order) return {};
  const std::string folder = credential_folder();
  const UniqueHandle object = open_unfollowed(folder, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) return {.result = last_result("CreateFileW"), .findings = {}};
  Judgement judgement{
      .result = {},
      .findings = inspect_trust(object.get(), TrustKind::folder, folder, make_trusted_accounts())};
  is_in_order = judgement.findings.empty();
  return judgement;
}

}  // namespace

std::string credential_folder() {
  return LocalSetupMachine().path_of(ProtectedFolder::credentials);
}
std::string credential_file(const std::string& name) {
  return credential_folder() + "\\" + name;
}
std::string login_record_file(const std::string& name) {
  return credential_file(name) + "~login";
}

SystemResult judge_credential_folder() {
  const Judgement judgement = inspect();
  if (judgement.findings.empty()) return judgement.result;
  const TrustFinding& first = judgement.findings.front();
  return {.code = ERROR_ACCESS_DENIED,
          .api = "GetSecurityInfo",
          .text = "accounts that are not trusted could change the credentials: " +
                  describe_trust(first, first.sid.empty() ? std::string() : find_account_name(first.sid))};
}

SystemResult require_trusted_credential_folder() {
  const Judgement judgement = inspect();
  require_trust(credential_folder(), judgement.findings, find_account_name);
  return judgement.result;
}

}  // namespace launcher::win32
