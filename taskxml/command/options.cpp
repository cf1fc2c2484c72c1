#include "taskxml/command/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/nearest.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/command/help.hpp"
#include "taskxml/command/option_rules.hpp"
#include "taskxml/command/option_table.hpp"
#include "taskxml/command/usage.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/task/launcher_name.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kLongestLauncher = 260;
constexpr unsigned kMostJobs = 256;

class Parser {
 public:
  Parser(std::span<const std::string> arguments, Options& options)
      : arguments_(arguments), options_(options) {}

  void run() {
    parse_command();
    if (options_.command == Command::help || options_.command == Command::version) return;
    bool only_inputs = false;
    while (at_ < arguments_.size()) {
      const std::string& word = arguments_[at_++];
      if (!only_inputs && is_help(word)) {
        show_help();
      } else if (!only_inputs && word == "--version") {
        options_.command = Command::version;
      } else if (only_inputs || word == "-" || !word.starts_with('-')) {
        options_.inputs.push_back(word);
      } else if (word == "--") {
        only_inputs = true;
      } else {
        parse_option(word);
      }
      if (options_.command == Command::help || options_.command == Command::version) return;
    }
    if (!only_inputs && is_lone_word("help")) return show_help();
    if (!only_inputs && is_lone_word("version")) {
      options_.command = Command::version;
      return;
    }
    finish();
  }

 private:
  void parse_command() {
    if (arguments_.empty()) throw UsageError("a command is missing. Run taskxml --help");
    const std::string& word = arguments_[at_++];
    if (is_help(word) || word == "help") {
      options_.help = general_help();
      const bool names_command = word == "help" && at_ < arguments_.size() && arguments_[at_] != "help" &&
                                 arguments_[at_] != "version";
      if (names_command) {
        parse_command_name(arguments_[at_]);
        options_.help = command_help(options_.command);
      }
      options_.command = Command::help;
    } else if (word == "--version" || word == "version") {
      options_.command = Command::version;
    } else {
      parse_command_name(word);
    }
  }

  /// /? as every command of Windows has it, -? as PowerShell.
  static bool is_help(std::string_view word) {
    return word == "--help" || word == "-h" || word == "/?" || word == "-?";
  }

  /// Whether a command has this word and nothing else, and no file is called so.
  bool is_lone_word(std::string_view word) const {
    std::error_code error;
    return arguments_.size() == 2 && options_.inputs.size() == 1 && options_.inputs.front() == word &&
           !std::filesystem::exists(path_from_utf8(word), error);
  }

  void parse_command_name(const std::string& word) {
    std::vector<std::string_view> names{"help", "version"};
    for (const CommandName& known : kCommands) {
      names.push_back(known.name);
      if (known.name != word) continue;
      options_.command = known.command;
      options_.request.unwraps = known.command == Command::unwrap;
      return;
    }
    const std::size_t letters = std::min(word.find_first_not_of("-/"), word.size());
    const std::string nearest = launcher::find_nearest(word.substr(letters), names);
    refuse_usage(word, "there is no such command",
                 nearest.empty() ? "Run taskxml --help" : fmt::format("Did you mean {}?", nearest));
  }

  void parse_option(const std::string& word) {
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
    written_ = word.substr(0, equals);
    attached_ = equals == std::string::npos ? std::nullopt : std::optional(word.substr(equals + 1));
    const std::string name = written_.substr(written_.starts_with("--") ? 2 : 1);
    if (!parse_option_of_command(name)) refuse_unknown(name);
    if (attached_) refuse_usage(word, "this option takes no value");
  }

  void show_help() {
    options_.help = command_help(options_.command);
    options_.command = Command::help;
  }

  bool parse_option_of_command(std::string_view name) {
    switch (options_.command) {
      case Command::show:
        return parse_show_option(name);
      case Command::diagnose:
        if (written_ != "--here") return parse_show_option(name);
        options_.looks_here = true;
        return true;
      case Command::probe:
      case Command::drives:
        return parse_answer_option(name);
      case Command::report:
        return written_ == "-o" || written_.starts_with("--") ? parse_report_option(name) : false;
      default:
        return parse_rewrite_option(name);
    }
  }

  /// Of the commands whose answer is one file.
  bool parse_answer_option(std::string_view name) {
    if (written_ == "-o") {
      set_output(OutputMode::file, take_value("FILE"));
    } else if (written_ == "--input-encoding") {
      parse_input_encoding();
    } else if (written_ == "--run" && options_.command == Command::probe) {
      options_.runs_probe = true;
    } else if (written_ == "--doctor" && options_.command == Command::probe) {
      options_.asks_doctor = true;
    } else {
      return options_.command == Command::probe && written_.starts_with("--") &&
             (name == "launcher" || is_check_option(name)) && parse_wrap_option(name);
    }
    return true;
  }

