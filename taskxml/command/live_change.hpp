#pragma once

#include <memory>
#include <string>

#include "taskxml/command/account_passwords.hpp"
#include "taskxml/command/outcome.hpp"
#include "taskxml/source/backups.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/task_store.hpp"

namespace taskxml {

/// How live tasks are changed.
struct LiveChangeOptions {
  std::string backup_folder;  ///< --backup-dir; empty: the machine's own
  bool skips_passwords = false;
  std::string before_prompt;  ///< what clears a line of progress; empty: there is none
};

/// Changes registered tasks, one after the other and each as a whole: the definition it has is kept among the
/// backups, the new one is validated, registered, read back and compared. What Task Scheduler made into
/// something else is put back. Ctrl-C ends a run between two tasks, as long as this lives.
///
/// Wherever it is killed, the task has the old definition or the new one, and the old one is among the backups.
class LiveChange {
 public:
  LiveChange(LiveTasks& machine, const LiveChangeOptions& options);

  /// Whether the run is to end.
  bool is_stopped() const { return stop_->is_set(); }

  /// Registers `changed` in the place of `original`, which the task has now. True: the task has it. False: it
  /// has what it had, or `outcome` says what became of it; `outcome` is refused then, but for --skip-passwords.
  bool change(const TaskPath& path, const std::string& original, const std::string& changed,
              Outcome& outcome);

  /// The same for a definition that need not unwrap to what the task has now: one that was kept.
  bool restore(const TaskPath& path, const std::string& original, const std::string& kept, Outcome& outcome);

  /// The same where there is no task any more.
  bool create(const TaskPath& path, const std::string& definition, Outcome& outcome);

  Backups& backups() { return backups_; }

 private:
  struct Attempt;

  bool perform(Attempt attempt);
  bool register_definition(Attempt& attempt, const std::string& definition);
  std::string read_difference(const Attempt& attempt, const std::string& before, const std::string& wanted);
  void put_back(Attempt& attempt, const std::string& difference);
  std::string restore_command(const Attempt& attempt) const;

  LiveTasks& machine_;
  LiveChangeOptions options_;
  std::unique_ptr<StopSignal> stop_;
  std::unique_ptr<BackupFolder> folder_;
  Backups backups_;
  AccountPasswords passwords_;
};

}  // namespace taskxml
