#include "taskxml/report/estate_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/invisible.hpp"
#include "launcher/text/printable.hpp"
#include "launcher/text/utf8.hpp"
#include "taskxml/rewrite/rewrite.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/trigger_words.hpp"
#include "taskxml/task/uses.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kStandardInput = "standard input";

/// The server and the share of a UNC path.
std::string share_of(std::string_view path) {
  const Uses uses = find_uses_of_path(path);
  return uses.shares.empty() ? std::string() : uses.shares.front();
}

/// What `net use S: \\server\share` in a line connects.
std::vector<LetterShare> find_net_use(const EffectiveAction& started) {
  std::vector<LetterShare> found;
  const std::string line = fmt::format("{} {}", file_name_of(started.program), started.arguments);
  const std::string lower = launcher::to_lower_ascii(line);
  for (const std::string_view command : {"net use ", "net.exe use "}) {
    for (std::size_t at = lower.find(command); at != std::string::npos; at = lower.find(command, at + 1)) {
      const std::size_t letter = lower.find_first_not_of(' ', at + command.size());
      if (letter == std::string::npos || letter + 2 >= line.size() || line[letter + 1] != ':') continue;
      if (lower[letter] < 'a' || lower[letter] > 'z') continue;
      const std::size_t path = line.find_first_not_of(" \"", letter + 2);
      if (path == std::string::npos || path == letter + 2) continue;
      const bool is_quoted = line[path - 1] == '"';
      const std::size_t end = std::min(line.find_first_of(is_quoted ? "\"" : " \"&|", path), line.size());
      const std::string share = share_of(std::string_view(line).substr(path, end - path));
      if (!share.empty()) found.push_back({static_cast<char>(lower[letter] - 'a' + 'A'), share});
    }
  }
  return found;
}

std::vector<LetterShare> find_connected(const EffectiveAction& started) {
  std::vector<LetterShare> connected;
  if (started.invocation) {
    for (const std::string& drive : started.invocation->drives) {
      const launcher::ConnectionSpec spec = launcher::parse_drive_option(drive);
      connected.push_back({spec.letter->letter(), share_of(spec.path.text())});
    }
  }
  for (LetterShare& used : find_net_use(started))
    connected.push_back(std::move(used));
  return connected;
}

class TaskReader {
 public:
  TaskReader(const FileName& name, const DiagnosedText& text) : name_(name), text_(text) {}

  EstateTask read(const TaskDiagnosis& diagnosis) const {
    EstateTask task;
    task.file = name_.shown;
    task.line = diagnosis.line;
    task.name = diagnosis.name;
    task.principal = diagnosis.principal;
    task.account = diagnosis.account;
    task.is_enabled = text_.details.is_enabled;
    task.triggers = describe_triggers(text_.tokens, text_.text);
    for (const DiagnosedAction& action : diagnosis.actions)
      task.actions.push_back(read_action(action));
    task.findings = diagnosis.problems;
    const bool has_written = std::any_of(task.actions.begin(), task.actions.end(), [](const auto& action) {
      return action.answer == WrapAnswer::written;
    });
    if (has_written && !name_.stem.empty()) task.wrap_line = wrap_line_for(task.name, name_);
    return task;
  }

 private:
  EstateAction read_action(const DiagnosedAction& diagnosed) const {
    EstateAction action;
    action.line = diagnosed.line;
    action.index = diagnosed.index;
    action.kind = diagnosed.kind;
    const Action& source = text_.task.actions[diagnosed.index - 1];
    if (source.kind != ActionKind::exec) return action;
    const std::string_view text = text_.document.text().substr(source.begin, source.end - source.begin);
    if (!diagnosed.started) {
      action.answer = WrapAnswer::refused;
      action.refusal = find_refusal(source, text);
      return action;
    }
    const EffectiveAction& started = *diagnosed.started;
    action.program = started.program;
    action.arguments = started.arguments;
    action.directory = started.directory;
    action.letters = diagnosed.letters;
    action.shares = diagnosed.shares;
    action.connected = find_connected(started);
    action.written = started.written;
    if (started.is_wrapped) {
      action.answer = WrapAnswer::present;
    } else if (started.own_command.empty()) {
      wrap(text, action);
    }
    return action;
  }

  static std::string describe(const Refusal& refusal) {
    std::string text = refusal.what();
    if (!refusal.offender().empty()) text += ": " + refusal.offender();
    return refusal.advice().empty() ? text : text + ". " + refusal.advice();
  }

  static std::string find_refusal(const Action& source, std::string_view text) {
    try {
      require_own_namespace(source);
      read_effective_action(text);
    } catch (const Refusal& refusal) {
      return describe(refusal);
    }
    return {};
  }

  void wrap(std::string_view text, EstateAction& action) const {
    try {
      const WrapOptions options = wrap_options_for(text_.task, name_, text_.document, RewriteRequest());
      action.wrapped = values_of(read_exec(wrap_exec(text, options)));
      action.answer = WrapAnswer::written;
    } catch (const Refusal& refusal) {
      action.answer = WrapAnswer::refused;
      action.refusal = describe(refusal);
    }
  }

