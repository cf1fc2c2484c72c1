#include "launcher/trail/event.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "launcher/base/exit_code_name.hpp"

namespace launcher {
namespace {

/// Bytes of one text. The limit is 31,839 characters for each (ReportEventW's page), all of them together
/// less than the 64 KiB of a record ([MS-EVEN] 2.2.3); nobody reads more than this.
constexpr std::size_t kLongestText = 8000;

std::string cut(std::string text) {
  if (text.size() <= kLongestText) return text;
  std::size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;  // not inside a character
  text.resize(end);
  return text + "...";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string escape_insertions(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    escaped += text[i];
    if (text[i] == '%' && i + 1 < text.size() && is_digit(text[i + 1])) escaped += ' ';
  }
  return escaped;
}

/// `is_success`: 0, or --success-codes names it.
std::string describe_program_end(std::string_view program, ExitCode code, bool is_success) {
  if (is_success && code != 0) {
    return fmt::format("{} ended with {} (0x{:08X}), which --success-codes names as a success.", program,
                       code, code);
  }
  const ExitCodeMeaning known = explain_exit_code(code);
  std::string text = fmt::format("{} ended with {} (0x{:08X}", program, code, code);
  if (!known.name.empty()) text += fmt::format(" {}", known.name);
  text += ')';
  if (!known.meaning.empty()) text += fmt::format("; {}", known.meaning);
  return text + '.';
}

std::string describe(EventId id, const RunReport& report) {
  std::string text = fmt::format("{}", fmt::join(report.failures, "\n"));
  const auto add = [&](std::string_view line) {
    if (!text.empty()) text += '\n';
    text += line;
  };
  if (id != EventId::run_failed && report.program_code) {
    add(describe_program_end(report.program, *report.program_code, report.exit_code == 0));
  }
  for (const std::string& warning : report.warnings)
    add("warning: " + warning);
  return text;
}

}  // namespace

std::optional<EventId> choose_event(const RunReport& report, EventLog wanted) {
  if (wanted == EventLog::off) return std::nullopt;
  if (!report.failures.empty()) return EventId::run_failed;
  if (report.exit_code != 0) return EventId::program_failed;
  if (!report.warnings.empty()) return EventId::run_warned;
  if (wanted != EventLog::all) return std::nullopt;
  return EventId::run_succeeded;
}

Event make_event(EventId id, const RunReport& report, const LogIdentity& identity) {
  const std::string run = !report.name.empty()     ? report.name
                          : report.program.empty() ? "drivelaunch"
                                                   : report.program;
  Event event{.id = id, .texts = {}};
  for (std::string text :
       {run, describe(id, report), identity.account, identity.session,
        fmt::format("0x{:08X}", report.exit_code), report.log.empty() ? std::string("none") : report.log}) {
    event.texts.push_back(escape_insertions(cut(std::move(text))));
  }
  return event;
}

}  // namespace launcher
