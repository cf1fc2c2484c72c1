#include "support/launcher.hpp"

#include <windows.h>

#include "support/files.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

/// `relative` is as CMake gives it, seen from the folder of this program.
std::string place(const std::string& relative) {
  wchar_t path[32768];
  const DWORD length = GetFullPathNameW(widen(own_folder() + "\\" + relative).c_str(), 32768, path, nullptr);
  return narrow({path, length});
}

}  // namespace

std::string launcher_path() {
  return place(E2E_LAUNCHER);
}
std::string windowless_launcher_path() {
  return place(E2E_WINDOWLESS_LAUNCHER);
}
std::string taskxml_path() {
  return place(E2E_TASKXML);
}

std::string act_child_path() {
  return place(E2E_ACT_CHILD);
}
std::string line_child_path() {
  return place(E2E_LINE_CHILD);
}

std::string window_child_path() {
  return place(E2E_WINDOW_CHILD);
}

std::string act(const std::string& verbs) {
  return " -- " + in_quotes(act_child_path()) + " " + verbs;
}

ProcessRequest launcher_request(const std::string& arguments) {
  return {.line = widen(in_quotes(launcher_path()) + " " + arguments)};
}

ProcessResult launch(const std::string& arguments, Rights rights) {
  ProcessRequest request = launcher_request(arguments);
  request.rights = rights;
  return run_process(request);
}

}  // namespace e2e
