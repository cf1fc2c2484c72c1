#include "taskxml/task/effective_action.hpp"

#include <utility>

#include "taskxml/task/original.hpp"
#include "taskxml/task/wrapped.hpp"

namespace taskxml {

EffectiveAction read_effective_action(std::string_view text) {
  const Exec exec = read_exec(std::string(text));
  EffectiveAction started;
  started.written = values_of(exec);
  started.invocation = find_invocation(exec);
  ExecValues values = started.written;
  started.own_command = find_own_command(started.written);
  if (started.invocation) {
    started.is_wrapped = true;
    Original original = find_original(started.written, *started.invocation);
    started.was_edited = original.was_edited;
    started.has_two_directories = original.has_two_directories;
    values = std::move(original.values);
  }
  const auto unquoted = [](const std::optional<std::string>& value) {
    const std::string_view text_of = value ? std::string_view(*value) : std::string_view();
    const bool is_quoted =
        text_of.size() >= 2 && text_of.front() == '"' && text_of.find('"', 1) == text_of.size() - 1;
    return std::string(is_quoted ? text_of.substr(1, text_of.size() - 2) : text_of);
  };
  started.program = unquoted(values.command);
  started.arguments = values.arguments.value_or(std::string());
  started.directory = unquoted(values.directory);
  return started;
}

}  // namespace taskxml
