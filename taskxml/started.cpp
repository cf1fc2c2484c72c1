#include "taskxml/started.hpp"

#include "taskxml/unwrap.hpp"
#include "taskxml/wrap.hpp"

namespace taskxml {

Started read_started(std::string_view text) {
  const Exec exec = read_exec(std::string(text));
  Started started;
  started.written = values_of(exec);
  started.invocation = find_invocation(exec);
  ExecValues values = started.written;
  if (started.invocation) {
    started.is_wrapped = true;
    values = original_values(started.written, *started.invocation);
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
