#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "acceptance/check.hpp"
#include "acceptance/task_run.hpp"

/// The tasks that several checks use.
namespace acceptance {

/// The drive that most checks use: the first letter, on the first share. Required where the principal has an
/// identity for the share; else the run goes on without it.
WantedDrive usual_drive(const Machine& machine, const Principal& principal);

/// A wrapped task with one child that ends with `exit_code`.
TaskRequest usual_request(const Machine& machine, const Principal& principal, std::uint32_t exit_code = 0);

/// The same, and the child waits for release().
TaskRequest waiting_request(const Machine& machine, const Principal& principal);

/// What a letter is in the principal's session now, looked at by a task of its own that is not wrapped. Throws
/// launcher::Error where the task does not report.
SeenLetter look_at_letter(Machine& machine, const Principal& principal, char letter);

/// A task that is not wrapped whose child does this in the principal's session, and waits for release().
TaskRequest holding_request(std::vector<ChildAct> acts, std::vector<char> looks);

/// "the program was not started: LastTaskResult ... Log: ...". Waits for the end of the task.
Finding not_started(TaskRun& run);

/// The line of a log that has this event and, behind it, this text; empty: there is none.
std::string find_log_line(const std::string& log, const std::string& event, const std::string& text = {});
/// The value of `name=` in a line of a log, without its quotes; empty: it has none.
std::string find_field(const std::string& line, const std::string& name);

/// "0x80070043".
std::string show_code(std::uint32_t code);

/// "Y: is \\localhost\x" or "there is no Y:".
std::string show_letter(char letter, const SeenLetter& seen);

/// " Log: ..." with the last line of the run's log; empty: it has none.
std::string show_log(const TaskRun& run);

}  // namespace acceptance
