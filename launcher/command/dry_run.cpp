#include "launcher/command/dry_run.hpp"

#include <fmt/format.h>

#include "launcher/connect/conflict_advice.hpp"

namespace launcher {
namespace {

std::string_view key_of(ClaimStep kind) {
  switch (kind) {
    case ClaimStep::connect:
    case ClaimStep::clear:
      return "connect";
    case ClaimStep::replace:
      return "replace";
    case ClaimStep::share:
    case ClaimStep::use_foreign:
      return "reuse";
    case ClaimStep::wait:
      return "wait";
    case ClaimStep::refuse:
      return "refuse";
  }
  return {};
}

/// What becomes of the thing that is in the way of a step; empty: nothing is.
std::string describe_obstacle(const Step& step) {
  if (step.kind == ClaimStep::wait)
    return fmt::format("{}. A run waits for it until its timeout", step.reason);
  if (step.kind == ClaimStep::clear) return fmt::format("{}. A run disconnects that first", step.reason);
  return {};
}

}  // namespace

std::string format_dry_run(std::string_view config_file, const std::vector<Step>& steps,
                           const ProgramChoice& choice) {
  std::string text;
  const auto add = [&](std::string_view key, std::string_view value) {
    text += fmt::format("{}: {}\n", key, value);
  };
  if (!config_file.empty()) add("config", config_file);
  for (const Step& step : steps) {
    add(key_of(step.kind),
        step.failure ? format_failure(*step.failure) : describe_connection(step.connection));
    if (const std::string obstacle = describe_obstacle(step); !obstacle.empty()) add("warning", obstacle);
    if (!step.remembered.empty())
      add("warning", describe_remembered_conflict(step.connection, step.remembered));
  }
  for (const std::string& warning : choice.warnings)
    add("warning", warning);
  if (!choice.startable.directory.empty()) add("directory", choice.startable.directory);
  add("program", choice.startable.application);
  add("command-line", choice.startable.command_line);
  return text;
}

}  // namespace launcher
