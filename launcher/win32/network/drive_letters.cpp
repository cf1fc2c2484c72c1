#include "launcher/win32/network/drive_letters.hpp"

#include <windows.h>

#include <lm.h>
#include <winnetwk.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "launcher/lease/letter_rules.hpp"
#include "launcher/network/letter.hpp"
#include "launcher/win32/security/logon_session.hpp"
#include "launcher/win32/security/own_hive.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

LetterFacts::Drive query_drive(DriveLetter letter) {
  switch (GetDriveTypeW(to_wide(letter.root()).c_str())) {
    case DRIVE_FIXED:
      return LetterFacts::Drive::fixed;
    case DRIVE_REMOVABLE:
      return LetterFacts::Drive::removable;
    case DRIVE_CDROM:
      return LetterFacts::Drive::cd;
    case DRIVE_RAMDISK:
      return LetterFacts::Drive::ram;
    case DRIVE_REMOTE:
      return LetterFacts::Drive::remote;
    default:
      return LetterFacts::Drive::unknown;
  }
}

/// Empty: Windows does not say. Wine 8 reports the account of this process, whoever the connection was made
/// as.
std::string query_user(const std::wstring& device) {
  static const auto get_user = find_system_function<decltype(&WNetGetUserW)>(L"mpr.dll", "WNetGetUserW");
  std::array<wchar_t, 1024> user{};
  auto size = static_cast<DWORD>(user.size());
  return get_user(device.c_str(), user.data(), &size) == NO_ERROR ? wtf8_from_wide(user.data())
                                                                  : std::string();
}

void query_connection(const std::wstring& device, LetterFacts& facts) {
  static const auto get_connection =
      find_system_function<decltype(&WNetGetConnectionW)>(L"mpr.dll", "WNetGetConnectionW");
  std::wstring remote(1024, L'\0');
  auto length = static_cast<DWORD>(remote.size());
  DWORD code = get_connection(device.c_str(), remote.data(), &length);
  if (code == ERROR_MORE_DATA) {
    remote.resize(length);
    code = get_connection(device.c_str(), remote.data(), &length);
  }
  if (code == NO_ERROR) {
    remote.resize(remote.find(L'\0'));
    facts.remote = wtf8_from_wide(remote);
  }
  facts.is_unavailable = code == ERROR_CONNECTION_UNAVAIL;  // its page: a persistent one, not connected
}

/// Remote names of connections without a letter, and why there may be more.
struct Enumeration {
  std::vector<std::string> shares;
  SystemResult result;
};

/// Its end is ERROR_NO_MORE_ITEMS, and nothing else is (WNetEnumResourceW's page). Without any network nothing is
/// connected (WNetOpenEnumW's page, ERROR_NO_NETWORK).
Enumeration enumerate_connections(DWORD type) {
  const auto open_enum = find_system_function<decltype(&WNetOpenEnumW)>(L"mpr.dll", "WNetOpenEnumW");
  const auto enum_resource =
      find_system_function<decltype(&WNetEnumResourceW)>(L"mpr.dll", "WNetEnumResourceW");
  const auto close_enum = find_system_function<decltype(&WNetCloseEnum)>(L"mpr.dll", "WNetCloseEnum");
  HANDLE list = nullptr;
  Enumeration found;
  const DWORD opened = open_enum(RESOURCE_CONNECTED, type, 0, nullptr, &list);
  if (opened != NO_ERROR) {
    if (opened != ERROR_NO_NETWORK) found.result = make_result(opened, "WNetOpenEnumW");
    return found;
  }
  // WNetEnumResourceW asks for a buffer of 16 KB on its page; the names are inside it.
  std::vector<unsigned char> memory(16384);
  for (;;) {
    DWORD count = 0xFFFFFFFF;
    auto size = static_cast<DWORD>(memory.size());
    const DWORD code = enum_resource(list, &count, memory.data(), &size);
    if (code == ERROR_MORE_DATA && size > memory.size()) {
      memory.resize(size);
      continue;
    }
    if (code != NO_ERROR) {
      if (code != ERROR_NO_MORE_ITEMS) found.result = make_result(code, "WNetEnumResourceW");
      break;
    }
    const auto* resources = reinterpret_cast<const NETRESOURCEW*>(memory.data());
    for (DWORD i = 0; i < count; ++i) {
      const NETRESOURCEW& resource = resources[i];
      if (resource.lpLocalName != nullptr && *resource.lpLocalName != L'\0') continue;
      if (resource.lpRemoteName != nullptr) found.shares.push_back(wtf8_from_wide(resource.lpRemoteName));
    }
  }
  close_enum(list);
  return found;
}

