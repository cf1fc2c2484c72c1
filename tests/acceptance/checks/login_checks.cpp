#include "acceptance/checks/login_checks.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winnetwk.h>

#include <vector>

#include "acceptance/checks/requests.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/product.hpp"
#include "acceptance/refused_logins.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using std::chrono::milliseconds;

/// An event may come somewhat after the login; what comes later than that is not counted.
constexpr milliseconds kEventPatience{3'000};
constexpr milliseconds kSettled{500};

constexpr std::uint32_t kLogonFailure = 0x8007052E;     // HRESULT_FROM_WIN32(ERROR_LOGON_FAILURE)
constexpr std::uint32_t kInvalidPassword = 0x80070056;  // HRESULT_FROM_WIN32(ERROR_INVALID_PASSWORD)
constexpr const char* kWrongPassword = "Wr0ng-on-purpose";

std::string server_of(const std::string& path) {
  return path.substr(2, path.find('\\', 2) - 2);
}

/// The two shares by names of their servers that no other check uses: a server that this session is connected to
/// as somebody else would refuse the login without trying it (1219).
std::vector<std::string> login_paths(const Machine& machine) {
  std::vector<std::string> paths;
  for (const std::size_t index : {0U, 1U}) {
    std::string path = machine.share(index).path;
    if (!machine.has_given_shares())
      path.replace(2, server_of(path).size(), index == 0 ? "127.0.0.2" : "127.0.0.3");
    paths.push_back(path);
  }
  return paths;
}

/// The same login without the launcher, once: Windows may try more often than it is asked to.
std::uint32_t log_in_directly(const std::string& path, const std::string& user) {
  std::wstring share = launcher::win32::to_wide(path);
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpRemoteName = share.data();
  const auto add = launcher::win32::find_system_function<decltype(&WNetAddConnection2W)>(
      L"mpr.dll", "WNetAddConnection2W");
  const auto cancel = launcher::win32::find_system_function<decltype(&WNetCancelConnection2W)>(
      L"mpr.dll", "WNetCancelConnection2W");
  const DWORD code = add(&resource, launcher::win32::to_wide(kWrongPassword).c_str(),
                         launcher::win32::to_wide(user).c_str(), CONNECT_TEMPORARY);
  // A server that takes everybody for a guest.
  if (code == NO_ERROR) cancel(share.c_str(), 0, TRUE);
  return code;
}

void store_credential(Machine& machine, const std::string& name, const std::string& user,
                      const std::vector<std::string>& paths) {
  will_use_product_folders(machine);
  machine.will_make({.kind = MadeKind::credential, .name = name});
  const CommandResult result = run_command(machine, "drivelaunch.exe",
                                           "credential set " + name + " --user " + user + " --server " +
                                               server_of(paths[0]) + ',' + server_of(paths[1]),
                                           launcher::Secret(kWrongPassword));
  if (result.exit_code != 0)
    throw launcher::Error({.what = "no credential could be stored for the check",
                           .subject = name,
                           .text = show_command(result)});
}

TaskRequest login_request(const Machine& machine, const Principal& principal, const std::string& credential,
                          const std::vector<std::string>& paths) {
  TaskRequest request = usual_request(machine, principal);
  request.drives.clear();
  for (std::size_t i = 0; i < paths.size(); ++i)
    request.drives.push_back({.letter = machine.letter(i), .path = paths[i], .credential = credential});
  return request;
}

/// Empty: the run was refused because of the login.
std::string find_wrong_end(TaskRun& run) {
  const std::uint32_t result = run.wait();
  if (run.report()) return "the program was started; LastTaskResult " + show_code(result);
  if (result == kLogonFailure || result == kInvalidPassword) return {};
  return "LastTaskResult " + show_code(result) + " instead of " + show_code(kLogonFailure) + show_log(run);
}

/// Waits until no more come.
std::size_t count_settled(Machine& machine, const RefusedLogins& logins, std::size_t expected) {
  machine.wait_until([&] { return logins.count() >= expected; }, kEventPatience);
  machine.wait_until([] { return false; }, kSettled);
  return logins.count();
}

}  // namespace

Finding see_refused_login(Machine& machine, const Principal& principal) {
  const std::string user = machine.standard_user().missing.empty() ? machine.standard_user().name
                                                                   : "dla-nobody-" + machine.run_name();
  const std::vector<std::string> paths = login_paths(machine);
  // A drive to one of these servers that a killed launcher has left is taken away by the next run.
  if (machine.has_given_shares()) TaskRun(machine, principal, usual_request(machine, principal)).wait();
  const RefusedLogins logins(user);
  const std::uint32_t code = log_in_directly(paths.front(), user);
  std::size_t bare = 0;
  try {
    bare = count_settled(machine, logins, 1);
  } catch (const launcher::Error& error) {
    return not_seen(error.what());
  }
  if (bare == 0)
    return not_seen("a login that was refused with " + std::to_string(code) + " is not in " +
                    logins.source() +
                    ": auditing is off. auditpol /set /subcategory:Logon /failure:enable turns it on");
  const std::string credential = "dla-" + machine.run_name();
  store_credential(machine, credential, user, paths);
  const TaskRequest request = login_request(machine, principal, credential, paths);
  TaskRun first(machine, principal, request);
  TaskRun second(machine, principal, request);
  for (TaskRun* const run : {&first, &second}) {
    if (const std::string wrong = find_wrong_end(*run); !wrong.empty()) return failed(wrong);
  }
  TaskRun third(machine, principal, request);
  if (const std::string wrong = find_wrong_end(third); !wrong.empty()) return failed(wrong);
  const std::size_t tried = count_settled(machine, logins, 2 * bare) - bare;
  const std::string evidence = "refused logins in " + logins.source() + ": " + std::to_string(tried) +
                               " for three tasks with two drives each, " + std::to_string(bare) +
                               " for one call of WNetAddConnection2W";
  return tried >= 1 && tried <= bare ? passed(evidence) : failed(evidence);
}

}  // namespace acceptance
