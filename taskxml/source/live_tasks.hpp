#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/secret.hpp"
#include "taskxml/source/task_store.hpp"

/// What the commands need of this machine besides Task Scheduler when they work on live tasks. Seams:
/// win32/live_tasks.cpp implements them; where there is no Task Scheduler, posix/live_tasks.cpp says so.
/// Failures are launcher::Error. All of them are used from the thread that made them.
namespace taskxml {

/// Definitions as they were before they were changed. Names are paths below the folder with backslashes, made
/// by task_file_name: valid as names of files, and without `..`.
class BackupFolder {
 public:
  virtual ~BackupFolder() = default;

  /// The whole path, for messages.
  virtual std::string path_of(std::string_view name) const = 0;
  virtual bool has(std::string_view name) = 0;
  virtual std::string read(std::string_view name) = 0;
  /// A new file with these bytes, flushed to the disk, complete or not there at all; folders on the way are
  /// made. Never over one that is there: that is an error.
  virtual void write(std::string_view name, std::string_view bytes) = 0;
};

/// Where passwords come from.
class PasswordSource {
 public:
  virtual ~PasswordSource() = default;

  /// Whether standard input is a console.
  virtual bool is_console() = 0;
  /// Asks on the console, without echo; one line without its end.
  virtual launcher::Secret ask(const std::string& prompt) = 0;
  /// All of standard input, as UTF-8; at most 1 MB.
  virtual launcher::Secret read_all() = 0;
};

/// Whether the run is to end early (Ctrl-C, Ctrl-Break, the console or the session closes), and how time goes.
/// As long as it lives, such a signal ends nothing by itself.
class StopSignal {
 public:
  virtual ~StopSignal() = default;

  /// May be asked from any thread.
  virtual bool is_set() = 0;
  /// Waits for that long, or until the signal is set.
  virtual void wait(std::chrono::milliseconds time) = 0;
  /// Waits for that long, whatever is set.
  virtual void pause(std::chrono::milliseconds time) = 0;
  virtual std::chrono::steady_clock::time_point now() = 0;
};

/// Files that probes write into, in a folder of their own in which only SYSTEM and Administrators can make
/// files (%ProgramData%\DriveLaunch\probes). Names are made by `create` and begin with `probe-`.
class ProbeOutputs {
 public:
  struct Output {
    std::string name;  ///< `probe-` and what no other has: valid as the name of a file and of a task
    std::string path;  ///< absolute; no quotes, no % and no $ in it
  };

  virtual ~ProbeOutputs() = default;

  /// An empty file that `account` (a name or a SID, of a user or a group) can read and write, but not delete
  /// or rename; empty: only SYSTEM and Administrators can. As long as this process lives, it is in use.
  virtual Output create(const std::string& account) = 0;
  /// What has been written so far, at most 1 MB of it. Never through a link.
  virtual std::string read(std::string_view name) = 0;
  /// Removes it, and says that it is no longer in use. Nothing happens where there is none.
  virtual void remove(std::string_view name) = 0;
  /// Whether the process that has made it is still there: false for what a killed one has left, and for a
  /// name that is not there.
  virtual bool is_in_use(std::string_view name) = 0;
  /// All that are there.
  virtual std::vector<std::string> names() = 0;
};

/// The machine's own.
class LiveTasks {
 public:
  virtual ~LiveTasks() = default;

  /// Connects to Task Scheduler when it is called first.
  virtual TaskStore& store() = 0;
  /// Whether this process has the rights of an administrator: without them Task Scheduler leaves the tasks of
  /// other accounts out of its lists, and says nothing.
  virtual bool is_elevated() = 0;
  /// `DOMAIN\user` for a SID as text; anything else, and a SID that nobody knows, as it is.
  virtual std::string account_name(const std::string& account) = 0;
  /// `folder` empty: %ProgramData%\DriveLaunch\tasks. Made when something is written; protected: only SYSTEM,
  /// Administrators and the account of this process can read or change it. One that others could change is
  /// refused.
  virtual std::unique_ptr<BackupFolder> open_backups(const std::string& folder) = 0;
  virtual std::unique_ptr<ProbeOutputs> open_probe_outputs() = 0;
  virtual std::unique_ptr<StopSignal> watch_for_stop() = 0;
  virtual PasswordSource& passwords() = 0;
};

/// Null where this machine has no Task Scheduler.
LiveTasks* live_tasks();

}  // namespace taskxml
