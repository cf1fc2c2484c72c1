#include "acceptance/checks/place_checks.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "acceptance/checks/requests.hpp"
#include "acceptance/local_files.hpp"

namespace acceptance {
namespace {

constexpr std::uint32_t kFileNotFound = 0x80070002;  // HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)

/// A folder name and a file name in several scripts.
constexpr const char* kName = "\xC3\x84rger \xE6\xBC\xA2\xE5\xAD\x97 \xF0\x9F\x98\x80 & (1)";
constexpr const char* kProgramName = "dla-\xC3\xA4 \xE6\xBC\xA2";

/// How PROGRAM is written, and what must come of it.
struct Search {
  const char* what;
  std::string command;
  std::string line;      ///< Arguments; empty: those of a child
  std::uint32_t result;  ///< LastTaskResult
  std::string reporter;  ///< the file that must have been started as a child; empty: none
};

/// Copies of this program, and a batch file, in a folder that tasks have as their working directory.
std::string make_places(Machine& machine) {
  std::string folder = machine.file("places-" + machine.next_name() + " " + kName);
  make_folder(folder);
  copy_file(own_program(), folder + "\\" + kProgramName + ".exe");
  copy_file(own_program(), folder + "\\cmd.exe");
  write_file(folder + "\\batch.cmd", "@if \"%~1\"==\"a b\" exit /b 9\r\n@exit /b 8\r\n");
  return folder;
}

std::vector<Search> list_searches(const std::string& folder) {
  const std::string program = folder + "\\" + kProgramName + ".exe";
  return {
      {"a bare name, in the working directory, with an ending of PATHEXT", kProgramName, "", 0, program},
      {"a relative path, from the working directory", std::string(".\\") + kProgramName + ".exe", "", 0,
       program},
      {"a bare name of System32, although the working directory has one", "cmd.exe", "/c exit 5", 5, ""},
      {"a bare name that only the launcher's folder has", "drivelaunch_acceptance", "", kFileNotFound, ""},
      {"a batch file and an argument with a blank", "batch.cmd", "\"a b\"", 9, ""},
  };
}

TaskRequest search_request(const Machine& machine, const Principal& principal, const Search& search,
                           const std::string& folder) {
  ChildWords child;
  child.acts = {{.name = "start", .value = "yes"}};
  TaskRequest request;
  request.drives = {usual_drive(machine, principal)};
  request.directory = folder;
  request.program = search.command;
  if (search.line.empty())
    request.children = {child};
  else
    request.lines = {search.line};
  return request;
}

/// Empty: it is as it must be.
std::string find_wrong_search(TaskRun& run, const Search& search) {
  const std::uint32_t result = run.wait();
  std::string started;
  if (search.line.empty()) {
    const std::optional<ChildReport> report = run.report();
    if (report) started = report->fact("program");
  }
  if (result == search.result && started == search.reporter) return {};
  return std::string(search.what) + ": LastTaskResult " + show_code(result) + " instead of " +
         show_code(search.result) + (started.empty() ? "" : ", started was " + started) + show_log(run);
}

/// `path` with folders below it, as long as a path in drives.ini may be.
std::string make_deep_folder(std::string path) {
  constexpr std::size_t kLongest = 259;  // UTF-16 units; what is added is counted so
  std::size_t length = path.size();
  path += std::string("\\") + kName;
  length += 18;  // the smiling face of kName is two units
  make_folder(path);
  while (length + 2 < kLongest) {
    const std::size_t size = std::min<std::size_t>(kLongest - length - 1, 60);
    path += "\\" + std::string(size, 'd');
    length += size + 1;
    make_folder(path);
  }
  return path;
}

Finding see_program_search(Machine& machine, const Principal& principal) {
  const std::string folder = make_places(machine);
  const std::vector<Search> searches = list_searches(folder);
  std::vector<std::unique_ptr<TaskRun>> runs;
  for (const Search& search : searches)
    runs.push_back(
        std::make_unique<TaskRun>(machine, principal, search_request(machine, principal, search, folder)));
  std::string evidence;
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const std::string wrong = find_wrong_search(*runs[i], searches[i]);
    if (!wrong.empty()) return failed(wrong);
    evidence += (evidence.empty() ? "" : "; ") + std::string(searches[i].what);
  }
  return passed(evidence);
}

Finding see_long_paths(Machine& machine, const Principal& principal) {
  const std::string deep = make_deep_folder(machine.share(1).path);
  const std::string marker = "marker of the deep folder";
  write_file(deep + "\\marker.txt", marker);
  const std::string folder = machine.share(0).path + "\\" + kName;
  make_folder(folder);
  copy_file(own_program(), folder + "\\" + kProgramName + ".exe");
  const std::string letter = {machine.letter(0), ':'};
  ChildWords child;
  child.looks = {machine.letter(0), machine.letter(1)};
  child.acts = {{.name = "start", .value = "yes"}};
  TaskRequest request;
  request.drives = {usual_drive(machine, principal), {.letter = machine.letter(1), .path = deep}};
  request.children = {child};
  request.directory = letter + "\\" + kName;
  request.program = letter + "\\" + kName + "\\" + kProgramName + ".exe";
  TaskRun run(machine, principal, request);
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return not_started(run);
  const std::string directory = report->fact("directory");
  const std::string evidence = "LastTaskResult " + show_code(result) + "; PROGRAM " +
                               report->fact("program") + " in " + directory + "; " +
                               show_letter(machine.letter(1), report->letter(machine.letter(1)));
  if (result != 0 || report->letter(machine.letter(1)).marker != marker || directory != request.directory)
    return failed(evidence + show_log(run));
  return passed(evidence);
}

}  // namespace

Finding see_places(Machine& machine, const Principal& principal) {
  Finding search = see_program_search(machine, principal);
  if (search.status != Status::passed) return search;
  Finding paths = see_long_paths(machine, principal);
  paths.evidence = "found: " + search.evidence + "; " + paths.evidence;
  return paths;
}

}  // namespace acceptance
