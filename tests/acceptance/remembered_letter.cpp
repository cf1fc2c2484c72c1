#include "acceptance/remembered_letter.hpp"

#include <windows.h>

#include <array>
#include <cstdint>
#include <optional>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::to_utf8;
using launcher::win32::to_wide;
using launcher::win32::UniqueKey;

constexpr const wchar_t* kNetwork = L"Network";
constexpr const wchar_t* kRemotePath = L"RemotePath";

[[noreturn]] void fail(const char* what, const std::string& subject, LSTATUS code, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(
      what, subject, launcher::win32::make_result(static_cast<std::uint32_t>(code), api), ""));
}

std::wstring letter_of(const std::string& drive) {
  return to_wide(drive.substr(0, 1));
}

std::optional<std::wstring> read_path(HKEY profile, const std::wstring& letter) {
  const std::wstring key = std::wstring(kNetwork) + L'\\' + letter;
  std::array<wchar_t, 1024> text{};
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  if (RegGetValueW(profile, key.c_str(), kRemotePath, RRF_RT_REG_SZ, nullptr, text.data(), &size) !=
      ERROR_SUCCESS)
    return std::nullopt;
  return std::wstring(text.data());
}

std::vector<std::wstring> list_keys(HKEY key) {
  std::vector<std::wstring> names;
  std::array<wchar_t, 256> name{};
  for (DWORD index = 0;; ++index) {
    auto length = static_cast<DWORD>(name.size());
    if (RegEnumKeyExW(key, index, name.data(), &length, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS)
      return names;
    names.emplace_back(name.data(), length);
  }
}

UniqueKey open(HKEY parent, const std::wstring& name) {
  HKEY key = nullptr;
  return UniqueKey(RegOpenKeyExW(parent, name.c_str(), 0, KEY_READ, &key) == ERROR_SUCCESS ? key : nullptr);
}

void set(HKEY key, const std::string& drive, const wchar_t* name, DWORD type, const void* value, DWORD size) {
  const LSTATUS code = RegSetValueExW(key, name, 0, type, static_cast<const BYTE*>(value), size);
  if (code != ERROR_SUCCESS) fail("cannot remember", drive, code, "RegSetValueExW");
}

void set_text(HKEY key, const std::string& drive, const wchar_t* name, const std::wstring& text) {
  set(key, drive, name, REG_SZ, text.c_str(), static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
}

void set_number(HKEY key, const std::string& drive, const wchar_t* name, DWORD number) {
  set(key, drive, name, REG_DWORD, &number, sizeof number);
}

}  // namespace

void remember_letter(const std::string& drive) {
  HKEY created = nullptr;
  DWORD is_new = 0;
  const std::wstring name = std::wstring(kNetwork) + L'\\' + letter_of(drive);
  const LSTATUS code = RegCreateKeyExW(HKEY_CURRENT_USER, name.c_str(), 0, nullptr, 0, KEY_ALL_ACCESS,
                                       nullptr, &created, &is_new);
  if (code != ERROR_SUCCESS) fail("cannot remember", drive, code, "RegCreateKeyExW");
  const UniqueKey key(created);
  if (is_new != REG_CREATED_NEW_KEY)
    fail("the letter is remembered already", drive, ERROR_DEVICE_ALREADY_REMEMBERED, "RegCreateKeyExW");
  set_text(key.get(), drive, kRemotePath, to_wide(drive.substr(2)));
  set_text(key.get(), drive, L"UserName", L"");
  set_text(key.get(), drive, L"ProviderName", L"Microsoft Windows Network");
  set_number(key.get(), drive, L"ProviderType", 0x00020000);  // WNNC_NET_LANMAN
  set_number(key.get(), drive, L"ConnectionType", 1);         // RESOURCETYPE_DISK
  set_number(key.get(), drive, L"DeferFlags", 4);
}

void forget_letter(const std::string& drive) {
  if (drive.size() < 3) return;
  const std::wstring letter = letter_of(drive);
  for (const std::wstring& profile : list_keys(HKEY_USERS)) {
    const UniqueKey key = open(HKEY_USERS, profile);
    if (!key || read_path(key.get(), letter) != to_wide(drive.substr(2))) continue;
    const std::wstring name = std::wstring(kNetwork) + L'\\' + letter;
    const LSTATUS code = RegDeleteKeyW(key.get(), name.c_str());
    if (code != ERROR_SUCCESS && code != ERROR_FILE_NOT_FOUND)
      fail("cannot forget", drive, code, "RegDeleteKeyW");
  }
}

bool is_letter_remembered(const std::string& drive, const std::string& sid) {
  const UniqueKey profile = open(HKEY_USERS, to_wide(sid));
  return read_path(profile ? profile.get() : HKEY_CURRENT_USER, letter_of(drive)) == to_wide(drive.substr(2));
}

std::vector<std::string> list_remembered_letters() {
  std::vector<std::string> letters;
  for (const std::wstring& profile : list_keys(HKEY_USERS)) {
    const UniqueKey network = open(HKEY_USERS, profile + L'\\' + kNetwork);
    if (!network) continue;
    const UniqueKey key = open(HKEY_USERS, profile);
    for (const std::wstring& letter : list_keys(network.get()))
      letters.push_back(to_utf8(profile) + ' ' + to_utf8(letter) + ": " +
                        to_utf8(read_path(key.get(), letter).value_or(L"")));
  }
  return letters;
}

}  // namespace acceptance