  bool parse_report_option(std::string_view name) {
    ReportOptions& report = options_.report;
    if (written_ == "-o") {
      set_output(OutputMode::file, take_value("FILE"));
    } else if (name == "format") {
      const std::string value = take_value("html|json|csv");
      if (value != "html" && value != "json" && value != "csv")
        refuse_value(value, "it must be html, json or csv");
      report.format = value == "html"   ? ReportFormat::html
                      : value == "json" ? ReportFormat::json
                                        : ReportFormat::csv;
    } else if (name == "title") {
      report.title = take_text("TEXT");
    } else if (name == "baseline") {
      report.baseline = take_text("FILE");
    } else if (name == "save-baseline") {
      report.new_baseline = take_text("FILE");
    } else if (name == "machine") {
      report.machine = take_text("NAME");
    } else if (name == "select") {
      parse_select();
    } else if (name == "input-encoding") {
      parse_input_encoding();
    } else if (name == "jobs") {
      parse_jobs();
    } else {
      return false;
    }
    return true;
  }

  /// A value that is not empty.
  std::string take_text(std::string_view placeholder) {
    std::string value = take_value(placeholder);
    if (value.empty()) refuse_value(value, "it is empty");
    return value;
  }

  bool parse_show_option(std::string_view name) {
    if (written_ == "--input-encoding") {
      parse_input_encoding();
    } else if (written_ == "--jobs") {
      parse_jobs();
    } else if (name == "format" && written_.starts_with("--")) {
      const std::string value = take_value("text|json|csv");
      if (value != "text" && value != "json" && value != "csv")
        refuse_value(value, "it must be text, json or csv");
      options_.format = value == "text" ? Format::text : value == "json" ? Format::json : Format::csv;
    } else {
      return false;
    }
    return true;
  }

  bool parse_rewrite_option(std::string_view name) {
    if (written_ == "-o") {
      set_output(OutputMode::file, take_value("FILE"));
      return true;
    }
    if (!written_.starts_with("--")) return false;
    if (name == "select") {
      parse_select();
    } else if (name == "output-dir") {
      set_output(OutputMode::folder, take_value("DIR"));
    } else if (name == "in-place") {
      set_output(OutputMode::in_place, {});
    } else if (name == "backup") {
      options_.backup_suffix = take_value("SUFFIX");
      if (options_.backup_suffix.empty() ||
          options_.backup_suffix.find_first_of("/\\:*?\"<>|") != std::string::npos) {
        refuse_value(options_.backup_suffix, "it must be the end of a file name, like .bak");
      }
    } else if (name == "backup-dir") {
      options_.backup_folder = take_value("DIR");
      if (options_.backup_folder.empty()) refuse_value({}, "it is empty");
    } else if (name == "skip-passwords") {
      options_.skips_passwords = true;
    } else if (name == "from-backup" && options_.command == Command::unwrap) {
      options_.from_backup = true;
    } else if (name == "diff") {
      options_.request.wants_diff = true;
    } else if (name == "check") {
      options_.checks = true;
    } else if (name == "encoding") {
      const std::string value = take_value("keep|utf-16");
      if (value != "keep" && value != "utf-16") refuse_value(value, "it must be keep or utf-16");
      options_.request.to_utf16 = value == "utf-16";
    } else if (name == "input-encoding") {
      parse_input_encoding();
    } else if (name == "jobs") {
      parse_jobs();
    } else {
      return options_.command == Command::wrap && parse_wrap_option(name);
    }
    return true;
  }

