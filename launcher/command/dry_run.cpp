#include "launcher/command/dry_run.hpp"

#include <fmt/format.h>

#include "launcher/connect/conflict.hpp"

namespace launcher {
namespace {

std::string_view key_of(StepKind kind) {
  switch (kind) {
    case StepKind::connect:
      return "connect";
    case StepKind::replace:
      return "replace";
    case StepKind::reuse:
      return "reuse";
    case StepKind::refuse:
      return "refuse";
  }
  return {};
}

}  // namespace

std::vector<Step> foresee_steps(const Needs& needs, Letters& letters, CredentialSource& credentials) {
  return make_plan(needs.connections, query_letter_uses(needs.connections, letters),
                   find_credentials(needs.connections, needs.config_file, credentials));
}

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
