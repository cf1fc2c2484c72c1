#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taskxml/source/file.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/task_store.hpp"
#include "taskxml/source/terminal.hpp"
#include "taskxml/task/finding.hpp"

namespace taskxml {

/// One file or registered task to work on. There can be very many: what can be made from its path is made when
/// it is asked for.
class Input {
 public:
  static Input standard_input() { return {}; }
  static Input of_task(TaskPath task);
  /// `relative` is the length of the end of `path` that is below the folder it was found in, or its file
  /// name.
  Input(const std::filesystem::path& path, std::size_t relative)
      : path_(path.native()), relative_(static_cast<std::uint32_t>(relative)), is_standard_input_(false) {}

  bool is_standard_input() const { return is_standard_input_; }
  /// Null: it is not a task.
  const TaskPath* task() const { return task_.get(); }
  /// Empty for standard input and for a task.
  std::filesystem::path path() const { return path_; }
  /// Below the folder it was found in, or its file name; of a task, task_file_name: for --output-dir.
  std::filesystem::path relative() const;
  FileName name() const;

  /// Why it cannot be read; empty: nothing known yet.
  std::string_view error() const { return error_ ? std::string_view(*error_) : std::string_view(); }
  void set_error(std::string error) { error_ = std::make_unique<std::string>(std::move(error)); }

  /// The order of paths.
  bool operator<(const Input& other) const { return path_ < other.path_; }

 private:
  Input() = default;

  std::filesystem::path::string_type path_;
  std::uint32_t relative_ = 0;
  bool is_standard_input_ = true;
  std::unique_ptr<TaskPath> task_;
  std::unique_ptr<std::string> error_;  // hardly ever there
};

/// Where inputs are read.
struct Sources {
  Streams& streams;
  LiveTasks* live = nullptr;  ///< null: this machine has no Task Scheduler
};

/// What a search for registered tasks goes by, and what it found beside them.
struct TaskSearch {
  LiveTasks& live;
  /// Whether a task below \Microsoft\ is taken, where the folder that was named does not lie there itself.
  std::function<bool(const TaskPath&)> takes_windows_task;
  bool takes_named_windows_folder = false;  ///< a folder below \Microsoft\ that was named is meant

  std::vector<std::string> folders;  ///< arguments that are folders of tasks
  std::size_t left_out = 0;          ///< tasks of Windows that were not taken
};

/// INPUT arguments as files and tasks, in a fixed order: those of a folder sorted, its subfolders included.
/// Arguments that mean tasks need a `search`; a path can be that of a task or of a folder. Links to folders are
/// not followed. Left out are files that end in `ignored_suffix` (the backups of this run, unless empty) and
/// temporary files of a killed run. What cannot be looked at, and an entry of a folder that is not a regular
/// file (opening a pipe would wait), becomes an Input with an error.
std::vector<Input> find_inputs(std::span<const std::string> arguments, std::string_view ignored_suffix,
                               TaskSearch* search = nullptr);

/// Throws FileError, launcher::Error of a task, and std::runtime_error for an Input with an error. A task is
/// read by the thread that Sources::live belongs to.
FileContent read_input(const Input& input, const Sources& sources);

/// Whether the argument names a folder of files.
bool is_folder(const std::string& argument);

}  // namespace taskxml
