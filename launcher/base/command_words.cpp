#include "launcher/base/command_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/nearest.hpp"

namespace launcher {
namespace {

constexpr std::array<std::string_view, 6> kCheckOptions{"config", "only", "drive", "timeout", "log", "name"};
constexpr std::array<std::string_view, 3> kDoctorOptions{"config", "only", "drive"};
constexpr std::array<std::string_view, 1> kCaptureOptions{"only"};

constexpr std::string_view kRunSyntax = R"(drivelaunch [run] [options] -- PROGRAM [ARGUMENTS...])";
constexpr std::string_view kCheckSyntax =
    R"(drivelaunch check [--config FILE] [--only S,T] [--drive S=\\srv\share] [--timeout T] [--log FILE]
                  [--name TEXT] [--format text|json])";
constexpr std::string_view kDoctorSyntax =
    R"(drivelaunch doctor [--config FILE] [--only S,T] [--drive S=\\srv\share] [--format text|json]
                   [--reg-file FILE])";
constexpr std::string_view kCaptureSyntax = R"(drivelaunch capture [--only S,T])";
constexpr std::string_view kCredentialSyntax =
    R"(drivelaunch credential set NAME --user USER --server HOST[,HOST] [--allow ACCOUNT]...
                           [--store machine|account]
drivelaunch credential list [--format text|json]
drivelaunch credential remove NAME
drivelaunch credential allow NAME ACCOUNT
drivelaunch credential deny NAME ACCOUNT)";
constexpr std::string_view kSetupSyntax = R"(drivelaunch setup [--remove])";

// In the order of Command.
constexpr std::array<CommandWord, 6> kCommands{{
    {Command::run, "run", kRunSyntax, "connects the drives, runs PROGRAM, disconnects the drives", {}},
    {Command::check, "check", kCheckSyntax, "connects as a run would, prints what works, disconnects again",
     kCheckOptions},
    {Command::doctor, "doctor", kDoctorSyntax,
     "reports what this session is and which drives it is missing; changes nothing", kDoctorOptions},
    {Command::capture, "capture", kCaptureSyntax, "prints the drives of this session as a drives.ini",
     kCaptureOptions},
    {Command::credential,
     "credential",
     kCredentialSyntax,
     "keeps the passwords that drives.ini only names",
     {}},
    {Command::setup,
     "setup",
     kSetupSyntax,
     "makes the protected folders and the event source, once per machine",
     {}},
}};

constexpr std::string_view kHelpWord = "help";
constexpr std::string_view kVersionWord = "version";

template <std::size_t size>
bool is_one_of(const CommandLineWord& word, const std::array<std::string_view, size>& known) {
  return !word.quoted && std::find(known.begin(), known.end(), word.value) != known.end();
}

/// What asks for help and is not the value of an option.
bool is_help_option(const CommandLineWord& word) {
  static constexpr std::array<std::string_view, 4> kWords{"--help", "/?", "-?", "-h"};
  return is_one_of(word, kWords);
}

bool is_help_word(const CommandLineWord& word) {
  static constexpr std::array<std::string_view, 5> kWords{kHelpWord, "-help", "/help", "/h", "/H"};
  return is_help_option(word) || is_one_of(word, kWords);
}

bool is_version_word(const CommandLineWord& word) {
  static constexpr std::array<std::string_view, 5> kWords{kVersionWord, "--version", "-version", "/version",
                                                          "-V"};
  return is_one_of(word, kWords);
}

/// `help COMMAND`: the words that follow.
Request read_help(std::span<const CommandLineWord> words) {
  Request request{.kind = Request::Kind::help};
  if (words.empty() || is_help_word(words[0])) return request;
  const CommandWord* const about = find_command(words[0].value);
  if (about != nullptr) {
    request.command = about->command;
    return request;
  }
  const std::string_view nearest = find_nearest_command(words[0].value);
  throw Error(exit_code_from_win32(win32_error::kBadArguments),
              {.what = "bad command line",
               .subject = fmt::format("help {}", words[0].value),
               .text = "there is no such command",
               .advice = nearest.empty() ? std::string("Run drivelaunch --help for the commands")
                                         : fmt::format("Did you mean {}?", nearest)});
}

}  // namespace

std::span<const CommandWord> command_words() {
  return kCommands;
}

const CommandWord& word_of(Command command) {
  return kCommands.at(static_cast<std::size_t>(command));
}

const CommandWord* find_command(std::string_view word) {
  for (const CommandWord& row : kCommands) {
    if (row.word == word) return &row;
  }
  return nullptr;
}

std::string_view find_nearest_command(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of("-/"), word.size()));
  if (word.find_first_of("\\/:.") != std::string_view::npos) return {};
  std::vector<std::string_view> known{kHelpWord, kVersionWord};
  for (const CommandWord& row : kCommands)
    known.push_back(row.word);
  const std::string nearest = find_nearest(word, known);
  const auto found = std::find(known.begin(), known.end(), nearest);
  return found == known.end() ? std::string_view() : *found;
}

Request read_request(std::string_view arguments) {
  const SplitLine split = split_line(arguments);
  std::span<const CommandLineWord> words(split.words);
  Request request{.command = Command::run, .arguments = arguments};
  if (words.empty()) return request;
  const CommandWord* const command = find_command(words[0].value);
  if (command != nullptr) {
    request.command = command->command;
    if (command->command != Command::run) request.arguments = arguments.substr(words[0].end);
    words = words.subspan(1);
  }
  if (split.has_separator || words.empty()) return request;
  if (command == nullptr && is_help_word(words[0])) return read_help(words.subspan(1));
  if (is_version_word(words[0])) {
    request.kind = Request::Kind::version;
  } else if (is_help_word(words[0]) || std::any_of(words.begin(), words.end(), is_help_option)) {
    request.kind = Request::Kind::help;
    if (command == nullptr) request.command.reset();
  }
  return request;
}

}  // namespace launcher
