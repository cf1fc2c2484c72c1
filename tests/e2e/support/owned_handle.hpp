#pragma once

#include <windows.h>

#include <memory>
#include <type_traits>

namespace e2e {

struct HandleCloser {
  void operator()(HANDLE handle) const { CloseHandle(handle); }
};

/// A kernel handle; empty when there is none.
using OwnedHandle = std::unique_ptr<std::remove_pointer_t<HANDLE>, HandleCloser>;

inline OwnedHandle own(HANDLE handle) {
  return OwnedHandle(handle == INVALID_HANDLE_VALUE ? nullptr : handle);
}

}  // namespace e2e
