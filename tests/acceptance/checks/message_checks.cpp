#include "acceptance/checks/message_checks.hpp"

#include <windows.h>

#include <cctype>
#include <string_view>

#include "acceptance/checks/requests.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/event_log.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/product.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr std::chrono::seconds kEventPatience{15};
constexpr std::uint32_t kWarning = 3;

struct Mistake {
  const char* name;       ///< for the evidence
  std::string arguments;  ///< of drivelaunch, without --log
  std::uint32_t code;     ///< the Win32 code that Windows gives
  const char* symbol;
  std::string subject;  ///< what the system's text may name as %1
};

std::string share_option(const Machine& machine, const std::string& path) {
  return "--drive " + in_quotes(std::string(1, machine.letter(1)) + '=' + path) + ' ';
}

std::vector<Mistake> all_mistakes(const Machine& machine) {
  const SharedFolder& share = machine.share(0);
  const std::string missing =
      "\\\\" + std::string(launcher::UncPath::parse(share.path).server()) + "\\drivelaunch-no-such-share";
  const std::string no_program = machine.file("not-a-program.exe");
  write_file(no_program, "This is text.");
  const std::string own = in_quotes(machine.program("drivelaunch.exe"));
  return {{.name = "a share that is missing",
           .arguments = share_option(machine, missing) + "--timeout 6s -- " + own,
           .code = ERROR_BAD_NET_NAME,
           .symbol = "ERROR_BAD_NET_NAME",
           .subject = missing},
          {.name = "a drives.ini that is missing",
           .arguments = "--config " + in_quotes(machine.file("no-such.ini")) + " -- " + own,
           .code = ERROR_FILE_NOT_FOUND,
           .symbol = "ERROR_FILE_NOT_FOUND",
           .subject = machine.file("no-such.ini")},
          {.name = "a program that is none",
           .arguments = share_option(machine, share.path) + "-- " + in_quotes(no_program),
           .code = ERROR_BAD_EXE_FORMAT,
           .symbol = "ERROR_BAD_EXE_FORMAT",
           .subject = no_program}};
}

std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_blank = c == '\r' || c == '\n' || c == ' ';
    if (!is_blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  while (!line.empty() && (line.back() == ' ' || line.back() == '.'))
    line.pop_back();
  return line;
}

/// What Windows says to a code, in English or in its own language, with what it is about put in.
std::vector<std::string> system_texts(const Mistake& mistake) {
  std::wstring subject = launcher::win32::to_wide(mistake.subject);
  std::vector<DWORD_PTR> inserts(9, reinterpret_cast<DWORD_PTR>(subject.c_str()));
  std::vector<std::string> texts;
  for (const DWORD language : {DWORD{MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US)}, DWORD{0}}) {
    wchar_t* text = nullptr;
    const DWORD length = FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ARGUMENT_ARRAY | FORMAT_MESSAGE_ALLOCATE_BUFFER, nullptr,
        mistake.code, language, reinterpret_cast<wchar_t*>(&text), 0,
        reinterpret_cast<va_list*>(inserts.data()));
    const launcher::win32::UniqueLocalMemory<wchar_t> owned(text);
    if (length != 0) texts.push_back(on_one_line(launcher::win32::to_utf8({text, length})));
  }
  return texts;
}

bool has_placeholder(std::string_view text) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    if (at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0) return true;
  }
  return false;
}

/// The line of standard error that is no warning; empty: there is none.
std::string error_line(const std::string& errors) {
  constexpr std::string_view kStart = "drivelaunch: ";
  for (std::size_t at = 0; at < errors.size();) {
    const std::size_t end = std::min(errors.find('\n', at), errors.size());
    std::string line = errors.substr(at, end - at);
    if (line.ends_with('\r')) line.pop_back();
    if (line.starts_with(kStart) && line.find("warning: ") != kStart.size())
      return line.substr(kStart.size());
    at = end + 1;
  }
  return {};
}

/// As a value of the log stands in quotes.
std::string as_log_value(std::string_view text) {
  std::string value;
  for (const char c : text) {
    if (c == '"' || c == '\\') value += '\\';
    value += c;
  }
  return value;
}

