#pragma once

#include <string>

#include "acceptance/machine.hpp"

namespace acceptance {

/// A task as an administrator has registered it: one action that starts this program as a child, not wrapped, with
/// things in its Arguments that a careless program would change. It is not run. Removed with the object.
/// Every function throws launcher::Error.
class RegisteredTask {
 public:
  RegisteredTask(Machine& machine, const Principal& principal);
  ~RegisteredTask();
  RegisteredTask(const RegisteredTask&) = delete;
  RegisteredTask& operator=(const RegisteredTask&) = delete;

  /// As an argument of taskxml: "tasks:\DriveLaunchAcceptance\task-1".
  std::string as_input() const;
  /// What taskxml wants on standard input: ACCOUNT=PASSWORD; empty where no password is stored.
  launcher::Secret password_line() const;
  /// As Task Scheduler gives it.
  std::string read() const;

 private:
  Machine& machine_;
  const Principal& principal_;
  taskxml::TaskPath path_;
};

}  // namespace acceptance
