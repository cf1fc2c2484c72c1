#include "launcher/win32/security/secured_object.hpp"

#include <windows.h>

#include <aclapi.h>
#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/trust/reparse_point.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr DWORD kLook = READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

/// The path without the \\?\ that nobody types.
std::string shown_path(const std::string& path) {
  if (path.starts_with(R"(\\?\UNC\)")) return "\\" + path.substr(7);
  if (path.starts_with(R"(\\?\)") && path.size() > 5 && path[5] == ':') return path.substr(4);
  return path;
}

[[noreturn]] void fail(const std::string& path, const SystemResult& result) {
  throw Error(describe_system_failure(
      "cannot read who may change it", path, result,
      fmt::format("Let the account of the task read its permissions: icacls \"{}\" shows them", path)));
}

/// The SID of an entry that allows; in object entries two GUIDs may stand before it ([MS-DTYP] 2.4.4.3). Null
/// for other entries, of which it does not matter.
PSID find_sid(ACE_HEADER* header) {
  std::size_t offset = 0;
  switch (header->AceType) {
    case ACCESS_ALLOWED_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_ACE_TYPE:
      offset = offsetof(ACCESS_ALLOWED_ACE, SidStart);
      break;
    case ACCESS_ALLOWED_OBJECT_ACE_TYPE:
    case ACCESS_ALLOWED_CALLBACK_OBJECT_ACE_TYPE: {
      const DWORD flags = reinterpret_cast<ACCESS_ALLOWED_OBJECT_ACE*>(header)->Flags;
      offset = offsetof(ACCESS_ALLOWED_OBJECT_ACE, ObjectType);
      if ((flags & ACE_OBJECT_TYPE_PRESENT) != 0) offset += sizeof(GUID);
      if ((flags & ACE_INHERITED_OBJECT_TYPE_PRESENT) != 0) offset += sizeof(GUID);
      break;
    }
    default:
      return nullptr;
  }
  return reinterpret_cast<unsigned char*>(header) + offset;
}

std::vector<AccessEntry> read_entries(PACL list, const std::string& path) {
  std::vector<AccessEntry> entries;
  for (DWORD i = 0; i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (GetAce(list, i, &entry) == 0) fail(path, last_result("GetAce"));
    auto* const header = static_cast<ACE_HEADER*>(entry);
    entries.push_back({.type = header->AceType,
                       .flags = header->AceFlags,
                       .mask = static_cast<ACCESS_ALLOWED_ACE*>(entry)->Mask,  // first in every kind
                       .sid = format_sid(find_sid(header))});
  }
  return entries;
}

bool keeps_acls(HANDLE object, const std::string& path) {
  DWORD flags = 0;
  if (GetVolumeInformationByHandleW(object, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) == 0) {
    fail(path, last_result("GetVolumeInformationByHandleW"));
  }
  return (flags & FILE_PERSISTENT_ACLS) != 0;
}

/// Names of a file. Windows reports the same in BY_HANDLE_FILE_INFORMATION, but with what it would first have
/// to find out of the volume.
std::uint32_t count_links(HANDLE file, const std::string& path) {
  FILE_STANDARD_INFO information{};
  if (GetFileInformationByHandleEx(file, FileStandardInfo, &information, sizeof information) == 0)
    fail(path, last_result("GetFileInformationByHandleEx"));
  return information.NumberOfLinks;
}

/// `volume_keeps_acls`: empty, to be asked, for the first object of a path. Those above it are on the same
/// volume: a folder on which another one is mounted is a name surrogate.
SecuredObject read_object(HANDLE object, TrustKind kind, const std::string& path,
                          std::optional<bool>& volume_keeps_acls) {
  SecuredObject read{.kind = kind, .path = shown_path(path), .owner = {}, .entries = {}};
  read.is_volume_root = list_ancestors(path).empty();
  read.is_name_surrogate = is_name_surrogate(object);
  FILE_REMOTE_PROTOCOL_INFO protocol{};
  read.is_remote =
      path.starts_with(R"(\\?\UNC\)") ||
      GetFileInformationByHandleEx(object, FileRemoteProtocolInfo, &protocol, sizeof protocol) != 0;
  if (!volume_keeps_acls) volume_keeps_acls = keeps_acls(object, read.path);
  read.keeps_acls = *volume_keeps_acls;
  if (kind == TrustKind::file) read.link_count = count_links(object, read.path);
  PSID owner = nullptr;
  PACL list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD code =
      GetSecurityInfo(object, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner,
                      nullptr, &list, nullptr, &descriptor);
  const UniqueLocalMemory<void> memory(descriptor);
  if (code != ERROR_SUCCESS) fail(read.path, make_result(code, "GetSecurityInfo"));
  read.owner = format_sid(owner);
  if (list != nullptr) read.entries = read_entries(list, read.path);
  return read;
}