/// What is wrong with a message; empty: nothing.
std::string find_fault(const std::string& message, const Mistake& mistake) {
  if (message.empty()) return "there is no message";
  if (has_placeholder(message)) return "a placeholder of the system's text is left";
  const std::size_t number = message.find(": " + std::to_string(mistake.code) + ' ' + mistake.symbol + " (");
  if (number == std::string::npos)
    return std::string("it has no ") + mistake.symbol + " with its number and function";
  const std::size_t function_end = message.find("): ", number);
  if (function_end == std::string::npos) return "there is no function";
  const std::string rest = message.substr(function_end + 3);
  for (const std::string& text : system_texts(mistake)) {
    if (rest.starts_with(text)) return rest.size() > text.size() + 8 ? std::string() : "there is no advice";
  }
  return "it has not the text that Windows has for the code";
}

/// The four events of launcher/README.md: id, and the severity of [MS-ERREF] 2.1.
struct TableRow {
  std::uint32_t id;
  std::uint32_t severity;
};
constexpr TableRow kTable[] = {{100, 1}, {200, 2}, {201, 2}, {300, 3}};

/// A task whose run is an event: its program ends with 7.
TaskRequest failing_request(const Machine& machine, const Principal& principal) {
  TaskRequest request = usual_request(machine, principal, 7);
  return request;
}

std::string find_event_fault(const ShownEvent& event, const std::string& run, std::uint32_t id) {
  if (event.id != id) return "its number is " + std::to_string(event.id);
  if (event.level != kWarning) return "its level is " + std::to_string(event.level);
  if (has_placeholder(event.message)) return "a placeholder is left";
  for (const std::string& part : {'"' + run + '"', std::string("Exit code: 0x00000007"),
                                  std::string("Account: "), std::string("run.log")}) {
    if (event.message.find(part) == std::string::npos) return "it does not say: " + part;
  }
  return {};
}

}  // namespace

Finding see_messages(Machine& machine, const Principal&) {
  machine.will_connect(machine.letter(1), machine.share(0).path);
  std::string evidence;
  for (const Mistake& mistake : all_mistakes(machine)) {
    const std::string log = machine.file(machine.next_name() + ".log");
    const CommandResult result =
        run_command(machine, "drivelaunch.exe", "--log " + in_quotes(log) + ' ' + mistake.arguments);
    const std::string message = error_line(result.errors);
    const std::string named =
        std::string(mistake.name) + ": " + (message.empty() ? show_command(result) : message);
    if (const std::string fault = find_fault(message, mistake); !fault.empty())
      return failed(fault + ": " + named);
    if (read_file(log).value_or("").find(as_log_value(message)) == std::string::npos)
      return failed("the log has not the same: " + named);
    evidence += (evidence.empty() ? "" : " | ") + named;
  }
  return passed(evidence);
}

Finding see_message_table(Machine& machine, const Principal&) {
  const std::string texts[6] = {"the run",     "what happened", "the account",
                                "the session", "the code",      "the log"};
  for (const char* const name : {"drivelaunch.exe", "drivelaunchw.exe"}) {
    for (const TableRow& row : kTable) {
      const std::string subject = std::string(name) + ", event " + std::to_string(row.id);
      const std::string text = format_table_message(machine.program(name), row.id, row.severity, texts);
      if (text.empty()) return failed(subject + " has no text");
      if (has_placeholder(text)) return failed(subject + " has a placeholder left: " + text);
      for (const std::string& part : texts) {
        if (text.find(part) == std::string::npos)
          return failed(subject + " leaves out " + part + ": " + text);
      }
    }
  }
  return passed("events 100, 200, 201 and 300 of both programs, each with its six texts");
}

Finding see_events(Machine& machine, const Principal& principal) {
  if (machine.surroundings().is_wine) return not_seen("Wine keeps no events");
  require_event_source(machine);
  TaskRun run(machine, principal, failing_request(machine, principal));
  const std::uint32_t result = run.wait();
  if (result != 7)
    return failed("LastTaskResult " + show_code(result) + " instead of 0x00000007" + show_log(run));
  std::optional<ShownEvent> event;
  machine.wait_until([&] { return (event = find_event(run.path())).has_value(); }, kEventPatience);
  if (!event) return failed("there is no event with the name " + run.path());
  if (const std::string fault = find_event_fault(*event, run.path(), 200); !fault.empty())
    return failed(fault + ": " + event->message + " " + event->xml);
  return passed("level " + std::to_string(event->level) + ", " + std::to_string(event->id) + ": " +
                event->message);
}

}  // namespace acceptance