/// What `net use` shows without a letter, IPC$ among it (NetUseEnum's page). Wine has no such list.
std::vector<std::string> list_uses() {
  const auto use_enum = find_system_function<decltype(&NetUseEnum)>(L"netapi32.dll", "NetUseEnum");
  const auto free_buffer =
      find_system_function<decltype(&NetApiBufferFree)>(L"netapi32.dll", "NetApiBufferFree");
  std::vector<std::string> shares;
  BYTE* buffer = nullptr;
  DWORD count = 0;
  DWORD total = 0;
  const DWORD code = use_enum(nullptr, 1, &buffer, MAX_PREFERRED_LENGTH, &count, &total, nullptr);
  const std::unique_ptr<BYTE, decltype(free_buffer)> owner(buffer, free_buffer);
  if (code != NERR_Success || buffer == nullptr) return shares;
  const auto* const uses = reinterpret_cast<const USE_INFO_1*>(buffer);
  for (DWORD i = 0; i < count; ++i) {
    const bool has_letter = uses[i].ui1_local != nullptr && *uses[i].ui1_local != L'\0';
    if (!has_letter && uses[i].ui1_remote != nullptr) shares.push_back(wtf8_from_wide(uses[i].ui1_remote));
  }
  return shares;
}

}  // namespace

DriveLetters::DriveLetters() : own_sessions_(query_own_sessions()) {}

LetterUse DriveLetters::query(DriveLetter letter) {
  const QuietErrors quiet;
  LetterUse use = query_holder(letter);
  use.remembered = query_remembered(letter);
  if (use.kind == LetterUse::Kind::network) use.user = query_user(to_wide(letter.device()));
  return use;
}

LetterUse DriveLetters::query_holder(DriveLetter letter) {
  const QuietErrors quiet;
  const std::wstring device = to_wide(letter.device());
  LetterFacts facts;
  std::array<wchar_t, 1024> target{};
  // The first of several targets is the one in force (QueryDosDeviceW's page).
  const bool found = QueryDosDeviceW(device.c_str(), target.data(), static_cast<DWORD>(target.size())) != 0;
  const DWORD code = found ? NO_ERROR : GetLastError();
  if (found) facts.target = wtf8_from_wide(target.data());
  // When it cannot say, the list of drives does; it is made from the same definitions.
  facts.is_there =
      found || code == ERROR_INSUFFICIENT_BUFFER ||
      (code != ERROR_FILE_NOT_FOUND && (GetLogicalDrives() & (1U << (letter.letter() - 'A'))) != 0);
  if (facts.is_there) query_connection(device, facts);
  if (facts.is_there && !facts.remote) facts.drive = query_drive(letter);
  return judge_letter(letter, facts, own_sessions_);
}

std::vector<std::string> DriveLetters::connected_shares() {
  return enumerate_connections(RESOURCETYPE_DISK).shares;
}

std::vector<std::string> DriveLetters::connections_without_letter() {
  std::vector<std::string> shares = enumerate_connections(RESOURCETYPE_ANY).shares;
  for (std::string& share : list_uses())
    shares.push_back(std::move(share));
  return shares;
}

std::string DriveLetters::query_remembered(DriveLetter letter) {
  const std::wstring key = L"Network\\" + to_wide(std::string(1, letter.letter()));
  std::array<wchar_t, 1024> path{};
  auto size = static_cast<DWORD>(sizeof path);
  UniqueKey hive;
  if (!open_own_hive(KEY_READ, hive).succeeded()) return {};
  const LSTATUS code =
      RegGetValueW(hive.get(), key.c_str(), L"RemotePath", RRF_RT_REG_SZ, nullptr, path.data(), &size);
  return code == ERROR_SUCCESS ? wtf8_from_wide(path.data()) : std::string();
}

bool DriveLetters::is_share_connected(const UncPath& path) {
  const Enumeration found = enumerate_connections(RESOURCETYPE_DISK);
  const bool is_there = std::any_of(found.shares.begin(), found.shares.end(), [&](const std::string& share) {
    return is_connected_to({.kind = LetterUse::Kind::network, .remote = share}, path);
  });
  if (is_there || found.result.succeeded()) return is_there;
  throw Error(describe_system_failure("cannot find out whether this session is connected to", path.text(),
                                      found.result,
                                      "net use, run as the account of the task, shows its connections"));
}

}  // namespace launcher::win32
