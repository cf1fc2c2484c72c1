#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/program/association.hpp"
#include "launcher/program/output_writer.hpp"

/// Seams: finding and starting the program of a run. win32/program/program_files and
/// win32/program/child_process implement them.
namespace launcher {

/// What there is under a name.
enum class FileKind { missing, file, folder };

struct FileStatus {
  FileKind kind = FileKind::missing;
  SystemResult result;  ///< why it is missing
};

/// What finding a program asks of the system.
class ProgramFiles {
 public:
  virtual ~ProgramFiles() = default;
  virtual FileStatus query(const std::string& path) = 0;
  /// Absolute, with `.`, `..` and slashes resolved as Windows does (GetFullPathNameW).
  virtual std::string full_path(const std::string& path) = 0;
  virtual std::string system_directory() = 0;
  virtual std::string windows_directory() = 0;
  /// The folder that holds the launcher.
  virtual std::string own_directory() = 0;
  /// The values of PATH and PATHEXT, as they are.
  virtual std::string path_variable() = 0;
  virtual std::string extensions_variable() = 0;
  /// What opens files with this extension (".vbs"). An elevated run follows what the machine says only: what an
  /// account says of itself can be changed without elevation.
  virtual Association find_association(const std::string& extension) = 0;
  /// Why others could change this file, or swap it with a folder above it; also when that cannot be found
  /// out. Nothing: they cannot, or it is on another machine, whose permissions say nothing here.
  virtual std::optional<Failure> find_who_could_change(const std::string& path) = 0;
};

/// A program ready to be started.
struct StartableProgram {
  std::string application;   ///< absolute path of the executable file
  std::string command_line;  ///< the whole line it will see; may be WTF-8
  std::string directory;     ///< its working directory; empty: the launcher's
};

/// Where a program's standard output and error go in place of the launcher's own.
class ProgramOutput {
 public:
  virtual ~ProgramOutput() = default;
  /// When the program has ended: keeps what it has written so far and closes the file. What a descendant
  /// writes later is not kept.
  /// What is not in the file by `deadline` is lost; empty: none.
  virtual OutputSummary finish(std::optional<std::chrono::steady_clock::time_point> deadline) = 0;
};

/// Why a run was to end before its program had.
enum class StopCause {
  asked,           ///< Task Scheduler's End, or anything else that sends WM_CLOSE: the program decides
  console_closed,  ///< these three: everything ends, and there are some seconds left
  logoff,
  shutdown,
};

/// How a program was asked to end when the launcher was.
struct StopRequest {
  StopCause cause = StopCause::asked;
  int windows = 0;          ///< that were sent WM_CLOSE
  bool ctrl_break = false;  ///< whether its console was sent Ctrl-Break
};

/// What a run hears of while its program runs, perhaps on another thread.
struct ProgramObserver {
  std::function<void(const StopRequest&)> on_stop;  ///< the launcher was asked to end
  /// Part of what happens when the launcher is asked to end cannot be done; the run continues.
  std::function<void(const std::string& message)> on_failure;
};

/// A process that a program has started, or one that such a process has.
struct Descendant {
  std::uint32_t id = 0;
  std::string image;  ///< the path of its file; empty: not to be found out
};

/// A program that was started.
class ChildProcess {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~ChildProcess() = default;
  virtual std::uint32_t id() const = 0;
  /// Waits for its end; its exit code, all 32 bits. When the console is closed, the user logs off or the
  /// machine shuts down, it has most of the time that Windows leaves us; then it and its descendants are
  /// ended with STATUS_CONTROL_C_EXIT, as Windows itself would, and that is the exit code also of one that
  /// Windows cannot end in time.
  virtual ExitCode wait() = 0;
  /// Whether `wait` had to end it.
  virtual bool was_ended() = 0;
  /// The descendants that are alive.
  virtual std::vector<Descendant> descendants() = 0;
  /// Waits until there are none. False: there still are at `deadline` (empty: none), or everything is to end.
  virtual bool wait_for_descendants(std::optional<Clock::time_point> deadline) = 0;
  /// When the launcher has to have ended, because Windows ends the console, the session or itself; empty: it
  /// need not.
  virtual std::optional<Clock::time_point> end_by() = 0;
  /// From now on its descendants outlive the launcher. Until then they end with it, in whatever way it ends.
  virtual void release_descendants() = 0;
};

class ProcessStarter {
 public:
  virtual ~ProcessStarter() = default;
  /// Opens the file of --output: standard output and error are appended to it. A file of `rotate_at`
  /// bytes or more is rotated first: it becomes FILE.1. Throws Error.
  virtual std::unique_ptr<ProgramOutput> open_output(const std::string& path, std::uint64_t rotate_at) = 0;
  /// Starts the program inside a job object that ends it and its descendants when the launcher ends. `output`
  /// comes from open_output of this very object; nullptr: the launcher's own standard output and error.
  /// While the program runs, it is asked to end when the launcher is, and `observer` hears of it. Throws
  /// Error.
  virtual std::unique_ptr<ChildProcess> start(const StartableProgram& program, ProgramOutput* output,
                                              ProgramObserver observer) = 0;
};

}  // namespace launcher
