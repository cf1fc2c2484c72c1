#include "launcher/win32/smb_network.hpp"

#include <winnetwk.h>

#include <algorithm>
#include <array>
#include <vector>

#include "launcher/lease.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/system_library.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// mpr.dll is not among the DLLs that Windows takes from System32 in any case, so it is not imported.
struct Mpr {
  decltype(&WNetAddConnection2W) add_connection;
  decltype(&WNetCancelConnection2W) cancel_connection;
  decltype(&WNetGetConnectionW) get_connection;
  decltype(&WNetGetProviderNameW) get_provider_name;
  decltype(&WNetGetLastErrorW) get_last_error;
  decltype(&WNetOpenEnumW) open_enum;
  decltype(&WNetEnumResourceW) enum_resource;
  decltype(&WNetCloseEnum) close_enum;

  static const Mpr& get() {
    static const Mpr mpr{
        .add_connection =
            find_system_function<decltype(&WNetAddConnection2W)>(L"mpr.dll", "WNetAddConnection2W"),
        .cancel_connection =
            find_system_function<decltype(&WNetCancelConnection2W)>(L"mpr.dll", "WNetCancelConnection2W"),
        .get_connection =
            find_system_function<decltype(&WNetGetConnectionW)>(L"mpr.dll", "WNetGetConnectionW"),
        .get_provider_name =
            find_system_function<decltype(&WNetGetProviderNameW)>(L"mpr.dll", "WNetGetProviderNameW"),
        .get_last_error = find_system_function<decltype(&WNetGetLastErrorW)>(L"mpr.dll", "WNetGetLastErrorW"),
        .open_enum = find_system_function<decltype(&WNetOpenEnumW)>(L"mpr.dll", "WNetOpenEnumW"),
        .enum_resource = find_system_function<decltype(&WNetEnumResourceW)>(L"mpr.dll", "WNetEnumResourceW"),
        .close_enum = find_system_function<decltype(&WNetCloseEnum)>(L"mpr.dll", "WNetCloseEnum"),
    };
    return mpr;
  }
};

/// WNet functions return their code. For ERROR_EXTENDED_ERROR the provider's own code and text must be asked
/// for at once and on the same thread (WNetGetLastErrorW's page).
SystemResult make_network_result(DWORD code, const char* api) {
  SystemResult result = make_result(code, api);
  if (code == ERROR_EXTENDED_ERROR) {
    DWORD provider_code = 0;
    std::array<wchar_t, 512> text{};
    std::array<wchar_t, 128> provider{};
    if (Mpr::get().get_last_error(&provider_code, text.data(), static_cast<DWORD>(text.size()),
                                  provider.data(), static_cast<DWORD>(provider.size())) == NO_ERROR) {
      result.text = describe_provider_error(wtf8_from_wide(provider.data()), provider_code,
                                            wtf8_from_wide(text.data()));
    }
  }
  return result;
}

}  // namespace

