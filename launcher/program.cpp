#include "launcher/program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "launcher/base/command_line.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/text_encoding.hpp"
#include "launcher/split_name.hpp"

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

/// Windows ignores dots and blanks at the end of a file name, so "x.bat. ." runs x.bat.
std::string_view trim_ignored_end(std::string_view path) {
  while (!path.empty() && (path.back() == '.' || path.back() == ' '))
    path.remove_suffix(1);
  return path;
}

/// ".bat", in lower case; empty when the name has none.
std::string extension_of(std::string_view path) {
  path = trim_ignored_end(path);
  const std::size_t name = path.find_last_of(kSeparators);
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos || (name != std::string_view::npos && dot < name)) return {};
  return to_lower_ascii(path.substr(dot));
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

StartableProgram make_startable(const std::string& path, const std::string& token,
                                const ProgramRequest& request, const std::string& tail, ProgramFiles& files) {
  const std::string extension = extension_of(path);
  StartableProgram startable{
      .application = path, .command_line = token + tail, .directory = request.directory};
  if (extension == ".bat" || extension == ".cmd") {
    // cmd.exe drops the first and the last quote of what follows /c and keeps all between.
    startable.application = join(files.system_directory(), "cmd.exe");
    startable.command_line =
        fmt::format("\"{}\" /c \"\"{}\"{}\"", startable.application, trim_ignored_end(path), tail);
    check_length(startable.command_line, kLongestBatchLine, path);
  } else if (extension != ".exe" && extension != ".com" && !extension.empty()) {
    const std::string command = files.association_command(extension);
    if (command.empty()) {
      refuse(path, {.code = win32_error::kNoAssociation,
                    .api = "AssocQueryStringW",
                    .text = fmt::format("No program is associated with {} files", extension)});
    }
    startable.command_line = expand_association(command, path, tail);
    // CreateProcessW would look for a bare name in the launcher's own folder first, so it is found here, too.
    const std::string interpreter = read_word(startable.command_line, 0).value;
    Search search(files, {});
    const auto found = search.find(interpreter);
    if (!found) refuse(interpreter, search.last_result());
    startable.application = *found;
  }
  check_length(startable.command_line, kLongestCommandLine, path);
  return startable;
}

std::string describe_split(const ProgramRequest& request, const std::string& path) {
  return fmt::format(
      "PROGRAM was split at a blank: {} was taken for {}. {}, or another file that fits an "
      "earlier part could be started in its place",
      request.program, path,
      request.was_split ? "Write the whole name between its quotes" : "Put it in quotes");
}

[[noreturn]] void refuse_changeable(const ProgramRequest& request, const std::string& path,
                                    const Failure& failure) {
  throw Error(exit_code_from_win32(win32_error::kAccessDenied),
              {.what = "cannot start",
               .subject = request.program,
               .text = fmt::format("it is not there, and {}, which it could be the first part of, could be "
                                   "changed by others: {}",
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
    return ProgramChoice{make_startable(*path, "\"" + joined + "\"", request, request.tail.substr(at), files),
                         *path,
                         {describe_split(request, *path)}};
  }
  if (changeable) refuse_changeable(request, changeable->first, changeable->second);
  return std::nullopt;
}

}  // namespace

ProgramChoice find_program(const ProgramRequest& request, ProgramFiles& files, MissingProgram missing) {
  Search search(files, request.directory);
  if (const auto path = search.find(request.program)) {
    return {make_startable(*path, request.token, request, request.tail, files), *path, {}};
  }
  SystemResult result = search.last_result();

  if (auto choice = find_split_program(request, search, files)) return *std::move(choice);

  if (missing == MissingProgram::accept) {
    const std::string path = request.program.find_first_of(kSeparators) == std::string::npos
                                 ? request.program
                                 : files.full_path(place_in_directory(request.program, request.directory));
    return {make_startable(path, request.token, request, request.tail, files),
            path,
            {fmt::format("PROGRAM is not there now: {}", path)}};
  }
  refuse(request.program, result);
}

void check_directory_exists(const std::string& directory, ProgramFiles& files) {
  if (directory.empty()) return;
  const FileStatus status = files.query(directory);
  if (status.kind == FileKind::folder) return;
  throw Error(describe_start_failure("cannot enter the working directory", directory,
                                     {.code = win32_error::kDirectory,
                                      .api = "GetFileAttributesW",
                                      .text = "The directory name is invalid"}));
}

}  // namespace launcher
