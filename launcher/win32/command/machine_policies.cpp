#include "launcher/win32/command/machine_policies.hpp"

#include <windows.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const wchar_t* kSystemPolicies = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";
constexpr const wchar_t* kLsa = L"SYSTEM\\CurrentControlSet\\Control\\Lsa";
constexpr const wchar_t* kNtlm = L"SYSTEM\\CurrentControlSet\\Control\\Lsa\\MSV1_0";
constexpr const wchar_t* kClientPolicies = L"SOFTWARE\\Policies\\Microsoft\\Windows\\LanmanWorkstation";
constexpr const wchar_t* kClientSettings =
    L"SYSTEM\\CurrentControlSet\\Services\\LanmanWorkstation\\Parameters";

RegistryNumber query_number(const wchar_t* key, const wchar_t* name) {
  DWORD value = 0;
  DWORD size = sizeof value;
  const LSTATUS status =
      RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_DWORD, nullptr, &value, &size);
  if (status == ERROR_SUCCESS) return {.value = value};
  return {.is_visible = status == ERROR_FILE_NOT_FOUND};
}

/// The strings of a REG_MULTI_SZ.
std::vector<std::string> split_strings(std::wstring_view text) {
  std::vector<std::string> strings;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(L'\0'), text.size());
    if (end > 0) strings.push_back(wtf8_from_wide(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return strings;
}

RegistryList query_list(const wchar_t* key, const wchar_t* name) {
  DWORD size = 0;
  LSTATUS status = RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_MULTI_SZ, nullptr, nullptr, &size);
  std::wstring text(size / sizeof(wchar_t), L'\0');
  if (status == ERROR_SUCCESS)
    status = RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_MULTI_SZ, nullptr, text.data(), &size);
  if (status != ERROR_SUCCESS) return {.is_visible = status == ERROR_FILE_NOT_FOUND};
  text.resize(size / sizeof(wchar_t));
  return {.value = split_strings(text)};
}

/// The value of a policy of the SMB client, else that of its setting.
template <typename Value>
RegistryValue<Value> query_client(RegistryValue<Value> (*query)(const wchar_t*, const wchar_t*),
                                  const wchar_t* name) {
  RegistryValue<Value> policy = query(kClientPolicies, name);
  return policy.value || !policy.is_visible ? policy : query(kClientSettings, name);
}

}  // namespace

MachinePolicies read_machine_policies() {
  return {.enable_linked_connections = query_number(kSystemPolicies, L"EnableLinkedConnections"),
          .enable_lua = query_number(kSystemPolicies, L"EnableLUA"),
          .consent_prompt_behavior_admin = query_number(kSystemPolicies, L"ConsentPromptBehaviorAdmin"),
          .type_of_admin_approval_mode = query_number(kSystemPolicies, L"TypeOfAdminApprovalMode"),
          .disable_domain_creds = query_number(kLsa, L"DisableDomainCreds"),
          .restrict_sending_ntlm_traffic = query_number(kNtlm, L"RestrictSendingNTLMTraffic"),
          .client_allowed_ntlm_servers = query_list(kNtlm, L"ClientAllowedNTLMServers"),
          .require_security_signature = query_client(&query_number, L"RequireSecuritySignature"),
          .allow_insecure_guest_auth = query_client(&query_number, L"AllowInsecureGuestAuth"),
          .block_ntlm = query_client(&query_number, L"BlockNTLM"),
          .block_ntlm_server_exception_list = query_client(&query_list, L"BlockNTLMServerExceptionList")};
}

}  // namespace launcher::win32
