#pragma once

#include "launcher/win32/handle.hpp"

/// A job object that ends all of its processes when its last handle is closed, which is when the launcher
/// ends, in whatever way (Win32 docs, "Job Objects", JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE). Without breakaway,
/// so that every descendant made by CreateProcess is in it.
namespace launcher::win32 {

class Job {
 public:
  /// Throws Error.
  Job();

  HANDLE handle() const { return handle_.get(); }

  /// From now on its processes live on when the handle is closed. Best effort: where it fails they end with
  /// us, as before.
  void release();

 private:
  UniqueHandle handle_;
};

}  // namespace launcher::win32
