#include "launcher/win32/network/smb_network.hpp"

#include <winnetwk.h>

#include <array>
#include <string>
#include <utility>

#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_secret.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// mpr.dll is not among the DLLs that Windows takes from System32 in any case, so it is not imported.
struct Mpr {
  decltype(&WNetAddConnection2W) add_connection;
  decltype(&WNetCancelConnection2W) cancel_connection;
  decltype(&WNetGetProviderNameW) get_provider_name;
  decltype(&WNetGetLastErrorW) get_last_error;

  static const Mpr& get() {
    static const Mpr mpr{
        .add_connection =
            find_system_function<decltype(&WNetAddConnection2W)>(L"mpr.dll", "WNetAddConnection2W"),
        .cancel_connection =
            find_system_function<decltype(&WNetCancelConnection2W)>(L"mpr.dll", "WNetCancelConnection2W"),
        .get_provider_name =
            find_system_function<decltype(&WNetGetProviderNameW)>(L"mpr.dll", "WNetGetProviderNameW"),
        .get_last_error = find_system_function<decltype(&WNetGetLastErrorW)>(L"mpr.dll", "WNetGetLastErrorW"),
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

/// Wine knows no FileRemoteProtocolInfo, nor does a file system that is not remote: then it is not known.
Encryption query_encryption(HANDLE folder) {
  FILE_REMOTE_PROTOCOL_INFO information{};
  if (GetFileInformationByHandleEx(folder, FileRemoteProtocolInfo, &information, sizeof information) == 0)
    return Encryption::not_known;
  return judge_encryption({.structure_version = information.StructureVersion,
                           .protocol = information.Protocol,
                           .major_version = information.ProtocolMajorVersion,
                           .flags = information.Flags});
}

}  // namespace

/// Registers the calling thread for as long as a call goes on, so that `cancel` finds it.
class SmbNetwork::Call {
 public:
  Call(SmbNetwork& network, const ConnectionSpec& connection, const char* api) : network_(network) {
    UniqueHandle thread(
        OpenThread(THREAD_TERMINATE, FALSE, GetCurrentThreadId()));  // what CancelSynchronousIo needs
    const std::scoped_lock lock(network_.mutex_);
    call_ = network_.calls_.emplace(connection.id(), GoingOn{api, std::move(thread)});
  }
  ~Call() {
    const std::scoped_lock lock(network_.mutex_);
    network_.calls_.erase(call_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  SmbNetwork& network_;
  std::multimap<ConnectionId, GoingOn>::iterator call_;
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
  const Call call(*this, connection, "WNetAddConnection2W");
  std::wstring provider;
  if (SystemResult result = find_provider(provider); !result.succeeded()) return result;
  std::wstring device = connection.letter ? to_wide(connection.letter->device()) : std::wstring();
  std::wstring remote = to_wide(connection.remote().text());
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = device.empty() ? nullptr : device.data();
  resource.lpRemoteName = remote.data();
  resource.lpProvider = provider.data();
  // Never CONNECT_INTERACTIVE: nobody answers at 3 a.m.
  if (!connection.credential) {
    // No user and no password: the identity of this logon session.
    return make_network_result(Mpr::get().add_connection(&resource, nullptr, nullptr, CONNECT_TEMPORARY),
                               "WNetAddConnection2W");
  }
  const CredentialLoad load = credentials_.load(*connection.credential);
  if (!load.credential) return load.result;
  // Asked before, but it may have been set again since.
  if (!load.credential->is_for(connection.path.server())) {
    return {.code = ERROR_ACCESS_DENIED,
            .text = "The credential " + *connection.credential + " has been set again, and not for " +
                    std::string(connection.path.server()),
            .source = Source::check};
  }
  const std::wstring user = to_wide(load.credential->user);
  const WideSecret password = widen(load.credential->password);
  return make_network_result(
      Mpr::get().add_connection(&resource, password.view().data(), user.c_str(), CONNECT_TEMPORARY),
      "WNetAddConnection2W");
}

Verification SmbNetwork::verify(const ConnectionSpec& connection) {
  const Call call(*this, connection, "CreateFileW");
  const std::string folder = connection.letter ? connection.letter->root() : connection.path.text();
  const DWORD access = connection.verify == Verify::writable ? FILE_ADD_FILE : FILE_LIST_DIRECTORY;
  // FILE_FLAG_BACKUP_SEMANTICS is how a folder is opened (CreateFileW's page, "Directories").
  const UniqueHandle handle = open_path(folder, access, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
  if (!handle) return {.result = last_result("CreateFileW")};
  FILE_STANDARD_INFO information{};
  if (GetFileInformationByHandleEx(handle.get(), FileStandardInfo, &information, sizeof information) == 0)
    return {.result = last_result("GetFileInformationByHandleEx")};
  if (information.Directory == 0) {
    SystemResult no_folder = make_result(ERROR_DIRECTORY, "GetFileInformationByHandleEx");
    no_folder.source = Source::check;
    return {.result = std::move(no_folder)};
  }
  const Encryption encryption = query_encryption(handle.get());
  return {.result = connection.encrypt ? describe_encryption(encryption) : SystemResult{},
          .encryption = encryption};
}

SystemResult SmbNetwork::disconnect(const ConnectionSpec& connection) {
  const Call call(*this, connection, "WNetCancelConnection2W");
  // By the letter, which ends this connection only; by the path it would end every one that has no letter.
  const std::wstring device =
      to_wide(connection.letter ? connection.letter->device() : connection.remote().text());
  return make_network_result(Mpr::get().cancel_connection(device.c_str(), 0, FALSE),
                             "WNetCancelConnection2W");
}

/// Whether it reaches a call of WNet is on no page: the page of CancelSynchronousIo speaks of I/O operations,
/// and of ERROR_NOT_FOUND where the thread waits for none.
std::vector<CancelledCall> SmbNetwork::cancel(const ConnectionSpec& connection) {
  std::vector<CancelledCall> cancelled;
  const std::scoped_lock lock(mutex_);
  const auto [begin, end] = calls_.equal_range(connection.id());
  for (auto call = begin; call != end; ++call) {
    const BOOL was_asked = CancelSynchronousIo(call->second.thread.get());
    cancelled.push_back({.api = call->second.api,
                         .answer = was_asked != 0 ? SystemResult{} : last_result("CancelSynchronousIo")});
  }
  return cancelled;
}

}  // namespace launcher::win32
