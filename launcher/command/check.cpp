#include "launcher/command/check.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>
#include <utility>

#include "launcher/command/command_options.hpp"
#include "launcher/config/needs.hpp"
#include "launcher/connect/conflict_advice.hpp"
#include "launcher/connect/connector.hpp"
#include "launcher/connect/disconnector.hpp"
#include "launcher/connect/plan.hpp"
#include "launcher/text/json_text.hpp"
#include "launcher/text/text_table.hpp"

namespace launcher {
namespace {

const char* yes_or_no(bool value) {
  return value ? "yes" : "no";
}

const char* name_of(Encryption encryption) {
  return encryption == Encryption::not_known ? "not known" : yes_or_no(encryption == Encryption::yes);
}

std::optional<bool> known(Encryption encryption) {
  return encryption == Encryption::not_known ? std::nullopt : std::optional(encryption == Encryption::yes);
}

/// One pass over connections that are there: opens every folder in the given way.
std::vector<ConnectionResult> open_all(std::vector<ConnectionSpec> connections, Verify verify,
                                       SharedNetwork& network, Log& log, bool& call_left_behind) {
  for (ConnectionSpec& connection : connections)
    connection.verify = verify;
  ConnectOutcome outcome = verify_all(connections, network, log);
  call_left_behind = call_left_behind || outcome.call_left_behind;
  return std::move(outcome.results);
}

class Check {
 public:
  Check(const RunServices& services, Trail& trail) : services_(services), trail_(trail), log_(trail.log()) {}

  RunResult perform(const std::vector<Step>& steps, bool as_json) {
    const std::string identity = services_.trail.query_identity().account;
    rows_.reserve(steps.size());
    for (const Step& step : steps) {
      rows_.push_back({.name = step.connection.name,
                       .path = step.connection.path.text(),
                       .identity = !step.connection.credential ? identity
                                   : step.connection.user.empty()
                                       ? "credential " + *step.connection.credential
                                       : step.connection.user,
                       .required = step.connection.required,
                       .failure = step.failure});
    }
    connect(steps);
    open(steps);
    disconnect();
    report(steps, as_json);
    return result_;
  }

 private:
  /// One that fails must not break off the others: for a check all of them count.
  void connect(const std::vector<Step>& steps) {
    std::vector<ConnectionSpec> possible;
    std::vector<std::size_t> row_of;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (steps[i].is_final) continue;
      possible.push_back(steps[i].connection);
      possible.back().required = false;
      possible.back().verify = Verify::none;
      row_of.push_back(i);
    }
    const ConnectOutcome outcome = connect_all(possible, services_.network, log_);
    result_.call_left_behind = outcome.call_left_behind;
    for (std::size_t i = 0; i < possible.size(); ++i) {
      CheckRow& row = rows_[row_of[i]];
      row.connected = outcome.results[i].connected;
      row.took = outcome.results[i].took;
      row.reused = outcome.results[i].was_there;
      row.failure = outcome.results[i].failure;
      if (row.failure) row.failure = explain_conflict(*row.failure, possible[i], services_.letters);
      if (outcome.results[i].ours) ours_.push_back(possible[i]);
    }
  }

  void open(const std::vector<Step>& steps) {
    std::vector<ConnectionSpec> connected;
    std::vector<std::size_t> row_of;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!rows_[i].connected) continue;
      connected.push_back(steps[i].connection);
      connected.back().required = false;
      row_of.push_back(i);
    }
    const auto read =
        open_all(connected, Verify::reachable, services_.network, log_, result_.call_left_behind);
    const auto written =
        open_all(connected, Verify::writable, services_.network, log_, result_.call_left_behind);
    for (std::size_t i = 0; i < connected.size(); ++i) {
      CheckRow& row = rows_[row_of[i]];
      row.reachable = read[i].connected;
      row.writable = written[i].connected;
      row.encryption =
          written[i].encryption == Encryption::not_known ? read[i].encryption : written[i].encryption;
      const Verify asked = connected[i].verify;
      if (asked == Verify::reachable) row.failure = read[i].failure;
      if (asked == Verify::writable) row.failure = written[i].failure;
      row.good = !row.failure;
    }
  }

  void disconnect() {
    const DisconnectOutcome outcome = disconnect_all(ours_, services_.network, log_);
    result_.call_left_behind = result_.call_left_behind || outcome.call_left_behind;
    for (const DisconnectResult& result : outcome.results) {
      if (result.failure) trail_.warn(format_failure(*result.failure));
    }
  }

  void report(const std::vector<Step>& steps, bool as_json) {
    services_.trail.console.print(as_json ? format_json(rows_) : format_table(rows_));
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const CheckRow& row = rows_[i];
      log_.write(row.good ? LogLevel::info : LogLevel::warning, "check",
                 {{"connection", steps[i].connection.subject()},
                  {"good", yes_or_no(row.good)},
                  {"reachable", yes_or_no(row.reachable)},
                  {"writable", yes_or_no(row.writable)},
                  {"ms", fmt::format("{}", row.took.count())},
                  {"message", row.failure ? format_failure(*row.failure) : std::string()}});
      if (!row.good && row.required && result_.exit_code == 0) {
        result_.exit_code = exit_code_from_win32(row.failure->code);
      }
    }
  }

  const RunServices& services_;
  Trail& trail_;
  Log& log_;
  RunResult result_;
  std::vector<CheckRow> rows_;
  std::vector<ConnectionSpec> ours_;
};

}  // namespace

CheckRequest parse_check(std::string_view arguments) {
  CheckRequest request;
  parse_command_options(Command::check, arguments, request.options, [&](OptionWords& words) {
    if (words.name() != "format") return false;
    request.as_json = take_json_format(words);
    return true;
  });
  return request;
}

RunResult check(const CheckRequest& request, const RunServices& services, Log& log) {
  Trail trail(request.options, services.trail, log);
  try {
    const Needs needs = collect_trusted_needs(request.options, services, trail);
    for (const std::string& warning : needs.warnings)
      trail.warn(warning);
    const std::vector<Step> steps = plan_steps(needs.connections, needs.config_file, services.plan_sources());
    return Check(services, trail).perform(steps, request.as_json);
  } catch (const Error& error) {
    trail.fail(error.what());
    return {.exit_code = error.exit_code()};
  }
}

std::string format_table(const std::vector<CheckRow>& rows) {
  std::vector<TableRow> lines{
      {.cells = {"name", "path", "identity", "ms", "reachable", "writable", "encrypted"}, .note = {}}};
  for (const CheckRow& row : rows) {
    lines.push_back({.cells = {row.name, row.path, row.identity, fmt::format("{}", row.took.count()),
                               yes_or_no(row.reachable), yes_or_no(row.writable), name_of(row.encryption)},
                     .note = row.failure ? format_failure(*row.failure) : std::string()});
  }
  return format_text_table(lines);
}

std::string format_json(const std::vector<CheckRow>& rows) {
  JsonWriter json(1);
  json.array();
  for (const CheckRow& row : rows) {
    json.object().member("name", row.name).member("path", row.path).member("identity", row.identity);
    json.member("ms", row.took.count()).member("connected", row.connected).member("reused", row.reused);
    json.member("reachable", row.reachable).member("writable", row.writable);
    json.member("encrypted", known(row.encryption)).member("required", row.required).member("good", row.good);
    json.member("code", row.failure ? row.failure->code : 0);
    json.member("message", row.failure ? format_failure(*row.failure) : std::string()).end();
  }
  return json.end().text() + '\n';
}

}  // namespace launcher
