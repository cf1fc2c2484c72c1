#include "launcher/win32/command/session_report.hpp"

#include <windows.h>

#include <array>
#include <vector>

#include "launcher/win32/command/machine_policies.hpp"
#include "launcher/win32/network/drive_letters.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/logon_session.hpp"
#include "launcher/win32/security/own_hive.hpp"
#include "launcher/win32/security/token.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// The groups that Windows puts into the token of each kind of logon.
LogonKind query_logon_kind(HANDLE token) {
  const std::vector<unsigned char> memory = query_token_memory(token, TokenGroups);
  if (memory.empty()) return LogonKind::unknown;
  const auto* groups = reinterpret_cast<const TOKEN_GROUPS*>(memory.data());
  for (DWORD i = 0; i < groups->GroupCount; ++i) {
    PSID const sid = groups->Groups[i].Sid;
    if (IsWellKnownSid(sid, WinBatchSid) != 0) return LogonKind::batch;
    if (IsWellKnownSid(sid, WinServiceSid) != 0) return LogonKind::service;
    if (IsWellKnownSid(sid, WinInteractiveSid) != 0) return LogonKind::interactive;
    if (IsWellKnownSid(sid, WinNetworkSid) != 0) return LogonKind::network;
  }
  return LogonKind::unknown;
}

void read_token(SessionReport& report) {
  const HANDLE token = GetCurrentProcessToken();
  if (const auto type = query_token<TOKEN_ELEVATION_TYPE>(token, TokenElevationType)) {
    switch (*type) {
      case TokenElevationTypeDefault:
        report.elevation = TokenElevation::none;
        break;
      case TokenElevationTypeFull:
        report.elevation = TokenElevation::elevated;
        break;
      case TokenElevationTypeLimited:
        report.elevation = TokenElevation::filtered;
        break;
    }
  }
  if (report.elevation == TokenElevation::elevated || report.elevation == TokenElevation::filtered) {
    if (const auto linked = query_linked_logon_session(token))
      report.linked_session = format_logon_session(*linked);
  }
  report.logon = query_logon_kind(token);
}

UniqueKey open_key(HKEY parent, const wchar_t* name) {
  HKEY key = nullptr;
  RegOpenKeyExW(parent, name, 0, KEY_READ, &key);
  return UniqueKey(key);
}

std::string query_text(HKEY key, const wchar_t* name) {
  std::array<wchar_t, 1024> text{};
  auto size = static_cast<DWORD>(sizeof text);
  if (RegGetValueW(key, nullptr, name, RRF_RT_REG_SZ, nullptr, text.data(), &size) != ERROR_SUCCESS)
    return {};
  return wtf8_from_wide(text.data());
}

/// Each drive that is to be connected at the next logon is a key named by its letter.
void read_remembered(SessionReport& report) {
  UniqueKey hive;
  if (!open_own_hive(KEY_READ, hive).succeeded()) return;
  const UniqueKey network = open_key(hive.get(), L"Network");
  if (!network) return;
  for (DWORD i = 0;; ++i) {
    std::array<wchar_t, 256> name{};
    auto length = static_cast<DWORD>(name.size());
    if (RegEnumKeyExW(network.get(), i, name.data(), &length, nullptr, nullptr, nullptr, nullptr) !=
        ERROR_SUCCESS)
      break;
    const UniqueKey key = open_key(network.get(), name.data());
    if (!key) continue;
    report.remembered.push_back({.letter = wtf8_from_wide(name.data()),
                                 .remote = query_text(key.get(), L"RemotePath"),
                                 .user = query_text(key.get(), L"UserName"),
                                 .provider = query_text(key.get(), L"ProviderName")});
  }
}

}  // namespace

SessionReport read_session_report() {
  SessionReport report;
  const LogIdentity identity = query_identity();
  report.account = identity.account;
  report.session = identity.session;
  const std::string sid = query_own_sid();
  if (sid != "S-1-0-0") report.sid = sid;
  read_token(report);
  DWORD windows_session = 0;
  if (ProcessIdToSessionId(GetCurrentProcessId(), &windows_session) != 0)
    report.windows_session = windows_session;
  DriveLetters letters;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const DriveLetter drive = DriveLetter::parse(std::string_view(&letter, 1));
    LetterUse use = letters.query(drive);
    if (use.kind != LetterUse::Kind::free) report.letters.push_back({drive, std::move(use)});
  }
  report.shares = letters.connected_shares();
  read_remembered(report);
  report.policies = read_machine_policies();
  return report;
}

}  // namespace launcher::win32
