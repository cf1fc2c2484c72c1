#include "acceptance/output.hpp"

#include <algorithm>
#include <set>

#include "launcher/base/version.hpp"
#include "launcher/text/json_text.hpp"
#include "launcher/text/printable.hpp"

namespace acceptance {
namespace {

std::string show_counts(const Outcome& outcome) {
  return std::to_string(count(outcome, Status::passed)) + " passed, " +
         std::to_string(count(outcome, Status::failed)) + " failed, " +
         std::to_string(count(outcome, Status::not_seen)) + " not seen";
}

}  // namespace

std::string_view status_word(Status status) {
  switch (status) {
    case Status::passed:
      return "passed";
    case Status::failed:
      return "FAILED";
    case Status::not_seen:
      break;
  }
  return "not seen";
}

std::size_t count(const Outcome& outcome, Status status) {
  return static_cast<std::size_t>(
      std::count_if(outcome.results.begin(), outcome.results.end(),
                    [&](const CheckResult& result) { return result.finding.status == status; }));
}

std::string format_result(const CheckResult& result) {
  std::string line(status_word(result.finding.status));
  line.resize(10, ' ');
  line += std::to_string(result.check->number) + ' ';
  if (*result.check->guarantee != '\0') line += std::string(result.check->guarantee) + ' ';
  return launcher::on_one_line(line + "[" + result.principal + "] " + result.check->what + ": " +
                               result.finding.evidence) +
         '\n';
}

std::string format_summary(const Outcome& outcome) {
  std::string text = "\n" + show_counts(outcome) + "\n";
  if (outcome.differences.empty()) return text + "The machine is as it was before.\n";
  text += "The machine is not as it was before:\n";
  for (const std::string& line : outcome.differences)
    text += "  " + launcher::on_one_line(line) + "\n";
  return text;
}

std::string format_json(const Outcome& outcome) {
  launcher::JsonWriter json(2);
  json.object()
      .member("version", launcher::kVersion)
      .member("system", outcome.surroundings.system)
      .member("uac", outcome.surroundings.uac)
      .member("passed", count(outcome, Status::passed))
      .member("failed", count(outcome, Status::failed))
      .member("notSeen", count(outcome, Status::not_seen))
      .member("differences", outcome.differences)
      .member("row", format_markdown_row(outcome))
      .key("checks")
      .array();
  for (const CheckResult& result : outcome.results) {
    json.object()
        .member("number", result.check->number)
        .member("guarantee", std::string_view(result.check->guarantee))
        .member("principal", result.principal)
        .member("what", std::string_view(result.check->what))
        .member("status",
                result.finding.status == Status::failed ? "failed" : status_word(result.finding.status))
        .member("evidence", result.finding.evidence)
        .end();
  }
  json.end().end();
  return json.text() + '\n';
}

std::string format_markdown_row(const Outcome& outcome) {
  std::string unseen;
  std::set<unsigned> named;
  for (const CheckResult& result : outcome.results) {
    if (result.finding.status == Status::passed || !named.insert(result.check->number).second) continue;
    unseen += (unseen.empty() ? "" : ", ") + std::to_string(result.check->number);
  }
  const std::string cell = outcome.surroundings.system + ", UAC " + outcome.surroundings.uac + ": " +
                           show_counts(outcome) +
                           (unseen.empty() ? "" : "; not passed for everyone: " + unseen);
  const bool is_wine = outcome.surroundings.is_wine;
  return "| drivelaunch_acceptance " + std::string(launcher::kVersion) + " | " + (is_wine ? "" : cell) +
         " | " + (is_wine ? cell : "") + " | | |";
}

}  // namespace acceptance
