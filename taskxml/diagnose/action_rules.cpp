#include "taskxml/diagnose/action_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "launcher/base/command_line.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/program_kind.hpp"
#include "launcher/text/printable.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/diagnose/here_rules.hpp"
#include "taskxml/diagnose/identity_rules.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/rules/start_rules.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/uses.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kLongestPath = 260;

/// Whether there is nothing a file could be called: an operator of a shell, lone quotes.
bool names_no_file(std::string_view command) {
  return std::none_of(command.begin(), command.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  });
}

/// Text no folder's path has: wildcards, control characters, a blank in front, a colon that is not that of
/// the drive, a switch behind the path, or a file's name at the end. Blanks at the end do no harm: Windows
/// drops them.
bool has_other_text(std::string_view directory) {
  if (directory.starts_with(R"(\\?\)")) directory.remove_prefix(4);
  if (directory.empty()) return false;
  // example.com is what a folder of a site is called; the other extensions are those of programs.
  const std::string extension = launcher::extension_of(directory);
  constexpr auto kKnown = launcher::kProgramExtensions;
  const bool is_program =
      extension != ".com" && std::find(kKnown.begin(), kKnown.end(), extension) != kKnown.end();
  const bool has_control = std::any_of(directory.begin(), directory.end(),
                                       [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  return has_control || is_program || directory.front() == ' ' ||
         directory.find_first_of("<>|*?") != std::string_view::npos ||
         directory.find(" /") != std::string_view::npos || directory.find(':', 2) != std::string_view::npos;
}

/// Whether a quote is open at the end, both for those who count quotes, as cmd.exe does, and by the rule of
/// Windows' C runtime, where an odd number of backslashes in front makes a quote a character.
bool has_open_quote(std::string_view arguments) {
  bool is_open = false;
  bool is_open_by_count = false;
  std::size_t backslashes = 0;
  for (const char c : arguments) {
    if (c == '"') {
      is_open_by_count = !is_open_by_count;
      if (backslashes % 2 == 0) is_open = !is_open;
    }
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return is_open && is_open_by_count;
}

class ActionCheck {
 public:
  ActionCheck(const DiagnosedAction& action, const Principal& principal, std::string_view exec_text)
      : action_(action), started_(*action.started), principal_(principal), exec_text_(exec_text) {}

  std::vector<Problem> run() {
    problems_ = check_letters(action_, principal_);
    check_directory();
    check_command();
    for (StartProblem& problem : check_start(started_))
      add(problem.id, std::move(problem.about));
    if (has_open_quote(started_.arguments)) add("arguments-quote", started_.arguments);
    check_lengths();
    check_wrapping();
    for (Problem& problem : check_network_identity(action_, principal_))
      problems_.push_back(std::move(problem));
    check_addresses();
    if (!action_.connects.empty()) add("connects-itself", action_.connects);
    check_substitution();
    return std::move(problems_);
  }

 private:
  void add(std::string_view id, std::string about = {}) {
    problems_.push_back({&find_rule(id), 0, action_.index, std::move(about)});
  }

  std::string_view written_command() const {
    return started_.written.command ? std::string_view(*started_.written.command) : std::string_view();
  }
  std::string_view written_directory() const {
    return started_.written.directory ? std::string_view(*started_.written.directory) : std::string_view();
  }

  void check_directory() {
    if (written_directory().find('"') != std::string_view::npos) {
      add("directory-quotes", std::string(written_directory()));
    } else if (has_other_text(started_.directory)) {
      add("directory-text", started_.directory);
    }
  }

  void check_command() {
    const std::string_view command = written_command();
    if (command.empty()) return add("command-missing");
    if (names_no_file(command)) return add("command-no-program", std::string(command));
    if (!split_command(command)) return add("command-quotes", std::string(command));
    const bool is_quoted = command.find('"') != std::string_view::npos;
    if (!is_quoted && find_rest_of_name(started_.program, started_.arguments)) {
      add("command-split", fmt::format("{} {}", started_.program, started_.arguments));
    } else if (!is_quoted && !started_.is_wrapped && command.find(' ') != std::string_view::npos) {
      add("command-blanks", std::string(command));
    }
    if (launcher::program_kind(started_.program) != launcher::ProgramKind::document) return;
    static constexpr std::array<std::string_view, 7> kDocuments{".py",  ".pyw", ".pl",  ".rb",
                                                                ".jar", ".msc", ".xlsm"};
    const std::string extension = launcher::extension_of(started_.program);
    if (std::find(kDocuments.begin(), kDocuments.end(), extension) != kDocuments.end())
      add("command-document", started_.program);
  }

  void check_lengths() {
    const auto check_path = [&](std::string_view element, std::string_view value) {
      const std::size_t length = launcher::count_utf16_units(launcher::as_utf8(value));
      if (length > kLongestPath) add("element-length", fmt::format("{} has {} characters", element, length));
    };
    check_path("Command", written_command());
    check_path("WorkingDirectory", written_directory());
    if (started_.written.directory && started_.written.directory->empty())
      add("element-length", "WorkingDirectory is empty");
    const std::string arguments = launcher::as_utf8(started_.written.arguments.value_or(""));
    const std::string command = launcher::as_utf8(written_command());
    const std::size_t line =
        launcher::count_utf16_units(command) + launcher::count_utf16_units(arguments) + 3;
    if (line > launcher::kLongestCommandLine) {
      add("line-length", fmt::format("{} characters", line));
      return;
    }
    if (launcher::program_kind(started_.program) != launcher::ProgramKind::batch) return;
    const std::size_t batch_line = batch_line_length(
        launcher::as_utf8(started_.program), fmt::format(" {}", launcher::as_utf8(started_.arguments)));
    if (batch_line > launcher::kLongestBatchLine)
      add("line-length", fmt::format("{} characters for cmd.exe", batch_line));
  }

  void check_wrapping() {
    if (started_.is_wrapped) return check_wrapped();
    if (!started_.own_command.empty()) return add("launcher-command", started_.own_command);
    if (!action_.uses_network()) return;
    try {
      const Exec exec = read_exec(std::string(exec_text_));
      if (exec.command && !written_command().empty())
        make_plan(exec, started_.written, {.launcher = std::string(kLauncher)});
    } catch (const Refusal& refusal) {
      add("wrap-refused", fmt::format("{}. {}", refusal.what(), refusal.advice()));
    }
  }

  void check_wrapped() {
    const std::string missing = unconnected_letters(*started_.invocation, action_.network_letters);
    if (!missing.empty()) add("wrapped-letter", print_letters(missing));
    if (!started_.was_edited) return;
    std::string about = "--was does not fit";
    if (started_.written.directory) about = fmt::format("WorkingDirectory {}", written_directory());
    if (started_.has_two_directories)
      about += fmt::format(" besides --chdir {}", *started_.invocation->chdir);
    add("wrapped-edited", std::move(about));
  }

  void check_addresses() {
    std::string addresses;
    const auto add_address = [&](const std::string& share) {
      if (is_server_address(share)) addresses += fmt::format("{}{}", addresses.empty() ? "" : " ", share);
    };
    for (const std::string& share : action_.shares)
      add_address(share);
    if (started_.invocation) {
      for (const std::string& drive : started_.invocation->drives)
        add_address(launcher::parse_drive_option(drive).path.text());
    }
    if (!addresses.empty()) add("share-address", addresses);
  }

  void check_substitution() {
    for (const std::string* text : {&started_.arguments, &started_.directory}) {
      if (has_substitution(*text)) return add("substitution", *text);
    }
  }

  const DiagnosedAction& action_;
  const EffectiveAction& started_;
  const Principal& principal_;
  std::string_view exec_text_;
  std::vector<Problem> problems_;
};

}  // namespace

std::string find_mapping_command(const EffectiveAction& started) {
  static constexpr std::array<std::string_view, 5> kWays{"net use", "net.exe use", "New-PSDrive",
                                                         "New-SmbMapping", "pushd \\\\"};
  const std::string line =
      launcher::to_lower_ascii(fmt::format("{} {}", file_name_of(started.program), started.arguments));
  for (const std::string_view way : kWays) {
    if (line.find(launcher::to_lower_ascii(way)) != std::string::npos) return std::string(way);
  }
  return {};
}

std::vector<Problem> check_action(const DiagnosedAction& action, const Principal& principal,
                                  std::string_view exec_text, const ThisMachine* here) {
  if (!action.started) return {};
  std::vector<Problem> problems = ActionCheck(action, principal, exec_text).run();
  if (here != nullptr) {
    const std::vector<Problem> more = check_here(action, principal, *here);
    problems.insert(problems.end(), more.begin(), more.end());
  }
  return problems;
}

}  // namespace taskxml
