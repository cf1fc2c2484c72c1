#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/exec.hpp"

namespace taskxml {

/// What an action runs once wrapping is undone.
struct EffectiveAction {
  bool is_wrapped = false;
  bool was_edited = false;           ///< since it was wrapped (Original)
  bool has_two_directories = false;  ///< a wrapped action: WorkingDirectory and --chdir differ
  std::string own_command;           ///< "check" of a probe and the like: the launcher's, without PROGRAM
  std::string program;               ///< without quotes
  std::string arguments;
  std::string directory;                           ///< without quotes; empty: none
  ExecValues written;                              ///< the values in the file
  std::optional<launcher::Invocation> invocation;  ///< of a wrapped action
};
EffectiveAction read_effective_action(std::string_view text);

/// What wrap, unwrap and show say of an action whose values no longer fit what wrap noted about them.
inline constexpr std::string_view kEditedSince =
    "edited since it was wrapped: the values are kept, the original layout is not";

}  // namespace taskxml
