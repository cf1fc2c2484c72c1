#include "rig_session.hpp"

#include <winnetwk.h>

#include <array>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "provider/fields.hpp"

namespace rig {
namespace {

void check(DWORD code, const char* function) {
  if (code != NO_ERROR) throw std::runtime_error(std::string(function) + ": error " + std::to_string(code));
}

std::wstring find_smb_provider() {
  std::array<wchar_t, 256> name{};
  auto length = static_cast<DWORD>(name.size());
  check(WNetGetProviderNameW(WNNC_NET_LANMAN, name.data(), &length), "WNetGetProviderNameW");
  return name.data();
}

}  // namespace

std::wstring read_variable(const wchar_t* name) {
  std::wstring value(32767, L'\0');
  value.resize(GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
  if (value.empty()) {
    throw std::runtime_error(to_utf8(name) + " is not set. Run this program with tests/rig/with-rig.sh");
  }
  return value;
}

std::wstring to_windows_path(const std::wstring& path) {
  return path.starts_with(L'/') ? L"Z:" + path : path;
}

std::string read_file(const std::wstring& path) {
  std::ifstream file(to_utf8(path), std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + to_utf8(path));
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::wstring& path, std::string_view content) {
  std::ofstream file(to_utf8(path), std::ios::binary);
  if (!(file << content).flush()) throw std::runtime_error("cannot write " + to_utf8(path));
}

bool file_exists(const std::wstring& path) {
  return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

void write_plan(std::string_view text) {
  write_file(to_windows_path(read_variable(L"DRIVELAUNCH_TEST_FAULTS")), text);
}

std::vector<std::string> read_logins() {
  std::istringstream content(read_file(to_windows_path(read_variable(L"DRIVELAUNCH_TEST_LOGINS"))));
  std::vector<std::string> lines;
  for (std::string line; std::getline(content, line);) {
    lines.push_back(line);
  }
  return lines;
}

DWORD connect(const std::wstring& local, const std::wstring& remote, const wchar_t* user,
              const wchar_t* password, DWORD flags) {
  std::wstring provider = find_smb_provider();
  std::wstring local_name = local;
  std::wstring remote_name = remote;
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = local.empty() ? nullptr : local_name.data();
  resource.lpRemoteName = remote_name.data();
  resource.lpProvider = provider.data();
  return WNetAddConnection2W(&resource, password, user, flags);
}

DWORD disconnect(const std::wstring& name, bool force) {
  return WNetCancelConnection2W(name.c_str(), 0, force ? TRUE : FALSE);
}

std::vector<Connected> list_connected() {
  HANDLE enumeration = nullptr;
  check(WNetOpenEnumW(RESOURCE_CONNECTED, RESOURCETYPE_DISK, 0, nullptr, &enumeration), "WNetOpenEnumW");
  std::vector<Connected> connected;
  std::vector<NETRESOURCEW> buffer(512);
  DWORD code = NO_ERROR;
  while (true) {
    DWORD count = 0xFFFFFFFF;
    auto size = static_cast<DWORD>(buffer.size() * sizeof(NETRESOURCEW));
    code = WNetEnumResourceW(enumeration, &count, buffer.data(), &size);
    if (code != NO_ERROR) break;
    for (DWORD index = 0; index < count; ++index) {
      const NETRESOURCEW& entry = buffer[index];
      connected.push_back({entry.lpLocalName != nullptr ? entry.lpLocalName : L"", entry.lpRemoteName});
    }
  }
  WNetCloseEnum(enumeration);
  if (code != ERROR_NO_MORE_ITEMS) check(code, "WNetEnumResourceW");
  return connected;
}

void CleanSession::clean() {
  write_plan("");
  for (const Connected& connection : list_connected()) {
    disconnect(connection.local.empty() ? connection.remote : connection.local, true);
  }
}

}  // namespace rig
