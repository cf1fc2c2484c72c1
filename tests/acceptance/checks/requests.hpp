#pragma once

#include <cstdint>
#include <string>

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

/// "0x80070043".
std::string show_code(std::uint32_t code);

/// "Y: is \\localhost\x" or "there is no Y:".
std::string show_letter(char letter, const SeenLetter& seen);

/// " Log: ..." with the last line of the run's log; empty: it has none.
std::string show_log(const TaskRun& run);

}  // namespace acceptance
