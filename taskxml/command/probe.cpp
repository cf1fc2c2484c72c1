#include "taskxml/command/probe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "launcher/text/printable.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

/// Task Scheduler expands it.
constexpr std::string_view kCommandProcessorOfTask = R"(%SystemRoot%\System32\cmd.exe)";

/// The options that check takes, of those a task is wrapped with.
launcher::Invocation options_for_check(const launcher::Invocation& wrapped) {
  launcher::Invocation options;
  options.config = wrapped.config;
  options.only = wrapped.only;
  options.drives = wrapped.drives;
  options.timeout = wrapped.timeout;
  options.name = wrapped.name;
  return options;
}

/// doctor connects nothing, and says everything on standard output.
launcher::Invocation options_for_doctor(const launcher::Invocation& check) {
  launcher::Invocation options;
  options.config = check.config;
  options.only = check.only;
  options.drives = check.drives;
  return options;
}

bool names_connections(const launcher::Invocation& options) {
  return options.config || options.only || !options.drives.empty();
}

class ProbeWriter {
 public:
  ProbeWriter(std::string_view text, const ProbeRequest& request) : text_(text), request_(request) {}

  ProbeResult write() {
    TaskVisitor visitor;
    visitor.on_task = [this](const Task& task) {
      ++tasks_;
      task_ = task;
    };
    read_tasks(text_, visitor);
    if (tasks_ != 1) {
      throw Malformed(fmt::format("{} tasks in one file", tasks_), 0, {},
                      "Give the one to be probed in a file of its own");
    }
    require_known_account();
    collect_lines();
    ProbeResult result;
    result.account = task_.principal.account();
    result.needs_password = account_kind(task_.principal) == AccountKind::password;
    result.bytes = encode_utf16_file(definition());
    return result;
  }

 private:
  /// Group Policy puts the names in when it makes the task; Task Scheduler would take the variable for one.
  void require_known_account() const {
    const std::string& account = task_.principal.account();
    const std::size_t percent = account.find('%');
    if (percent == std::string::npos || account.find('%', percent + 1) == std::string::npos) return;
    throw Malformed("the account is a variable of Group Policy", task_.begin, account,
                    "Probe the task that the policy has made on a machine: schtasks /query /tn NAME /xml");
  }

  void collect_lines() {
    if (!names_connections(request_.options)) {
      for (const Action& action : task_.actions) {
        if (action.kind != ActionKind::exec) continue;
        require_own_namespace(action);
        const EffectiveAction started =
            read_effective_action(text_.substr(action.begin, action.end - action.begin));
        if (started.is_wrapped) add_line(options_for_check(*started.invocation));
      }
    }
    if (lines_.empty()) add_line({});
  }

  void add_line(launcher::Invocation options) {
    const launcher::Invocation& asked = request_.options;
    if (names_connections(asked)) {
      options.config = asked.config;
      options.only = asked.only;
      options.drives = asked.drives;
    }
    if (asked.timeout) options.timeout = asked.timeout;
    options.log = asked.log;
    if (!options.log && !request_.output) options.log = kProbeLog;
    if (request_.asks_doctor) options = options_for_doctor(options);
    std::string line = request_.asks_doctor ? "doctor " : "check ";
    line += launcher::print_invocation(options);
    while (line.ends_with(' '))
      line.pop_back();
    if (has_substitution(line)) {
      throw Refusal("the probe's Arguments would hold $( or $$", line,
                    "Task Scheduler would substitute it among the launcher's options. "
                    "Give the real value with --drive, --config or --log");
    }
    if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) lines_.push_back(line);
  }

  static std::string element(std::string_view name, const std::string& value) {
    if (value.empty()) return {};
    return fmt::format("      <{0}>{1}</{0}>\n", name, escape_text(launcher::as_utf8(value), false));
  }

  std::string definition() const {
    const Principal& principal = task_.principal;
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n"
        "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
        "  <RegistrationInfo>\n"
        "    <Description>Tries the network drives of a task as the account of that task. " +
        std::string(kProbeMark) +
        "</Description>\n"
        "  </RegistrationInfo>\n  <Triggers />\n  <Principals>\n    <Principal id=\"Author\">\n";
    text += element("UserId", principal.user_id) + element("GroupId", principal.group_id) +
            element("LogonType", principal.logon_type) + element("RunLevel", principal.run_level);
    text +=
        "    </Principal>\n  </Principals>\n  <Settings>\n"
        "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>\n"
        "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>\n"
        "    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>\n  </Settings>\n  <Actions Context=\"Author\">\n";
    for (const std::string& line : lines_) {
      const std::string launcher = request_.launcher.value_or(std::string(kLauncher));
      text += fmt::format(
          "    <Exec>\n      <Command>{}</Command>\n      <Arguments>{}</Arguments>\n    </Exec>\n",
          escape_text(request_.output ? std::string(kCommandProcessorOfTask) : launcher, false),
          escape_text(request_.output ? redirected(launcher, line) : line, false));
    }
    return text + "  </Actions>\n</Task>\n";
  }

  /// For cmd.exe, which takes the quotes around the whole away (/s) and leaves those inside: what is in
  /// quotes is text to it. Values that are written without quotes have letters, digits and commas only.
  std::string redirected(const std::string& launcher, const std::string& line) const {
    return fmt::format("/d /s /c \"\"{}\" {} >> \"{}\" 2>&1\"", launcher, line, *request_.output);
  }

  std::string_view text_;
  const ProbeRequest& request_;
  std::size_t tasks_ = 0;
  Task task_;
  std::vector<std::string> lines_;
};

}  // namespace

ProbeResult make_probe(std::string bytes, const ProbeRequest& request) {
  std::optional<Document> document;
  ProbeResult result;
  try {
    document = Document::decode(std::move(bytes), request.input_encoding);
    return ProbeWriter(document->text(), request).write();
  } catch (const Malformed& malformed) {
    result.refusal = find_place(malformed, document);
  } catch (const Refusal& refusal) {
    result.refusal = Finding{1, refusal.what(), refusal.offender(), refusal.advice()};
  }
  return result;
}

}  // namespace taskxml
