#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/task/exec.hpp"
#include "taskxml/task/wrapped.hpp"

/// What a wrapped action is to say, decided on values; wrap.cpp and unwrap.cpp write it.
namespace taskxml {

/// `arrange` for an action that is to be wrapped. Throws Refusal for what cannot be wrapped so that it runs
/// the same.
Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options);

/// The options as they are printed before --chdir, and those after it, each part with a blank at its end.
struct OptionsAroundDirectory {
  std::string before;
  std::string after;
};
OptionsAroundDirectory print_options_around_directory(launcher::Invocation invocation);

}  // namespace taskxml
