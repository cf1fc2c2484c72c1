#include "acceptance/surroundings.hpp"

#include <windows.h>

#include <array>
#include <cstdint>
#include <optional>

#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr const wchar_t* kVersion = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";
constexpr const wchar_t* kPolicies = L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System";

std::string read_text(const wchar_t* name) {
  std::array<wchar_t, 256> text{};
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(HKEY_LOCAL_MACHINE, kVersion, name, RRF_RT_REG_SZ, nullptr, text.data(), &size) !=
      ERROR_SUCCESS)
    return {};
  return launcher::win32::to_utf8(text.data());
}

std::optional<std::uint32_t> read_number(const wchar_t* key, const wchar_t* name) {
  DWORD value = 0;
  DWORD size = sizeof value;
  if (RegGetValueW(HKEY_LOCAL_MACHINE, key, name, RRF_RT_REG_DWORD, nullptr, &value, &size) != ERROR_SUCCESS)
    return std::nullopt;
  return value;
}

const char* wine_version() {
  using GetVersion = const char*(CDECL*)();
  const FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
  return found == nullptr ? nullptr : reinterpret_cast<GetVersion>(reinterpret_cast<void*>(found))();
}

std::string describe_windows() {
  const std::string build = read_text(L"CurrentBuildNumber");
  std::string product = read_text(L"ProductName");
  // Windows 11 has kept the name of Windows 10 there; its builds begin with 22000.
  if (build >= "22000" && build.size() == 5 && product.starts_with("Windows 10")) product.replace(8, 2, "11");
  const std::string release = read_text(L"DisplayVersion");
  if (!release.empty()) product += ' ' + release;
  return product + ", build " + build + '.' + std::to_string(read_number(kVersion, L"UBR").value_or(0));
}

std::string on_or_off(bool is_on) {
  return is_on ? "on" : "off";
}

std::string describe_uac() {
  const std::optional<std::uint32_t> consent = read_number(kPolicies, L"ConsentPromptBehaviorAdmin");
  return on_or_off(read_number(kPolicies, L"EnableLUA").value_or(0) == 1) + ", consent " +
         (consent ? std::to_string(*consent) : std::string("not set")) + ", linked connections " +
         on_or_off(read_number(kPolicies, L"EnableLinkedConnections").value_or(0) == 1) +
         ", administrator protection " +
         on_or_off(read_number(kPolicies, L"TypeOfAdminApprovalMode").value_or(0) == 2);
}

}  // namespace

Surroundings look_at_surroundings() {
  const char* const wine = wine_version();
  return {.system = wine != nullptr ? std::string("Wine ") + wine : describe_windows(),
          .uac = describe_uac(),
          .is_wine = wine != nullptr};
}

}  // namespace acceptance
