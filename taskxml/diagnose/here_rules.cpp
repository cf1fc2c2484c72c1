#include "taskxml/diagnose/here_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "launcher/base/command_line.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/program_kind.hpp"
#include "taskxml/diagnose/identity_rules.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/task/uses.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kDefaultConfig = R"(%ProgramData%\DriveLaunch\drives.ini)";
constexpr std::size_t kMostLines = 5;

bool is_absolute(std::string_view path) {
  return path.starts_with("\\\\") || (path.size() > 2 && path[1] == ':' && path[2] == '\\');
}

bool is_script(std::string_view path) {
  const launcher::ProgramKind kind = launcher::program_kind(path);
  return kind == launcher::ProgramKind::batch || kind == launcher::ProgramKind::powershell ||
         kind == launcher::ProgramKind::windows_script;
}

/// The program and the words of its arguments that are scripts with a full path.
std::vector<std::string> find_scripts(const EffectiveAction& started, const ThisMachine& here) {
  std::vector<std::string> scripts;
  const auto add = [&](const std::string& word) {
    const std::string path = here.expand(word);
    if (is_script(path) && is_absolute(path)) scripts.push_back(path);
  };
  add(started.program);
  for (std::size_t at = 0; at < started.arguments.size();) {
    const launcher::CommandLineWord word = launcher::read_word(started.arguments, at);
    add(word.value);
    at = std::max(word.end, at + 1);
  }
  return scripts;
}

/// "line 3 S:, line 8 S: T:"; empty when no line mentions a letter that may be a network drive.
std::string find_lines_with_letters(std::string_view text, const ThisMachine& here) {
  std::string found;
  std::size_t count = 0;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string letters = find_uses(text.substr(0, end)).letters;
    text.remove_prefix(std::min(end + 1, text.size()));
    std::erase_if(letters, [&](char letter) { return letter == 'C' || here.is_local_disk(letter); });
    if (letters.empty()) continue;
    if (++count > kMostLines) return found + ", and more";
    found += fmt::format("{}line {} {}", found.empty() ? "" : ", ", number, print_letters(letters));
  }
  return found;
}

/// As whom the launcher decides whom to trust. A group is nobody in particular.
RunAccount run_account(const Principal& principal) {
  const AccountKind kind = account_kind(principal);
  const bool is_elevated = kind == AccountKind::system || has_highest_privileges(principal);
  switch (kind) {
    case AccountKind::system:
      return {"S-1-5-18", is_elevated};
    case AccountKind::local_service:
      return {"S-1-5-19", is_elevated};
    case AccountKind::network_service:
      return {"S-1-5-20", is_elevated};
    case AccountKind::group:
      return {{}, is_elevated};
    default:
      return {principal.user_id, is_elevated};
  }
}

}  // namespace

std::vector<Problem> check_here(const DiagnosedAction& action, const Principal& principal,
                                const ThisMachine& here) {
  std::vector<Problem> problems;
  const auto add = [&](std::string_view id, std::string about) {
    problems.push_back({&find_rule(id), 0, action.index, std::move(about)});
  };
  const auto check_trusted_input = [&](std::string_view missing, const std::string& path,
                                       TrustedInput input) {
    if (!is_absolute(path)) return;
    if (!here.has_file(path)) return add(missing, path);
    for (const TrustProblem& problem : here.find_trust_problems(path, input, run_account(principal)))
      add("here-not-protected", fmt::format("{}{}{}", problem.what, problem.commands.empty() ? "" : ". ",
                                            fmt::join(problem.commands, " & ")));
  };
  std::string local = action.letters;
  std::erase_if(local, [&](char letter) { return letter == 'C' || !here.is_local_disk(letter); });
  if (!local.empty()) add("here-local-disk", print_letters(local));

  const EffectiveAction& started = *action.started;
  if (started.is_wrapped) {
    const std::string launcher =
        here.expand(launcher::read_word(started.written.command.value_or(""), 0).quoted
                        ? launcher::read_word(*started.written.command, 0).value
                        : started.written.command.value_or(""));
    check_trusted_input("here-launcher-missing", launcher, TrustedInput::launcher);
    const launcher::Invocation& invocation = *started.invocation;
    if (invocation.config || invocation.drives.empty()) {
      const std::string config = here.expand(invocation.config.value_or(std::string(kDefaultConfig)));
      check_trusted_input("here-config-missing", config, TrustedInput::config);
    }
  }
  for (const std::string& script : find_scripts(started, here)) {
    const std::optional<std::string> bytes = here.read(script);
    if (!bytes) continue;
    try {
      const Document document = Document::decode(*bytes, std::nullopt);
      const std::string lines = find_lines_with_letters(document.text(), here);
      if (!lines.empty()) add("here-script-letters", fmt::format("{}: {}", script, lines));
    } catch (const Malformed&) {  // no text
    }
  }
  return problems;
}

}  // namespace taskxml
