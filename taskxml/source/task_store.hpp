#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/text/secret.hpp"

/// The tasks registered on this machine, through Task Scheduler's own interface and never through its files. A
/// seam: win32/task_scheduler.cpp implements it with ITaskService.
namespace taskxml {

/// Where a task or a folder of tasks is registered: `\` or `\Backup\Nightly`. Valid by construction: it begins
/// with a backslash, no part is empty, `.` or `..`, and it has no `/`, no `:` and no control characters.
class TaskPath {
 public:
  /// Empty: the text is not such a path. A backslash at the end is left out.
  static std::optional<TaskPath> parse(std::string_view text);

  /// The path of an INPUT `tasks:\FOLDER\NAME`, whatever the case of `tasks:`. Empty: it is another INPUT, or
  /// what follows is not a path.
  static std::optional<TaskPath> parse_input(std::string_view argument);

  static TaskPath root() { return TaskPath("\\"); }

  const std::string& text() const { return text_; }
  bool is_root() const { return text_.size() == 1; }
  /// The last part; empty for the root.
  std::string_view name() const;
  /// The folder it is in; the root for the root.
  TaskPath folder() const;
  /// Whether it is `folder` or below it. Task Scheduler ignores case.
  bool is_inside(const TaskPath& folder) const;
  /// Throws std::invalid_argument where `name` cannot be a part of a path.
  TaskPath child(std::string_view name) const;

  bool operator==(const TaskPath&) const = default;

 private:
  explicit TaskPath(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

/// Whether an INPUT means registered tasks and no file: `tasks:` alone or before a backslash or a slash,
/// whatever its case. It may still be no path.
bool is_task_argument(std::string_view argument);

/// TASK_STATE (taskschd.h).
enum class TaskState { unknown, disabled, queued, ready, running };

struct TaskStatus {
  TaskState state = TaskState::unknown;
  std::uint32_t last_result = 0;  ///< IRegisteredTask::get_LastTaskResult: all 32 bits of the exit code
};

/// What Task Scheduler lists below a folder.
struct TaskListing {
  std::vector<TaskPath> tasks;                ///< hidden ones included, sorted
  std::vector<launcher::Failure> unreadable;  ///< folders that could not be listed, and why
};

/// The account and the password that a definition is registered with, where its logon type stores one.
struct TaskLogin {
  std::string account;
  const launcher::Secret* password = nullptr;  ///< never null
};

/// How a definition is registered.
enum class Registration {
  validate,  ///< TASK_VALIDATE_ONLY: nothing is registered
  create,    ///< TASK_CREATE: there must be none of this path yet; folders on the way are made
  update,    ///< TASK_UPDATE: there must be one; its security descriptor and enabled state stay. Both create
             ///< and update have TASK_IGNORE_REGISTRATION_TRIGGERS
};

/// Every function throws launcher::Error with the HRESULT as the failure's code. A service that is busy
/// (SCHED_E_SERVICE_NOT_RUNNING while it starts, 0x80041315) is tried again for 10 s.
///
/// Used from the thread that made it, and from no other: it uses COM objects of that
/// thread's apartment. Whoever works on many tasks with several threads reads and writes in this one.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  /// The tasks in `folder` and in the folders below it. Throws where `folder` itself cannot be opened.
  virtual TaskListing list(const TaskPath& folder) = 0;
  /// Whether there is a task of this path; false for a folder and for nothing at all.
  virtual bool is_task(const TaskPath& path) = 0;
  /// The definition as Task Scheduler gives it, as a file: UTF-16LE with byte order mark.
  virtual std::string read(const TaskPath& path) = 0;
  virtual TaskStatus status(const TaskPath& path) = 0;
  /// `definition` is a file in any encoding that taskxml reads. Without a login the principal of the definition
  /// is registered as it is (TASK_LOGON_NONE). Returns what Task Scheduler has to say although it did it
  /// (SCHED_S_BATCH_LOGON_PROBLEM, SCHED_S_SOME_TRIGGERS_FAILED); empty: nothing.
  virtual std::optional<launcher::Failure> write(const TaskPath& path, std::string_view definition,
                                                 Registration registration,
                                                 const std::optional<TaskLogin>& login) = 0;
  virtual void remove(const TaskPath& path) = 0;
  /// Removes a folder that is empty; false: it is not, or it is not there.
  virtual bool remove_folder(const TaskPath& folder) = 0;
  /// Starts the task now. Returns before it has run.
  virtual void run(const TaskPath& path) = 0;
  /// Ends what `run` has started.
  virtual void stop(const TaskPath& path) = 0;
};

}  // namespace taskxml