/// Registers the calling thread for as long as a call goes on, so that `cancel` finds it.
class SmbNetwork::Call {
 public:
  Call(SmbNetwork& network, const ConnectionSpec& connection) : network_(network), connection_(&connection) {
    UniqueHandle thread(
        OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId()));  // what CancelSynchronousIo needs
    const std::scoped_lock lock(network_.mutex_);
    network_.calls_[connection_] = std::move(thread);
  }
  ~Call() {
    const std::scoped_lock lock(network_.mutex_);
    network_.calls_.erase(connection_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  SmbNetwork& network_;
  const ConnectionSpec* connection_;
  QuietErrors quiet_;
};

SystemResult SmbNetwork::find_provider(std::wstring& name) {
  const std::scoped_lock lock(mutex_);
  if (provider_.empty()) {
    std::array<wchar_t, 256> buffer{};
    auto size = static_cast<DWORD>(buffer.size());
    const DWORD code = Mpr::get().get_provider_name(WNNC_NET_LANMAN, buffer.data(), &size);
    if (code != NO_ERROR) return make_network_result(code, "WNetGetProviderNameW");
    provider_ = buffer.data();
  }
  name = provider_;
  return {};
}

SystemResult SmbNetwork::connect(const ConnectionSpec& connection) {
  const Call call(*this, connection);
  std::wstring provider;
  if (SystemResult result = find_provider(provider); !result.succeeded()) return result;
  std::wstring device = connection.letter ? to_wide(connection.letter->device()) : std::wstring();
  std::wstring remote = to_wide(connection.path.text());
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = device.empty() ? nullptr : device.data();
  resource.lpRemoteName = remote.data();
  resource.lpProvider = provider.data();
  // No user and no password: the identity of this logon session. Never CONNECT_INTERACTIVE: nobody answers at
  // 3 a.m.
  const DWORD code = Mpr::get().add_connection(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
  return make_network_result(code, "WNetAddConnection2W");
}

SystemResult SmbNetwork::verify(const ConnectionSpec& connection) {
  const Call call(*this, connection);
  const std::wstring folder = to_wide(connection.letter ? connection.letter->root() : connection.path.text());
  const DWORD access = connection.verify == Verify::writable ? FILE_ADD_FILE : FILE_LIST_DIRECTORY;
  // FILE_FLAG_BACKUP_SEMANTICS is how a folder is opened (CreateFileW's page, "Directories").
  const UniqueHandle handle =
      make_handle(CreateFileW(folder.c_str(), access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  if (!handle) return last_result("CreateFileW");
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(handle.get(), &information) == 0)
    return last_result("GetFileInformationByHandle");
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
    return make_result(ERROR_DIRECTORY, "CreateFileW");
  return {};
}

SystemResult SmbNetwork::disconnect(const ConnectionSpec& connection) {
  const Call call(*this, connection);
  // By the letter, which ends this connection only; by the path it would end every one that has no letter.
  const std::wstring device =
      to_wide(connection.letter ? connection.letter->device() : connection.path.text());
  return make_network_result(Mpr::get().cancel_connection(device.c_str(), 0, FALSE),
                             "WNetCancelConnection2W");
}

Claim SmbNetwork::claim(const ConnectionSpec&) {
  return {};
}

void SmbNetwork::abandon(const ConnectionSpec&) {}

void SmbNetwork::cancel(const ConnectionSpec& connection) {
  const std::scoped_lock lock(mutex_);
  const auto call = calls_.find(&connection);
  // Best effort: the redirector may not support it, and the caller does not wait for the outcome.
  if (call != calls_.end() && call->second) CancelSynchronousIo(call->second.get());
}

std::vector<std::string> SessionLetters::connected_shares() {
  const Mpr& mpr = Mpr::get();
  HANDLE list = nullptr;
  std::vector<std::string> shares;
  if (mpr.open_enum(RESOURCE_CONNECTED, RESOURCETYPE_DISK, 0, nullptr, &list) != NO_ERROR) return shares;
  // WNetEnumResourceW asks for a buffer of 16 KB on its page; the names are inside it.
  std::vector<unsigned char> memory(16384);
  for (;;) {
    DWORD count = 0xFFFFFFFF;
    auto size = static_cast<DWORD>(memory.size());
    const DWORD code = mpr.enum_resource(list, &count, memory.data(), &size);
    if (code == ERROR_MORE_DATA && size > memory.size()) {
      memory.resize(size);
      continue;
    }
    if (code != NO_ERROR) break;
    const auto* resources = reinterpret_cast<const NETRESOURCEW*>(memory.data());
    for (DWORD i = 0; i < count; ++i) {
      const NETRESOURCEW& resource = resources[i];
      if (resource.lpLocalName != nullptr && *resource.lpLocalName != L'\0') continue;
      if (resource.lpRemoteName != nullptr) shares.push_back(wtf8_from_wide(resource.lpRemoteName));
    }
  }
  mpr.close_enum(list);
  return shares;
}

bool SessionLetters::is_share_connected(const UncPath& path) {
  const std::vector<std::string> shares = connected_shares();
  return std::any_of(shares.begin(), shares.end(), [&](const std::string& share) {
    return is_connected_to({.kind = LetterUse::Kind::network, .remote = share}, path);
  });
}

LetterUse SessionLetters::query(DriveLetter letter) {
  const QuietErrors quiet;
  const std::wstring device = to_wide(letter.device());
  std::array<wchar_t, 1024> target{};
  const bool defined =
      QueryDosDeviceW(device.c_str(), target.data(), static_cast<DWORD>(target.size())) != 0 ||
      GetLastError() == ERROR_INSUFFICIENT_BUFFER;
  const bool listed = (GetLogicalDrives() & (1U << (letter.letter() - 'A'))) != 0;
  if (!defined && !listed) return {};

  std::wstring remote(1024, L'\0');
  auto length = static_cast<DWORD>(remote.size());
  DWORD code = Mpr::get().get_connection(device.c_str(), remote.data(), &length);
  if (code == ERROR_MORE_DATA) {
    remote.resize(length);
    code = Mpr::get().get_connection(device.c_str(), remote.data(), &length);
  }
  if (code == NO_ERROR) {
    remote.resize(remote.find(L'\0'));
    return {.kind = LetterUse::Kind::network, .remote = wtf8_from_wide(remote), .api = "WNetGetConnectionW"};
  }

  LetterUse use{.kind = LetterUse::Kind::other, .api = "GetDriveTypeW"};
  if (std::wstring_view(target.data()).starts_with(L"\\??\\")) {
    use.description =
        "another name (subst) for " + wtf8_from_wide(std::wstring_view(target.data()).substr(4));
    use.api = "QueryDosDeviceW";
    return use;
  }
  switch (GetDriveTypeW(to_wide(letter.root()).c_str())) {
    case DRIVE_FIXED:
      use.description = "a local disk";
      break;
    case DRIVE_REMOVABLE:
      use.description = "a removable disk";
      break;
    case DRIVE_CDROM:
      use.description = "a CD or DVD drive";
      break;
    case DRIVE_RAMDISK:
      use.description = "a RAM disk";
      break;
    case DRIVE_REMOTE:
      use.description = "a network drive of another kind";
      use.is_passing = true;
      break;
    default:
      use.description = "in use by another device";
      use.is_passing = true;
      break;
  }
  return use;
}

}  // namespace launcher::win32
