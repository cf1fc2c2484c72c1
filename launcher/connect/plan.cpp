#include "launcher/connect/plan.hpp"

#include <fmt/format.h>

#include <utility>

#include "launcher/connect/conflict.hpp"
#include "launcher/network/letter.hpp"

namespace launcher {
namespace {

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

std::vector<LetterUse> query_letter_uses(const std::vector<ConnectionSpec>& connections, Letters& letters) {
  std::vector<LetterUse> uses;
  uses.reserve(connections.size());
  for (const ConnectionSpec& connection : connections)
    uses.push_back(connection.letter ? letters.query(*connection.letter) : LetterUse{});
  return uses;
}

std::vector<Step> make_plan(std::vector<ConnectionSpec> connections, const std::vector<LetterUse>& uses,
                            const std::vector<CredentialUse>& credentials) {
  std::vector<Step> steps;
  steps.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    const LetterUse& use = uses.at(i);
    const CredentialUse& credential = credentials.at(i);
    const bool may_replace =
        use.kind == LetterUse::Kind::network && connections[i].on_conflict == OnConflict::replace;
    Step step{.connection = std::move(connections[i]),
              .kind = StepKind::connect,
              .failure = std::nullopt,
              .remembered = {}};
    step.connection.user = credential.user;
    if (credential.failure) {
      step.kind = StepKind::refuse;
      step.failure = credential.failure;
    } else if (const bool is_others = is_of_other_user(step.connection, use);
               !is_others && is_connected_to(use, step.connection.path)) {
      step.kind = StepKind::reuse;
    } else if (!is_others && may_replace) {
      step.kind = StepKind::replace;
    } else if (is_others || use.kind != LetterUse::Kind::free) {
      step.kind = StepKind::refuse;
      step.failure = describe_conflict(step.connection, use);
    }
    const bool is_made = step.kind == StepKind::connect || step.kind == StepKind::replace;
    const LetterUse remembered{.kind = LetterUse::Kind::network, .remote = use.remembered};
    if (is_made && !use.remembered.empty() && !is_connected_to(remembered, step.connection.path))
      step.remembered = use.remembered;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<Step> make_run_plan(std::vector<ConnectionSpec> connections, const std::vector<LetterUse>& uses,
                                const std::vector<CredentialUse>& credentials) {
  std::vector<Step> steps = make_plan(std::move(connections), uses, credentials);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool stays = uses[i].kind == LetterUse::Kind::other && !uses[i].is_transient;
    if (stays || credentials[i].failure) continue;
    steps[i].kind = StepKind::connect;
    steps[i].failure.reset();
  }
  return steps;
}

std::string describe_connection(const ConnectionSpec& connection) {
  return fmt::format("{} timeout={} verify={} required={}", connection.subject(),
                     format_duration(connection.timeout), name_of(connection.verify),
                     connection.required ? "yes" : "no") +
         (connection.credential ? " credential=" + *connection.credential : std::string());
}

}  // namespace launcher
