#include "launcher/command/run_end.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "launcher/base/exit_code_name.hpp"

namespace launcher {

std::vector<LogField> describe_exit_code(ExitCode code, bool is_success) {
  if (is_success && code != 0) return {{"success", "yes"}};
  std::vector<LogField> fields;
  const ExitCodeMeaning known = explain_exit_code(code);
  if (!known.name.empty()) fields.push_back({"name", std::string(known.name)});
  if (!known.meaning.empty()) fields.push_back({"meaning", std::string(known.meaning)});
  return fields;
}

std::vector<LogField> describe_run_end(const RunEnd& end, std::chrono::milliseconds whole) {
  std::vector<LogField> fields{{"code", fmt::format("0x{:08X}", end.exit_code)},
                               {"whose", end.program_code ? "program" : "launcher"},
                               {"ms", fmt::format("{}", whole.count())}};
  const auto add = [&](std::string_view key, std::string value) {
    fields.push_back({key, std::move(value)});
  };
  if (end.output) {
    add("output-bytes", fmt::format("{}", end.output->bytes));
    add("output-lost", fmt::format("{}", end.output->lost));
  }
  add("decimal", fmt::format("{}", end.exit_code));
  if (end.program_code && *end.program_code != end.exit_code)
    add("program-code", fmt::format("0x{:08X}", *end.program_code));
  const ExitCode explained = end.program_code.value_or(end.exit_code);
  for (LogField& field : describe_exit_code(explained, end.program_code && end.exit_code == 0))
    fields.push_back(std::move(field));
  if (end.program) add("program-ms", fmt::format("{}", end.program->count()));
  std::string drives;
  for (const RunEnd::Drive& drive : end.drives) {
    drives +=
        fmt::format("{}{} {} {} ms", drives.empty() ? "" : ", ", drive.name, drive.state, drive.took.count());
  }
  if (!drives.empty()) add("drives", std::move(drives));
  if (!end.lost.empty()) add("lost", fmt::format("{}", fmt::join(end.lost, ",")));
  return fields;
}

}  // namespace launcher
