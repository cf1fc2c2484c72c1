#include "launcher/win32/system/system_library.hpp"

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const char* kAdvice =
    "Windows 10 or Server 2016 and later have it (winver shows the version); "
    "if this is one, repair it: sfc /scannow";

}  // namespace

void restrict_dll_search() {
  if (SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32) == 0) {
    throw Error(describe_system_failure("cannot restrict where DLLs are loaded from", "System32",
                                        last_result("SetDefaultDllDirectories"), kAdvice));
  }
}

HMODULE load_system_library(const wchar_t* name) {
  const HMODULE library = LoadLibraryExW(name, nullptr, LOAD_LIBRARY_SEARCH_SYSTEM32);
  if (library == nullptr) {
    const SystemResult result = last_result("LoadLibraryExW");
    throw Error(describe_system_failure("cannot load a library of Windows", to_utf8(name), result, kAdvice));
  }
  return library;
}

FARPROC find_function(HMODULE library, const char* name) {
  const FARPROC function = GetProcAddress(library, name);
  if (function == nullptr) {
    const SystemResult result = last_result("GetProcAddress");
    throw Error(describe_system_failure("cannot find a function of Windows", name, result, kAdvice));
  }
  return function;
}

}  // namespace launcher::win32
