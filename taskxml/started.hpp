#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/exec.hpp"

namespace taskxml {

/// What an action starts in the end: what its unwrapped form would.
struct Started {
  bool is_wrapped = false;
  std::string program;  ///< without quotes
  std::string arguments;
  std::string directory;                           ///< without quotes; empty: none
  ExecValues written;                              ///< the values in the file
  std::optional<launcher::Invocation> invocation;  ///< of a wrapped action
};
Started read_started(std::string_view text);

}  // namespace taskxml
