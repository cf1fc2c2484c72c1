#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "acceptance/child.hpp"
#include "acceptance/child_report.hpp"
#include "acceptance/machine.hpp"
#include "launcher/base/invocation.hpp"

namespace acceptance {

/// A drive of the task's drives.ini.
struct WantedDrive {
  char letter;  ///< 0: a connection without a letter
  std::string path;
  bool is_required = true;
  std::string credential = {};  ///< empty: none
  std::string settings = {};    ///< more lines of its section, each with its end
};

/// What a task is to do.
struct TaskRequest {
  std::vector<WantedDrive> drives = {};   ///< empty: the actions are not wrapped
  std::string config = {};                ///< another drives.ini than one with these drives
  std::vector<ChildWords> children = {};  ///< an action for each; the files for report and release are chosen
  const char* timeout = "30s";            ///< of each drive
  bool waits = false;                     ///< the children wait for release()
  launcher::Invocation options = {};      ///< more options of the launcher; drives.ini and log are chosen
  bool keeps_output = false;              ///< --output
  std::string config_folder = {};         ///< another way to the folder of drives.ini; empty: its own
  std::string program = {};               ///< Command; empty: this program
  std::string directory = {};             ///< WorkingDirectory; empty: none
  std::vector<std::string> lines = {};    ///< Arguments of the actions, where the program is no child
  int priority = 7;                       ///< of the definition
};

/// One task, registered and started through Task Scheduler as any other. Its actions start this program as a
/// child; wrapped by taskxml's own code. Ended, if it still runs, and removed with the object.
/// Every function throws launcher::Error and Interrupted.
class TaskRun {
 public:
  TaskRun(Machine& machine, const Principal& principal, TaskRequest request);
  ~TaskRun();
  TaskRun(const TaskRun&) = delete;
  TaskRun& operator=(const TaskRun&) = delete;

  /// Waits until the task has ended: LastTaskResult. A task that does not end in two minutes is an error.
  std::uint32_t wait();
  /// What the child of an action reported; empty: it was not started.
  std::optional<ChildReport> report(std::size_t action = 0) const;
  /// Whether the task has ended.
  bool is_over() const;
  /// Waits for that report; empty: the task has ended without.
  std::optional<ChildReport> wait_for_report();
  void release() const;
  /// Task Scheduler's End.
  void end();

  /// Its path in Task Scheduler, which is also the name of its runs.
  const std::string& path() const { return path_.text(); }
  /// What the launcher wrote: where the run says why it failed.
  std::string log() const;
  /// What --output has kept.
  std::string output() const;

 private:
  bool is_wrapped() const { return !request_.drives.empty() || !request_.config.empty(); }
  std::string definition() const;
  void write_drives() const;
  std::string log_file() const;
  std::string output_file() const;
  std::string wrap(const std::string& definition) const;

  Machine& machine_;
  const Principal& principal_;
  TaskRequest request_;
  std::string name_;
  taskxml::TaskPath path_;
  std::string release_file_;
};

}  // namespace acceptance
