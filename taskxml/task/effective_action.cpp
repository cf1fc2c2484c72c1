#include "taskxml/task/effective_action.hpp"

#include <utility>

#include "taskxml/task/original.hpp"
#include "taskxml/task/read_action.hpp"
#include "taskxml/task/wrapped.hpp"

namespace taskxml {

namespace {

std::string without_quotes(const std::optional<std::string>& value) {
  const std::string_view text = value ? std::string_view(*value) : std::string_view();
  const bool is_quoted = text.size() >= 2 && text.front() == '"' && text.find('"', 1) == text.size() - 1;
  return std::string(is_quoted ? text.substr(1, text.size() - 2) : text);
}

EffectiveAction starts_of(const Exec& exec) {
  EffectiveAction started;
  started.written = values_of(exec);
  started.invocation = find_invocation(exec, started.written);
  started.own_command = find_own_command(started.written);
  const ExecValues* values = &started.written;
  Original original;
  if (started.invocation) {
    started.is_wrapped = true;
    original = find_original(started.written, *started.invocation);
    started.was_edited = original.was_edited;
    started.has_two_directories = original.has_two_directories;
    values = &original.values;
  }
  started.program = without_quotes(values->command);
  started.arguments = values->arguments.value_or(std::string());
  started.directory = without_quotes(values->directory);
  return started;
}

}  // namespace

ReadAction read_action(std::string text) {
  ReadAction action;
  action.exec = read_exec(std::move(text));
  action.starts = starts_of(action.exec);
  return action;
}

EffectiveAction read_effective_action(std::string_view text) {
  return read_action(std::string(text)).starts;
}

}  // namespace taskxml
