// The network provider that Wine's mpr.dll loads in the rig: what ntlanman.dll is on Windows. The documented
// interface is npapi.h. It passes every question to the bridge and makes the drive letters.
#include "bridge_call.hpp"
#include "drive_letter.hpp"

extern "C" {
#include <npapi.h>
}

#include <cstring>
#include <cwchar>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using rig::BridgeCall;
using rig::Fields;

constexpr wchar_t kProviderName[] = L"Microsoft Windows Network";

/// The letter of "S:", in upper case; nothing for any other text.
std::optional<wchar_t> parse_letter(const wchar_t* name) {
  if (std::wcslen(name) != 2 || name[1] != L':') return std::nullopt;
  const wchar_t letter =
      name[0] >= L'a' && name[0] <= L'z' ? static_cast<wchar_t>(name[0] - L'a' + L'A') : name[0];
  if (letter < L'A' || letter > L'Z') return std::nullopt;
  return letter;
}

bool is_empty(const wchar_t* text) {
  return text == nullptr || *text == L'\0';
}

std::string letter_field(wchar_t letter) {
  return {static_cast<char>(letter)};
}

/// Lower case, as the folders of the prefix are, up to the share; what is below it as the caller wrote it.
std::wstring normalize_remote(std::wstring remote) {
  int separators = 0;
  for (wchar_t& character : remote) {
    if (character == L'\\' && ++separators == 4) break;
    if (character >= L'A' && character <= L'Z') character = static_cast<wchar_t>(character - L'A' + L'a');
  }
  return remote;
}

DWORD add_connection(const NETRESOURCEW& resource, const wchar_t* password, const wchar_t* user,
                     DWORD flags) {
  if (resource.dwType != RESOURCETYPE_DISK && resource.dwType != RESOURCETYPE_ANY) return ERROR_BAD_DEV_TYPE;
  if (is_empty(resource.lpRemoteName)) return ERROR_BAD_NET_NAME;
  const std::wstring remote = normalize_remote(resource.lpRemoteName);
  Fields fields{{"remote", rig::to_utf8(remote)}, {"flags", std::to_string(flags)}};
  std::optional<wchar_t> letter;
  if (!is_empty(resource.lpLocalName)) {
    letter = parse_letter(resource.lpLocalName);
    if (!letter) return ERROR_BAD_DEVICE;
    if (rig::is_letter_in_use(*letter)) return ERROR_ALREADY_ASSIGNED;
    fields["letter"] = letter_field(*letter);
  }
  if (!is_empty(user)) fields["user"] = rig::to_utf8(user);
  if (password != nullptr) fields["password"] = rig::to_utf8(password);

  BridgeCall call;
  DWORD code = call.ask("connect", fields);
  if (code != NO_ERROR) return code;
  if (letter) code = rig::define_letter(*letter, remote);
  call.say(code == NO_ERROR ? "done" : "failed");
  return code;
}

DWORD cancel_connection(const wchar_t* name, bool force) {
  const std::optional<wchar_t> letter = parse_letter(name);
  BridgeCall call;
  DWORD code = call.ask("disconnect", {{"name", rig::to_utf8(letter ? std::wstring{*letter, L':'} : name)},
                                       {"force", force ? "1" : "0"}});
  if (code != NO_ERROR) return code;
  if (letter) code = rig::remove_letter(*letter);
  call.say(code == NO_ERROR ? "done" : "failed");
  call.read();
  return code;
}

struct Shown {
  std::wstring local;
  std::wstring remote;
};

struct Enumeration {
  std::vector<Shown> connections;
  std::size_t next = 0;
};

std::vector<Shown> list_connections() {
  BridgeCall call;
  call.ask("enumerate", {});
  std::vector<Shown> shown;
  for (unsigned long count = std::stoul(call.answer().at("count")); count > 0; --count) {
    const Fields line = call.read();
    const std::string& letter = line.at("letter");
    shown.push_back({letter.empty() ? L"" : rig::to_utf16(letter) + L":", rig::to_utf16(line.at("remote"))});
  }
  return shown;
}

/// Fills an enumeration's buffer: the structures from its start, their strings from its end.
class ResourceBuffer {
 public:
  ResourceBuffer(void* buffer, DWORD size)
      : next_(static_cast<NETRESOURCEW*>(buffer)), strings_(static_cast<char*>(buffer) + size) {}

  /// The bytes one entry takes.
  static DWORD size_of(const Shown& shown) {
    const std::size_t characters =
        shown.local.size() + 1 + shown.remote.size() + 1 + std::size(kProviderName);
    return static_cast<DWORD>(sizeof(NETRESOURCEW) + characters * sizeof(wchar_t));
  }

  bool has_room_for(const Shown& shown) const {
    return strings_ - reinterpret_cast<const char*>(next_) >= static_cast<std::ptrdiff_t>(size_of(shown));
  }

