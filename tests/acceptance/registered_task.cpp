#include "acceptance/registered_task.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <string_view>

#include "acceptance/child.hpp"
#include "acceptance/task_definition.hpp"
#include "launcher/win32/security/accounts.hpp"

namespace acceptance {

RegisteredTask::RegisteredTask(Machine& machine, const Principal& principal)
    : machine_(machine),
      principal_(principal),
      path_(taskxml::TaskPath::parse(std::string(kTaskFolder) + "\\" + machine.next_name()).value()) {
  ChildWords child;
  child.report = machine.report_file(std::string(path_.name()) + ".txt");
  child.tail = "  \"a b\\\\\" <&> 100% \xC3\xA4";
  const TaskDefinition definition{.path = path_.text(),
                                  .principal = principal.elements,
                                  .program = machine.program("drivelaunch_acceptance.exe"),
                                  .arguments = {format_child_words(child)}};
  std::optional<taskxml::TaskLogin> login;
  if (principal.user != nullptr)
    login = taskxml::TaskLogin{.account = principal.user->sid, .password = &principal.user->password};
  machine_.count_step();
  machine_.store().write(path_, format_task_definition(definition), taskxml::Registration::create, login);
  machine_.count_step();
}

RegisteredTask::~RegisteredTask() {
  // What stays because of a failure here is taken away with the folder of tasks.
  try {
    machine_.store().remove(path_);
  } catch (const std::exception&) {
  }
}

std::string RegisteredTask::as_input() const {
  return "tasks:" + path_.text();
}

launcher::Secret RegisteredTask::password_line() const {
  if (principal_.user == nullptr) return {};
  const std::string start = launcher::win32::find_account_name(principal_.user->sid) + '=';
  const std::string_view password = principal_.user->password.view();
  launcher::Secret line(start.size() + password.size() + 1);
  std::copy(start.begin(), start.end(), line.data());
  std::copy(password.begin(), password.end(), line.data() + start.size());
  line.data()[line.size() - 1] = '\n';
  return line;
}

std::string RegisteredTask::read() const {
  return machine_.store().read(path_);
}

}  // namespace acceptance