  const FileName& name_;
  const DiagnosedText& text_;
};

bool is_selected(const Selection& selection, const TaskDiagnosis& task) {
  if (selection.is_empty()) return true;
  if (is_microsoft_task(task.name) && !selection.has_name()) return false;
  const EffectiveAction not_known;
  const auto matches = [&](const EffectiveAction& started) {
    return selection.matches({task.name, task.principal.account(), started});
  };
  if (task.actions.empty()) return matches(not_known);
  return std::any_of(task.actions.begin(), task.actions.end(), [&](const DiagnosedAction& action) {
    return matches(action.started ? *action.started : not_known);
  });
}

/// A relative path as Task Scheduler would call the task.
std::string task_path_of(std::string_view relative, bool has_machine_folder) {
  if (has_machine_folder) relative.remove_prefix(relative.find('\\') + 1);
  if (launcher::to_lower_ascii(relative).ends_with(".xml")) relative.remove_suffix(4);
  return '\\' + std::string(relative);
}

/// Whether a character means itself inside the quotes of every shell, and is seen.
bool is_plain(std::string_view character, char32_t code) {
  if (code < 0x80) {
    const char c = character.front();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" _-.,()#+=@~:/\\[]{}").find(c) != std::string_view::npos;
  }
  // PowerShell takes typographic quotes for quotes.
  const bool is_quote = code >= 0x2018 && code <= 0x201F;
  return !is_quote && launcher::on_one_line(character) == character && !launcher::find_invisible(character);
}

/// A pattern of name= that matches `text`, with a `?` for each byte of what is not plain.
std::string plain_pattern(std::string_view text) {
  std::string pattern;
  for (std::size_t at = 0; at < text.size();) {
    const launcher::Utf8Character next = launcher::read_utf8(text, at);
    const std::size_t size = std::max<std::size_t>(next.length, 1);
    const std::string_view character = text.substr(at, size);
    at += size;
    // A backslash in front of the closing quote, or of another one, is taken for an escape.
    const bool is_escape = next.value == '\\' && (at == text.size() || pattern.ends_with('\\'));
    if (is_escape || next.length == 0 || !is_plain(character, next.value)) {
      pattern.append(size, '?');
    } else {
      pattern += character;
      if (next.value == ',') pattern += ',';
    }
  }
  return pattern;
}

std::string doubled_commas(std::string_view text) {
  std::string doubled;
  for (const char c : text)
    doubled += c == ',' ? std::string(",,") : std::string(1, c);
  return doubled;
}

}  // namespace

std::string find_machine(const FileName& name, std::string_view folder, bool holds_several) {
  if (name.is_registered) return std::string(folder);
  const std::size_t folder_end = name.relative.find('\\');
  if (folder_end != std::string::npos) return name.relative.substr(0, folder_end);
  if (holds_several || folder.empty()) return name.stem.empty() ? std::string(kStandardInput) : name.stem;
  return std::string(folder);
}

Estate read_estate_file(const FileName& name, std::string_view folder, std::string bytes,
                        const EstateRequest& request) {
  Estate estate;
  std::size_t count = 0;
  const OnDiagnosed on_task = [&](const TaskDiagnosis& diagnosis, const DiagnosedText& text) {
    ++count;
    if (!is_selected(request.selection, diagnosis)) return;
    estate.tasks.push_back(TaskReader(name, text).read(diagnosis));
    EstateTask& task = estate.tasks.back();
    const bool is_named_by_file = text.task.name().empty() && !name.is_registered;
    const bool has_folder = request.machine.empty() && name.relative.find('\\') != std::string::npos;
    task.path = is_named_by_file ? task_path_of(name.relative, has_folder) : task.name;
  };
  Diagnosis diagnosis = diagnose(name, std::move(bytes), request.input_encoding, nullptr, on_task);
  if (!diagnosis.refusals.empty()) estate.tasks.clear();
  const std::string machine =
      request.machine.empty() ? find_machine(name, folder, count > 1) : request.machine;
  for (EstateTask& task : estate.tasks)
    task.machine = machine;
  for (Finding& refusal : diagnosis.refusals)
    estate.refusals.push_back({machine, name.shown, std::move(refusal)});
  for (Finding& note : diagnosis.notes)
    estate.notes.push_back({machine, name.shown, std::move(note)});
  return estate;
}

std::string wrap_line_for(std::string_view task_name, const FileName& file) {
  const std::string input = file.is_registered ? "tasks:" + file.shown : file.shown;
  const bool is_plain_input =
      !input.empty() && input.front() != '-' && plain_pattern(input) == doubled_commas(input);
  if (!is_plain_input) return {};
  if (file.is_registered) return fmt::format("taskxml wrap --in-place \"{}\"", input);
  return fmt::format("taskxml wrap --select \"name={}\" --in-place \"{}\"", plain_pattern(task_name), input);
}

}  // namespace taskxml
