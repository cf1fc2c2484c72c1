#include "launcher/plan.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace launcher {
namespace {

/// Windows may tell a path in a form that is none of ours (another provider's): then it is not the same.
bool is_same_path(const std::string& remote, const UncPath& path) {
  try {
    return UncPath::parse(remote).is_same_as(path);
  } catch (const std::invalid_argument&) {
    return false;
  }
}

Failure describe_conflict(const ConnectionSpec& connection, const LetterUse& use) {
  const std::string holder =
      use.kind == LetterUse::Kind::network ? "connected to " + use.remote : use.description;
  Failure failure = describe_failure(Operation::connect, connection,
                                     {.code = win32_error::kAlreadyAssigned,
                                      .api = use.api,
                                      .text = fmt::format("{} is {}", connection.letter->device(), holder)});
  if (use.kind == LetterUse::Kind::other) failure.advice = "Choose another letter; this one cannot be freed";
  return failure;
}

std::string_view name_of(Verify verify) {
  switch (verify) {
    case Verify::reachable:
      return "reachable";
    case Verify::writable:
      return "writable";
    case Verify::none:
      break;
  }
  return "none";
}

}  // namespace

std::vector<Step> make_plan(std::vector<ConnectionSpec> connections, const std::vector<LetterUse>& uses) {
  std::vector<Step> steps;
  steps.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const LetterUse& use = uses.at(i);
    Step step{.connection = std::move(connections[i]), .kind = StepKind::connect, .failure = std::nullopt};
    if (use.kind == LetterUse::Kind::network && is_same_path(use.remote, step.connection.path)) {
      step.kind = StepKind::reuse;
    } else if (use.kind != LetterUse::Kind::free) {
      step.kind = StepKind::refuse;
      step.failure = describe_conflict(step.connection, use);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string describe_connection(const ConnectionSpec& connection) {
  return fmt::format("{} timeout={} verify={} required={}", connection.subject(),
                     format_duration(connection.timeout), name_of(connection.verify),
                     connection.required ? "yes" : "no");
}

}  // namespace launcher
