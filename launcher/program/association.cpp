#include "launcher/program/association.hpp"

#include "launcher/base/drive.hpp"

namespace launcher {
namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '(' ||
         c == ')';
}

/// The name between the % at `begin` and the next one; empty: that is the placeholder of a command, or a lone %.
std::string_view variable_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < text.size() && is_name_character(text[end]))
    ++end;
  const bool is_name = end < text.size() && text[end] == '%' && end - begin > 2 &&
                       !(text[begin + 1] >= '0' && text[begin + 1] <= '9');
  return is_name ? text.substr(begin + 1, end - begin - 1) : std::string_view();
}

}  // namespace

std::string default_verb(std::string_view shell_value) {
  const std::string_view first = shell_value.substr(0, shell_value.find_first_of(", "));
  return std::string(first.empty() ? "open" : first);
}

std::optional<std::string> expand_machine_variables(std::string_view command,
                                                    const std::map<std::string, std::string>& values) {
  std::string expanded;
  for (std::size_t at = 0; at < command.size();) {
    const std::string_view name = command[at] == '%' ? variable_at(command, at) : std::string_view();
    if (name.empty()) {
      expanded += command[at++];
      continue;
    }
    const auto found = values.find(to_lower_ascii(name));
    if (found == values.end()) return std::nullopt;
    expanded += found->second;
    at += name.size() + 2;
  }
  return expanded;
}

}  // namespace launcher
