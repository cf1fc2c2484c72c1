#include "support/rig.hpp"

#include <windows.h>

#include <algorithm>
#include <stdexcept>

#include "support/files.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

std::string variable(const char* name) {
  wchar_t value[32768];
  const DWORD length = GetEnvironmentVariableW(widen(name).c_str(), value, 32768);
  return narrow({value, length});
}

std::string required_variable(const char* name) {
  std::string value = variable(name);
  if (value.empty())
    throw std::runtime_error(std::string(name) + " is not set: run this by tests/rig/with-rig.sh");
  return value;
}

/// The rig names files as Linux does.
std::string required_path(const char* name) {
  std::string path = required_variable(name);
  if (path.front() != '/') return path;
  std::replace(path.begin(), path.end(), '/', '\\');
  return "Z:" + path;
}

std::string why_missing(const char* name) {
  return is_wine() || !variable(name).empty() ? std::string() : std::string(name) + " is not set";
}

}  // namespace

std::string why_no_share() {
  return why_missing("DRIVELAUNCH_TEST_UNC");
}
std::string why_no_rig() {
  return why_missing("DRIVELAUNCH_TEST_FAULTS");
}

std::string share_unc() {
  return required_variable("DRIVELAUNCH_TEST_UNC");
}

std::string share_server() {
  const std::string unc = share_unc();
  return unc.substr(2, unc.find('\\', 2) - 2);
}

std::string share_folder() {
  return required_path("DRIVELAUNCH_TEST_FOLDER");
}
std::string logins_file() {
  return required_path("DRIVELAUNCH_TEST_LOGINS");
}
std::string faults_file() {
  return required_path("DRIVELAUNCH_TEST_FAULTS");
}

bool is_wine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

ShareFolder::ShareFolder(const std::string& name) {
  static int count = 0;
  name_ = name + "-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count);
  make_folder(path());
}

ShareFolder::~ShareFolder() {
  remove_folder(path());
}

}  // namespace e2e
