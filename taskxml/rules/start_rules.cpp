#include "taskxml/rules/start_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "launcher/base/drive.hpp"
#include "launcher/base/program_kind.hpp"
#include "taskxml/task/wrapped.hpp"

namespace taskxml {
namespace {

using launcher::ProgramKind;

/// What a line connects, as far as it shows that itself.
struct Connected {
  std::string letters;       ///< "ST"
  bool may_be_more = false;  ///< a drives.ini of which all is taken
};

Connected find_connected(const launcher::Invocation& invocation) {
  Connected connected;
  for (const std::string& drive : invocation.drives)
    connected.letters += launcher::parse_drive_option(drive).letter->letter();
  const bool has_file = invocation.config || invocation.drives.empty();
  connected.may_be_more = has_file && !invocation.only;
  if (!invocation.only) return connected;
  for (const std::string& name : launcher::parse_name_list(*invocation.only)) {
    // A share may have a name of one character, too; what is not a letter connects none.
    const bool is_letter = name.size() == 1 && launcher::to_lower_ascii(name)[0] >= 'a' &&
                           launcher::to_lower_ascii(name)[0] <= 'z';
    if (is_letter) connected.letters += launcher::DriveLetter::parse(name).letter();
  }
  return connected;
}

/// 'S' of `S:\x`, with or without quotes; 0 without one.
char letter_of(std::string_view path) {
  if (path.starts_with('"')) path.remove_prefix(1);
  if (path.size() < 2 || path[1] != ':') return '\0';
  const char lower = launcher::to_lower_ascii(path.substr(0, 1))[0];
  return lower >= 'a' && lower <= 'z' ? static_cast<char>(lower - 'a' + 'A') : '\0';
}

class StartCheck {
 public:
  explicit StartCheck(const EffectiveAction& started) : started_(started) {
    const std::optional<SplitCommand> split = split_command(started.program);
    program_ = split ? split->program : started.program;
    if (split) tail_ = split->rest;
    if (!started.arguments.empty()) tail_ += " " + started.arguments;
    kind_ = launcher::program_kind(program_);
    directory_ =
        started.invocation && started.invocation->chdir ? *started.invocation->chdir : started.directory;
  }

  std::vector<StartProblem> run() {
    check_directory();
    check_program();
    if (started_.is_wrapped) check_what_is_read_first();
    return std::move(problems_);
  }

 private:
  void check_directory() {
    if (!launcher::needs_command_processor(kind_) || !launcher::is_refused_by_command_processor(directory_))
      return;
    std::string about = directory_;
    if (started_.invocation) {
      std::vector<launcher::ConnectionSpec> drives;
      for (const std::string& drive : started_.invocation->drives)
        drives.push_back(launcher::parse_drive_option(drive));
      if (const auto path = launcher::path_on_drive(directory_, drives))
        about += fmt::format("; {} is the same folder in this run", *path);
    }
    problems_.push_back({"directory-cmd-unc", std::move(about)});
  }

  void check_program() {
    const std::string line = launcher::interpreter_line(kind_, program_, tail_);
    if (kind_ == ProgramKind::powershell) problems_.push_back({"command-ps1", line});
    if (kind_ == ProgramKind::windows_script) problems_.push_back({"command-document", line});
    if (kind_ == ProgramKind::shortcut && started_.is_wrapped)
      problems_.push_back({"command-shortcut", program_});
  }

  /// The launcher itself, drives.ini and the log are opened before any drive is there. C: is a local disk.
  void check_what_is_read_first() {
    const launcher::Invocation& invocation = *started_.invocation;
    std::string about;
    const auto check = [&](std::string_view what, const std::optional<std::string>& path) {
      const char letter = path ? letter_of(*path) : '\0';
      if (letter == '\0' || letter == 'C') return;
      if (find_connected(invocation).letters.find(letter) == std::string::npos) return;
      about += fmt::format("{}{} {}", about.empty() ? "" : ", ", what, *path);
    };
    check("Command", started_.written.command);
    check("--config", invocation.config);
    check("--log", invocation.log);
    if (!about.empty()) problems_.push_back({"launcher-letter", std::move(about)});
  }

  const EffectiveAction& started_;
  std::string program_;
  std::string tail_;
  std::string directory_;
  ProgramKind kind_ = ProgramKind::executable;
  std::vector<StartProblem> problems_;
};

}  // namespace

std::vector<StartProblem> check_start(const EffectiveAction& started) {
  return StartCheck(started).run();
}

std::string unconnected_letters(const launcher::Invocation& invocation, std::string letters) {
  const Connected connected = find_connected(invocation);
  if (connected.may_be_more) return {};
  std::erase_if(letters, [&](char letter) { return connected.letters.find(letter) != std::string::npos; });
  return letters;
}

}  // namespace taskxml
