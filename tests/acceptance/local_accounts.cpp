#include "acceptance/local_accounts.hpp"

#include <windows.h>
// After windows.h, which they need.
#include <lm.h>
#include <ntsecapi.h>
#include <userenv.h>

#include <array>
#include <memory>
#include <optional>
#include <random>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::find_system_function;
using launcher::win32::make_result;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;

constexpr const wchar_t* kNetapi = L"netapi32.dll";
constexpr std::wstring_view kComment = L"Made by drivelaunch_acceptance, and removed by it";
constexpr std::wstring_view kBatchLogon = L"SeBatchLogonRight";

[[noreturn]] void fail(const char* what, const std::string& subject, std::uint32_t code, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(what, subject, make_result(code, api), ""));
}

template <typename Function>
Function netapi(const char* name) {
  return find_system_function<Function>(kNetapi, name);
}

/// What a function of netapi32.dll has allocated.
class NetBuffer {
 public:
  NetBuffer() = default;
  ~NetBuffer() {
    if (bytes_ != nullptr) netapi<decltype(&NetApiBufferFree)>("NetApiBufferFree")(bytes_);
  }
  NetBuffer(const NetBuffer&) = delete;
  NetBuffer& operator=(const NetBuffer&) = delete;

  BYTE** receive() { return &bytes_; }
  template <typename Record>
  const Record* as() const {
    return reinterpret_cast<const Record*>(bytes_);
  }

 private:
  BYTE* bytes_ = nullptr;
};

std::unique_ptr<std::remove_pointer_t<PSID>, launcher::win32::LocalMemoryFreer> to_sid(
    const std::string& text) {
  PSID sid = nullptr;
  const auto convert =
      find_system_function<BOOL(WINAPI*)(LPCWSTR, PSID*)>(L"advapi32.dll", "ConvertStringSidToSidW");
  if (convert(to_wide(text).c_str(), &sid) == 0)
    fail("cannot read the SID", text, GetLastError(), "ConvertStringSidToSidW");
  return std::unique_ptr<std::remove_pointer_t<PSID>, launcher::win32::LocalMemoryFreer>(sid);
}

/// The rights of accounts on this machine.
class Policy {
 public:
  explicit Policy(ACCESS_MASK access) {
    LSA_OBJECT_ATTRIBUTES attributes{};
    check(LsaOpenPolicy(nullptr, &attributes, POLICY_LOOKUP_NAMES | access, &handle_), "this machine",
          "LsaOpenPolicy");
  }
  ~Policy() { LsaClose(handle_); }
  Policy(const Policy&) = delete;
  Policy& operator=(const Policy&) = delete;

  LSA_HANDLE get() const { return handle_; }
  static void check(NTSTATUS status, const std::string& subject, const char* api) {
    if (status < 0) fail("cannot work on the rights of", subject, LsaNtStatusToWinError(status), api);
  }

 private:
  LSA_HANDLE handle_ = nullptr;
};

struct LsaMemoryFreer {
  void operator()(void* memory) const { LsaFreeMemory(memory); }
};
struct KeyCloser {
  void operator()(HKEY key) const { RegCloseKey(key); }
};

LSA_UNICODE_STRING batch_logon(std::wstring& text) {
  text = kBatchLogon;
  const auto bytes = static_cast<USHORT>(text.size() * sizeof(wchar_t));
  return {.Length = bytes, .MaximumLength = bytes, .Buffer = text.data()};
}

/// The name that this Windows, in its own language, has for a group.
std::wstring group_name(const char* sid) {
  const std::wstring full = to_wide(launcher::win32::find_account_name(sid));
  return full.substr(full.find(L'\\') + 1);
}

