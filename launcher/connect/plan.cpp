#include "launcher/connect/plan.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "launcher/connect/conflict_advice.hpp"
#include "launcher/lease/look.hpp"
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

std::string describe_leftover(const ConnectionSpec& connection, const LeaseView& view) {
  return fmt::format("{} was left connected to {} by a run that was killed",
                     connection.letter ? connection.letter->device() : connection.remote().text(),
                     view.record->path);
}

/// Another path that the profile has, where it is in the way of what is to be connected.
std::string find_remembered(const Step& step, const LetterUse& use) {
  if (!is_to_be_made(step) || use.remembered.empty()) return {};
  const LetterUse remembered{.kind = LetterUse::Kind::network, .remote = use.remembered};
  return is_connected_to(remembered, step.connection.path) ? std::string() : use.remembered;
}

Step make_step(ConnectionSpec connection, const LeaseView& view, const CredentialUse& credential) {
  Step step{.connection = std::move(connection), .kind = ClaimStep::refuse};
  step.connection.user = credential.user;
  if (credential.failure) {
    step.failure = credential.failure;
    step.is_final = true;
    return step;
  }
  step.kind = decide_claim(view, step.connection, {}).step;
  if (step.kind == ClaimStep::refuse) {
    step.failure = describe_conflict(step.connection, view.use);
    step.is_final = view.use.kind == LetterUse::Kind::other && !view.use.is_transient;
  }
  if (step.kind == ClaimStep::wait) step.reason = describe_wait(step.connection, view).text;
  if (step.kind == ClaimStep::clear) step.reason = describe_leftover(step.connection, view);
  step.remembered = find_remembered(step, view.use);
  return step;
}

}  // namespace

bool is_to_be_made(const Step& step) {
  return step.kind == ClaimStep::connect || step.kind == ClaimStep::clear || step.kind == ClaimStep::replace;
}

std::vector<Step> make_plan(std::vector<ConnectionSpec> connections, const std::vector<LeaseView>& views,
                            const std::vector<CredentialUse>& credentials) {
  std::vector<Step> steps;
  steps.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i)
    steps.push_back(make_step(std::move(connections[i]), views.at(i), credentials.at(i)));
  return steps;
}

std::vector<Step> plan_steps(std::vector<ConnectionSpec> connections, std::string_view config_file,
                             const PlanSources& sources) {
  const std::vector<CredentialUse> credentials =
      find_credentials(connections, config_file, sources.credentials);
  std::vector<LeaseView> views;
  views.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    connections[i].user = credentials[i].user;
    views.push_back(peek_at(connections[i], sources.leases, sources.letters));
  }
  return make_plan(std::move(connections), views, credentials);
}

std::vector<ConnectionSpec> find_connections_to_claim(const std::vector<Step>& steps) {
  std::vector<ConnectionSpec> connections;
  for (const Step& step : steps) {
    if (!step.is_final) connections.push_back(step.connection);
  }
  return connections;
}

std::string describe_connection(const ConnectionSpec& connection) {
  return fmt::format("{} timeout={} verify={} required={}", connection.subject(),
                     format_duration(connection.timeout), name_of(connection.verify),
                     connection.required ? "yes" : "no") +
         (connection.credential ? " credential=" + *connection.credential : std::string());
}

}  // namespace launcher
