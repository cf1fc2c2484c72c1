#include "launcher/connect/plan.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "launcher/base/questions.hpp"
#include "launcher/connect/conflict_advice.hpp"
#include "launcher/connect/thread_failure.hpp"
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

/// Of a look that had no answer.
Failure describe_silent_look(const ConnectionSpec& connection) {
  const char* const api = connection.letter ? "WNetGetConnectionW" : "WNetEnumResourceW";
  return describe_failure(Operation::connect, connection, describe_silence(api, connection.timeout));
}

Step make_step(ConnectionSpec connection, const std::optional<LeaseView>& seen,
               const CredentialUse& credential) {
  Step step{.connection = std::move(connection), .kind = ClaimStep::refuse};
  step.connection.user = credential.user;
  if (credential.failure) {
    step.failure = credential.failure;
    step.is_final = true;
    return step;
  }
  if (!seen) {
    step.failure = describe_silent_look(step.connection);
    step.is_final = true;
    return step;
  }
  const LeaseView& view = *seen;
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

/// What is there of the connection, with all that is reported about its letter.
LeaseView look_at(const ConnectionSpec& connection, LeaseStore& leases, Letters& letters) {
  LeaseView view = peek_at(connection, leases, letters);
  if (connection.letter) view.use.remembered = letters.query_remembered(*connection.letter);
  return view;
}

/// Only where the letter is taken by what is no network drive, so that the step may be final.
std::optional<LeaseView> look_where_taken(const ConnectionSpec& connection, LeaseStore& leases,
                                          Letters& letters) {
  const LetterUse use = letters.query_holder(*connection.letter);
  const bool may_be_final = use.kind == LetterUse::Kind::other && !use.is_transient;
  if (!may_be_final) return std::nullopt;
  return peek_at(connection, leases, letters);
}

}  // namespace

bool is_to_be_made(const Step& step) {
  return step.kind == ClaimStep::connect || step.kind == ClaimStep::clear || step.kind == ClaimStep::replace;
}

std::vector<Step> make_plan(std::vector<ConnectionSpec> connections,
                            const std::vector<std::optional<LeaseView>>& views,
                            const std::vector<CredentialUse>& credentials) {
  std::vector<Step> steps;
  steps.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i)
    steps.push_back(make_step(std::move(connections[i]), views.at(i), credentials.at(i)));
  return steps;
}

Plan plan_steps(std::vector<ConnectionSpec> connections, std::string_view config_file,
                const PlanSources& sources) {
  const std::vector<CredentialUse> credentials =
      find_credentials(connections, config_file, sources.credentials);
  std::vector<Question<LeaseView>> looks;
  looks.reserve(connections.size());
  for (std::size_t i = 0; i < connections.size(); ++i) {
    connections[i].user = credentials[i].user;
    looks.push_back({.ask = [connection = connections[i], &leases = sources.leases,
                             &letters = sources.letters] { return look_at(connection, leases, letters); },
                     .patience = connections[i].timeout});
  }
  Plan plan;
  std::vector<std::optional<LeaseView>> views;
  std::vector<Reply<LeaseView>> replies = ask_all(std::move(looks));
  for (Reply<LeaseView>& reply : replies) {
    plan.call_left_behind = plan.call_left_behind || !reply.answer;
    connections[views.size()].spent = reply.took;
    views.push_back(std::move(reply.answer));
  }
  plan.steps = make_plan(std::move(connections), views, credentials);
  return plan;
}

Claims plan_claims(std::vector<ConnectionSpec> connections, std::string_view config_file,
                   const PlanSources& sources) {
  const std::vector<CredentialUse> credentials =
      find_credentials(connections, config_file, sources.credentials);
  Claims claims;
  std::vector<std::size_t> asked;
  std::vector<Question<std::optional<LeaseView>>> looks;
  for (std::size_t i = 0; i < connections.size(); ++i) {
    connections[i].user = credentials[i].user;
    if (!credentials[i].failure && connections[i].letter) {
      asked.push_back(i);
      looks.push_back(
          {.ask = [connection = connections[i], &leases = sources.leases,
                   &letters = sources.letters] { return look_where_taken(connection, leases, letters); },
           .patience = connections[i].timeout});
    }
    claims.wanted.push_back({std::move(connections[i]), credentials[i].failure});
  }
  const auto replies = ask_all(std::move(looks));
  for (std::size_t k = 0; k < replies.size(); ++k) {
    Wanted& wanted = claims.wanted[asked[k]];
    wanted.connection.spent = replies[k].took;
    if (!replies[k].answer) {
      claims.call_left_behind = true;
      wanted.refusal = describe_silent_look(wanted.connection);
    } else if (const std::optional<LeaseView>& view = *replies[k].answer) {
      const Step step = make_step(wanted.connection, view, credentials[asked[k]]);
      if (step.is_final) wanted.refusal = step.failure;
    }
  }
  return claims;
}

std::vector<ConnectionSpec> find_connections_to_claim(const std::vector<Wanted>& wanted) {
  std::vector<ConnectionSpec> connections;
  for (const Wanted& one : wanted) {
    if (!one.refusal) connections.push_back(one.connection);
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