void add_to_group(const std::string& user, const char* group_sid) {
  std::wstring name = to_wide(user);
  const std::wstring group = group_name(group_sid);
  LOCALGROUP_MEMBERS_INFO_3 member{.lgrmi3_domainandname = name.data()};
  const DWORD code = netapi<decltype(&NetLocalGroupAddMembers)>("NetLocalGroupAddMembers")(
      nullptr, group.c_str(), 3, reinterpret_cast<BYTE*>(&member), 1);
  if (code != NERR_Success && code != ERROR_MEMBER_IN_ALIAS)
    fail("cannot add to the group ", user, code, "NetLocalGroupAddMembers");
}

/// The comment of a user; empty optional: there is none of that name.
std::optional<std::wstring> comment_of(const std::string& name) {
  NetBuffer buffer;
  const DWORD code = netapi<decltype(&NetUserGetInfo)>("NetUserGetInfo")(nullptr, to_wide(name).c_str(), 1,
                                                                         buffer.receive());
  if (code == NERR_UserNotFound) return std::nullopt;
  if (code != NERR_Success) fail("cannot look at the account", name, code, "NetUserGetInfo");
  const wchar_t* comment = buffer.as<USER_INFO_1>()->usri1_comment;
  return comment == nullptr ? std::wstring() : std::wstring(comment);
}

/// A profile that is still loaded is tried again: its last process may just be ending.
void remove_profile(const std::string& sid) {
  const auto remove = find_system_function<decltype(&DeleteProfileW)>(L"userenv.dll", "DeleteProfileW");
  const std::wstring wide = to_wide(sid);
  for (int tries = 0; tries < 100; ++tries) {
    if (remove(wide.c_str(), nullptr, nullptr) != 0) return;
    const DWORD code = GetLastError();
    if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND) return;
    Sleep(100);
  }
}

}  // namespace

launcher::Secret make_password() {
  constexpr std::string_view kCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  constexpr std::string_view kOneOfEach = "aA1!";
  constexpr std::size_t kLength = 32;
  std::random_device source;  // the system's own random numbers, with both compilers
  launcher::Secret password(kLength);
  for (std::size_t i = 0; i < kLength; ++i) {
    const std::size_t drawn = std::uniform_int_distribution<std::size_t>(0, kCharacters.size() - 1)(source);
    password.data()[i] = i < kOneOfEach.size() ? kOneOfEach[i] : kCharacters[drawn];
  }
  return password;
}

void add_user(const std::string& name, const launcher::Secret& password, bool is_administrator) {
  std::wstring wide_name = to_wide(name);
  std::wstring comment(kComment);
  launcher::BasicSecret<wchar_t> wide_password(password.size() + 1);
  for (std::size_t i = 0; i < password.size(); ++i)
    wide_password.data()[i] = static_cast<wchar_t>(password.view()[i]);  // ASCII, by make_password
  USER_INFO_1 user{};
  user.usri1_name = wide_name.data();
  user.usri1_password = wide_password.data();
  user.usri1_priv = USER_PRIV_USER;
  user.usri1_comment = comment.data();
  user.usri1_flags = UF_SCRIPT | UF_NORMAL_ACCOUNT | UF_DONT_EXPIRE_PASSWD;
  const DWORD code =
      netapi<decltype(&NetUserAdd)>("NetUserAdd")(nullptr, 1, reinterpret_cast<BYTE*>(&user), nullptr);
  if (code != NERR_Success) fail("cannot make the account", name, code, "NetUserAdd");
  add_to_group(name, is_administrator ? "S-1-5-32-544" : "S-1-5-32-545");
}

void grant_batch_logon(const std::string& sid) {
  const Policy policy(POLICY_CREATE_ACCOUNT);
  std::wstring text;
  LSA_UNICODE_STRING right = batch_logon(text);
  Policy::check(LsaAddAccountRights(policy.get(), to_sid(sid).get(), &right, 1), sid, "LsaAddAccountRights");
}

