#pragma once

#include <windows.h>

#include <memory>
#include <type_traits>

/// Owners for what Windows hands out.
namespace launcher::win32 {

struct HandleCloser {
  void operator()(HANDLE handle) const { CloseHandle(handle); }
};

/// A kernel handle; empty when there is none. File functions say "none" with INVALID_HANDLE_VALUE, the others
/// with NULL: make_handle takes both. Not for GetCurrentProcess, whose pseudo handle has the value of the
/// former.
using UniqueHandle = std::unique_ptr<std::remove_pointer_t<HANDLE>, HandleCloser>;

inline UniqueHandle make_handle(HANDLE handle) {
  return UniqueHandle(handle == INVALID_HANDLE_VALUE ? nullptr : handle);
}

struct SearchCloser {
  void operator()(HANDLE search) const { FindClose(search); }
};

/// What FindFirstFileW and its like return; empty when there is none.
using UniqueSearch = std::unique_ptr<std::remove_pointer_t<HANDLE>, SearchCloser>;

inline UniqueSearch make_search(HANDLE search) {
  return UniqueSearch(search == INVALID_HANDLE_VALUE ? nullptr : search);
}

struct KeyCloser {
  void operator()(HKEY key) const { RegCloseKey(key); }
};

/// An open key of the registry; empty when there is none.
using UniqueKey = std::unique_ptr<std::remove_pointer_t<HKEY>, KeyCloser>;

struct LocalMemoryFreer {
  void operator()(void* memory) const { LocalFree(memory); }
};

/// Memory that a function allocated with LocalAlloc.
template <typename Type>
using UniqueLocalMemory = std::unique_ptr<Type, LocalMemoryFreer>;

/// No dialog for a missing disk on this thread while this object lives. Per thread, because the process-wide
/// error mode would be inherited by the program we start (SetThreadErrorMode's page).
class QuietErrors {
 public:
  QuietErrors() { SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &previous_); }
  ~QuietErrors() { SetThreadErrorMode(previous_, nullptr); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

 private:
  DWORD previous_ = 0;
};

}  // namespace launcher::win32
