#include "launcher/program/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "launcher/base/command_line.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/program_kind.hpp"
#include "launcher/program/split_name.hpp"
#include "launcher/text/text_encoding.hpp"

namespace launcher {
namespace {

constexpr std::string_view kSeparators = "\\/:";

[[noreturn]] void refuse(const std::string& subject, const SystemResult& result) {
  throw Error(describe_start_failure("cannot start", subject, result));
}

bool is_slash(char c) {
  return c == '\\' || c == '/';
}

bool is_absolute(std::string_view path) {
  return (path.size() >= 2 && is_slash(path[0]) && is_slash(path[1])) ||
         (path.size() >= 3 && path[1] == ':' && is_slash(path[2]));
}

/// "S:" of "S:\jobs", "\\server\share" of "\\server\share\jobs".
std::string_view volume_of(std::string_view path) {
  if (path.size() >= 2 && path[1] == ':') return path.substr(0, 2);
  std::size_t end = 2;
  for (int names = 0; names < 2 && end < path.size(); ++names) {
    end = path.find_first_of("\\/", names == 0 ? 2 : end + 1);
    if (end == std::string_view::npos) return path;
  }
  return path.substr(0, end);
}

std::string join(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!path.empty() && !is_slash(path.back())) path += '\\';
  return path += name;
}

std::string place_in_directory(const std::string& program, const std::string& directory) {
  const bool has_drive = program.size() >= 2 && program[1] == ':';
  if (directory.empty() || is_absolute(program) || has_drive) return program;
  if (is_slash(program.front())) return std::string(volume_of(directory)) + program;
  return join(directory, program);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string part(text.substr(0, end));
    part.erase(std::remove(part.begin(), part.end(), '"'), part.end());
    if (!part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// Looks one name up. Remembers why the last candidate was not there.
class Search {
 public:
  Search(ProgramFiles& files, std::string directory) : files_(files), directory_(std::move(directory)) {
    const std::string variable = files.extensions_variable();
    extensions_ = split_list(variable.empty() ? ".COM;.EXE;.BAT;.CMD" : std::string_view(variable));
  }

  std::optional<std::string> find(const std::string& program) {
    const bool bare = program.find_first_of(kSeparators) == std::string::npos;
    if (!bare) return find_file(files_.full_path(place_in_directory(program, directory_)));
    for (const std::string& folder : bare_name_folders()) {
      if (auto found = find_file(files_.full_path(join(folder, program)))) return found;
    }
    return std::nullopt;
  }

  const SystemResult& last_result() const { return last_result_; }

 private:
  std::vector<std::string> bare_name_folders() {
    std::vector<std::string> folders{files_.system_directory(), files_.windows_directory()};
    if (!directory_.empty()) folders.push_back(directory_);
    for (std::string& folder : split_list(files_.path_variable())) {
      // A relative entry of PATH would mean another folder for every working directory.
      if (is_absolute(folder)) folders.push_back(std::move(folder));
    }
    const std::string own = files_.full_path(files_.own_directory());
    std::erase_if(folders, [&](const std::string& folder) {
      std::string full = files_.full_path(folder);
      while (full.size() > 3 && is_slash(full.back()))
        full.pop_back();
      return equals_ignoring_case(full, own);
    });
    return folders;
  }

  std::optional<std::string> find_file(const std::string& path) {
    const bool has_extension = !extension_of(path).empty();
    if (has_extension && is_file(path)) return path;
    for (const std::string& extension : extensions_) {
      if (is_file(path + extension)) return path + extension;
    }
    if (!has_extension && is_file(path)) return path;
    return std::nullopt;
  }

  bool is_file(const std::string& path) {
    FileStatus status = files_.query(path);
    if (status.kind == FileKind::missing) last_result_ = std::move(status.result);
    return status.kind == FileKind::file;
  }

  ProgramFiles& files_;
  std::string directory_;
  std::vector<std::string> extensions_;
  SystemResult last_result_;
};

void check_length(const std::string& command_line, std::size_t longest, const std::string& subject) {
  const std::size_t units = count_utf16_units(command_line);
  if (units <= longest) return;
  refuse(subject, {.code = win32_error::kFilenameTooLong,
                   .api = "CreateProcessW",
                   .text = fmt::format("The command line has {} characters, {} more than is possible", units,
                                       units - longest)});
}

/// %1 and %L stand for the document, %* for the arguments; %2 and the like for arguments we never take apart.
std::string expand_association(std::string_view command, const std::string& file, const std::string& tail) {
  std::string line;
  bool has_file = false;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char next = at + 1 < command.size() ? command[at + 1] : '\0';
    if (command[at] != '%' || next == '\0') {
      line += command[at];
      continue;
    }
    ++at;
    if (next == '1' || next == 'l' || next == 'L' || next == 'v' || next == 'V') {
      line += file;
      has_file = true;
    } else if (next == '*') {
      if (!line.empty() && line.back() == ' ' && !tail.empty()) line.pop_back();
      line += tail;
    } else if (next < '0' || next > '9') {
      line += '%';
      line += next;
    }
  }
  if (!has_file) line += " \"" + file + "\"";
  return line;
}

[[noreturn]] void refuse_kind(const std::string& path, const std::string& api, std::string text,
                              std::string advice) {
  Failure failure = describe_start_failure(
      "cannot start", path, {.code = win32_error::kNoAssociation, .api = api, .text = std::move(text)});
  if (!advice.empty()) failure.advice = std::move(advice);
  throw Error(std::move(failure));
}

/// Its arguments are left out of messages: there may be a secret among them.
std::string show_line(ProgramKind kind, const std::string& path, const std::string& tail) {
  return interpreter_line(kind, path, tail.empty() ? "" : " ARGUMENTS");
}

std::string_view file_name_in(std::string_view path) {
  const std::size_t separator = path.find_last_of(kSeparators);
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

bool is_powershell(std::string_view application) {
  const std::string_view name = file_name_in(application);
  static constexpr std::array<std::string_view, 4> kNames{"powershell.exe", "powershell", "pwsh.exe", "pwsh"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](std::string_view known) { return equals_ignoring_case(name, known); });
}

/// Throws for a script that would be opened in an editor; may warn.
void judge_interpreter(const std::string& path, ProgramKind kind, const std::string& tail,
                       const std::string& interpreter, const std::string& api,
                       std::vector<std::string>& warnings) {
  if (kind == ProgramKind::powershell && !is_powershell(interpreter)) {
    refuse_kind(
        path, api, fmt::format("{} opens .ps1 files and does not run them", interpreter),
        fmt::format(
            "Write -- {}, "
            "with -ExecutionPolicy RemoteSigned before -File where the machine's policy forbids scripts",
            show_line(kind, path, tail)));
  }
  if (kind != ProgramKind::windows_script) return;
  const std::string_view name = file_name_in(interpreter);
  if (!equals_ignoring_case(name, "wscript.exe") && !equals_ignoring_case(name, "wscript")) return;
  warnings.push_back(
      fmt::format("wscript.exe runs {} and shows what it prints, and its errors, in message boxes: "
                  "without a desktop it waits forever. Write -- {}",
                  path, show_line(kind, path, tail)));
}

/// A document by the command of its association.
void open_document(StartableProgram& startable, const std::string& path, const std::string& tail,
                   ProgramFiles& files, std::vector<std::string>& warnings) {
  const ProgramKind kind = program_kind(path);
  if (kind == ProgramKind::shortcut) {
    refuse_kind(path, "", "A shortcut is followed by the desktop only",
                "Write the target that its properties show, with its arguments: "
                "-- \"TARGET\" ARGUMENTS, and its \"Start in\" as --chdir");
  }
  const std::string extension = extension_of(path);
  const Association association = files.find_association(extension);
  if (association.command.empty()) {
    const std::string line = show_line(kind, path, tail);
    const std::string place =
        association.place.empty()
            ? std::string()
            : fmt::format(" in {}, and an elevated run looks nowhere else", association.place);
    refuse_kind(path, association.api,
                fmt::format("No program is associated with {} files{}", extension, place),
                line.empty() ? std::string() : "Write -- " + line);
  }
  startable.command_line = expand_association(association.command, path, tail);
  const std::string interpreter = read_word(startable.command_line, 0).value;
  judge_interpreter(path, kind, tail, interpreter, association.api, warnings);
  // CreateProcessW would look for a bare name in the launcher's own folder first, so it is found here, too.
  Search search(files, {});
  const auto found = search.find(interpreter);
  if (!found) refuse(interpreter, search.last_result());
  startable.application = *found;
}

/// `token` is PROGRAM as the line has it, `tail` what follows it.
ProgramChoice choose(const std::string& path, const std::string& token, const std::string& tail,
                     const ProgramRequest& request, ProgramFiles& files) {
  ProgramChoice choice{
      .startable = {.application = path, .command_line = token + tail, .directory = request.directory},
      .file = path,
      .warnings = {}};
  StartableProgram& startable = choice.startable;
  switch (program_kind(path)) {
    case ProgramKind::executable:
    case ProgramKind::command_processor:
      break;
    case ProgramKind::batch:
      // cmd.exe drops the first and the last quote of what follows /c and keeps all between.
      startable.application = join(files.system_directory(), "cmd.exe");
      startable.command_line =
          fmt::format("\"{}\" /c \"\"{}\"{}\"", startable.application, trim_ignored_end(path), tail);
      check_length(startable.command_line, kLongestBatchLine, path);
      break;
    case ProgramKind::powershell:
    case ProgramKind::windows_script:
    case ProgramKind::shortcut:
    case ProgramKind::document:
      open_document(startable, path, tail, files, choice.warnings);
      break;
  }
  check_length(startable.command_line, kLongestCommandLine, path);
  return choice;
}

std::string describe_split(const ProgramRequest& request, const std::string& path) {
  return fmt::format(
      "PROGRAM was split at a blank: {} was taken for {}. "
      "{}, or another file that fits an earlier part could be started in its place",
      request.program, path,
      request.was_split ? "Write the whole name between its quotes" : "Put it in quotes");
}

[[noreturn]] void refuse_changeable(const ProgramRequest& request, const std::string& path,
                                    const Failure& failure) {
  throw Error(exit_code_from_win32(win32_error::kAccessDenied),
              {.what = "cannot start",
               .subject = request.program,
               .text = fmt::format("it is not there, and {}, which it could be the first part of, "
                                   "could be changed by others: {}",
                                   path, failure.text),
               .advice = "Write the whole name of PROGRAM between quotes"});
}

/// CreateProcessW's page, lpApplicationName: c:\program files\sub dir\name is tried as c:\program.exe, then
/// as c:\program files\sub.exe, and so on; quotes end it. What follows may be text of whoever starts the
/// task, so only what can be the rest of that very name is tried, and only a file that others cannot change
/// is taken.
std::optional<ProgramChoice> find_split_program(const ProgramRequest& request, Search& search,
                                                ProgramFiles& files) {
  const bool is_quoted = request.token.find('"') != std::string::npos;
  if (is_quoted && !request.was_split) return std::nullopt;
  std::optional<std::pair<std::string, Failure>> changeable;
  std::string joined = request.program;
  for (std::size_t at = 0; at < request.tail.size() && !ends_as_program(joined);) {
    const std::size_t end = std::min(request.tail.find(' ', at + 1), request.tail.size());
    joined += request.tail.substr(at, end - at);
    at = end;
    if (joined.back() == ' ') continue;
    const std::string_view rest = std::string_view(joined).substr(request.program.size());
    if (!can_be_rest_of_name(rest) || find_invalid_utf8(joined) != std::string::npos) break;
    const auto path = search.find(joined);
    if (!path || path->starts_with(R"(\\.\)")) continue;  // NUL and the like
    if (auto failure = files.find_who_could_change(*path)) {
      changeable.emplace(*path, *std::move(failure));
      continue;
    }
    ProgramChoice choice = choose(*path, "\"" + joined + "\"", request.tail.substr(at), request, files);
    choice.warnings.push_back(describe_split(request, *path));
    return choice;
  }
  if (changeable) refuse_changeable(request, changeable->first, changeable->second);
  return std::nullopt;
}

}  // namespace

ProgramChoice find_program(const ProgramRequest& request, ProgramFiles& files, MissingProgram missing) {
  Search search(files, request.directory);
  if (const auto path = search.find(request.program)) {
    return choose(*path, request.token, request.tail, request, files);
  }
  SystemResult result = search.last_result();

  if (auto choice = find_split_program(request, search, files)) return *std::move(choice);

  if (missing == MissingProgram::accept) {
    const std::string path = request.program.find_first_of(kSeparators) == std::string::npos
                                 ? request.program
                                 : files.full_path(place_in_directory(request.program, request.directory));
    ProgramChoice choice = choose(path, request.token, request.tail, request, files);
    choice.warnings.push_back(fmt::format("PROGRAM is not there now: {}", path));
    return choice;
  }
  refuse(request.program, result);
}

void check_directory_exists(const std::string& directory, ProgramFiles& files) {
  if (directory.empty()) return;
  const FileStatus status = files.query(directory);
  if (status.kind == FileKind::folder) return;
  const std::uint32_t code = status.result.code;
  const bool is_no_directory = status.kind == FileKind::file || code == win32_error::kFileNotFound ||
                               code == win32_error::kPathNotFound || code == win32_error::kDirectory;
  SystemResult result = status.result;
  if (is_no_directory) {
    result = {.code = win32_error::kDirectory,
              .api = "GetFileAttributesW",
              .text = "The directory name is invalid"};
  }
  Failure failure = describe_start_failure("cannot enter the working directory", directory, result);
  // The table speaks of PROGRAM.
  if (!is_no_directory)
    failure.advice = fmt::format("See, as the account of the task, what dir \"{}\" says", directory);
  throw Error(std::move(failure));
}

std::optional<std::string> find_directory_fault(const StartableProgram& program,
                                                std::span<const ConnectionSpec> drives, ProgramFiles& files) {
  if (!needs_command_processor(program_kind(program.application))) return std::nullopt;
  const std::string directory = files.full_path(program.directory.empty() ? "." : program.directory);
  if (!is_refused_by_command_processor(directory)) return std::nullopt;
  const auto on_drive = path_on_drive(directory, drives);
  return fmt::format(
      "cmd.exe takes no network path as its directory and starts in {} instead: {}. {}",
      files.windows_directory(), directory,
      on_drive ? fmt::format("Write --chdir \"{}\"", *on_drive)
               : std::string("Connect that folder with a letter, in drives.ini or with --drive S=PATH, "
                             "and write --chdir \"S:\\\""));
}

}  // namespace launcher
