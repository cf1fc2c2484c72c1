#include "acceptance/take_down.hpp"

#include <windows.h>

#include <tlhelp32.h>

#include <exception>
#include <optional>

#include "acceptance/left_drive.hpp"
#include "acceptance/local_accounts.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/local_shares.hpp"
#include "acceptance/made_things.hpp"
#include "acceptance/ordinary_folder.hpp"
#include "acceptance/own_token.hpp"
#include "acceptance/product.hpp"
#include "acceptance/remembered_letter.hpp"
#include "acceptance/stored_password.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/wide_text.hpp"
#include "taskxml/source/scheduler_failure.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;
using taskxml::TaskPath;

std::string program_of(HANDLE process) {
  std::wstring path(32768, L'\0');
  auto length = static_cast<DWORD>(path.size());
  if (QueryFullProcessImageNameW(process, 0, path.data(), &length) == 0) return {};
  return launcher::win32::wtf8_from_wide({path.data(), length});
}

bool is_below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path[folder.size()] == '\\' &&
         _strnicmp(path.c_str(), folder.c_str(), folder.size()) == 0;
}

/// Ends every process whose program is in the folder, and waits for its end.
void end_processes_of(const std::string& folder) {
  use_debug_privilege();
  const UniqueHandle snapshot = make_handle(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  if (!snapshot || Process32FirstW(snapshot.get(), &entry) == 0) return;
  do {
    const UniqueHandle process = make_handle(OpenProcess(
        PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE, FALSE, entry.th32ProcessID));
    if (!process || entry.th32ProcessID == GetCurrentProcessId() ||
        !is_below(program_of(process.get()), folder))
      continue;
    TerminateProcess(process.get(), 1);
    WaitForSingleObject(process.get(), 5'000);
  } while (Process32NextW(snapshot.get(), &entry) != 0);
}

void remove_tasks(taskxml::TaskStore& store, const TaskPath& folder) {
  taskxml::TaskListing listing;
  try {
    listing = store.list(folder);
  } catch (const launcher::Error& error) {
    if (taskxml::is_missing_task(error.failure().code)) return;
    throw;
  }
  for (const TaskPath& task : listing.tasks) {
    // One that does not run cannot be ended, which is no failure.
    try {
      store.stop(task);
    } catch (const launcher::Error&) {
    }
    store.remove(task);
  }
  store.remove_folder(folder);
}

void disconnect_everywhere(taskxml::TaskStore& store, const std::vector<std::string>& drives) {
  if (drives.empty()) return;
  for (const std::string& drive : drives)
    disconnect_here(drive);
  const std::string program = own_data_folder() + "\\bin\\drivelaunch_acceptance.exe";
  if (exists(program)) disconnect_in_service_sessions(store, program, drives);
}

/// What runs programs, which may have drives and files of the others in use.
bool runs_programs(MadeKind kind) {
  return kind == MadeKind::tasks || kind == MadeKind::probes;
}

void take_down(taskxml::TaskStore& store, const MadeThing& thing) {
  switch (thing.kind) {
    case MadeKind::user:
      remove_user(thing.name);
      break;
    case MadeKind::share:
      remove_share(thing.name);
      break;
    case MadeKind::folder_on_share:
      remove_all(thing.name);
      break;
    case MadeKind::drive:
      break;  // all of them at once: disconnect_everywhere
    case MadeKind::remembered:
      forget_letter(thing.name);
      break;
    case MadeKind::tasks:
      if (const auto path = TaskPath::parse(thing.name); path && !path->is_root()) remove_tasks(store, *path);
      end_processes_of(own_data_folder());
      break;
    case MadeKind::folder:
      remove_ordinary_folder(thing.name);
      break;
    case MadeKind::product_folders:
      remove_product_folders();
      break;
    case MadeKind::event_source:
      remove_event_source(own_data_folder());
      break;
    case MadeKind::credential:
      remove_credential(thing.name);
      break;
    case MadeKind::stored_password:
      remove_stored_password(thing.name);
      break;
    case MadeKind::probes:
      // A taskxml whose run was killed goes on by itself.
      end_processes_of(own_data_folder());
      remove_probes(store, own_data_folder());
      break;
  }
}

std::vector<std::string> names_of_drives(const std::vector<MadeThing>& things) {
  std::vector<std::string> drives;
  for (const MadeThing& thing : things) {
    if (thing.kind == MadeKind::drive) drives.push_back(thing.name);
  }
  return drives;
}

/// The text of its failure is added to `failures`.
template <typename Act>
void attempt(std::vector<std::string>& failures, Act act) {
  try {
    act();
  } catch (const std::exception& error) {
    failures.emplace_back(error.what());
  }
}

}  // namespace

std::string own_data_folder() {
  return launcher::win32::program_data_folder() + "\\DriveLaunchAcceptance";
}

std::string made_list_path() {
  return own_data_folder() + "\\made.txt";
}

std::vector<std::string> take_everything_down(taskxml::TaskStore& store) {
  const std::string folder = own_data_folder();
  if (!exists(folder)) return {};
  if (!is_folder_of_administrators(folder))
    throw launcher::Error({.what = "cannot use the folder",
                           .subject = folder,
                           .text = "somebody who is no administrator has made it, or it is a link",
                           .advice = "Look at what is in it, and remove it by hand"});
  const std::optional<std::vector<MadeThing>> things =
      parse_made_things(read_file(made_list_path()).value_or(""));
  if (!things)
    throw launcher::Error({.what = "cannot use the list",
                           .subject = made_list_path(),
                           .text = "it has a line that this program does not write",
                           .advice = "Take away by hand what it names, and remove the folder"});
  std::vector<std::string> failures;
  const auto take_down_if = [&](bool is_running) {
    for (auto thing = things->rbegin(); thing != things->rend(); ++thing) {
      if (runs_programs(thing->kind) == is_running) attempt(failures, [&] { take_down(store, *thing); });
    }
  };
  take_down_if(true);
  attempt(failures, [&] { disconnect_everywhere(store, names_of_drives(*things)); });
  take_down_if(false);
  if (failures.empty()) attempt(failures, [&] { remove_all(folder); });
  return failures;
}

}  // namespace acceptance
