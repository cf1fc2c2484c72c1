#pragma once

#include <windows.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "launcher/credential/credential_store.hpp"
#include "launcher/network/network.hpp"
#include "launcher/win32/system/handle.hpp"

/// Connections through Windows' SMB client: WNetAddConnection2W and WNetCancelConnection2W of mpr.dll.
namespace launcher::win32 {

class SmbNetwork : public Network {
 public:
  /// The password of a connection is read when it is needed, and wiped after the call.
  explicit SmbNetwork(CredentialSource& credentials) : credentials_(credentials) {}

  SystemResult connect(const ConnectionSpec& connection) override;
  Verification verify(const ConnectionSpec& connection) override;
  SystemResult disconnect(const ConnectionSpec& connection) override;
  std::vector<CancelledCall> cancel(const ConnectionSpec& connection) override;

 private:
  class Call;
  struct GoingOn {
    const char* api;
    UniqueHandle thread;  ///< that makes the call
  };

  /// The name of the SMB provider, asked once: naming it keeps other providers (WebDAV, for one) from being
  /// tried after it fails, and with them minutes of waiting.
  SystemResult find_provider(std::wstring& name);

  CredentialSource& credentials_;
  std::mutex mutex_;
  std::wstring provider_;
  std::multimap<ConnectionId, GoingOn> calls_;
};

}  // namespace launcher::win32