  void append(const Shown& shown) {
    NETRESOURCEW& entry = *next_++;
    entry = {};
    entry.dwScope = RESOURCE_CONNECTED;
    entry.dwType = RESOURCETYPE_DISK;
    entry.dwDisplayType = RESOURCEDISPLAYTYPE_SHARE;
    entry.dwUsage = RESOURCEUSAGE_CONNECTABLE;
    // Without a letter it would be null on Windows, but the mpr.dll of Wine 8 follows the pointer.
    entry.lpLocalName = put(shown.local);
    entry.lpRemoteName = put(shown.remote);
    entry.lpProvider = put(kProviderName);
  }

 private:
  wchar_t* put(const std::wstring& text) {
    const std::size_t size = (text.size() + 1) * sizeof(wchar_t);
    strings_ -= size;
    return static_cast<wchar_t*>(std::memcpy(strings_, text.c_str(), size));
  }

  NETRESOURCEW* next_;
  char* strings_;
};

DWORD enumerate(Enumeration& enumeration, DWORD& count, void* buffer, DWORD& size) {
  const std::vector<Shown>& all = enumeration.connections;
  if (enumeration.next == all.size()) return ERROR_NO_MORE_ITEMS;
  ResourceBuffer entries(buffer, size);
  const DWORD wanted = count;
  for (count = 0; count < wanted && enumeration.next < all.size(); ++count, ++enumeration.next) {
    const Shown& shown = all[enumeration.next];
    if (!entries.has_room_for(shown)) {
      if (count > 0) break;
      size = ResourceBuffer::size_of(shown);
      return ERROR_MORE_DATA;
    }
    entries.append(shown);
  }
  return NO_ERROR;
}

DWORD get_connection(const wchar_t* name, wchar_t* remote, DWORD& length) {
  const std::optional<wchar_t> letter = parse_letter(name);
  if (!letter) return ERROR_BAD_DEVICE;
  const std::wstring wanted{*letter, L':'};
  for (const Shown& shown : list_connections()) {
    if (shown.local != wanted) continue;
    const DWORD needed = static_cast<DWORD>(shown.remote.size() + 1);
    const bool fits = length >= needed;
    if (fits) std::wmemcpy(remote, shown.remote.c_str(), needed);
    length = needed;
    return fits ? NO_ERROR : ERROR_MORE_DATA;
  }
  return ERROR_NOT_CONNECTED;
}

/// No exception may leave the DLL. One that gets here says that the rig is broken, or its caller passed text
/// that is not UTF-16; no server gives this code.
template <typename Function>
DWORD guard(Function function) noexcept {
  try {
    return function();
  } catch (const std::exception& error) {
    OutputDebugStringA(error.what());
    return ERROR_INTERNAL_ERROR;
  }
}

}  // namespace

extern "C" {

DWORD WINAPI NPGetCaps(DWORD index) {
  switch (index) {
    case WNNC_SPEC_VERSION:
      return WNNC_SPEC_VERSION51;
    case WNNC_NET_TYPE:
      return WNNC_NET_LANMAN;
    case WNNC_START:
      return WNNC_WAIT_FOR_START;
    case WNNC_CONNECTION:
      return WNNC_CON_ADDCONNECTION | WNNC_CON_ADDCONNECTION3 | WNNC_CON_CANCELCONNECTION |
             WNNC_CON_GETCONNECTIONS;
    case WNNC_ENUMERATION:
      return WNNC_ENUM_LOCAL;
    default:
      return 0;
  }
}

DWORD WINAPI NPAddConnection3(HWND, LPNETRESOURCEW resource, LPWSTR password, LPWSTR user, DWORD flags) {
  return guard([&] { return add_connection(*resource, password, user, flags); });
}

DWORD WINAPI NPAddConnection(LPNETRESOURCEW resource, LPWSTR password, LPWSTR user) {
  return NPAddConnection3(nullptr, resource, password, user, 0);
}

DWORD WINAPI NPCancelConnection(LPWSTR name, WINBOOL force) {
  return guard([&] { return cancel_connection(name, force != FALSE); });
}

DWORD WINAPI NPGetConnection(LPWSTR name, LPWSTR remote, LPDWORD length) {
  return guard([&] { return get_connection(name, remote, *length); });
}

DWORD WINAPI NPOpenEnum(DWORD scope, DWORD, DWORD, LPNETRESOURCEW, LPHANDLE handle) {
  if (scope != RESOURCE_CONNECTED) return ERROR_NOT_SUPPORTED;
  return guard([&] {
    auto enumeration = std::make_unique<Enumeration>();
    enumeration->connections = list_connections();
    *handle = enumeration.release();
    return static_cast<DWORD>(NO_ERROR);
  });
}

DWORD WINAPI NPEnumResource(HANDLE handle, LPDWORD count, LPVOID buffer, LPDWORD size) {
  return guard([&] { return enumerate(*static_cast<Enumeration*>(handle), *count, buffer, *size); });
}

DWORD WINAPI NPCloseEnum(HANDLE handle) {
  delete static_cast<Enumeration*>(handle);
  return NO_ERROR;
}
}
