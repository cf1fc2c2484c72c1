#include "launcher/win32/credential/data_protection.hpp"

#include <windows.h>

// Declares DATA_BLOB, which dpapi.h needs and <windows.h> leaves out with WIN32_LEAN_AND_MEAN.
#include <wincrypt.h>

#include <dpapi.h>

#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"

namespace launcher::win32 {
namespace {

DATA_BLOB blob_of(std::string_view bytes) {
  // The functions only read from it.
  return {.cbData = static_cast<DWORD>(bytes.size()),
          .pbData = reinterpret_cast<BYTE*>(const_cast<char*>(bytes.data()))};
}

}  // namespace

SystemResult protect_for_machine(const Secret& text, std::string& bytes) {
  const auto protect = find_system_function<decltype(&CryptProtectData)>(L"crypt32.dll", "CryptProtectData");
  DATA_BLOB in = blob_of(text.view());
  DATA_BLOB out{};
  if (protect(&in, L"", nullptr, nullptr, nullptr, CRYPTPROTECT_LOCAL_MACHINE | CRYPTPROTECT_UI_FORBIDDEN,
              &out) == 0) {
    return last_result("CryptProtectData");
  }
  const UniqueLocalMemory<BYTE> owner(out.pbData);
  bytes.assign(reinterpret_cast<const char*>(out.pbData), out.cbData);
  return {};
}

SystemResult unprotect_for_machine(std::string_view bytes, Secret& text) {
  const auto unprotect =
      find_system_function<decltype(&CryptUnprotectData)>(L"crypt32.dll", "CryptUnprotectData");
  DATA_BLOB in = blob_of(bytes);
  DATA_BLOB out{};
  if (unprotect(&in, nullptr, nullptr, nullptr, nullptr, CRYPTPROTECT_UI_FORBIDDEN, &out) == 0)
    return last_result("CryptUnprotectData");
  const UniqueLocalMemory<BYTE> owner(out.pbData);
  char* const begin = reinterpret_cast<char*>(out.pbData);
  text = Secret(std::string_view(begin, out.cbData));
  Secret::wipe({begin, out.cbData});
  return {};
}

}  // namespace launcher::win32
