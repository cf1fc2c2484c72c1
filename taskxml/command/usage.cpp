#include "taskxml/command/usage.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace taskxml {

std::string_view name_of(Command command) {
  const auto found = std::find_if(kCommands.begin(), kCommands.end(),
                                  [&](const CommandName& known) { return known.command == command; });
  return found == kCommands.end() ? std::string_view("taskxml") : found->name;
}

void refuse_usage(std::string_view subject, std::string_view what, std::string_view advice) {
  throw UsageError(fmt::format("{}: {}{}{}", subject, what, advice.empty() ? "" : ". ", advice));
}

}  // namespace taskxml
