#include "launcher/win32/system/system_error.hpp"

#include <windows.h>

#include <array>
#include <span>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

/// `library`: whose message table is asked; null: the system's.
std::string format_message(std::uint32_t code, DWORD language, HMODULE library) {
  const DWORD source = library == nullptr ? FORMAT_MESSAGE_FROM_SYSTEM : FORMAT_MESSAGE_FROM_HMODULE;
  wchar_t* text = nullptr;
  const DWORD length = FormatMessageW(
      source | FORMAT_MESSAGE_ALLOCATE_BUFFER | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
      library, code, language, reinterpret_cast<wchar_t*>(&text), 0, nullptr);
  const UniqueLocalMemory<wchar_t> owner(text);
  if (length == 0) return {};
  std::wstring_view view(text, length);
  while (!view.empty() && (view.back() == L' ' || view.back() == L'\n' || view.back() == L'\r'))
    view.remove_suffix(1);
  return wtf8_from_wide(view);
}

}  // namespace

std::string system_text(std::uint32_t code) {
  // ntdll.dll, which every process has, keeps the texts of NTSTATUS codes (FormatMessage's page).
  const std::array<HMODULE, 2> sources{nullptr, GetModuleHandleW(L"ntdll.dll")};
  for (const HMODULE source : std::span(sources).first(is_beyond_win32(code) ? 2 : 1)) {
    for (const DWORD language : {DWORD{MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)}, DWORD{0}}) {
      std::string text = format_message(code, language, source);
      if (!text.empty()) return text;
    }
  }
  return "unknown error";
}

SystemResult make_result(std::uint32_t code, const char* api) {
  if (code == 0) return {};
  return {.code = code, .api = api, .text = system_text(code)};
}

SystemResult last_result(const char* api) {
  const DWORD code = GetLastError();
  return make_result(code != 0 ? code : win32_error::kInternalError, api);
}

}  // namespace launcher::win32
