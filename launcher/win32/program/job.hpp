#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"

/// A job object that ends all of its processes when its last handle is closed, which is when the launcher
/// ends, in whatever way (Win32 docs, "Job Objects", JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE). Without breakaway,
/// so that every descendant made by CreateProcess is in it. JobProcessStarter starts PROGRAM in it.
namespace launcher::win32 {

class Job {
 public:
  /// Throws Error.
  Job();

  HANDLE handle() const { return handle_.get(); }

  /// The processes in it now, those of job objects of their own included; an empty optional: that cannot
  /// be determined.
  std::optional<std::vector<DWORD>> process_ids() const;

  /// Waits until there is no process in it any more. False: there still is one at the deadline, or `stop`, an
  /// event, is set, or it cannot be determined. Both may be empty.
  bool wait_until_empty(std::optional<std::chrono::steady_clock::time_point> deadline, HANDLE stop) const;

  /// Ends all of its processes with this exit code.
  void end_processes(ExitCode code) { TerminateJobObject(handle_.get(), code); }

  /// From now on its processes live on when the handle is closed. Best effort: where it fails they end with
  /// us, as before.
  void release();

 private:
  UniqueHandle handle_;
};

}  // namespace launcher::win32
