#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/effective_action.hpp"

/// What goes wrong when an action starts, whoever runs it and wherever: diagnose finds it, wrap says it.
namespace taskxml {

/// A rule of rules.hpp that fits, and what exactly it is about.
struct StartProblem {
  std::string_view id;
  std::string about;
};

std::vector<StartProblem> check_start(const EffectiveAction& started);

/// Those of `letters` that the line of a wrapped action certainly does not connect. Without --only a
/// drives.ini may connect any letter.
std::string unconnected_letters(const launcher::Invocation& invocation, std::string letters);

}  // namespace taskxml