void add(std::vector<TrustFinding>& all, std::vector<TrustFinding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

/// What cannot be looked at is not trusted; with the right to read it, it can be.
TrustFinding make_unreadable(const std::string& path, const SystemResult& result,
                             const TrustedAccounts& accounts) {
  return {.path = shown_path(path),
          .sid = {},
          .problem = fmt::format("who may change it cannot be read: {} ({}): {}", result.code, result.api,
                                 result.text),
          .commands = {fmt::format("icacls \"{}\" /grant *{}:(RX)", shown_path(path), accounts.own)}};
}

void inspect_one(std::vector<TrustFinding>& findings, HANDLE object, TrustKind kind, const std::string& path,
                 const TrustedAccounts& accounts, std::optional<bool>& volume_keeps_acls) {
  try {
    add(findings, judge_trust(read_object(object, kind, path, volume_keeps_acls), accounts));
  } catch (const Error& error) {
    const Failure& failure = error.failure();
    findings.push_back(
        make_unreadable(path, {.code = failure.code, .api = failure.api, .text = failure.text}, accounts));
  }
}

void inspect_folders_above(std::vector<TrustFinding>& findings, const std::string& path,
                           const TrustedAccounts& accounts, std::optional<bool>& volume_keeps_acls) {
  for (const std::string& folder : list_ancestors(path)) {
    const UniqueHandle ancestor = open_unfollowed(folder, kLook);
    if (!ancestor) {
      findings.push_back(make_unreadable(folder, last_result("CreateFileW"), accounts));
    } else {
      inspect_one(findings, ancestor.get(), TrustKind::ancestor, folder, accounts, volume_keeps_acls);
    }
  }
}

}  // namespace

std::string find_full_path(const std::string& path) {
  std::wstring full(32768, L'\0');
  const DWORD length =
      GetFullPathNameW(to_wide(path).c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  if (length == 0 || length >= full.size()) fail(path, last_result("GetFullPathNameW"));
  full.resize(length);
  return to_utf8(full);
}

UniqueHandle open_unfollowed(const std::string& path, DWORD access, DWORD disposition,
                             SECURITY_ATTRIBUTES* security) {
  return open_path(path, access, disposition, FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS,
                   security);
}

std::optional<DWORD> find_reparse_tag(HANDLE object) {
  FILE_ATTRIBUTE_TAG_INFO found{};
  const bool is_answered =
      GetFileInformationByHandleEx(object, FileAttributeTagInfo, &found, sizeof found) != 0;
  return decide_reparse_tag({.code = is_answered ? ERROR_SUCCESS : GetLastError(),
                             .attributes = found.FileAttributes,
                             .tag = found.ReparseTag});
}

bool is_name_surrogate(HANDLE object) {
  const std::optional<DWORD> tag = find_reparse_tag(object);
  return tag && is_name_surrogate_tag(*tag);
}

std::string find_final_path(HANDLE object) {
  std::wstring path(32768, L'\0');
  const auto size = static_cast<DWORD>(path.size());
  DWORD length = GetFinalPathNameByHandleW(object, path.data(), size, VOLUME_NAME_DOS);
  // A volume that has neither a letter nor a folder has no name of that kind.
  if (length == 0) length = GetFinalPathNameByHandleW(object, path.data(), size, VOLUME_NAME_GUID);
  if (length == 0 || length >= size) fail("final path", last_result("GetFinalPathNameByHandleW"));
  path.resize(length);
  return to_utf8(path);
}

SecuredObject read_secured_object(HANDLE object, TrustKind kind) {
  std::optional<bool> volume_keeps_acls;
  return read_object(object, kind, find_final_path(object), volume_keeps_acls);
}

void inspect_ancestors(std::vector<TrustFinding>& findings, const std::string& path,
                       const TrustedAccounts& accounts) {
  std::optional<bool> volume_keeps_acls;
  inspect_folders_above(findings, path, accounts, volume_keeps_acls);
}

void inspect_links(std::vector<TrustFinding>& findings, const std::string& written,
                   const std::string& final_path, const TrustedAccounts& accounts) {
  const std::string full = find_full_path(written);
  if (equals_ignoring_case(full, shown_path(final_path)) || equals_ignoring_case(full, final_path)) return;
  for (const std::string& folder : list_ancestors(full)) {
    const UniqueHandle object = open_unfollowed(folder, FILE_READ_ATTRIBUTES | SYNCHRONIZE);
    if (!object) {
      findings.push_back(make_unreadable(folder, last_result("CreateFileW"), accounts));
    } else if (is_name_surrogate(object.get())) {
      add(findings,
          judge_trust({.path = folder, .is_name_surrogate = true, .owner = {}, .entries = {}}, accounts));
    }
  }
}

std::vector<TrustFinding> inspect_trust(HANDLE object, TrustKind kind, const std::string& written,
                                        const TrustedAccounts& accounts) {
  const QuietErrors quiet;
  std::vector<TrustFinding> findings;
  const std::string path = find_final_path(object);
  std::optional<bool> volume_keeps_acls;
  inspect_one(findings, object, kind, path, accounts, volume_keeps_acls);
  inspect_folders_above(findings, path, accounts, volume_keeps_acls);
  inspect_links(findings, written, path, accounts);
  return findings;
}

}  // namespace launcher::win32