  bool parse_wrap_option(std::string_view name) {
    if (name == "launcher") {
      parse_launcher();
      return true;
    }
    const launcher::Option* option = launcher::find_option(name);
    if (option == nullptr || option->help.empty() || name == "help" || name == "version") return false;
    if (name == "dry-run")
      refuse_usage(written_, "a task cannot be a dry run", "Try the wrapped line at a prompt instead");
    std::optional<std::string> value;
    if (!option->placeholder.empty()) value = take_value(option->placeholder);
    if (value && has_substitution(*value)) {
      refuse_value(*value, "Task Scheduler would substitute the $( or $$ in it");
    }
    if (value && std::any_of(value->begin(), value->end(),
                             [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
      refuse_value(*value, "it holds a control character");
    }
    try {
      launcher::set_option(options_.request.invocation, *option, std::move(value));
    } catch (const launcher::Error& error) {
      refuse_usage(error.failure().subject, error.failure().text, advise_help());
    }
    return true;
  }

  void parse_launcher() {
    const std::string value = take_value("PATH");
    if (launcher::find_invalid_utf8(value) != std::string::npos || value.find('"') != std::string::npos) {
      refuse_value(value, "a Command is written without quotes");
    }
    if (launcher::count_utf16_units(value) > kLongestLauncher) {
      refuse_value(value, "a Command has at most 260 characters");
    }
    if (!is_launcher_name(file_name_of(value))) {
      refuse_value(value, "its file name must be drivelaunch.exe or drivelaunchw.exe",
                   "By that name a wrapped action is recognised");
    }
    options_.request.launcher = value;
  }

  void parse_select() {
    selects_.push_back(take_value("EXPR"));
    try {
      options_.request.selection = Selection::parse(selects_);
    } catch (const std::invalid_argument& reason) {
      refuse_value(selects_.back(), reason.what());
    }
  }

  void parse_input_encoding() {
    const std::string value = take_value("cpNNN");
    try {
      options_.request.input_encoding = CodePage::parse(value);
    } catch (const std::invalid_argument& reason) {
      refuse_value(value, reason.what());
    }
  }

  void parse_jobs() {
    const std::string value = take_value("N");
    const char* const end = value.data() + value.size();
    const auto result = std::from_chars(value.data(), end, options_.jobs);
    if (result.ec != std::errc() || result.ptr != end || options_.jobs == 0 || options_.jobs > kMostJobs) {
      refuse_value(value, "it must be a number from 1 to 256");
    }
  }

  std::string take_value(std::string_view placeholder) {
    if (attached_) return *std::exchange(attached_, std::nullopt);
    // A value that is an option was forgotten.
    if (at_ == arguments_.size() || arguments_[at_].starts_with("--")) {
      refuse_usage(written_, fmt::format("its value is missing: {} {}", written_, placeholder),
                   at_ == arguments_.size()
                       ? std::string()
                       : fmt::format("If {0} is the value, write {1}={0}", arguments_[at_], written_));
    }
    last_valued_ = written_;
    last_value_at_ = at_;
    return arguments_[at_++];
  }

  [[noreturn]] void refuse_value(std::string_view value, std::string_view what,
                                 std::string_view advice = {}) const {
    refuse_usage(fmt::format("{} {}", written_, value.empty() ? "\"\"" : value), what, advice);
  }

  std::string advise_help() const { return fmt::format("Run taskxml {} --help", name_of(options_.command)); }

  [[noreturn]] void refuse_unknown(std::string_view name) const {
    const OptionTakers takers = find_takers(name);
    if (takers.includes(options_.command)) {
      const std::string_view dashes = name == "o" ? "-" : "--";
      refuse_usage(written_, "there is no such option", fmt::format("Did you mean {}{}?", dashes, name));
    }
    if (!takers.is_empty()) {
      refuse_usage(
          written_,
          fmt::format("{} does not take this option; {}", name_of(options_.command), takers.describe()),
          advise_help());
    }
    const std::string nearest = launcher::find_nearest(name, long_options_of(options_.command));
    refuse_usage(written_, "there is no such option",
                 nearest.empty() ? advise_help() : fmt::format("Did you mean --{}?", nearest));
  }

  void set_output(OutputMode mode, std::string path) {
    if (options_.output != OutputMode::standard_output) {
      refuse_usage(written_, "there can be one output only: -o, --output-dir or --in-place");
    }
    if (mode != OutputMode::in_place && path.empty()) refuse_value(path, "it is empty");
    options_.output = mode;
    options_.output_path = std::move(path);
  }

  void finish() {
    if (options_.inputs.empty()) {
      refuse_usage(name_of(options_.command),
                   last_valued_.empty() || last_value_at_ + 1 != arguments_.size()
                       ? std::string("no INPUT")
                       : fmt::format("no INPUT; {} is the value of {}", arguments_.back(), last_valued_),
                   "Name a file, a folder, - for standard input, or tasks:\\FOLDER\\NAME");
    }
    complete_options(options_, !selects_.empty());
  }

  std::span<const std::string> arguments_;
  Options& options_;
  std::size_t at_ = 0;
  std::string written_;                  ///< the option being parsed
  std::optional<std::string> attached_;  ///< the value after its =
  std::string last_valued_;              ///< the last option that took the next word for its value
  std::size_t last_value_at_ = 0;
  std::vector<std::string> selects_;
};

}  // namespace

Options parse_options(std::span<const std::string> arguments) {
  Options options;
  Parser(arguments, options).run();
  return options;
}

}  // namespace taskxml
