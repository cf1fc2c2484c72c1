#include "taskxml/command/live_change.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "launcher/base/error.hpp"
#include "taskxml/rewrite/registered.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/source/task_file_name.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"

namespace taskxml {
namespace {

using launcher::Error;
using launcher::Failure;
using launcher::format_failure;

/// Of the definition as a file.
Principal find_principal_in(const std::string& definition) {
  return find_principal(Document::decode(definition, std::nullopt).text());
}

}  // namespace

/// One task on its way.
struct LiveChange::Attempt {
  const TaskPath& path;
  const std::string* original;  ///< what it has now; null: there is no task
  const std::string& changed;
  const std::string& values;  ///< the definition whose actions it must unwrap to
  Outcome& outcome;
  Principal principal;
  std::optional<TaskLogin> login;
  std::string backup;  ///< the name of the copy that holds `original`

  void say(const std::string& text) const {
    add_line(outcome.messages, fmt::format("{}: {}", path.text(), text));
  }
  void refuse(const Failure& failure) const {
    outcome.is_refused = true;
    add_line(outcome.messages, format_failure(failure));
  }
};

LiveChange::LiveChange(LiveTasks& machine, const LiveChangeOptions& options)
    : machine_(machine),
      options_(options),
      stop_(machine.watch_for_stop()),
      folder_(machine.open_backups(options.backup_folder)),
      backups_(*folder_),
      passwords_(machine, options.skips_passwords, options.before_prompt) {}

bool LiveChange::change(const TaskPath& path, const std::string& original, const std::string& changed,
                        Outcome& outcome) {
  return perform({path, &original, changed, original, outcome, find_principal_in(changed), {}, {}});
}

bool LiveChange::restore(const TaskPath& path, const std::string& original, const std::string& kept,
                         Outcome& outcome) {
  return perform({path, &original, kept, kept, outcome, find_principal_in(kept), {}, {}});
}

bool LiveChange::create(const TaskPath& path, const std::string& definition, Outcome& outcome) {
  return perform({path, nullptr, definition, definition, outcome, find_principal_in(definition), {}, {}});
}

bool LiveChange::perform(Attempt attempt) {
  AccountAnswer answer = passwords_.answer_for(attempt.principal);
  if (!answer.reason.empty()) {
    if (answer.is_left_alone) {
      attempt.say(fmt::format("left alone: {}", answer.reason));
    } else {
      attempt.refuse({.what = "cannot register the task",
                      .subject = attempt.path.text(),
                      .text = answer.reason,
                      .advice =
                          "Give the password when asked, or as a line ACCOUNT=PASSWORD on standard input; "
                          "--skip-passwords leaves such tasks alone"});
    }
    return false;
  }
  // The signal may have come while a password was asked for.
  if (is_stopped()) {
    attempt.outcome.is_not_done = true;
    return false;
  }
  attempt.login = std::move(answer.login);
  bool is_running = false;
  if (attempt.original != nullptr) {
    attempt.backup = backups_.keep(attempt.path, *attempt.original);
    is_running = machine_.store().status(attempt.path).state == TaskState::running;
  }
  machine_.store().write(attempt.path, attempt.changed, Registration::validate, std::nullopt);
  if (!register_definition(attempt, attempt.changed)) return false;
  const std::string difference = read_difference(attempt, attempt.values, attempt.changed);
  if (!difference.empty()) {
    put_back(attempt, difference);
    return false;
  }
  if (is_running) attempt.say("it is running: what was changed counts from its next run on");
  return true;
}

/// False: Task Scheduler refused it, and that is said.
bool LiveChange::register_definition(Attempt& attempt, const std::string& definition) {
  try {
    const auto remark = machine_.store().write(
        attempt.path, definition, attempt.original != nullptr ? Registration::update : Registration::create,
        attempt.login);
    if (remark) add_line(attempt.outcome.messages, format_failure(*remark));
    return true;
  } catch (const Error& error) {
    attempt.refuse(error.failure());
    if (attempt.login && is_refused_login(error.failure().code)) {
      passwords_.refuse(attempt.principal, error.failure());
      return false;
    }
    // Whether it did half of it, only the task itself shows.
    const std::string difference = attempt.original != nullptr
                                       ? read_difference(attempt, *attempt.original, *attempt.original)
                                       : std::string();
    if (!difference.empty()) put_back(attempt, difference);
    return false;
  }
}

/// Empty: the task has what `wanted` says.
std::string LiveChange::read_difference(const Attempt& attempt, const std::string& before,
                                        const std::string& wanted) {
  try {
    return find_registration_difference(before, wanted, machine_.store().read(attempt.path));
  } catch (const Error& error) {
    return fmt::format("it cannot be read back: {}", format_failure(error.failure()));
  }
}

void LiveChange::put_back(Attempt& attempt, const std::string& difference) {
  attempt.refuse({.what = "the registered task is not what was written",
                  .subject = attempt.path.text(),
                  .text = difference,
                  .advice = {}});
  std::string problem;
  try {
    if (attempt.original != nullptr) {
      machine_.store().write(attempt.path, *attempt.original, Registration::update, attempt.login);
      problem = read_difference(attempt, *attempt.original, *attempt.original);
    } else {
      machine_.store().remove(attempt.path);
    }
  } catch (const Error& error) {
    problem = format_failure(error.failure());
  }
  if (problem.empty()) {
    attempt.say(attempt.original != nullptr ? "put back: it has the definition it had before"
                                            : "taken away again");
    return;
  }
  attempt.refuse({.what = "THE TASK COULD NOT BE PUT BACK",
                  .subject = attempt.path.text(),
                  .text = problem,
                  .advice = attempt.original == nullptr
                                ? fmt::format("Delete it: schtasks /delete /tn \"{}\"", attempt.path.text())
                                : fmt::format("Its definition from before is {}. Restore it: {}",
                                              backups_.path_of(attempt.backup), restore_command(attempt))});
}

std::string LiveChange::restore_command(const Attempt& attempt) const {
  if (attempt.backup != task_file_name(attempt.path)) {
    const std::string login =
        attempt.login ? fmt::format(" /ru \"{}\" /rp *", attempt.login->account) : std::string();
    return fmt::format("schtasks /create /tn \"{}\" /xml \"{}\" /f{}", attempt.path.text(),
                       backups_.path_of(attempt.backup), login);
  }
  const std::string folder = options_.backup_folder.empty()
                                 ? std::string()
                                 : fmt::format(" --backup-dir \"{}\"", options_.backup_folder);
  return fmt::format("taskxml unwrap --from-backup{} \"tasks:{}\"", folder, attempt.path.text());
}

}  // namespace taskxml