bool remove_user(const std::string& name) {
  const std::optional<std::wstring> comment = comment_of(name);
  if (!comment) return false;
  if (*comment != kComment)
    throw launcher::Error({.what = "the account stays",
                           .subject = name,
                           .text = "it is none that this program has made",
                           .advice = "Remove it by hand if nobody needs it: net user NAME /delete"});
  const std::string sid = launcher::win32::find_account_sid(name);
  // Rights of an account that is gone would stay behind as a number.
  const Policy policy(POLICY_CREATE_ACCOUNT);
  LsaRemoveAccountRights(policy.get(), to_sid(sid).get(), TRUE, nullptr, 0);
  remove_profile(sid);
  const DWORD code = netapi<decltype(&NetUserDel)>("NetUserDel")(nullptr, to_wide(name).c_str());
  if (code != NERR_Success) fail("cannot remove the account", name, code, "NetUserDel");
  return true;
}

std::vector<std::string> list_users() {
  NetBuffer buffer;
  DWORD read = 0;
  DWORD total = 0;
  const DWORD code = netapi<decltype(&NetUserEnum)>("NetUserEnum")(
      nullptr, 0, FILTER_NORMAL_ACCOUNT, buffer.receive(), MAX_PREFERRED_LENGTH, &read, &total, nullptr);
  if (code != NERR_Success) fail("cannot list", "the local accounts", code, "NetUserEnum");
  std::vector<std::string> names;
  for (DWORD i = 0; i < read; ++i)
    names.push_back(to_utf8(buffer.as<USER_INFO_0>()[i].usri0_name));
  return names;
}

std::vector<std::string> list_batch_logon_accounts() {
  const Policy policy(POLICY_VIEW_LOCAL_INFORMATION);
  std::wstring text;
  LSA_UNICODE_STRING right = batch_logon(text);
  void* buffer = nullptr;
  ULONG count = 0;
  const NTSTATUS status = LsaEnumerateAccountsWithUserRight(policy.get(), &right, &buffer, &count);
  std::vector<std::string> sids;
  if (LsaNtStatusToWinError(status) == ERROR_NO_MORE_ITEMS) return sids;
  Policy::check(status, "this machine", "LsaEnumerateAccountsWithUserRight");
  const std::unique_ptr<void, LsaMemoryFreer> owned(buffer);
  const auto* accounts = static_cast<const LSA_ENUMERATION_INFORMATION*>(buffer);
  for (ULONG i = 0; i < count; ++i)
    sids.push_back(launcher::win32::format_sid(accounts[i].Sid));
  return sids;
}

std::vector<std::string> list_profiles() {
  constexpr const wchar_t* kProfiles = L"SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
  HKEY opened = nullptr;
  const auto code = RegOpenKeyExW(HKEY_LOCAL_MACHINE, kProfiles, 0, KEY_READ, &opened);
  if (code != ERROR_SUCCESS)
    fail("cannot list", "the profiles", static_cast<std::uint32_t>(code), "RegOpenKeyExW");
  const std::unique_ptr<std::remove_pointer_t<HKEY>, KeyCloser> key(opened);
  std::vector<std::string> sids;
  std::array<wchar_t, 256> name{};
  for (DWORD i = 0;; ++i) {
    auto length = static_cast<DWORD>(name.size());
    if (RegEnumKeyExW(key.get(), i, name.data(), &length, nullptr, nullptr, nullptr, nullptr) !=
        ERROR_SUCCESS)
      break;
    sids.push_back(to_utf8({name.data(), length}));
  }
  return sids;
}

bool is_domain_controller() {
  OSVERSIONINFOEXW wanted{};
  wanted.dwOSVersionInfoSize = sizeof wanted;
  wanted.wProductType = VER_NT_DOMAIN_CONTROLLER;
  return VerifyVersionInfoW(&wanted, VER_PRODUCT_TYPE, VerSetConditionMask(0, VER_PRODUCT_TYPE, VER_EQUAL)) !=
         0;
}

}  // namespace acceptance
